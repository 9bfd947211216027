package dev.pawl.record;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.history.EntryKey;
import dev.pawl.history.EntryStatus;
import dev.pawl.history.HistoryEntry;
import dev.pawl.migration.Checksum;
import dev.pawl.migration.Version;
import dev.pawl.postgres.QualifiedName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says in pawl's words what the rows of a history mean. */
final class EntryReader {

    private static final int SHA256_LENGTH = 64;
    private static final int MD5_LENGTH = 32;

    /** The version at the start of a stem or file name: a date, Flyway's form, or digits. Made where it is needed. */
    private static final class Stem {
        private static final Pattern VERSION = Pattern.compile(
                "(\\d{4}-\\d{2}-\\d{2}(?:-\\d{6})?)(?!\\d).*|[VvUuBb](\\d+(?:[._]\\d+)*)__.*|(\\d+).*", Pattern.DOTALL);
    }

    private final QualifiedName table;
    private final Shape shape;
    private final Map<RowKey, ScriptRecord> scripts;

    /**
     * A reader.
     *
     * @param scripts what pawl itself remembers of checksums, where the row alone does not tell enough
     */
    EntryReader(QualifiedName table, Shape shape, Map<RowKey, ScriptRecord> scripts) {
        this.table = table;
        this.shape = shape;
        this.scripts = scripts;
    }

    /**
     * The entries in the order in which they were applied.
     *
     * @throws PawlException with HISTORY_FOREIGN for a status that pawl does not know
     */
    List<HistoryEntry> read(List<StoredRow> rows) {
        return rows.stream().sorted(EntryReader::inOrder).map(this::entry).toList();
    }

    /** Times without a zone may have been written by programs in different ones: the counter knows better. */
    private static int inOrder(StoredRow left, StoredRow right) {
        int order = Long.compare(left.id(), right.id());
        if (order == 0) {
            order = left.appliedAt()
                    .orElse(Instant.MIN)
                    .compareTo(right.appliedAt().orElse(Instant.MIN));
        }
        if (order == 0) {
            order = Version.of(versionIn(left.key())).compareTo(Version.of(versionIn(right.key())));
        }
        if (order == 0) {
            order = left.key().compareTo(right.key());
        }
        return order == 0 ? left.name().compareTo(right.name()) : order;
    }

    private HistoryEntry entry(StoredRow row) {
        boolean isNamed = shape.key() == EntryKey.VERSION_AND_NAME;
        boolean hasVersion = isNamed || shape.key() == EntryKey.VERSION;
        return new HistoryEntry(
                isNamed ? EntryKey.join(row.key(), row.name()) : row.key(),
                hasVersion ? row.key() : versionIn(row.key()),
                row.name(),
                row.filename().isEmpty() ? row.key() : row.filename(),
                status(row),
                checksum(row, isNamed ? new RowKey(row.key(), row.name()) : new RowKey(row.key(), "")),
                row.appliedAt(),
                row.executionTimeMs(),
                row.error(),
                row.appliedBy());
    }

    private EntryStatus status(StoredRow row) {
        return shape.status()
                .read(row.status())
                .orElseThrow(() -> PawlException.of(Problem.of(
                        ErrorCode.HISTORY_FOREIGN,
                        "The row of " + row.key() + " in " + table + " has the status `" + row.status()
                                + "`, which pawl does not know.",
                        "Set it to what is true of that migration: `completed`, `failed` or `pending`.")));
    }

    private Optional<Checksum> checksum(StoredRow row, RowKey key) {
        ScriptRecord script = scripts.get(key);
        if (script != null && script.stored().equalsIgnoreCase(row.checksum())) {
            return Optional.of(Checksum.sha256(script.normalised()));
        }
        return checksumIn(row.checksum());
    }

    /** What cannot be a checksum ({@code MANUAL}, seed D) cannot be verified. */
    private static Optional<Checksum> checksumIn(String text) {
        boolean mayBe = text.length() == SHA256_LENGTH || text.length() == MD5_LENGTH;
        if (!mayBe || !isHex(text)) {
            return Optional.empty();
        }
        return Optional.of(text.length() == SHA256_LENGTH ? Checksum.sha256(text) : Checksum.md5(text));
    }

    /** By hand, because every row is asked. */
    private static boolean isHex(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean isLower = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
            if (!isLower && (c < 'A' || c > 'F')) {
                return false;
            }
        }
        return true;
    }

    /** The version that a stem or file name begins with; the whole text where it begins with none. */
    static String versionIn(String key) {
        Matcher version = Stem.VERSION.matcher(key);
        if (!version.matches()) {
            return key.isBlank() ? "-" : key;
        }
        for (int group = 1; group <= version.groupCount(); group++) {
            String text = version.group(group);
            if (text != null) {
                return text;
            }
        }
        return key;
    }
}
