package dev.pawl.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.cli.Golden;
import dev.pawl.cli.Samples;
import dev.pawl.cli.shell.Tone;
import dev.pawl.error.PawlException;
import dev.pawl.report.RepairReport;
import dev.pawl.report.SessionsReport;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TextTest {

    private static final Tone PLAIN = new Tone(false, true);
    private static final Tone COLOURED = new Tone(true, true);

    private static void verify(String name, List<String> lines) {
        Golden.verify("text/" + name + ".txt", String.join("\n", lines) + "\n");
    }

    @Test
    @DisplayName("T1, B33, B34, D29, D30, D39: status shows applied, pending, failed and skipped, with totals")
    void fullStatus() {
        verify("status", StatusText.of(Samples.fullStatus(), PLAIN, ZoneOffset.UTC));
    }

    @Test
    @DisplayName("T1, B35: status of an empty database")
    void emptyStatus() {
        verify("status-empty", StatusText.of(Samples.emptyStatus(), PLAIN, ZoneOffset.UTC));
    }

    @Test
    @DisplayName("T2: marks are ASCII where nothing else can be shown, and colours stay away")
    void asciiStatus() {
        List<String> lines = StatusText.of(Samples.fullStatus(), Tone.PLAIN, ZoneOffset.UTC);

        assertThat(String.join("", lines)).matches("\\p{ASCII}*").doesNotContain("\u001b");
        verify("status-ascii", lines);
    }

    @Test
    @DisplayName("T2: colours only change how it looks")
    void colouredStatus() {
        List<String> coloured = StatusText.of(Samples.fullStatus(), COLOURED, ZoneOffset.UTC);

        assertThat(coloured.stream().map(line -> line.replaceAll("\u001b\\[\\d+m", "")))
                .containsExactlyElementsOf(StatusText.of(Samples.fullStatus(), PLAIN, ZoneOffset.UTC));
        assertThat(String.join("", coloured)).contains("\u001b[32m✓\u001b[0m");
    }

    @Test
    @DisplayName("B21, D33: a run ends with a summary")
    void run() {
        verify("migrate", MigrateText.of(Samples.run(), PLAIN));
    }

    @Test
    @DisplayName("C34: a second run says that all is up to date")
    void idleRun() {
        assertThat(MigrateText.of(Samples.idleRun(), PLAIN)).containsExactly("All migrations up to date");
    }

    @Test
    @DisplayName("R2, E4: a plan lists what would run, and its digest")
    void plan() {
        verify("plan", MigrateText.of(Samples.plan(), PLAIN));
    }

    @Test
    @DisplayName("T3, B22: an error says what, where with a caret, why and what to do")
    void error() {
        verify("error", ProblemText.error(Samples.STATEMENT_FAILED, PLAIN));
        verify("warning", ProblemText.warning(Samples.OUT_OF_ORDER, PLAIN));
    }

    @Test
    void history() {
        verify("history", HistoryText.of(Samples.attempts(), PLAIN, ZoneOffset.UTC));
        assertThat(HistoryText.of(List.of(), PLAIN, ZoneOffset.UTC))
                .containsExactly("Nothing was done on this database yet.");
    }

    @Test
    @DisplayName("R11: repair shows the difference before it does anything")
    void repair() {
        verify("repair", RepairText.of(Samples.repair(), PLAIN));
        assertThat(RepairText.of(new RepairReport(List.of(), List.of(), true), PLAIN))
                .containsExactly("Nothing to repair: files and history agree");
    }

    @Test
    @DisplayName("R11, B61: sessions shows who is at work, how far, who is in the way and how to end one")
    void sessions() {
        verify("sessions", SessionsText.of(Samples.sessions(), PLAIN));
        assertThat(SessionsText.of(
                        new SessionsReport(List.of(), List.of(), List.of(), List.of("Something is hidden.")), PLAIN))
                .containsExactly("No runner is at work, no lease is held.", "! Something is hidden.");
        assertThat(String.join("", SessionsText.of(Samples.sessions(), Tone.PLAIN)))
                .matches("\\p{ASCII}*");
    }

    @Test
    @DisplayName("R11: what became of one that was to be ended")
    void endings() {
        verify(
                "sessions-end",
                Samples.endings().stream()
                        .flatMap(report -> SessionsText.of(report, PLAIN).stream())
                        .toList());
    }

    @Test
    void doctor() {
        verify("doctor", DoctorText.of(Samples.doctor(), PLAIN));
    }

    @Test
    @DisplayName("T2: the summary of a step in GitHub Actions is Markdown")
    void stepSummary() {
        verify("step-summary", StepSummary.of(Samples.run()));
        verify("step-summary-plan", StepSummary.of(Samples.plan()));
        verify("step-summary-failed", StepSummary.of(PawlException.of(Samples.STATEMENT_FAILED)));
    }

    @Test
    @DisplayName("B34: times are local, to the second")
    void times() {
        Instant noon = Instant.parse("2025-10-18T12:00:00.5Z");

        assertThat(Times.local(noon, ZoneOffset.UTC)).isEqualTo("2025-10-18 12:00:00");
        assertThat(Times.local(noon, ZoneId.of("Europe/Berlin"))).isEqualTo("2025-10-18 14:00:00");
    }
}
