package dev.pawl.discover;

import dev.pawl.migration.Migration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Questions about the versions of migrations. */
final class Versions {

    /** The order of migrations (spec F2): by version, equal ones by file name; repeatable ones last, by name. */
    static final Comparator<MigrationFile> ORDER = Versions::compare;

    private Versions() {}

    private static int compare(MigrationFile left, MigrationFile right) {
        int byKind = left.kind().compareTo(right.kind());
        if (byKind != 0) {
            return byKind;
        }
        int byVersion = left.version().compareTo(right.version());
        if (byVersion != 0) {
            return byVersion;
        }
        int byName = nameOfRepeatable(left).compareTo(nameOfRepeatable(right));
        return byName != 0 ? byName : left.filename().compareTo(right.filename());
    }

    static List<MigrationFile> versioned(List<MigrationFile> migrations) {
        return migrations.stream()
                .filter(migration -> migration.kind() == Migration.Kind.VERSIONED)
                .toList();
    }

    static Optional<MigrationFile> newest(List<MigrationFile> migrations) {
        return versioned(migrations).stream().max(ORDER);
    }

    private static String nameOfRepeatable(MigrationFile migration) {
        return migration.kind() == Migration.Kind.REPEATABLE ? migration.name() : "";
    }
}
