package dev.pawl.bench;

import dev.pawl.migration.Content;
import dev.pawl.migration.Script;
import dev.pawl.migration.Statement;
import dev.pawl.parse.StatementReader;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** How long the splitter takes for scripts of some kinds and sizes, read from memory. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 2)
@Fork(1)
public class SplitterBenchmark {

    /** Statements of every day: definitions, functions, comments, rows. */
    private static final String EVERY_DAY = """
            -- What customers have ordered.
            CREATE TABLE shop.orders (
                id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                customer_id bigint NOT NULL REFERENCES shop.customers (id),
                state text NOT NULL DEFAULT 'new; not paid' CHECK (state IN ('new; not paid', 'paid', 'sent')),
                created_at timestamptz NOT NULL DEFAULT now()
            );
            CREATE INDEX orders_customer ON shop.orders (customer_id) WHERE state <> 'sent';
            /* Keeps the time of the last change. */
            CREATE FUNCTION shop.touch() RETURNS trigger LANGUAGE plpgsql AS $body$
            BEGIN
                NEW.changed_at := now(); -- not clock_timestamp()
                RETURN NEW;
            END;
            $body$;
            INSERT INTO shop.customers (name, note) VALUES ('O''Brien', E'two\\nlines'), ('Zoë', NULL);
            COMMENT ON TABLE shop.orders IS 'What customers have ordered';
            """;

    private static final String ROW =
            "INSERT INTO seed VALUES (4711, 'row 4711; with a semicolon', 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx');\n";

    private static final String DATA = "4711\trow 4711; with a semicolon\txxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n";

    /** What the script is made of. */
    @Param({"every-day", "inserts", "copy-data", "parentheses", "nested-comments", "literal"})
    public String kind;

    /** Its size, in MB of a million bytes. */
    @Param({"10", "100"})
    public int megabytes;

    private Script script;

    /** Makes the script. */
    @Setup(Level.Trial)
    public void make() {
        byte[] bytes = text().getBytes(StandardCharsets.UTF_8);
        script = Script.wholeFile(new InMemory(bytes));
    }

    private String text() {
        int size = megabytes * 1_000_000;
        return switch (kind) {
            case "every-day" -> EVERY_DAY.repeat(size / EVERY_DAY.length());
            case "inserts" -> ROW.repeat(size / ROW.length());
            case "copy-data" -> "COPY seed FROM stdin;\n" + DATA.repeat(size / DATA.length()) + "\\.\n";
            case "parentheses" -> "SELECT " + "(".repeat(size / 2) + "1" + ")".repeat(size / 2) + ";";
            case "nested-comments" -> "/*".repeat(size / 4) + "*/".repeat(size / 4) + " SELECT 1;";
            case "literal" -> "SELECT '" + "x".repeat(size) + "';";
            default -> throw new IllegalArgumentException(kind);
        };
    }

    private record InMemory(byte[] bytes) implements Content {
        @Override
        public String location() {
            return "memory.sql";
        }

        @Override
        public InputStream open() {
            return new ByteArrayInputStream(bytes);
        }
    }

    /** Reads all statements; how many there are. */
    @Benchmark
    public int split() {
        int count = 0;
        try (StatementReader statements = StatementReader.open(script)) {
            for (Statement statement = statements.next(); statement != null; statement = statements.next()) {
                count++;
            }
        }
        return count;
    }
}
