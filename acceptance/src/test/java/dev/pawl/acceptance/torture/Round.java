package dev.pawl.acceptance.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * One round: random migrations, several runners at once, random faults among them; then one undisturbed run, and a look at
 * what is there. All is drawn from a seed, but not the moments at which the machine comes to things.
 */
final class Round {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int LONGEST_PAUSE = 800;

    /** Done, the database lost, the lease taken over or another runner busy; and how a killed one ends. */
    private static final Set<Integer> EXPECTED = Set.of(0, 6, 7, 137);

    /** Interrupted, and a wait for somebody who was. */
    private static final Set<Integer> EXPECTED_WHERE_ENDED = Set.of(1, 130, 143);

    private final long seed;
    private final Random random;
    private final Arena arena;
    private final Arena.Route route;
    private final RandomMigrations migrations;
    private final Path folder;
    private final Tally tally;
    private final String database;
    private final Set<Fault> seen = new TreeSet<>();
    private final List<RunnerProcess> runners = new ArrayList<>();
    private int outputs;

    Round(long seed, Arena arena, Path folder, Tally tally) {
        this.seed = seed;
        this.random = new Random(new SplittableRandom(seed).nextLong()); // neighbouring seeds begin alike otherwise
        this.arena = arena;
        this.route = random.nextInt(3) == 0 ? arena.pooled() : arena.direct();
        this.migrations = RandomMigrations.draw(random);
        this.folder = folder.resolve("seed-" + seed);
        this.tally = tally;
        this.database = "round_" + (seed & Long.MAX_VALUE);
    }

    /** Plays it; fails with all that is needed to look into it. */
    void play() throws SQLException, InterruptedException {
        tally.round();
        write();
        arena.server().createDatabase(database);
        arena.server().createDatabase(database + "_undisturbed");
        try {
            int phases = 1 + random.nextInt(4);
            for (int phase = 0; phase < phases; phase++) {
                disturb();
            }
            finish();
        } finally {
            runners.forEach(RunnerProcess::close);
        }
        arena.server().dropDatabase(database);
        arena.server().dropDatabase(database + "_undisturbed");
    }

    private void write() {
        try {
            deleteFormer();
            Files.createDirectories(folder.resolve("migrations"));
            Files.writeString(folder.resolve("pawl.toml"), "[run]\nlease-time = \"2s\"\nrunner-wait = \"60s\"\n");
            for (Map.Entry<String, String> file : migrations.files().entrySet()) {
                Files.writeString(folder.resolve("migrations").resolve(file.getKey()), file.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void deleteFormer() throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private RunnerProcess start(String url) {
        tally.run();
        return RunnerProcess.start(
                folder,
                Map.of("DATABASE_URL", url, "PAWL_ACTOR", "torture"),
                folder.resolve("run-" + ++outputs + ".txt"),
                "migrate",
                "--verbose");
    }

    /** Several runners, and faults among them. */
    private void disturb() throws InterruptedException {
        runners.clear();
        Set<Fault> faults = new TreeSet<>();
        int count = 1 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            runners.add(start(route.url(database)));
        }
        Thread.sleep(300 + random.nextInt(LONGEST_PAUSE)); // they need some time to come to the database
        int faultCount = 1 + random.nextInt(3);
        for (int i = 0; i < faultCount; i++) {
            Fault fault = Fault.draw(random);
            if (commit(fault)) {
                tally.fault(fault);
                faults.add(fault);
            }
            Thread.sleep(random.nextInt(LONGEST_PAUSE));
        }
        seen.addAll(faults);
        for (RunnerProcess runner : runners) {
            assertThat(runner.awaitEnd(PATIENCE)).as(story("a runner hangs")).isTrue();
            Set<Integer> expected = new TreeSet<>(EXPECTED);
            if (faults.stream().anyMatch(Fault::isRequestToEnd)) {
                expected.addAll(EXPECTED_WHERE_ENDED);
            }
            assertThat(runner.exitCode()).as(story(runner.text())).isIn(expected);
        }
    }

    /** Does a bad thing; whether there was anybody to do it to. */
    private boolean commit(Fault fault) throws InterruptedException {
        RunnerProcess victim = runners.get(random.nextInt(runners.size()));
        Crossing crossing = route.crossing(random.nextInt(2));
        int length = random.nextInt(4000);
        return switch (fault) {
            case KILL -> signal(victim, "KILL");
            case INTERRUPT -> signal(victim, "INT");
            case TERMINATE -> signal(victim, "TERM");
            case SLEEP -> sleep(victim, length);
            case CUT -> crossing.cut() > 0;
            case LOSE_ANSWERS -> crossing.loseAnswers() > 0;
            case STALL -> stall(crossing, length);
            case END_SESSIONS -> endSessions();
            case CRASH -> crash();
            case POOLER_CRASH -> route.crashPooler();
        };
    }

    private static boolean signal(RunnerProcess victim, String name) {
        boolean isAlive = victim.isAlive();
        victim.signal(name);
        return isAlive;
    }

    private static boolean sleep(RunnerProcess victim, int milliseconds) throws InterruptedException {
        boolean isAlive = signal(victim, "STOP");
        Thread.sleep(milliseconds);
        victim.signal("CONT");
        return isAlive;
    }

    private boolean stall(Crossing crossing, int milliseconds) throws InterruptedException {
        boolean isUsed = crossing.stall() > 0;
        Thread.sleep(milliseconds);
        if (random.nextBoolean()) {
            crossing.cut();
        }
        crossing.flow();
        return isUsed;
    }

    private boolean endSessions() {
        try {
            return !arena.server()
                    .rows(
                            "postgres",
                            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + database + "'")
                    .isEmpty();
        } catch (SQLException e) {
            throw new AssertionError(story("the server cannot be asked"), e);
        }
    }

    private boolean crash() {
        arena.server().crash();
        return true;
    }

    /** One run that nobody disturbs, and all is as if nothing had happened. */
    private void finish() throws SQLException, InterruptedException {
        Evidence evidence = new Evidence(arena.server(), database);
        Evidence undisturbed = new Evidence(arena.server(), database + "_undisturbed");
        route.crossing(0).calm();
        route.crossing(1).calm();
        runToEnd(route.url(database + "_undisturbed"));
        runToEnd(route.url(database));
        assertThat(evidence.log()).as(story("what the migrations wrote")).isEqualTo(migrations.log());
        assertThat(evidence.schema()).as(story("the schema")).isEqualTo(undisturbed.schema());
        evidence.assertNothingLeft(story("what is left"));
        List<String> audit = evidence.rows("SELECT * FROM migration_history ORDER BY executed_at");
        runToEnd(route.url(database));
        assertThat(evidence.rows("SELECT * FROM migration_history ORDER BY executed_at"))
                .as(story("a run with nothing to do"))
                .isEqualTo(audit);
        tally.migrations(2 * migrations.files().size());
    }

    private void runToEnd(String url) throws InterruptedException {
        RunnerProcess runner = start(url);
        runners.add(runner);
        assertThat(runner.awaitEnd(PATIENCE)).as(story("the last run hangs")).isTrue();
        assertThat(runner.exitCode()).as(story(runner.text())).isZero();
    }

    private String story(String what) {
        return "seed " + seed + ", " + route + ", " + seen + ", " + folder + ": " + what;
    }
}
