package dev.pawl.migration;

import java.util.Locale;

/**
 * A fingerprint of a script.
 *
 * @param algorithm how it was made
 * @param value lower-case hex (CRC32: the signed decimal that Flyway stores)
 */
public record Checksum(Algorithm algorithm, String value) {

    /** The algorithms that pawl and the histories it adopts use. */
    public enum Algorithm {
        /** pawl's own, and seeds B and E. */
        SHA_256,
        /** Seed D. */
        MD5,
        /** sqlx. */
        SHA_384,
        /** Flyway. */
        CRC32
    }

    /** A SHA-256 checksum. */
    public static Checksum sha256(String hex) {
        return new Checksum(Algorithm.SHA_256, hex.toLowerCase(Locale.ROOT));
    }

    /** A MD5 checksum, as seed D stores it. */
    public static Checksum md5(String hex) {
        return new Checksum(Algorithm.MD5, hex.toLowerCase(Locale.ROOT));
    }
}
