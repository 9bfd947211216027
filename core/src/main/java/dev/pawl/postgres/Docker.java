package dev.pawl.postgres;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.Problem;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Asks the {@code docker} command for the way to a server in a container (promises D36, D37, D42). */
final class Docker {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** One fact a line; strings as JSON, because a password may hold anything. */
    private static final String FORMAT = "running={{.State.Running}}{{println}}"
            + "{{range $port, $bindings := .NetworkSettings.Ports}}{{range $bindings}}"
            + "port={{$port}}={{.HostPort}}={{.HostIp}}{{println}}{{end}}{{end}}"
            + "{{range .NetworkSettings.Networks}}ip={{.IPAddress}}{{println}}{{end}}"
            + "{{range .Config.Env}}env={{json .}}{{println}}{{end}}";

    private final EnvironmentVariables environment;

    Docker(EnvironmentVariables environment) {
        this.environment = environment;
    }

    /** What Docker knows. */
    sealed interface Answer {
        /** The way in; what it lacks libpq's defaults may fill. */
        record Found(ConnectionParameters parameters) implements Answer {}

        /** There is no such container, it does not run, or there is no Docker. */
        record Unavailable(Problem problem) implements Answer {}
    }

    Answer inspect(ConnectionTarget.Docker target) {
        Optional<Path> command = command();
        if (command.isEmpty()) {
            return unavailable(target, "there is no docker command on the PATH", "Install Docker");
        }
        try {
            return run(command.get(), target);
        } catch (IOException e) {
            return unavailable(target, "the docker command could not be run", "Check that `docker ps` works");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return unavailable(target, "the docker command was interrupted", "Run the command again");
        }
    }

    private Optional<Path> command() {
        List<String> names = File.separatorChar == '\\' ? List.of("docker.exe") : List.of("docker");
        return Stream.of(environment.find("PATH").orElse("").split(File.pathSeparator, -1))
                .filter(folder -> !folder.isBlank())
                .flatMap(folder -> names.stream().map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private Answer run(Path command, ConnectionTarget.Docker target) throws IOException, InterruptedException {
        Path out = Files.createTempFile("pawl-docker", ".txt"); // for its owner only, and gone in a moment
        Path err = Files.createTempFile("pawl-docker", ".err");
        try {
            Process process = new ProcessBuilder(
                            command.toString(),
                            "inspect",
                            "--type",
                            "container",
                            "--format",
                            FORMAT,
                            target.container())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            process.getOutputStream().close();
            if (!process.waitFor(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                return unavailable(target, "docker did not answer", "Check that `docker ps` works");
            }
            return process.exitValue() == 0
                    ? read(Files.readString(out), target)
                    : failed(target, Files.readString(err).toLowerCase(Locale.ROOT));
        } finally {
            Files.deleteIfExists(out);
            Files.deleteIfExists(err);
        }
    }

    private static Answer failed(ConnectionTarget.Docker target, String standardError) {
        boolean isMissing = standardError.contains("no such container") || standardError.contains("no such object");
        if (!isMissing && standardError.contains("daemon")) {
            return unavailable(
                    target,
                    "the Docker daemon does not answer",
                    "Start Docker (`systemctl start docker`), or check DOCKER_HOST");
        }
        return unavailable(
                target,
                isMissing ? "there is no such container" : "docker inspect failed",
                "Start it with `docker start " + target.container() + "`; `docker ps -a` lists all");
    }

    private Answer read(String output, ConnectionTarget.Docker target) {
        Facts facts = new Facts(output.lines().toList());
        if (!facts.first("running=").equals(Optional.of("true"))) {
            return unavailable(target, "it is not running", "Start it with `docker start " + target.container() + "`");
        }
        Optional<HostAddress> address = facts.published(dockerHost()).or(facts::inside);
        if (address.isEmpty()) {
            return unavailable(
                    target,
                    "it does not publish port " + HostAddress.DEFAULT_PORT,
                    "Run it with `-p " + HostAddress.DEFAULT_PORT + ":" + HostAddress.DEFAULT_PORT + "`");
        }
        return new Answer.Found(parameters(facts, address.get(), target));
    }

    private static ConnectionParameters parameters(Facts facts, HostAddress address, ConnectionTarget.Docker target) {
        ConnectionParameters parameters = new ConnectionParameters(ConnectionParameters.NoHost.LOCALHOST);
        String user = facts.variable("POSTGRES_USER", "POSTGRESQL_USERNAME").orElse("postgres");
        parameters.put(ConnectionParameters.HOST, address.host());
        parameters.put(ConnectionParameters.PORT, Integer.toString(address.port()));
        parameters.put(ConnectionParameters.USER, user);
        parameters.put(
                ConnectionParameters.DBNAME,
                target.database()
                        .or(() -> facts.variable("POSTGRES_DB", "POSTGRESQL_DATABASE"))
                        .orElse(user));
        facts.variable("POSTGRES_PASSWORD", "POSTGRESQL_PASSWORD")
                .ifPresent(password -> parameters.put(ConnectionParameters.PASSWORD, password));
        return parameters;
    }

    /** Ports are published where the daemon runs, which need not be here. */
    private String dockerHost() {
        return environment
                .find("DOCKER_HOST")
                .filter(url -> url.startsWith("tcp://"))
                .map(url -> url.substring("tcp://".length()).replaceAll("[:/].*", ""))
                .orElse("localhost");
    }

    private static Answer unavailable(ConnectionTarget.Docker target, String why, String fix) {
        return new Answer.Unavailable(Problem.of(
                ErrorCode.DATABASE_UNREACHABLE,
                "The container " + target.container() + " cannot be used: " + why + ".",
                fix + ", or give the connection as postgresql://user:password@host:5432/database."));
    }

    /** The lines of the answer. */
    private record Facts(List<String> lines) {

        Optional<String> first(String prefix) {
            return all(prefix).findFirst();
        }

        private Stream<String> all(String prefix) {
            return lines.stream().filter(line -> line.startsWith(prefix)).map(line -> line.substring(prefix.length()));
        }

        /** The image's own name of a variable first, then Bitnami's. */
        Optional<String> variable(String... names) {
            return Stream.of(names)
                    .flatMap(name -> all("env=")
                            .map(Facts::unquoted)
                            .filter(pair -> pair.startsWith(name + "="))
                            .map(pair -> pair.substring(name.length() + 1)))
                    .filter(value -> !value.isEmpty())
                    .findFirst();
        }

        Optional<HostAddress> published(String dockerHost) {
            return all("port=" + HostAddress.DEFAULT_PORT + "/tcp=")
                    .map(binding -> binding.split("=", 2))
                    .filter(binding -> !binding[0].isBlank())
                    .map(binding -> new HostAddress(host(binding, dockerHost), Integer.parseInt(binding[0])))
                    .findFirst();
        }

        private static String host(String[] binding, String dockerHost) {
            String ip = binding.length == 2 ? binding[1].strip() : "";
            return ip.isEmpty() || ip.equals("0.0.0.0") || ip.equals("::") ? dockerHost : ip;
        }

        /** Linux reaches a container's own address; elsewhere it lives in a virtual machine. */
        Optional<HostAddress> inside() {
            boolean linux = System.getProperty("os.name").startsWith("Linux");
            return all("ip=")
                    .filter(ip -> linux && !ip.isBlank())
                    .map(ip -> new HostAddress(ip.strip(), HostAddress.DEFAULT_PORT))
                    .findFirst();
        }

        /** A JSON string as Go writes it. */
        private static String unquoted(String json) {
            StringBuilder text = new StringBuilder();
            for (int i = 1; i < json.length() - 1; i++) {
                char c = json.charAt(i);
                if (c != '\\') {
                    text.append(c);
                } else if (json.charAt(++i) == 'u') {
                    text.append((char) Integer.parseInt(json.substring(i + 1, i + 5), 16));
                    i += 4;
                } else {
                    text.append(escaped(json.charAt(i)));
                }
            }
            return text.toString();
        }

        private static char escaped(char c) {
            return switch (c) {
                case 'n' -> '\n';
                case 'r' -> '\r';
                case 't' -> '\t';
                case 'b' -> '\b';
                case 'f' -> '\f';
                default -> c;
            };
        }
    }
}
