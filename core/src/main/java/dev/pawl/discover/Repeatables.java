package dev.pawl.discover;

import dev.pawl.migration.Directives;
import dev.pawl.migration.Migration;
import dev.pawl.migration.Version;
import java.util.Optional;

/** Scripts named {@code R__name.sql}, which run again when they change (spec F8). */
final class Repeatables {

    private static final String PREFIX = "R__";
    private static final Version VERSION = Version.of("R");

    private Repeatables() {}

    static boolean isNamed(String stem) {
        return stem.startsWith(PREFIX) && stem.length() > PREFIX.length();
    }

    static MigrationFile migration(SourceFile file, Format format, Directives directives) {
        String stem = SourceFiles.base(SourceFiles.withoutSql(file.path()));
        return new MigrationFile(
                Migration.Kind.REPEATABLE,
                VERSION,
                Description.name(stem.substring(PREFIX.length())),
                file.path(),
                stem,
                file,
                Optional.empty(),
                format,
                directives);
    }
}
