package dev.pawl.migration;

import java.util.List;

/**
 * The fingerprints of a script that a stored checksum may be compared with (design, decision 7).
 *
 * @param normalised SHA-256 after dropping a byte order mark and turning CRLF into LF: the one that decides
 * @param exact SHA-256 of the bytes as they are; what seed B's runner stored
 * @param exactMd5 MD5 of the bytes as they are; what seed D's runner stored
 * @param normalisedMd5 MD5 after normalising
 */
public record Checksums(Checksum normalised, Checksum exact, Checksum exactMd5, Checksum normalisedMd5) {

    /** Whether a stored checksum was made from this script, in either form. */
    public boolean matches(Checksum stored) {
        return List.of(normalised, exact, exactMd5, normalisedMd5).contains(stored);
    }
}
