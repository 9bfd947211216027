package dev.pawl.record;

import dev.pawl.migration.Checksum;
import dev.pawl.migration.Checksums;
import dev.pawl.migration.Content;
import dev.pawl.migration.Directives;
import dev.pawl.migration.Migration;
import dev.pawl.migration.Script;
import dev.pawl.migration.Version;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/** A migration with its text. */
record Scripted(Migration migration, String sql) {

    /** A versioned migration; its version is what comes before the first {@code -} or {@code _} that no digit follows. */
    static Scripted of(String filename, String sql) {
        String stem = filename.endsWith(".sql") ? filename.substring(0, filename.length() - 4) : filename;
        String version = EntryReader.versionIn(stem);
        String rest =
                stem.substring(Math.min(stem.length(), version.length() + 1)).replaceAll("[-_]", " ");
        String name = rest.isEmpty() ? "" : Character.toUpperCase(rest.charAt(0)) + rest.substring(1);
        return of(Migration.Kind.VERSIONED, version, name, filename, stem, sql);
    }

    static Scripted repeatable(String filename, String sql) {
        String stem = filename.substring(0, filename.length() - 4);
        return of(Migration.Kind.REPEATABLE, "R", stem.substring(3), filename, stem, sql);
    }

    private static Scripted of(
            Migration.Kind kind, String version, String name, String filename, String stem, String sql) {
        Content content = new Content() {
            @Override
            public String location() {
                return "migrations/" + filename;
            }

            @Override
            public InputStream open() {
                return new ByteArrayInputStream(sql.getBytes(StandardCharsets.UTF_8));
            }
        };
        Migration migration = new Migration(
                kind,
                Version.of(version),
                name,
                filename,
                stem,
                Script.wholeFile(content),
                Optional.empty(),
                Directives.NONE,
                checksums(sql));
        return new Scripted(migration, sql);
    }

    private static Checksums checksums(String sql) {
        String normalised = sql.replace("\r\n", "\n");
        return new Checksums(
                Checksum.sha256(hash("SHA-256", normalised)),
                Checksum.sha256(hash("SHA-256", sql)),
                () -> new Checksums.Md5(Checksum.md5(hash("MD5", sql)), Checksum.md5(hash("MD5", normalised))));
    }

    static String hash(String algorithm, String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
