package dev.pawl.cli.words;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.embedded.testing.Effort;
import dev.pawl.error.PawlException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The short way through a command line, against picocli's. */
class PlainWordsTest {

    private static final Option TARGET = Option.value("--target", "VERSION", "stop here");
    private static final Option FAST = Option.flag("--fast", "be fast");
    private static final List<String> VOCABULARY = List.of(
            "--url",
            "--url=a=b",
            "postgres://a:b=c@h/d?x=y",
            "--dir",
            "--dir=a b",
            "--dir=",
            "--json",
            "--json=true",
            "--jso",
            "-q",
            "-v",
            "-qv",
            "--",
            "-",
            "--target",
            "--target=5",
            "--fast",
            "--fast=false",
            "007",
            "x y",
            "'a'",
            "\"a\"",
            "--unknown",
            "@file",
            "",
            "-5",
            "${x}",
            "--env=${sys:user.home}",
            "a,b");

    private final Usage without = Usage.of("migrate", "").withOptions(TARGET, FAST);
    private final Usage with = without.withWords(Word.any("FILE", "files"));

    @Test
    @DisplayName("design 4: what is sorted without picocli is sorted as picocli does it")
    void asPicocli() {
        long seed = Effort.seed();
        Random random = new Random(seed);
        int plain = 0;
        for (int round = 0; round < Effort.times(3000, 50_000); round++) {
            Usage usage = random.nextBoolean() ? with : without;
            List<String> words = new ArrayList<>();
            for (int i = random.nextInt(6); i > 0; i--) {
                words.add(VOCABULARY.get(random.nextInt(VOCABULARY.size())));
            }
            Optional<Arguments> sorted = PlainWords.sort(usage, words);
            if (sorted.isPresent()) {
                plain++;
                assertThat(shown(usage, sorted.get()))
                        .as("%s, seed %d", words, seed)
                        .isEqualTo(closely(usage, words));
            }
        }
        assertThat(plain).as("rounds that took the short way").isGreaterThan(100);
    }

    @Test
    @DisplayName("T1: words with an option between them count once each")
    void interleaved() {
        List<String> words = List.of("001", "-qv", "002");

        assertThat(PlainWords.sort(with, words)).as("left to picocli").isEmpty();
        assertThat(new ArgumentReader(with).read(words).words()).containsExactly("001", "002");
    }

    @Test
    @DisplayName("design 4: the words of a pipeline do not need picocli")
    void ofPipeline() {
        List<String> words = List.of("--url", "postgres://a@h/d", "--dir=migrations", "--json", "-q", "--wait", "60s");

        assertThat(PlainWords.sort(without, words)).isPresent();
    }

    private static String closely(Usage usage, List<String> words) {
        try {
            return shown(usage, new PicocliWords(new ArgumentReader(usage), usage).sort(words));
        } catch (PawlException e) {
            return e.problem().message();
        }
    }

    private static String shown(Usage usage, Arguments arguments) {
        StringBuilder text = new StringBuilder(arguments.words().toString());
        usage.allOptions()
                .forEach(option -> text.append(option.name())
                        .append(arguments.has(option))
                        .append(arguments.values(option.name())));
        return text.toString();
    }
}
