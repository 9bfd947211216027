package dev.pawl.record;

import dev.pawl.migration.Checksum;
import dev.pawl.migration.Checksums;

/** Which of a script's checksums a shape's new rows get: the one that the shape's other programs would compute. */
public enum StoredChecksum {
    /** SHA-256 after dropping a byte order mark and turning CRLF into LF. */
    NORMALISED {
        @Override
        Checksum of(Checksums checksums) {
            return checksums.normalised();
        }
    },
    /** SHA-256 of the file as it is. */
    EXACT {
        @Override
        Checksum of(Checksums checksums) {
            return checksums.exact();
        }
    },
    /** MD5 of the file as it is. */
    EXACT_MD5 {
        @Override
        Checksum of(Checksums checksums) {
            return checksums.exactMd5();
        }
    };

    abstract Checksum of(Checksums checksums);
}
