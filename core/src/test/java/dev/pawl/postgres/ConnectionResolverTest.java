package dev.pawl.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("N1: which database is meant")
class ConnectionResolverTest {

    @TempDir
    private Path home;

    private final Map<String, String> variables = new HashMap<>();
    private ConnectionSettings settings = ConnectionSettings.none();

    @BeforeEach
    void home() {
        variables.put("HOME", home.toString());
        variables.put("PGSYSCONFDIR", home.resolve("etc").toString());
    }

    @Test
    @DisplayName("N1, A14, B52, D38, E10: the order, each source winning over all that follow")
    void precedence() {
        Map<String, String> sources = new java.util.LinkedHashMap<>();
        sources.put("PAWL_URL", "PAWL_URL");
        sources.put("url", "`url` in the config");
        sources.put("DATABASE_URL", "DATABASE_URL");
        sources.put("POSTGRES_URL", "POSTGRES_URL");
        sources.put("ConnectionStrings__synckit", "ConnectionStrings__synckit");
        sources.put("POSTGRES_HOST", "POSTGRES_HOST");
        sources.put("PGHOST", "PGHOST");
        sources.put("default-url", "`default-url` in the config");
        settings = ConnectionSettings.none()
                .withOption("postgresql://u@option/d")
                .withUrls("postgresql://u@url/d")
                .withDefaultUrls("postgresql://u@default/d");
        variables.put("PAWL_URL", "postgresql://u@pawl/d");
        variables.put("DATABASE_URL", "postgresql://u@database/d");
        variables.put("POSTGRES_URL", "postgresql://u@postgres/d");
        variables.put("ConnectionStrings__synckit", "Host=strings;Username=u;Database=d");
        variables.put("POSTGRES_HOST", "parts");
        variables.put("PGHOST", "libpq");

        assertThat(resolve().origin()).isEqualTo("--url");
        settings = new ConnectionSettings(Optional.empty(), settings.urls(), settings.defaultUrls(), Optional.empty());
        List<String> seen = new ArrayList<>();
        for (String source : sources.keySet()) {
            seen.add(resolve().origin());
            if (source.equals("url")) {
                settings = ConnectionSettings.none().withDefaultUrls("postgresql://u@default/d");
            }
            variables.remove(source);
        }

        assertThat(seen).containsExactlyElementsOf(sources.values());
    }

    @Test
    @DisplayName("N1: nothing is chosen silently; the error names the ways and mentions embedded:")
    void missing() {
        variables.put("PGUSER", "u");
        variables.put("PGPASSWORD", "hunter2");
        variables.put("POSTGRES_PASSWORD", "hunter2");

        PawlException error = failure();

        assertThat(error.problem().code()).isEqualTo(ErrorCode.URL_MISSING);
        assertThat(error.problem().fix()).contains("--url", "DATABASE_URL", "embedded:");
        assertThat(ConnectionSpecTest.everything(error)).doesNotContain("hunter2");
    }

    @Test
    @DisplayName("A8: every variable takes every form")
    void everyForm() {
        variables.put("DATABASE_URL", "Host=h;Port=6432;Username=u;Password=p;Database=d");
        assertThat(server().display()).isEqualTo("postgresql://u:***@h:6432/d");

        variables.put("DATABASE_URL", "host=h dbname=d user=u");
        assertThat(server().display()).isEqualTo("postgresql://u@h:5432/d");

        variables.put("DATABASE_URL", "embedded:data");
        assertThat(resolve().target()).isEqualTo(new ConnectionTarget.Embedded(Optional.of(Path.of("data"))));
    }

    @Test
    @DisplayName("B29: --verbose says that a variable came from the .env file")
    void dotEnv() {
        EnvironmentVariables real = EnvironmentVariables.of(variables);
        EnvironmentVariables both =
                real.withDotEnv(DotEnv.parse("DATABASE_URL=postgresql://u@file/d", real), Path.of(".env"));

        ResolvedConnection resolved = new ConnectionResolver(settings, both).resolve();

        assertThat(resolved.origin()).isEqualTo("DATABASE_URL (from .env)");
    }

    @Test
    @DisplayName("N3: an invalid connection string is reported with its source and without its password")
    void invalid() {
        variables.put("DATABASE_URL", "postgresql://u:hunter%zz2@h/d");

        PawlException error = failure();

        assertThat(error.problem().message()).startsWith("DATABASE_URL: ");
        assertThat(ConnectionSpecTest.everything(error)).doesNotContain("hunter");
    }

    @Nested
    @DisplayName("A14: ConnectionStrings__NAME")
    class ConnectionStrings {

        @Test
        @DisplayName("A14: several are an error that names them, until the config says which")
        void several() {
            variables.put("ConnectionStrings__a", "Host=a;Username=u;Database=d");
            variables.put("CONNECTIONSTRINGS__B", "Host=b;Username=u;Database=d");

            assertThat(failure().problem().message()).contains("ConnectionStrings__a", "CONNECTIONSTRINGS__B");

            settings = settings.withConnectionStringName("b");
            assertThat(server().hosts()).containsExactly(new HostAddress("b", 5432));
        }

        @Test
        @DisplayName("A14: several do not matter where DATABASE_URL is set")
        void hidden() {
            variables.put("ConnectionStrings__a", "Host=a");
            variables.put("ConnectionStrings__b", "Host=b");
            variables.put("DATABASE_URL", "postgresql://u@h/d");

            assertThat(resolve().origin()).isEqualTo("DATABASE_URL");
        }
    }

    @Test
    @DisplayName("D38: POSTGRES_* name host, port, user, database and password")
    void postgresVariables() {
        variables.put("POSTGRES_HOST", "db");
        variables.put("POSTGRES_PORT", "6432");
        variables.put("POSTGRES_USER", "spec");
        variables.put("POSTGRES_DB", "kb");
        variables.put("POSTGRES_PASSWORD", "hunter2");

        assertThat(server().display()).isEqualTo("postgresql://spec:***@db:6432/kb");
        assertThat(server().password().map(Secret::reveal)).contains("hunter2");
        assertThat(resolve().origin())
                .isEqualTo("POSTGRES_DB, POSTGRES_HOST, POSTGRES_PASSWORD, POSTGRES_PORT, POSTGRES_USER");
    }

    @Nested
    @DisplayName("N1: the gaps of any form are filled as libpq fills them")
    class Gaps {

        @ParameterizedTest(name = "N1: {0}")
        @ValueSource(strings = {"postgresql://h", "jdbc:postgresql://h/", "host=h", "Host=h;"})
        void variables(String url) {
            variables.put("DATABASE_URL", url);
            variables.put("PGHOST", "other");
            variables.put("PGPORT", "6432");
            variables.put("PGDATABASE", "d");
            variables.put("PGUSER", "u");
            variables.put("PGPASSWORD", "p");
            variables.put("PGSSLMODE", "require");
            variables.put("PGOPTIONS", "-c x.y=1");
            variables.put("PGAPPNAME", "shop");
            variables.put("PGCONNECT_TIMEOUT", "3");

            assertThat(server().display()).isEqualTo("postgresql://u:***@h:6432/d");
            assertThat(server().parameters())
                    .isEqualTo(Map.of(
                            "sslmode", "require",
                            "options", "-c x.y=1",
                            "application_name", "shop",
                            "connect_timeout", "3"));
        }

        @Test
        @DisplayName("N1: what the connection string says is never overridden")
        void given() {
            variables.put("DATABASE_URL", "postgresql://u:p@h:1/d?sslmode=disable");
            variables.put("PGPASSWORD", "other");
            variables.put("PGSSLMODE", "require");
            variables.put("PGHOSTADDR", "10.0.0.1");

            assertThat(server()).isEqualTo(ConnectionSpec.parse("postgresql://u:p@h:1/d?sslmode=disable"));
        }

        @Test
        @DisplayName("N1: a service names a connection, and what it says comes before PG* variables")
        void service() throws IOException {
            Files.writeString(
                    home.resolve(".pg_service.conf"),
                    "# services\n[other]\nhost=x\n[shop]\nhost=h\nport = 6432\ndbname=d\nuser=u\n# c\nsslmode=require\n");
            variables.put("PGSERVICE", "shop");
            variables.put("PGUSER", "env");

            assertThat(server().display()).isEqualTo("postgresql://u@h:6432/d");
            assertThat(server().parameters()).containsEntry("sslmode", "require");

            variables.put("PGSERVICE", "nobody");
            assertThat(failure().problem().message()).contains("nobody", ".pg_service.conf");

            variables.put("DATABASE_URL", "postgresql://me@/?service=shop");
            assertThat(server().display()).isEqualTo("postgresql://me@h:6432/d");
        }

        @Test
        @DisplayName("N1: the machine's service file is used where the user has none")
        void systemService() throws IOException {
            Files.createDirectories(home.resolve("etc"));
            Files.writeString(home.resolve("etc/pg_service.conf"), "[shop]\nhost=h\nuser=u\n");
            variables.put("PGSERVICE", "shop");

            assertThat(server().display()).isEqualTo("postgresql://u@h:5432/u");
        }
    }

    @Nested
    @DisplayName("N1: ~/.pgpass")
    class PasswordFiles {

        @Test
        @DisplayName("N1: the first line that fits gives the password; backslashes protect colons")
        void found() throws IOException {
            write(".pgpass", "600", "#h:*:*:*:no\nh:1:*:*:no\nh:5432:d:x:no\n*:*:d:u:hun\\:ter\\\\2\nh:*:*:*:no\n");
            variables.put("DATABASE_URL", "postgresql://u@h/d");

            assertThat(server().password().map(Secret::reveal)).contains("hun:ter\\2");
        }

        @Test
        @DisplayName("N1: it fills a gap only: a given password and PGPASSWORD come first")
        void gapOnly() throws IOException {
            write(".pgpass", "600", "*:*:*:*:file\n");
            variables.put("DATABASE_URL", "postgresql://u:given@h/d");
            assertThat(server().password().map(Secret::reveal)).contains("given");

            variables.put("DATABASE_URL", "postgresql://u@h/d");
            assertThat(server().password().map(Secret::reveal)).contains("file");

            variables.put("PGPASSWORD", "variable");
            assertThat(server().password().map(Secret::reveal)).contains("variable");
        }

        @ParameterizedTest(name = "N1: with mode {0} it is not used, and that is said")
        @ValueSource(strings = {"640", "604", "660"})
        void open(String mode) throws IOException {
            write(".pgpass", mode, "*:*:*:*:file\n");
            variables.put("DATABASE_URL", "postgresql://u@h/d");

            assertThat(server().password()).isEmpty();
            assertThat(server().warnings()).singleElement().asString().contains(".pgpass", "chmod 0600");
        }

        @Test
        @DisplayName("N1: PGPASSFILE and passfile= name another file; a unix socket is localhost there")
        void named() throws IOException {
            write("other", "600", "localhost:*:*:*:other\n");
            variables.put("PGPASSFILE", home.resolve("other").toString());
            variables.put("DATABASE_URL", "postgresql://u@/d?host=/run/pg");
            assertThat(server().password().map(Secret::reveal)).contains("other");

            write("third", "600", "*:*:*:*:third\n");
            variables.put("DATABASE_URL", "host=h user=u passfile=" + home.resolve("third"));
            assertThat(server().password().map(Secret::reveal)).contains("third");
        }

        private void write(String name, String mode, String text) throws IOException {
            Path file = Files.writeString(home.resolve(name), text);
            int bits = Integer.parseInt(mode, 8);
            StringBuilder permissions = new StringBuilder();
            for (int i = 8; i >= 0; i--) {
                permissions.append((bits >> i & 1) == 1 ? "rwxrwxrwx".charAt(8 - i) : '-');
            }
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions.toString()));
        }
    }

    @Nested
    @DisplayName("D36, D37: docker://container")
    class Containers {

        @Test
        @DisplayName("D36: host port, user, database and password are Docker's; PG* does not reach in")
        void running() throws IOException {
            fakeDocker("""
                    running=true
                    port=5432/tcp=49153=0.0.0.0
                    port=8080/tcp=49154=0.0.0.0
                    ip=172.17.0.2
                    env="PATH=/bin"
                    env="POSTGRES_USER=spec"
                    env="POSTGRES_DB=kb"
                    env="POSTGRES_PASSWORD=h\\u0026\\"u\\\\n\\nter=2"
                    """, 0);
            variables.put("PGSSLMODE", "require");
            settings = settings.withUrls("docker://spec_pg");

            ConnectionSpec spec = server();

            assertThat(spec.display()).isEqualTo("postgresql://spec:***@localhost:49153/kb");
            assertThat(spec.password().map(Secret::reveal)).contains("h&\"u\\n\nter=2");
            assertThat(spec.parameters()).isEmpty();
            assertThat(resolve().origin()).isEqualTo("`url` in the config, container spec_pg");
            assertThat(Files.readString(home.resolve("arguments"))).contains("inspect", "spec_pg");
        }

        @Test
        @DisplayName("D36: the image's defaults, a named database, and a port that is not published")
        void defaults() throws IOException {
            fakeDocker("running=true\nip=172.17.0.2\nenv=\"PATH=/bin\"\n", 0);
            settings = settings.withOption("docker://spec_pg/shop");

            assertThat(server().display()).isEqualTo("postgresql://postgres@172.17.0.2:5432/shop");
        }

        @Test
        @DisplayName("D36: the port of a remote Docker is on that machine")
        void remote() throws IOException {
            fakeDocker("running=true\nport=5432/tcp=5433=::\nenv=\"POSTGRES_USER=u\"\n", 0);
            variables.put("DOCKER_HOST", "tcp://builder.example:2376");
            settings = settings.withOption("docker://spec_pg");

            assertThat(server().display()).isEqualTo("postgresql://u@builder.example:5433/u");
        }

        @Test
        @DisplayName("D42: a container that is stopped, missing, or without Docker is a clear error")
        void unavailable() throws IOException {
            settings = settings.withOption("docker://spec_pg");
            variables.put("PATH", home.toString());
            assertThat(failure().problem().message()).contains("no docker command");

            fakeDocker("running=false\n", 0);
            assertThat(failure().problem().fix()).contains("docker start spec_pg");

            fakeDocker("Error: No such container: spec_pg hunter2", 1);
            PawlException error = failure();
            assertThat(error.problem().code()).isEqualTo(ErrorCode.DATABASE_UNREACHABLE);
            assertThat(error.problem().message()).contains("no such container").doesNotContain("hunter2");

            fakeDocker("Cannot connect to the Docker daemon at unix:///var/run/docker.sock. dial: no such file", 1);
            assertThat(failure().problem().message()).contains("the Docker daemon does not answer");
            assertThat(failure().problem().fix())
                    .contains("systemctl start docker", "DOCKER_HOST")
                    .doesNotContain("docker start");
        }

        @Test
        @DisplayName("D37: in a list, a container that is not there is passed over for the environment")
        void fallback() throws IOException {
            fakeDocker("Error: No such container", 1);
            settings = settings.withUrls("docker://spec_pg", "env:");
            variables.put("POSTGRES_HOST", "db");
            variables.put("POSTGRES_USER", "spec");
            assertThat(server().hosts()).containsExactly(new HostAddress("db", 5432));

            fakeDocker("running=true\nport=5432/tcp=5433=\nenv=\"POSTGRES_USER=u\"\n", 0);
            assertThat(server().hosts()).containsExactly(new HostAddress("localhost", 5433));
        }

        @Test
        @DisplayName("N1: a lone container that is not there never falls back to another database")
        void noSilentFallback() throws IOException {
            fakeDocker("Error: No such container", 1);
            settings = settings.withUrls("docker://spec_pg");
            variables.put("DATABASE_URL", "postgresql://u@production/d");

            assertThat(failure().problem().code()).isEqualTo(ErrorCode.DATABASE_UNREACHABLE);
        }

        @Test
        @DisplayName("A15: a list of defaults ends with one that has to be there")
        void defaultList() throws IOException {
            fakeDocker("Error: No such container", 1);
            settings = settings.withDefaultUrls("docker://spec_pg", "postgresql://u@localhost/d");

            assertThat(resolve().origin()).isEqualTo("`default-url` in the config");
            assertThat(server().hosts()).containsExactly(new HostAddress("localhost", 5432));
        }

        private void fakeDocker(String output, int status) throws IOException {
            Files.writeString(home.resolve("output"), output);
            Path script = Files.writeString(
                    home.resolve("docker"),
                    "#!/bin/sh\necho \"$@\" > '" + home.resolve("arguments") + "'\ncat '" + home.resolve("output") + "'"
                            + (status == 0 ? "" : " >&2") + "\nexit " + status + "\n");
            Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
            variables.put("PATH", home.toString());
        }
    }

    private ResolvedConnection resolve() {
        return new ConnectionResolver(settings, EnvironmentVariables.of(variables)).resolve();
    }

    private ConnectionSpec server() {
        return ((ConnectionTarget.Server) resolve().target()).spec();
    }

    private PawlException failure() {
        PawlException error = catchThrowableOfType(PawlException.class, this::resolve);
        assertThat(error).isNotNull();
        return error;
    }
}
