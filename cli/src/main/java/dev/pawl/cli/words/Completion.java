package dev.pawl.cli.words;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Scripts that teach a shell pawl's verbs and options. Plain lists: what is typed is never run to complete it. */
public final class Completion {

    private Completion() {}

    /** The script for bash. */
    public static List<String> bash(List<Usage> usages) {
        List<String> lines = new ArrayList<>(List.of(
                "# bash completion for pawl, written by `pawl completion bash`",
                "_pawl() {",
                "  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} verb= words= i",
                "  COMPREPLY=()",
                "  for ((i = 1; i < COMP_CWORD; i++)); do",
                "    case ${COMP_WORDS[i]} in",
                "      " + valued(CommonOptions.ALL) + ") ((i++)) ;;",
                "      -*) ;;",
                "      *) verb=${COMP_WORDS[i]}; break ;;",
                "    esac",
                "  done",
                "  if [[ $verb == run ]]; then",
                "    for ((i++; i < COMP_CWORD; i++)); do",
                "      if [[ ${COMP_WORDS[i]} == -- ]]; then",
                "        local IFS=$'\\n'",
                "        if ((i + 1 == COMP_CWORD)); then COMPREPLY=($(compgen -c -- \"$current\"));"
                        + " else COMPREPLY=($(compgen -f -- \"$current\")); fi",
                "        return",
                "      fi",
                "    done",
                "  fi",
                "  case $previous in",
                "    --dir)",
                "      local IFS=$'\\n'; compopt -o filenames 2>/dev/null",
                "      COMPREPLY=($(compgen -d -- \"$current\")); return ;;",
                "    --config)",
                "      local IFS=$'\\n'; compopt -o filenames 2>/dev/null",
                "      COMPREPLY=($(compgen -f -- \"$current\")); return ;;",
                "    " + valued(allOptions(usages)) + ") return ;;",
                "  esac",
                "  case $verb in"));
        lines.add("    '') words='" + names(usages) + " " + options(CommonOptions.ALL) + " --version -V' ;;");
        usages.forEach(usage -> lines.add("    " + usage.verb() + ") words='" + words(usage, usages) + "' ;;"));
        lines.addAll(List.of(
                "  esac",
                "  COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))",
                "}",
                "complete -F _pawl pawl ./pawl"));
        return lines;
    }

    /** The script for zsh. */
    public static List<String> zsh(List<Usage> usages) {
        List<String> lines = new ArrayList<>(List.of(
                "#compdef pawl",
                "# zsh completion for pawl, written by `pawl completion zsh`",
                "_pawl() {",
                "  local context state state_descr line",
                "  typeset -A opt_args",
                "  local -a verbs common",
                "  verbs=("));
        usages.forEach(usage -> lines.add("    " + quoted(usage.verb() + ":" + escaped(usage.summary()))));
        lines.add("  )");
        lines.add("  common=(");
        CommonOptions.ALL.forEach(option -> lines.add("    " + argument(option)));
        lines.addAll(List.of(
                "  )",
                "  _arguments -C $common '(- *)'{-V,--version}'[print the version of this tool]' '1: :->verb' '*:: :->rest'",
                "  case $state in",
                "    verb) _describe -t verbs verb verbs ;;",
                "    rest)",
                "      case $words[1] in"));
        usages.forEach(usage ->
                lines.add("        " + usage.verb() + ") _arguments " + arguments(usage, usages) + "$common ;;"));
        lines.addAll(List.of(
                "      esac ;;",
                "  esac",
                "}",
                "if [[ $funcstack[1] == _pawl ]]; then _pawl \"$@\"; else compdef _pawl pawl; fi"));
        return lines;
    }

    private static String arguments(Usage usage, List<Usage> usages) {
        StringBuilder text = new StringBuilder();
        usage.options().forEach(option -> text.append(argument(option)).append(' '));
        int place = 1;
        for (Word word : usage.words()) {
            List<String> choices = choices(usage, word, usages);
            String action = choices.isEmpty() ? "" : "(" + String.join(" ", choices) + ")";
            String count = word.count() == Word.Count.ANY ? "*" : Integer.toString(place++);
            text.append(
                            word.count() == Word.Count.COMMAND
                                    ? "'*::command:_normal'"
                                    : quoted(count + ":" + word.label() + ":" + action))
                    .append(' ');
        }
        return text.toString();
    }

    private static String argument(Option option) {
        String value = option.takes() == Option.Takes.NOTHING ? "" : ":" + option.label() + ":" + action(option);
        String repeats = option.takes() == Option.Takes.SEVERAL ? "*" : "";
        String body = "[" + escaped(option.summary()) + "]" + value;
        return option.letter()
                .map(letter ->
                        "'(" + letter + " " + option.name() + ")'{" + letter + "," + option.name() + "}" + quoted(body))
                .orElseGet(() -> quoted(repeats + option.name() + body));
    }

    private static String action(Option option) {
        return switch (option.name()) {
            case "--dir" -> "_files -/";
            case "--config" -> "_files";
            default -> " ";
        };
    }

    private static String escaped(String text) {
        return text.replace(":", "\\:").replace("[", "\\[").replace("]", "\\]");
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }

    private static List<String> choices(Usage usage, Word word, List<Usage> usages) {
        return usage.verb().equals("help") ? usages.stream().map(Usage::verb).toList() : word.choices();
    }

    private static String words(Usage usage, List<Usage> usages) {
        List<String> choices = usage.words().stream()
                .flatMap(word -> choices(usage, word, usages).stream())
                .toList();
        return String.join(" ", choices)
                + (choices.isEmpty() ? "" : " ")
                + options(usage.allOptions())
                + (usage.endsInCommand() ? " --" : "");
    }

    private static String names(List<Usage> usages) {
        return usages.stream().map(Usage::verb).collect(Collectors.joining(" "));
    }

    private static String options(List<Option> options) {
        return options.stream()
                .flatMap(option -> Stream.concat(Stream.of(option.name()), option.letter().stream()))
                .collect(Collectors.joining(" "));
    }

    private static List<Option> allOptions(List<Usage> usages) {
        return usages.stream().flatMap(usage -> usage.allOptions().stream()).toList();
    }

    private static String valued(List<Option> options) {
        return options.stream()
                .filter(option -> option.takes() != Option.Takes.NOTHING)
                .map(Option::name)
                .distinct()
                .collect(Collectors.joining("|"));
    }
}
