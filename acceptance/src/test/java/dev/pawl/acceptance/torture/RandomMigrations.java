package dev.pawl.acceptance.torture;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Migrations of many kinds, drawn from a seed. Each writes what it does into a table, so that number and order of the runs
 * show.
 */
final class RandomMigrations {
    private final Random random;
    private final Map<String, String> files = new LinkedHashMap<>();
    private final List<String> log = new ArrayList<>();

    private RandomMigrations(Random random) {
        this.random = random;
    }

    /** Draws them. */
    static RandomMigrations draw(Random random) {
        RandomMigrations drawn = new RandomMigrations(random);
        drawn.add("begin", """
                CREATE TABLE log (at bigserial PRIMARY KEY, what text NOT NULL);
                CREATE TYPE mood AS ENUM ('calm');
                CREATE TABLE part (id int) PARTITION BY RANGE (id);
                """);
        int count = 8 + random.nextInt(10);
        for (int i = 2; i <= count; i++) {
            drawn.addOne(i);
        }
        return drawn;
    }

    /** File name to text, in order. */
    Map<String, String> files() {
        return files;
    }

    /** What the log holds once all were applied, each once and in order. */
    List<String> log() {
        return log;
    }

    private void add(String name, String sql) {
        files.put("%03d_%s.sql".formatted(files.size() + 1, name), sql);
    }

    private String note(String what) {
        log.add(what);
        return "INSERT INTO public.log (what) VALUES ('" + what + "');\n";
    }

    private String pause() {
        return "SELECT pg_sleep(" + random.nextInt(300) / 1000.0 + ");\n";
    }

    private void addOne(int i) {
        switch (random.nextInt(12)) {
            case 0 -> add("table", note(i + "a") + pause() + "CREATE TABLE t" + i + " (id int);\n" + note(i + "b"));
            case 1 -> add("own", "BEGIN;\n" + note(i + "a") + pause() + note(i + "b") + "COMMIT;\n");
            case 2 ->
                add(
                        "block",
                        "DO $$ BEGIN\n" + note(i + "a") + "RAISE NOTICE 'at %', now(); END $$;\n" + pause()
                                + note(i + "b"));
            case 3 -> copy(i);
            case 4 -> add("enum", note(i + "a") + "ALTER TYPE mood ADD VALUE 'm" + i + "';\n" + pause());
            case 5 ->
                add("search_path", "SET search_path = pg_catalog;\nSET statement_timeout = '1min';\n" + note(i + "a"));
            case 6 -> deferred(i);
            case 7 -> add("index", "CREATE INDEX CONCURRENTLY i" + i + " ON log (what);\n" + pause() + note(i + "a"));
            case 8 ->
                add(
                        "indexes",
                        note(i + "a")
                                + "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i" + i
                                + " ON public.log (at, what);\n"
                                + "REINDEX INDEX CONCURRENTLY i" + i + ";\n" + note(i + "b")
                                + "VACUUM public.log;\n");
            case 9 ->
                add(
                        "notes",
                        "-- pawl: no-transaction\n" + note(i + "a") + pause() + note(i + "b") + note(i + "c")
                                + pause());
            case 10 ->
                add(
                        "dropped",
                        "CREATE INDEX d" + i + " ON log (at);\nDROP INDEX CONCURRENTLY d" + i + ";\n" + note(i + "a"));
            default -> detach(i);
        }
    }

    private void copy(int i) {
        add("copy", "COPY log (what) FROM stdin;\n" + i + "a\n" + i + "b\n\\.\n" + pause());
        log.add(i + "a");
        log.add(i + "b");
    }

    private void deferred(int i) {
        add(
                "deferred",
                "CREATE TABLE parent" + i + " (id int PRIMARY KEY);\nCREATE TABLE child" + i
                        + " (id int REFERENCES parent" + i + " DEFERRABLE INITIALLY DEFERRED);\nINSERT INTO child" + i
                        + " VALUES (1);\n" + note(i + "a") + pause() + "INSERT INTO parent" + i + " VALUES (1);\n");
    }

    private void detach(int i) {
        int from = i * 10;
        add(
                "detach",
                "-- pawl: no-transaction\nCREATE TABLE part" + i + " PARTITION OF part FOR VALUES FROM (" + from
                        + ") TO (" + (from + 10) + ");\n" + note(i + "a") + "ALTER TABLE part DETACH PARTITION part" + i
                        + " CONCURRENTLY;\n" + note(i + "b"));
    }
}
