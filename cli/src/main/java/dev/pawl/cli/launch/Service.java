package dev.pawl.cli.launch;

import dev.pawl.cli.shell.Interrupts;
import dev.pawl.cli.shell.Shell;
import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * The program that takes pawl's place.
 *
 * <p>The contract with the launcher, {@code ./pawl}: it names a file in the variable {@value #FILE_VARIABLE}; pawl writes
 * shell commands there that clean the environment and {@code exec} the service, and ends with {@value #BECOME}; the
 * launcher then runs them. So the service has the process id, the terminal and the signals, and no JVM stays behind.
 * Without that variable the service is a child.
 */
public final class Service {

    /** Names the file for the commands. */
    public static final String FILE_VARIABLE = "PAWL_EXEC_FILE";

    /** The exit code that tells the launcher to run them. */
    public static final int BECOME = 97;

    private static final int NOT_FOUND = 127;
    private static final int NOT_EXECUTABLE = 126;
    /** Ctrl-C reaches a child on the same terminal by itself; this long it gets to react before it is told again. */
    private static final long TERMINAL_GRACE_MILLIS = 1500;

    private final Shell shell;
    private final List<String> command;

    private Service(Shell shell, List<String> command) {
        this.shell = shell;
        this.command = List.copyOf(command);
    }

    /**
     * A service; nothing is started yet.
     *
     * @throws PawlException USAGE_INVALID when the command does not exist: better said before the schema is touched
     */
    public static Service of(Shell shell, List<String> command) {
        String program = command.get(0);
        if (new SearchPath(shell).find(program).isEmpty()) {
            throw PawlException.of(Problem.of(
                    ErrorCode.USAGE_INVALID,
                    "The command " + program + " was not found.",
                    "Check its spelling and the PATH: `pawl run -- COMMAND`."));
        }
        return new Service(shell, command);
    }

    /** Takes pawl's place, through the launcher where there is one; returns the exit code to end with. */
    public int become() {
        Optional<String> file = shell.variable(FILE_VARIABLE);
        if (file.isEmpty()) {
            return startAsChild();
        }
        try {
            Files.writeString(Path.of(file.get()), script(), StandardCharsets.UTF_8);
            return BECOME;
        } catch (IOException e) {
            throw PawlException.of(
                    Problem.of(
                            ErrorCode.FILE_NOT_WRITABLE,
                            "The command could not be handed to the launcher: " + file.get() + " cannot be written.",
                            "Check free space and permissions of the folder for temporary files."),
                    e);
        }
    }

    private String script() {
        StringBuilder script = new StringBuilder();
        shell.variables().keySet().stream()
                .filter(name -> ServiceEnvironment.isOurs(name) && isShellName(name))
                .sorted()
                .forEach(name -> script.append("unset ").append(name).append('\n'));
        script.append("exec");
        command.forEach(word -> script.append(' ').append(quoted(word)));
        return script.append('\n').toString();
    }

    /** Other names a shell can neither see nor unset. */
    private static boolean isShellName(String name) {
        return name.chars().allMatch(c -> c == '_' || (c < 128 && Character.isLetterOrDigit(c)));
    }

    private static String quoted(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }

    /** Runs it as a child on the same streams, tells it of our end, and returns its exit code. */
    @SuppressWarnings("try") // a registration is there to be closed
    public int startAsChild() {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(shell.folder().toFile()).inheritIO();
        builder.environment().clear();
        builder.environment().putAll(ServiceEnvironment.of(shell.variables()));
        CompletableFuture<Process> started = new CompletableFuture<>();
        // Registered before the start: a signal between the two would leave the service behind without us.
        try (Interrupts.Registration ignored =
                shell.interrupts().whenInterrupted(() -> end(started), Interrupts.Ending.BY_RESULT)) {
            Process child = builder.start();
            started.complete(child);
            return child.waitFor();
        } catch (IOException e) {
            started.cancel(false);
            shell.err().println("pawl: " + e.getMessage());
            return isMissing(e) ? NOT_FOUND : NOT_EXECUTABLE;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            started.join().destroy();
            return NOT_EXECUTABLE;
        }
    }

    private static boolean isMissing(IOException e) {
        return String.valueOf(e.getMessage()).contains("No such file");
    }

    private void end(CompletableFuture<Process> started) {
        try {
            Process child = started.get();
            if (shell.terminals().in() && child.waitFor(TERMINAL_GRACE_MILLIS, TimeUnit.MILLISECONDS)) {
                return;
            }
            child.destroy();
            child.waitFor();
        } catch (CancellationException | ExecutionException e) {
            // it could not be started: there is nothing to end
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
