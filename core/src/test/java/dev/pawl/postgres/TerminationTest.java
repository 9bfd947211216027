package dev.pawl.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.pawl.embedded.testing.TestDatabase;
import dev.pawl.error.ErrorCode;
import dev.pawl.error.ExitCode;
import dev.pawl.error.PawlException;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Sessions that end, and sessions that do not")
class TerminationTest {

    private final TestDatabase database = TestDatabase.create();

    @AfterEach
    void close() {
        database.close();
    }

    private Session open(String applicationName) {
        return new Connector(ConnectionSpec.parse(database.url()), applicationName).open();
    }

    /** A session in a transaction, as the survey sees it. */
    private static SurveyedSession survey(Session me, Session runner) {
        runner.execute("BEGIN; SELECT 1");
        return Survey.of(me).find(runner.backendPid().orElseThrow()).orElseThrow();
    }

    private static void signal(String name, int pid) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-s", name, Integer.toString(pid))
                        .start()
                        .waitFor())
                .isZero();
    }

    @Test
    @DisplayName("R11: a session that does not end when it is told to is an error, and ends when it can")
    void stubborn() throws Exception {
        try (Session me = open("pawl me");
                Session runner = open("pawl/1a2b3c4d ada 002_t.sql")) {
            SurveyedSession target = survey(me, runner);
            signal("STOP", target.pid());
            try {
                PawlException failure = catchThrowableOfType(
                        PawlException.class, () -> new Termination(me, duration -> {}).end(target));
                assertThat(failure.problem().code()).isEqualTo(ErrorCode.SESSION_NOT_ENDED);
                assertThat(failure.exitCode()).isEqualTo(ExitCode.DATABASE);
                assertThat(failure.problem().message()).contains("pid " + target.pid(), "within 10 s");
            } finally {
                signal("CONT", target.pid());
            }
            await().until(() -> Survey.of(me).sessions().isEmpty());
        }
    }

    @Test
    @DisplayName(
            "R11: a session that went between the look and the end is gone, and so is one whose number another has now")
    void gone() {
        try (Session me = open("pawl me")) {
            SurveyedSession target;
            try (Session runner = open("pawl/1a2b3c4d")) {
                target = survey(me, runner);
            }
            await().until(() -> Survey.of(me).sessions().isEmpty());
            Termination termination = new Termination(me, duration -> TimeUnit.NANOSECONDS.sleep(duration.toNanos()));
            assertThat(termination.end(target)).isEqualTo(Termination.Outcome.GONE);

            try (Session other = open("pawl/99999999")) {
                SurveyedSession seen = survey(me, other);
                SurveyedSession earlier = new SurveyedSession(
                        seen.kind(),
                        seen.seen(),
                        seen.startedAt().map(start -> start.minusSeconds(1)),
                        seen.transactionStartedAt(),
                        seen.inState(),
                        seen.waits());
                assertThat(termination.end(earlier)).isEqualTo(Termination.Outcome.GONE);
                assertThat(other.query("SELECT 1", row -> row.getInt(1))).containsExactly(1);
            }
        }
    }
}
