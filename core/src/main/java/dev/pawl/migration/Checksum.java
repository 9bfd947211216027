package dev.pawl.migration;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

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

    // Equality by hand, here and in other records that a run with nothing to do compares: what the compiler leaves to
    // the
    // first call costs ten milliseconds then.

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Checksum same && algorithm == same.algorithm && value.equals(same.value);
    }

    @Override
    public int hashCode() {
        return 31 * algorithm.hashCode() + value.hashCode();
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
