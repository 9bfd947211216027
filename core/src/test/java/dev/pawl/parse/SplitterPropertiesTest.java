package dev.pawl.parse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.migration.Content;
import dev.pawl.migration.Script;
import dev.pawl.migration.Statement;
import dev.pawl.parse.StatementReader.Reading;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("F5: what holds for any script")
class SplitterPropertiesTest {
    private static final int SCRIPTS = 400;
    private static final String SYNTAX = "';\"$()/*-\\ eE$$\naBEGIN&u1:\r";

    @Test
    @DisplayName("F5: the statements of a generated script come back, whatever stands between them")
    void roundTrip() {
        for (long seed = 0; seed < SCRIPTS; seed++) {
            RandomScript random = new RandomScript(seed);
            List<String> statements = random.statements(30);
            assertThat(Scripts.texts(random.script(statements)))
                    .as("seed %d", seed)
                    .isEqualTo(statements);
        }
    }

    @Test
    @DisplayName("F5: a statement's position is where its text stands in the file")
    void positions() {
        for (long seed = 0; seed < SCRIPTS; seed++) {
            RandomScript random = new RandomScript(seed);
            String script = random.script(random.statements(30));
            for (Scripts.Split split : Scripts.split(script)) {
                int line = split.statement().position().line();
                int column = split.statement().position().column();
                int start = 0;
                for (int i = 1; i < line; i++) {
                    start = script.indexOf('\n', start) + 1;
                }
                String there = script.substring(script.offsetByCodePoints(start, column - 1));
                assertThat(there).as("seed %d", seed).startsWith(split.sql());
            }
        }
    }

    @Test
    @DisplayName("F5: the result does not depend on the size of the buffer or of what a read gives")
    void chunks() {
        for (long seed = 0; seed < SCRIPTS; seed++) {
            RandomScript random = new RandomScript(seed);
            String script = random.below(2) == 0 ? random.script(random.statements(20)) : random.soup(60);
            String whole = outcome(StatementReader.open(Scripts.script(script)));
            for (int size : new int[] {1, 2, 3, 5, 64, 65, 127}) {
                Script trickle = Script.wholeFile(new Trickle(Scripts.content(script), seed));
                assertThat(outcome(StatementReader.open(trickle, reading(size, Integer.MAX_VALUE))))
                        .as("seed %d, buffer %d", seed, size)
                        .isEqualTo(whole);
            }
        }
    }

    @Test
    @DisplayName(
            "F5: looking at a script finds the same statements as reading it, though it keeps only their beginnings")
    void scanning() {
        for (long seed = 0; seed < SCRIPTS; seed++) {
            RandomScript random = new RandomScript(seed);
            String script = random.script(random.statements(20));
            List<Scripts.Split> read = Scripts.split(script);
            List<Scripts.Split> scanned = Scripts.split(StatementReader.open(Scripts.script(script), reading(16, 40)));
            assertThat(scanned)
                    .extracting(split -> split.statement().position())
                    .isEqualTo(read.stream()
                            .map(split -> split.statement().position())
                            .toList());
            for (int i = 0; i < read.size(); i++) {
                assertThat(read.get(i).sql()).startsWith(scanned.get(i).sql().replace("\uFFFD", ""));
            }
        }
    }

    @Test
    @DisplayName("F5: no input makes it fail otherwise than with a problem, or never end")
    void anything() {
        for (long seed = 0; seed < 3_000; seed++) {
            RandomScript random = new RandomScript(seed);
            byte[] bytes = random.bytes(300);
            outcome(StatementReader.open(Script.wholeFile(Scripts.content(bytes))));
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) SYNTAX.charAt((bytes[i] & 0xFF) % SYNTAX.length());
            }
            outcome(StatementReader.open(Script.wholeFile(Scripts.content(bytes))));
        }
    }

    private static Reading reading(int bufferSize, int longestText) {
        return new Reading(bufferSize, longestText, ScriptBytes.Tap.NONE, (offset, code, message, fix) -> {
            throw PawlException.of(Problem.of(code, message, fix));
        });
    }

    /** Everything that can be seen of a reading, up to its end or its first problem. */
    private static String outcome(StatementReader reader) {
        List<Object> seen = new ArrayList<>();
        try (reader) {
            for (Statement next = reader.next(); next != null; next = reader.next()) {
                seen.add(new Scripts.Split(next, Scripts.data(next)));
            }
        } catch (PawlException e) {
            seen.add(e.problem().code() + e.problem().message());
        }
        return seen.toString();
    }

    /** Gives as few bytes at a time as a stream may. */
    private record Trickle(Content content, long seed) implements Content {
        @Override
        public String location() {
            return content.location();
        }

        @Override
        public InputStream open() throws IOException {
            Random random = new Random(seed);
            byte[] bytes = content.open().readAllBytes();
            return new ByteArrayInputStream(bytes) {
                @Override
                public synchronized int read(byte[] into, int from, int length) {
                    return super.read(into, from, Math.min(length, 1 + random.nextInt(4)));
                }
            };
        }
    }
}
