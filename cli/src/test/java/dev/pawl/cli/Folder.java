package dev.pawl.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A project's folder, to be filled with files. */
public final class Folder {

    private final Path path;

    private Folder(Path path) {
        this.path = path;
    }

    /** The project in a folder. */
    public static Folder at(Path path) {
        return new Folder(path);
    }

    /** With a file. */
    public Folder file(String name, String text) {
        try {
            Path file = path.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** With a migration in {@code migrations}. */
    public Folder migration(String name, String sql) {
        return file("migrations/" + name, sql);
    }

    /** With two migrations that work. */
    public Folder withUsers() {
        return migration("001_create_users.sql", "CREATE TABLE users (id bigint PRIMARY KEY, email text);\n")
                .migration(
                        "002_add_index.sql",
                        "DO $$ BEGIN RAISE NOTICE 'indexing users'; END $$;\nCREATE INDEX users_email ON users (email);\n");
    }
}
