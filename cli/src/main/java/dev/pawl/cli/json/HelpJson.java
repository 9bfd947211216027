package dev.pawl.cli.json;

import dev.pawl.cli.words.Option;
import dev.pawl.cli.words.Usage;
import io.avaje.jsonb.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code pawl help --json}: what can be said to pawl. */
@Json
record HelpJson(List<VerbJson> verbs) {

    /** A verb. */
    @Json
    record VerbJson(String verb, String summary, List<String> arguments, List<OptionJson> options) {

        static VerbJson of(Usage usage) {
            return new VerbJson(
                    usage.verb(),
                    usage.summary(),
                    usage.words().stream().map(word -> word.shown()).toList(),
                    usage.allOptions().stream().map(OptionJson::of).toList());
        }
    }

    /** An option. */
    @Json
    record OptionJson(
            String option,
            @Nullable String letter,
            @Nullable String value,
            String summary) {

        static OptionJson of(Option option) {
            return new OptionJson(
                    option.name(),
                    option.letter().orElse(null),
                    option.label().isEmpty() ? null : option.label(),
                    option.summary());
        }
    }

    static HelpJson of(List<Usage> usages) {
        return new HelpJson(usages.stream().map(VerbJson::of).toList());
    }
}
