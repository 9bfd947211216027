package dev.pawl.parse;

import dev.pawl.migration.Checksum;
import dev.pawl.migration.Checksums;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Makes the checksums of a script while its bytes pass by. The normalised ones begin to cost only where the bytes differ
 * from their normal form: at a byte order mark or the first CRLF.
 */
final class Fingerprint implements ScriptBytes.Tap {
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
    private static final byte[] CARRIAGE_RETURN = {'\r'};

    private final Pair exact = new Pair(digest("SHA-256"), digest("MD5"));
    private @Nullable Pair normal;
    private boolean heldReturn;

    @Override
    public void byteOrderMark() {
        normal = exact.copy();
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
        int i = from;
        while (i < to && bytes[i] != '\r') {
            i++;
        }
        return i;
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
            normal = exact.copy();
        } else if (!partOfLineEnd && normal != null) {
            normal.update(CARRIAGE_RETURN, 0, 1);
        }
        exact.update(CARRIAGE_RETURN, 0, 1);
    }

    /** The checksums of all that passed. Asked once, at the end. */
    Checksums checksums() {
        if (heldReturn) {
            releaseReturn(false);
        }
        Checksum sha = Checksum.sha256(hex(exact.sha256));
        Checksum md5 = Checksum.md5(hex(exact.md5));
        return normal == null
                ? new Checksums(sha, sha, md5, md5)
                : new Checksums(Checksum.sha256(hex(normal.sha256)), sha, md5, Checksum.md5(hex(normal.md5)));
    }

    private static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has " + algorithm, e);
        }
    }

    private record Pair(MessageDigest sha256, MessageDigest md5) {

        void update(byte[] bytes, int from, int length) {
            sha256.update(bytes, from, length);
            md5.update(bytes, from, length);
        }

        Pair copy() {
            try {
                return new Pair((MessageDigest) sha256.clone(), (MessageDigest) md5.clone());
            } catch (CloneNotSupportedException e) {
                throw new IllegalStateException("Every Java can copy a digest", e);
            }
        }
    }
}
