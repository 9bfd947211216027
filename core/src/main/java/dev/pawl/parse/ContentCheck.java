package dev.pawl.parse;

import java.util.zip.CRC32C;

/** Tells whether a file that is read again is still the same; fast rather than safe against a forger. */
final class ContentCheck implements ScriptBytes.Tap {
    private final CRC32C sum = new CRC32C();
    private long length;

    @Override
    public void bytes(byte[] bytes, int from, int to) {
        sum.update(bytes, from, to - from);
        length += to - from;
    }

    /** Whether the same bytes passed by another one. */
    boolean agrees(ContentCheck other) {
        return length == other.length && sum.getValue() == other.sum.getValue();
    }

    /** This one, and another one after it. */
    ScriptBytes.Tap and(ScriptBytes.Tap other) {
        return new ScriptBytes.Tap() {
            @Override
            public void bytes(byte[] bytes, int from, int to) {
                ContentCheck.this.bytes(bytes, from, to);
                other.bytes(bytes, from, to);
            }

            @Override
            public void byteOrderMark() {
                other.byteOrderMark();
            }
        };
    }
}
