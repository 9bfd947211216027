package dev.pawl.cli.words;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** A verb's usage in picocli's words. */
final class Specs {

    private Specs() {}

    static CommandSpec of(Usage usage) {
        CommandSpec spec = CommandSpec.create().name(usage.verb());
        spec.usageMessage().description(usage.summary());
        usage.allOptions().forEach(option -> spec.addOption(of(option)));
        if (!usage.words().isEmpty()) {
            PositionalParamSpec.Builder words = PositionalParamSpec.builder()
                    .paramLabel(usage.words().get(0).label())
                    .index("0..*")
                    .arity("0..*")
                    .type(List.class)
                    .auxiliaryTypes(String.class);
            List<String> choices = usage.words().stream()
                    .flatMap(word -> word.choices().stream())
                    .toList();
            if (!choices.isEmpty()) {
                words.completionCandidates(choices);
            }
            spec.addPositional(words.build());
        }
        return spec;
    }

    private static OptionSpec of(Option option) {
        OptionSpec.Builder spec = option.letter()
                .map(letter -> OptionSpec.builder(option.name(), letter))
                .orElseGet(() -> OptionSpec.builder(option.name()))
                .description(option.summary());
        if (!option.choices().isEmpty()) {
            spec.completionCandidates(option.choices());
        }
        switch (option.takes()) {
            case NOTHING -> spec.type(boolean.class).arity("0");
            case ONE -> spec.type(String.class).arity("1").paramLabel(option.label());
            case SEVERAL ->
                spec.type(List.class).auxiliaryTypes(String.class).arity("1").paramLabel(option.label());
        }
        return spec.build();
    }
}
