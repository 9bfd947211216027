package dev.pawl.discover;

/**
 * What one pass over the bytes of a file tells, which spares most files the closer looks: a short run spends its time on
 * loops that Java has not compiled yet.
 */
final class Glance {

    private boolean isAscii = true;
    private boolean hasReturn;
    private boolean hasComment;

    private Glance() {}

    /** Looks at the first bytes. */
    static Glance at(byte[] bytes, int length) {
        Glance glance = new Glance();
        byte last = 0;
        for (int i = 0; i < length; i++) {
            byte b = bytes[i];
            if (b > '-') {
                last = b;
                continue; // most of a script
            }
            if (b == '-' && last == '-') {
                glance.hasComment = true;
            } else if (b <= 0) {
                glance.isAscii = false; // NUL counts as no character of a script
            } else if (b == '\r') {
                glance.hasReturn = true;
            }
            last = b;
        }
        return glance;
    }

    /** Whether there may be a comment, and so a marker. */
    boolean hasComment() {
        return hasComment;
    }

    /** Whether the bytes are text in ASCII with plain line ends: valid as they are, and in normal form. */
    boolean isNormal() {
        return isAscii && !hasReturn;
    }
}
