package dev.pawl.parse;

import dev.pawl.migration.Checksum;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Makes the checksums of scripts, one after the other, while their bytes pass by. The normalised one begins to cost only
 * where the bytes differ from their normal form: at a byte order mark or the first CRLF.
 */
final class Fingerprint implements ScriptBytes.Tap {
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
    private static final byte[] CARRIAGE_RETURN = {'\r'};

    private final Checksum.Algorithm algorithm;
    private final MessageDigest exact;
    private @Nullable MessageDigest normal;
    private boolean heldReturn;

    private Fingerprint(Checksum.Algorithm algorithm, String name) {
        this.algorithm = algorithm;
        try {
            this.exact = MessageDigest.getInstance(name);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has " + name, e);
        }
    }

    /** By the algorithm that decides. */
    static Fingerprint sha256() {
        return new Fingerprint(Checksum.Algorithm.SHA_256, "SHA-256");
    }

    /** By that of seed D's runner. */
    static Fingerprint md5() {
        return new Fingerprint(Checksum.Algorithm.MD5, "MD5");
    }

    /** What was made of one script. */
    record Pair(Checksum exact, Checksum normalised) {}

    /** The checksum, exact and normalised, of bytes that need no normalising. */
    Checksum ofNormal(byte[] bytes) {
        begin();
        exact.update(bytes, 0, bytes.length);
        return checksum(exact);
    }

    /** Forgets what passed, where {@link #finish} was not reached. */
    void begin() {
        exact.reset();
        normal = null;
        heldReturn = false;
    }

    @Override
    public void byteOrderMark() {
        normal = copyOfExact();
        exact.update(BYTE_ORDER_MARK, 0, BYTE_ORDER_MARK.length);
    }

    @Override
    public void bytes(byte[] bytes, int from, int to) {
        int start = from;
        if (heldReturn) {
            releaseReturn(bytes[from] == '\n');
        }
        for (int i = indexOfReturn(bytes, from, to); i < to; i = indexOfReturn(bytes, i + 1, to)) {
            if (i + 1 < to && bytes[i + 1] != '\n') {
                continue; // a lone carriage return stays
            }
            update(bytes, start, i);
            start = i + 1;
            if (start == to) {
                heldReturn = true; // what it means is told by the next byte
                return;
            }
            releaseReturn(true);
        }
        update(bytes, start, to);
    }

    private static int indexOfReturn(byte[] bytes, int from, int to) {
        return ByteSearch.indexOf((byte) '\r', bytes, from, to);
    }

    private void update(byte[] bytes, int from, int to) {
        exact.update(bytes, from, to - from);
        if (normal != null) {
            normal.update(bytes, from, to - from);
        }
    }

    private void releaseReturn(boolean partOfLineEnd) {
        heldReturn = false;
        if (partOfLineEnd && normal == null) {
            normal = copyOfExact();
        } else if (!partOfLineEnd && normal != null) {
            normal.update(CARRIAGE_RETURN, 0, 1);
        }
        exact.update(CARRIAGE_RETURN, 0, 1);
    }

    private MessageDigest copyOfExact() {
        try {
            return (MessageDigest) exact.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("Every Java can copy a digest", e);
        }
    }

    /** The checksums of all that passed. The next script may follow. */
    Pair finish() {
        if (heldReturn) {
            releaseReturn(false);
        }
        MessageDigest other = normal;
        normal = null;
        Checksum made = checksum(exact);
        return new Pair(made, other == null ? made : checksum(other));
    }

    private Checksum checksum(MessageDigest digest) {
        return new Checksum(algorithm, HexFormat.of().formatHex(digest.digest()));
    }
}
