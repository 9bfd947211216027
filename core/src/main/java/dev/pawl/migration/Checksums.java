package dev.pawl.migration;

import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The fingerprints of a script that a stored checksum may be compared with (design, decision 7). Those by MD5, which only
 * adopted histories hold, are made when somebody asks for them: most runs never do. Safe for use by several threads.
 */
public final class Checksums {

    private final Checksum normalised;
    private final Checksum exact;
    private final Supplier<Md5> source;
    private volatile @Nullable Md5 md5;

    /**
     * The fingerprints of one script.
     *
     * @param normalised SHA-256 after dropping a byte order mark and turning CRLF into LF: the one that decides
     * @param exact SHA-256 of the bytes as they are; what seed B's runner stored
     * @param md5 makes those by MD5
     */
    public Checksums(Checksum normalised, Checksum exact, Supplier<Md5> md5) {
        this.normalised = normalised;
        this.exact = exact;
        this.source = md5;
    }

    /**
     * The same by MD5.
     *
     * @param exact of the bytes as they are; what seed D's runner stored
     * @param normalised after normalising
     */
    public record Md5(Checksum exact, Checksum normalised) {}

    /** SHA-256 after normalising. */
    public Checksum normalised() {
        return normalised;
    }

    /** SHA-256 of the bytes as they are. */
    public Checksum exact() {
        return exact;
    }

    /** MD5 of the bytes as they are. */
    public Checksum exactMd5() {
        return md5().exact();
    }

    /** MD5 after normalising. */
    public Checksum normalisedMd5() {
        return md5().normalised();
    }

    private Md5 md5() {
        Md5 made = md5;
        if (made == null) {
            made = source.get();
            md5 = made;
        }
        return made;
    }

    /** Whether a stored checksum was made from this script, in either form. */
    public boolean matches(Checksum stored) {
        return switch (stored.algorithm()) {
            case SHA_256 -> stored.equals(normalised) || stored.equals(exact);
            case MD5 -> stored.equals(exactMd5()) || stored.equals(normalisedMd5());
            case SHA_384, CRC32 -> false;
        };
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Checksums same && normalised.equals(same.normalised) && exact.equals(same.exact);
    }

    @Override
    public int hashCode() {
        return Objects.hash(normalised, exact);
    }

    @Override
    public String toString() {
        return normalised.toString();
    }
}
