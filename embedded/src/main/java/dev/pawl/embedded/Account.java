package dev.pawl.embedded;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * As whom the server runs: PostgreSQL refuses to run as root.
 *
 * <p>For root the first choice is a user namespace, in which root is nobody in particular and still owns its files. Where
 * that is forbidden, as in many containers, it is an unprivileged user, who must be given the files.
 *
 * @param prefix put before every command of the server
 * @param owner who must own the server's files, if not the one who runs this program
 */
record Account(List<String> prefix, Optional<String> owner) {
    private static final Path ROOT_FOLDER = Path.of("/");
    private static final List<String> UNPRIVILEGED = List.of("postgres", "nobody");

    static Account choose() {
        if (!"root".equals(System.getProperty("user.name"))) {
            return new Account(List.of(), Optional.empty());
        }
        List<String> namespace = List.of("unshare", "--user");
        if (works(namespace)) {
            return new Account(namespace, Optional.empty());
        }
        return unprivileged();
    }

    /** A user other than root, for when root may not make a user namespace. */
    static Account unprivileged() {
        for (String user : UNPRIVILEGED) {
            if (principal(user).isEmpty()) {
                continue;
            }
            List<List<String>> ways = List.of(
                    List.of("runuser", "-u", user, "--"),
                    List.of("setpriv", "--reuid", user, "--regid", group(user), "--clear-groups", "--"));
            for (List<String> way : ways) {
                if (works(way)) {
                    return new Account(way, Optional.of(user));
                }
            }
        }
        throw new EmbeddedPostgresException(
                "PostgreSQL does not run as root, and root may neither make a user namespace (unshare --user) nor become "
                        + "another user (runuser, setpriv) here.",
                "Run pawl as an ordinary user, or install util-linux.");
    }

    /** The server's way to run a command. */
    List<String> command(List<String> command) {
        List<String> all = new ArrayList<>(prefix);
        all.addAll(command);
        return all;
    }

    /** Hands a new, empty folder over to the server. */
    void own(Path folder) throws IOException {
        if (owner.isPresent()) {
            UserPrincipal principal = principal(owner.get()).orElseThrow();
            if (!Files.getOwner(folder).equals(principal)) {
                Files.setOwner(folder, principal);
            }
        }
    }

    /** Can the server write here? An unprivileged user may be stopped by a folder further up. */
    boolean mayWrite(Path folder) {
        return owner.isEmpty()
                ? Files.isWritable(folder)
                : Commands.run(command(List.of("test", "-w", folder.toString())), ROOT_FOLDER)
                        .succeeded();
    }

    private static boolean works(List<String> prefix) {
        List<String> command = new ArrayList<>(prefix);
        command.add("true");
        return Commands.run(command, ROOT_FOLDER).succeeded();
    }

    private static String group(String user) {
        return Commands.run(List.of("id", "-g", user), ROOT_FOLDER).output();
    }

    private static Optional<UserPrincipal> principal(String user) {
        try {
            return Optional.of(
                    FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName(user));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
