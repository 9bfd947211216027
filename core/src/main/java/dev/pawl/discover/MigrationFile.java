package dev.pawl.discover;

import dev.pawl.migration.Directives;
import dev.pawl.migration.Migration;
import dev.pawl.migration.Version;
import java.util.Optional;

/**
 * A migration as its file name tells it; its text is not read yet. For {@link Format#LIQUIBASE} it stands for a whole
 * file of changesets.
 *
 * @param kind versioned or repeatable
 * @param version as the file spells it
 * @param name description with spaces, first letter capital; empty where the file has none
 * @param filename as the history stores it: {@code 001_name.sql}, {@code 2023_name/up.sql}
 * @param stem without extension(s): {@code 001_name}, {@code 2023_name}
 * @param up the file that applies it
 * @param down the file that reverts it, where the layout has a file for that
 * @param format how the files are arranged inside
 * @param directives what the name or a file beside it says: {@code .autocommit} (pop), {@code metadata.toml} (diesel),
 *     {@code .sql.conf} (Flyway)
 */
public record MigrationFile(
        Migration.Kind kind,
        Version version,
        String name,
        String filename,
        String stem,
        SourceFile up,
        Optional<SourceFile> down,
        Format format,
        Directives directives) {}
