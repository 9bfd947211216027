package dev.pawl;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pawl.embedded.testing.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** A file system of a few megabytes, for a server to fill. Where this machine forbids mounting one, the test says so. */
final class SmallDisk implements AutoCloseable {

    private final Path mountPoint;
    private final Thread atExit = new Thread(this::unmount);

    private SmallDisk(Path mountPoint) {
        this.mountPoint = mountPoint;
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    static SmallDisk ofMegabytes(int size) {
        try {
            Path at = Files.createTempDirectory("pawl-small-disk");
            boolean isMounted =
                    succeeds("mount", "-t", "tmpfs", "-o", "size=" + size + "m,mode=777", "tmpfs", at.toString());
            if (!isMounted) {
                Files.delete(at);
            }
            assumeTrue(isMounted, "this machine does not let tests mount a file system of their own (mount -t tmpfs)");
            return new SmallDisk(at);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A new folder on it that belongs to whoever the test server runs as. */
    Path folder(String name) throws IOException {
        Path folder = Files.createDirectory(mountPoint.resolve(name));
        Path home = Objects.requireNonNull(TestServer.get().log().getParent());
        UserPrincipal owner = Files.getOwner(home);
        if (!Files.getOwner(folder).equals(owner)) {
            Files.setOwner(folder, owner);
        }
        return folder;
    }

    Path path() {
        return mountPoint;
    }

    /** What an administrator does about it. */
    void enlargeTo(int megabytes) {
        run("mount", "-o", "remount,size=" + megabytes + "m", mountPoint.toString());
    }

    static void run(String... command) {
        if (!succeeds(command)) {
            throw new IllegalStateException("Failed: " + String.join(" ", command));
        }
    }

    private static boolean succeeds(String... command) {
        try {
            Process process = new ProcessBuilder(Arrays.asList(command))
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor(1, TimeUnit.MINUTES) && process.exitValue() == 0 && said.isEmpty();
        } catch (IOException e) {
            return false; // there is no such program
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void unmount() {
        run("umount", "-l", mountPoint.toString());
    }

    @Override
    public void close() throws IOException {
        unmount();
        Runtime.getRuntime().removeShutdownHook(atExit);
        Files.delete(mountPoint);
    }
}
