package dev.pawl.acceptance.documents;

import dev.pawl.cli.config.Key;
import java.io.IOException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Every key of {@code pawl.toml}: {@code docs/config.md}. */
class ConfigDocumentTest {

    @Test
    @DisplayName("N1: docs/config.md lists every key of pawl.toml")
    void listsEveryKey() throws IOException {
        new GeneratedDocument("docs/config.md", render()).verify();
    }

    private static String render() {
        StringBuilder text = new StringBuilder("""
                # pawl.toml

                <!-- Written by ConfigDocumentTest from the command line's own table of keys. Do not edit. -->

                pawl looks for `pawl.toml` in the current folder and then in those above it; `--config FILE` names another one. No
                config is needed: every key has a default. A key that pawl does not know, or a value of the wrong type, is an
                error, and all errors of the file are told at once. `pawl init` writes a commented file.

                A setting comes from the first of: the option on the command line, the variable in the table below, the config.

                | key | default or example | variable | what it is |
                | --- | --- | --- | --- |
                """);
        for (Key key : Key.values()) {
            text.append("| `%s` | `%s` | %s | %s |\n"
                    .formatted(
                            key.path(),
                            key.sample(),
                            key.variable().map(name -> "`" + name + "`").orElse(""),
                            String.join(" ", key.description()).replace("|", "\\|")));
        }
        return text.append(connections()).toString();
    }

    private static String connections() {
        return """

                `a.b` is the key `b` of the table `[a]`. Durations are a number and a unit: `500ms`, `2s`, `10m`, `1h`.

                ## Where the URL comes from

                The first that is set: `--url`; `PAWL_URL`; `url` in the config; `DATABASE_URL`; `POSTGRES_URL`;
                `ConnectionStrings__<name>`; `POSTGRES_HOST` with `POSTGRES_PORT`, `POSTGRES_USER`, `POSTGRES_DB` and
                `POSTGRES_PASSWORD`; libpq's `PG…` variables, if `PGHOST`, `PGSERVICE` or `PGDATABASE` is among them; `default-url` in the
                config. A file `.env` fills in variables that the environment does not have. `--verbose` says which one it was.

                Each of them takes every form:

                | form | example |
                | --- | --- |
                | URL | `postgresql://user:password@host:5432/database?sslmode=require` |
                | JDBC | `jdbc:postgresql://host/database?user=ada` |
                | libpq | `host=/var/run/postgresql dbname=app` |
                | Npgsql | `Host=db;Port=5432;Username=ada;Password=…;Database=app;SSL Mode=Require` |
                | Docker | `docker://container`: port, user, password and database are read from `docker inspect` |
                | embedded | `embedded:`: a PostgreSQL of pawl's own, with its data beside the config |

                Passwords may also come from `PGPASSWORD` and `~/.pgpass`. pawl prints them as `***` and never writes them anywhere.
                """;
    }
}
