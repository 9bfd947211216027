package dev.pawl.cli.words;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WordsTest {

    @ParameterizedTest
    @CsvSource({"0,0", "500ms,500", "2s,2000", "1m30s,90000", "2min,120000", "1h,3600000", "' 5s ',5000", "0s,0"})
    void readsDurations(String text, long millis) {
        assertThat(Durations.parse(text)).contains(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "5", "s", "-1s", "1 s", "1d", "1.5s", "9999999999s", "٣s", "1s2"})
    void refusesOtherDurations(String text) {
        assertThat(Durations.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0,0ms", "234,234ms", "9999,9999ms", "10000,10.0s", "59999,59.9s", "125000,2m 5s", "3840000,1h 4m"})
    void showsDurations(long millis, String text) {
        assertThat(Durations.show(millis)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0,0", "1500,1500ms", "30000,30s", "120000,2m", "7200000,2h"})
    void showsSettings(long millis, String text) {
        assertThat(Durations.showSetting(Duration.ofMillis(millis))).isEqualTo(text);
        assertThat(Durations.parse(text)).contains(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @CsvSource({"migrat,migrate", "stauts,status", "valdate,validate", "MIGRATE,migrate", "rol,rollback", "hel,help"})
    void suggests(String typed, String meant) {
        assertThat(Suggestion.nearest(typed, List.of("migrate", "status", "validate", "rollback", "help")))
                .isEqualTo(Optional.of(meant));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "frobnicate", "zzzzzz", ""})
    void suggestsNothingFarOff(String typed) {
        assertThat(Suggestion.nearest(typed, List.of("migrate", "status", "validate")))
                .isEmpty();
    }

    @Test
    void countsASwapAsOneEdit() {
        assertThat(Suggestion.distance("stauts", "status")).isEqualTo(1);
        assertThat(Suggestion.distance("", "abc")).isEqualTo(3);
    }

    @Test
    void leavesACommandsOwnOptionsAlone() {
        Usage run = Usage.of("run", "x").withWords(Word.command("COMMAND", "x"));

        Arguments arguments = new ArgumentReader(run).read(List.of("--quiet", "--", "node", "--json", "--", "-v"));

        assertThat(arguments.words()).containsExactly("node", "--json", "--", "-v");
        assertThat(arguments.has(CommonOptions.QUIET)).isTrue();
        assertThat(arguments.has(CommonOptions.JSON)).isFalse();
        assertThat(new ArgumentReader(run).read(List.of("node", "--json")).words())
                .containsExactly("node", "--json");
    }

    @Test
    void takesValuesAsTheyAre() {
        Usage usage = Usage.of("x", "x").withOptions(Option.value("--reason", "TEXT", "x"));

        Arguments arguments =
                new ArgumentReader(usage).read(List.of("--reason", "\"quoted\" @file 'x'", "--dir=a b", "--dir", "c"));

        assertThat(arguments.value("--reason")).contains("\"quoted\" @file 'x'");
        assertThat(arguments.values("--dir")).containsExactly("a b", "c");
    }
}
