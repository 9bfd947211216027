package dev.pawl.postgres;

import dev.pawl.error.PawlException;
import java.nio.file.Path;
import java.util.Optional;

/** What a connection string names. */
public sealed interface ConnectionTarget {

    /** A server that runs somewhere. */
    record Server(ConnectionSpec spec) implements ConnectionTarget {}

    /**
     * {@code embedded:}, a server that pawl has to start first (spec, section 10).
     *
     * @param folder where its data stays; empty for data that is thrown away
     */
    record Embedded(Optional<Path> folder) implements ConnectionTarget {}

    /**
     * {@code docker://container} or {@code docker://container/database}: a server in a container on this machine, whose
     * address and password Docker knows (promise D36).
     *
     * @param database other than the container's own
     */
    record Docker(String container, Optional<String> database) implements ConnectionTarget {}

    /**
     * Reads any form; asks nobody.
     *
     * @throws PawlException with URL_INVALID
     */
    static ConnectionTarget parse(String text) {
        String stripped = text.strip();
        if (stripped.startsWith("embedded:")) {
            return embedded(stripped.substring("embedded:".length()));
        }
        if (stripped.startsWith("docker:")) {
            return docker(stripped.substring("docker:".length()));
        }
        return new Server(ConnectionSpec.parse(stripped));
    }

    /** Whether a text is meant to name a server, as opposed to {@code embedded:} and {@code docker:}. */
    static boolean isServer(String text) {
        return !text.strip().startsWith("embedded:") && !text.strip().startsWith("docker:");
    }

    private static Embedded embedded(String rest) {
        String folder = rest.startsWith("//") ? rest.substring(2) : rest;
        if (folder.matches("\\d+(\\.\\d+)?")) { // meant as PostgreSQL's version, surely: no folder is made of that
            throw UrlProblems.invalid(
                    "embedded: is followed by a bare number",
                    "Write `embedded:` for the PostgreSQL that pawl comes with, `embedded:./" + folder
                            + "` for a folder of that name.");
        }
        return new Embedded(folder.isBlank() ? Optional.empty() : Optional.of(Path.of(folder)));
    }

    private static Docker docker(String rest) {
        String[] parts = (rest.startsWith("//") ? rest.substring(2) : rest).split("/", 2);
        if (!parts[0].matches("[A-Za-z0-9][A-Za-z0-9_.-]*")) { // Docker's own rule
            throw UrlProblems.invalid(
                    "docker:// is not followed by the name of a container", "Write docker://container/database.");
        }
        Optional<String> database = Optional.of(parts.length == 2 ? parts[1] : "")
                .filter(name -> !name.isEmpty())
                .map(name -> PercentCode.decode(name, "database"));
        return new Docker(parts[0], database);
    }
}
