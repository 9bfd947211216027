package dev.pawl.discover;

import dev.pawl.migration.Directives;
import dev.pawl.migration.Migration;
import dev.pawl.migration.Version;
import java.util.Optional;

/** One file of a versioned migration, before its counterpart is known. */
record Script(SourceFile file, Version version, String slug, String stem, Directives directives) {

    static Script of(SourceFile file, PlainName name, String stem, Directives directives) {
        return new Script(file, Version.of(name.version()), name.slug(), stem, directives);
    }

    MigrationFile migration(Optional<Script> down, Format format) {
        return new MigrationFile(
                Migration.Kind.VERSIONED,
                version,
                Description.name(slug),
                file.path(),
                stem,
                file,
                down.isEmpty() ? Optional.empty() : Optional.of(down.get().file()),
                format,
                directives);
    }
}
