package dev.pawl.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Creates data folders: UTF-8, sorted by code point, whatever this machine's locale is. */
record Cluster(Installation installation, Account account) {
    /** Whether initdb waits until the data is on the disk. */
    enum Durability {
        FULL,
        NONE
    }

    /** The major version that made the data, if there is data. */
    static Optional<Integer> version(Path data) throws IOException {
        Path file = data.resolve("PG_VERSION");
        return Files.exists(file)
                ? Optional.of(Integer.valueOf(Files.readString(file).strip()))
                : Optional.empty();
    }

    /** A data folder that is only ever copied, which is much quicker than making another one. */
    Path template(CacheFolder cache) {
        return cache.entry("template-" + installation.id(), "prepare a data folder", folder -> {
            account.own(Folders.parent(folder));
            create(folder, new Authentication.Trust(), Durability.NONE);
        });
    }

    /** Creates the data so that a death in the middle leaves none. */
    void createWhole(Path folder, Path data, Authentication authentication) throws IOException {
        Path draft = folder.resolve("draft");
        Folders.delete(draft);
        create(draft, authentication, Durability.FULL);
        Files.move(draft, data, StandardCopyOption.ATOMIC_MOVE);
    }

    void create(Path data, Authentication authentication, Durability durability) {
        List<String> command = new ArrayList<>(List.of(
                installation.bin().resolve("initdb").toString(),
                "-D",
                data.toString(),
                "-U",
                EmbeddedPostgres.SUPERUSER,
                "-E",
                "UTF8",
                "--locale=C"));
        if (installation.major() >= 17) {
            command.addAll(List.of("--locale-provider=builtin", "--builtin-locale=C.UTF-8"));
        }
        if (durability == Durability.NONE) {
            command.add("--no-sync");
        }
        if (authentication instanceof Authentication.Password secret) {
            withPasswordFile(Folders.parent(data), secret, file -> {
                command.addAll(List.of("--auth=scram-sha-256", "--pwfile=" + file));
                run(command, Folders.parent(data));
            });
        } else {
            command.add("--auth=trust");
            run(command, Folders.parent(data));
        }
    }

    private interface WithFile {
        void run(Path file);
    }

    private void withPasswordFile(Path folder, Authentication.Password secret, WithFile body) {
        try {
            Path file = Files.createTempFile(
                    folder,
                    "password",
                    "",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try {
                Files.writeString(file, secret.password() + "\n");
                account.own(file);
                body.run(file);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw EmbeddedPostgresException.writing("create a data folder", folder, e);
        }
    }

    private void run(List<String> initdb, Path folder) {
        Commands.Outcome outcome = Commands.run(account.command(initdb), folder);
        if (!outcome.succeeded()) {
            throw Complaint.about("PostgreSQL could not create its data", outcome.output());
        }
    }
}
