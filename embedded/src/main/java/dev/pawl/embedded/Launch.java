package dev.pawl.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One start of a server, from options to a port that answers. */
final class Launch {
    private static final Duration PATIENCE = Duration.ofMinutes(5); // a recovery after a crash may take its time
    private static final Duration FAREWELL = Duration.ofSeconds(2);
    private static final int PORTS_TRIED = 10;

    private static final Path MEMORY = Path.of("/dev/shm");
    private static final long MEMORY_NEEDED = 1L << 30;

    private final Options options;
    private final Account account;
    private final CacheFolder cache;

    Launch(Options options) {
        this(options, Account.choose());
    }

    Launch(Options options, Account account) {
        this.options = options;
        this.account = account;
        this.cache = CacheFolder.open(options.cache(), account);
    }

    EmbeddedPostgres start() {
        return options.data() instanceof DataFolder.Persistent folder
                ? persistent(folder.path().toAbsolutePath())
                : temporary();
    }

    private EmbeddedPostgres temporary() {
        Installation installation = Installation.find(options.binaries(), Optional.empty(), account, cache);
        Cluster cluster = new Cluster(installation, account);
        boolean prepared = options.authentication() instanceof Authentication.Trust;
        Optional<Path> template = prepared ? Optional.of(cluster.template(cache)) : Optional.empty();
        for (int tried = 0; tried < PORTS_TRIED; tried++) {
            Path home = temporaryHome();
            Path data = home.resolve("data");
            if (!prepared) {
                cluster.create(data, options.authentication(), Cluster.Durability.NONE);
            }
            Path log = home.resolve("server.log");
            int port = freePort();
            Optional<ServerProcess> process =
                    serve(ServerProcess.Fate.DISCARD, data, template, log, command(installation, data, port));
            if (process.isPresent()) {
                return new EmbeddedPostgres(
                        port,
                        installation.major(),
                        options.authentication(),
                        log,
                        new EmbeddedPostgres.Ownership.Ours(process.get(), () -> {}));
            }
        }
        throw noPort();
    }

    private Path temporaryHome() {
        Path place = temporaryPlace();
        try {
            Path home = Files.createTempDirectory(place, "pawl-postgres");
            account.own(home);
            return home;
        } catch (IOException e) {
            throw EmbeddedPostgresException.writing("create a data folder", place, e);
        }
    }

    /**
     * Memory, if there is plenty. A data folder is a thousand files and each database 300 more, and ext4 takes up to a
     * millisecond for each when as many have just been deleted.
     */
    private static Path temporaryPlace() {
        try {
            if (Files.isWritable(MEMORY) && Files.getFileStore(MEMORY).getUsableSpace() > MEMORY_NEEDED) {
                return MEMORY;
            }
        } catch (IOException e) {
            // not as Linux has it
        }
        return Path.of(System.getProperty("java.io.tmpdir"));
    }

    private EmbeddedPostgres persistent(Path folder) {
        try {
            prepare(folder);
            return running(folder, folder.resolve("data"), folder.resolve("server.log"));
        } catch (IOException e) {
            throw EmbeddedPostgresException.writing("use the data folder", folder, e);
        }
    }

    private void prepare(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
        if (!Files.exists(folder.resolve("lock"))) {
            requireEmpty(folder);
            Files.writeString(folder.resolve(".gitignore"), "*\n");
        }
        account.own(folder);
        if (!account.mayWrite(folder)) {
            throw new EmbeddedPostgresException(
                    "PostgreSQL cannot write to its data folder, " + folder
                            + account.owner()
                                    .map(user -> ": it runs as " + user + ", because it does not run as root")
                                    .orElse("")
                            + ".",
                    "Choose a folder that " + account.owner().orElse(System.getProperty("user.name"))
                            + " can reach and write to.");
        }
    }

    /** The folder becomes the server's, down to its owner: it must not hold anything else. */
    private static void requireEmpty(Path folder) throws IOException {
        try (var entries = Files.newDirectoryStream(folder, entry -> !entry.endsWith(".gitignore"))) {
            if (entries.iterator().hasNext()) {
                throw new EmbeddedPostgresException(
                        folder + " cannot become a data folder: it holds other files.",
                        "Name a folder that is empty or does not exist, for example " + folder.resolve(".pawl/postgres")
                                + ".");
            }
        }
    }

    /** The lock tells whether a server that runs has an owner who is alive; without one, its guard is about to stop it. */
    private EmbeddedPostgres running(Path folder, Path data, Path log) throws IOException {
        Stopwatch waiting = new Stopwatch();
        while (true) {
            Optional<FolderLock> lock = FolderLock.tryAcquire(folder);
            Optional<PostmasterFile> server = PostmasterFile.read(data).filter(PostmasterFile::isRunning);
            if (lock.isPresent() && server.isEmpty()) {
                return started(folder, data, log, lock.get());
            }
            lock.ifPresent(FolderLock::release);
            boolean owned = lock.isEmpty();
            boolean startedByHand = !owned && waiting.exceeds(FAREWELL);
            if (server.isPresent() && server.get().isReady() && (owned || startedByHand)) {
                return new EmbeddedPostgres(
                        server.get().port(),
                        Cluster.version(data).orElseThrow(),
                        options.authentication(),
                        log,
                        new EmbeddedPostgres.Ownership.Theirs());
            }
            if (waiting.exceeds(PATIENCE)) {
                throw new EmbeddedPostgresException(
                        "Another program has held the data folder " + folder + " for " + PATIENCE.toMinutes()
                                + " minutes without its server getting ready.",
                        "See " + log + ", and end that program.");
            }
            sleep(10);
        }
    }

    private EmbeddedPostgres started(Path folder, Path data, Path log, FolderLock lock) throws IOException {
        boolean ready = false;
        try {
            Optional<Integer> existing = Cluster.version(data);
            Installation installation = Installation.find(options.binaries(), existing, account, cache);
            Cluster cluster = new Cluster(installation, account);
            if (existing.isEmpty()) {
                cluster.createWhole(folder, data, options.authentication());
            } else if (existing.get() != installation.major()) {
                throw new EmbeddedPostgresException(
                        "The data in " + folder + " was made by PostgreSQL " + existing.get()
                                + " and cannot be used by PostgreSQL " + installation.major() + ".",
                        "Ask for version " + existing.get() + ", or choose another folder.");
            }
            PostmasterFile.delete(data); // of a server that has died
            Path remembered = folder.resolve("port");
            for (int tried = 0; tried < PORTS_TRIED; tried++) {
                int port = tried == 0 ? lastPort(remembered) : freePort();
                Optional<ServerProcess> process =
                        serve(ServerProcess.Fate.KEEP, data, Optional.empty(), log, command(installation, data, port));
                if (process.isPresent()) {
                    Files.writeString(remembered, port + "\n");
                    ready = true;
                    return new EmbeddedPostgres(
                            port,
                            installation.major(),
                            options.authentication(),
                            log,
                            new EmbeddedPostgres.Ownership.Ours(process.get(), lock::release));
                }
            }
            throw noPort();
        } finally {
            if (!ready) {
                lock.release();
            }
        }
    }

    private List<String> command(Installation installation, Path data, int port) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("listen_addresses", "127.0.0.1");
        settings.put("unix_socket_directories", "");
        settings.put("jit", "off"); // pays off for long queries only
        if (options.data() instanceof DataFolder.Temporary) {
            settings.put("fsync", "off");
            settings.put("synchronous_commit", "off");
            settings.put("full_page_writes", "off");
            settings.put("autovacuum", "off");
            settings.put("wal_level", "minimal");
            settings.put("max_wal_senders", "0");
            settings.put("shared_buffers", "64MB");
            settings.put("max_wal_size", "128MB");
        }
        settings.putAll(options.settings());
        List<String> command = new ArrayList<>(List.of(
                installation.bin().resolve("postgres").toString(),
                "-D",
                data.toString(),
                "-p",
                Integer.toString(port)));
        settings.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
        return command;
    }

    /** Empty when somebody else has taken the port meanwhile. */
    private Optional<ServerProcess> serve(
            ServerProcess.Fate fate, Path data, Optional<Path> template, Path log, List<String> command) {
        try (LogTail tail = LogTail.of(log)) {
            ServerProcess process = ServerProcess.start(account, fate, data, template, log, command);
            return isReady(process, data, tail) ? Optional.of(process) : Optional.empty();
        } catch (IOException e) {
            throw EmbeddedPostgresException.writing("write the server's log", log, e);
        }
    }

    private static boolean isReady(ServerProcess process, Path data, LogTail log) {
        Stopwatch waiting = new Stopwatch();
        while (process.isAlive()) {
            if (PostmasterFile.read(data).filter(PostmasterFile::isReady).isPresent()) {
                return true;
            }
            if (waiting.exceeds(PATIENCE)) {
                process.stop(ServerProcess.Ending.IMMEDIATE);
                throw new EmbeddedPostgresException(
                        "PostgreSQL did not get ready within " + PATIENCE.toMinutes() + " minutes.\n" + log.read(),
                        "Look at what it says.");
            }
            sleep(1);
        }
        String said = log.read();
        if (said.contains("could not create any TCP/IP sockets")) {
            return false;
        }
        throw Complaint.about("PostgreSQL could not start", said);
    }

    private static int lastPort(Path remembered) throws IOException {
        if (Files.exists(remembered)) {
            int port = Integer.parseInt(Files.readString(remembered).strip());
            try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException e) {
                return freePort(); // taken
            }
        }
        return freePort();
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw noPort();
        }
    }

    private static EmbeddedPostgresException noPort() {
        return new EmbeddedPostgresException(
                "Found no free port at 127.0.0.1.", "See which programs listen there: ss -ltnp.");
    }

    private static void sleep(long milliseconds) {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException e) {
            throw Commands.interrupted(e);
        }
    }

    private static final class Stopwatch {
        private final long start = System.nanoTime();

        boolean exceeds(Duration limit) {
            return System.nanoTime() - start > limit.toNanos();
        }
    }

    /** What a server says from here on. Held open, for a temporary log vanishes with its folder. */
    private record LogTail(InputStream log) implements AutoCloseable {
        static LogTail of(Path log) throws IOException {
            if (!Files.exists(log)) {
                Files.createFile(log);
            }
            InputStream tail = Files.newInputStream(log);
            tail.skipNBytes(Files.size(log));
            return new LogTail(tail);
        }

        String read() {
            try {
                return new String(log.readAllBytes(), StandardCharsets.UTF_8).strip();
            } catch (IOException e) {
                return "";
            }
        }

        @Override
        public void close() throws IOException {
            log.close();
        }
    }
}
