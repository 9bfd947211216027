package dev.pawl.parse;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.Excerpt;
import dev.pawl.error.Problem;
import dev.pawl.migration.Directives;
import dev.pawl.migration.Environment;
import dev.pawl.migration.EnvironmentFilter;
import dev.pawl.migration.LockTimeout;
import dev.pawl.migration.StatementTimeout;
import dev.pawl.migration.TransactionMode;
import dev.pawl.migration.Version;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Collects the directives of one script, {@code -- pawl: …}, one a line (spec F7); what it does not understand becomes a
 * problem with its place.
 */
final class DirectiveCollector {
    private static final List<String> KNOWN =
            List.of("no-transaction", "env", "lock-timeout", "statement-timeout", "depends");
    private static final Pattern ASSIGNMENT = Pattern.compile("([^\\s=!]+)\\s*(!?=)\\s*(.*)");

    private final List<Problem> problems;
    private Optional<TransactionMode> transaction;
    private EnvironmentFilter environments;
    private Optional<LockTimeout> lockTimeout;
    private Optional<StatementTimeout> statementTimeout;
    private final List<Version> dependsOn;
    private boolean environmentGiven;

    /**
     * Begins with what is known from elsewhere; a directive of the script replaces it.
     *
     * @param problems takes what is wrong
     */
    DirectiveCollector(Directives outside, List<Problem> problems) {
        this.problems = problems;
        this.transaction = outside.transaction();
        this.environments = outside.environments();
        this.lockTimeout = outside.lockTimeout();
        this.statementTimeout = outside.statementTimeout();
        this.dependsOn = new ArrayList<>(outside.dependsOn());
    }

    /** The directives. */
    Directives directives() {
        return new Directives(transaction, environments, lockTimeout, statementTimeout, dependsOn);
    }

    /** The script asks to run outside a transaction. */
    void noTransaction() {
        transaction = Optional.of(TransactionMode.NON_TRANSACTIONAL);
    }

    /** The script names its environments in the words of another tool. */
    void environments(EnvironmentFilter filter) {
        environments = filter;
    }

    /** Takes a directive, the text after {@code pawl:}. */
    void add(String text, HeadComment comment) {
        String directive = text.strip();
        Matcher assignment = ASSIGNMENT.matcher(directive);
        if (!assignment.matches()) {
            flag(directive, comment);
            return;
        }
        String name = assignment.group(1).toLowerCase(Locale.ROOT);
        String value = assignment.group(3).strip();
        if (value.chars().anyMatch(Character::isWhitespace) && !isListWithBlanks(value)) {
            refuse(comment, "One comment line holds several directives", "Write one directive a line.");
            return;
        }
        assign(name, assignment.group(2), value, comment);
    }

    private static boolean isListWithBlanks(String value) {
        return value.matches("[^\\s,]+(\\s*,\\s*[^\\s,]+)+");
    }

    private void flag(String directive, HeadComment comment) {
        if (directive.toLowerCase(Locale.ROOT).equals("no-transaction")) {
            noTransaction();
        } else if (Stream.of(directive.split("\\s+", -1)).anyMatch(KNOWN::contains)
                && directive.split("\\s+", -1).length > 1) {
            refuse(comment, "One comment line holds several directives", "Write one directive a line.");
        } else if (KNOWN.contains(directive)) {
            refuse(comment, "The directive " + directive + " has no value", example(directive));
        } else {
            unknown(directive, comment);
        }
    }

    private void assign(String name, String operator, String value, HeadComment comment) {
        if (operator.equals("!=") && !name.equals("env")) {
            refuse(comment, "Only env can be compared with !=", "Write " + name + "=….");
            return;
        }
        switch (name) {
            case "env" -> env(operator, value, comment);
            case "lock-timeout" ->
                lockTimeout = timeout(name, value, comment, LockTimeout::new).or(() -> lockTimeout);
            case "statement-timeout" ->
                statementTimeout =
                        timeout(name, value, comment, StatementTimeout::new).or(() -> statementTimeout);
            case "depends" -> items(value).map(Version::of).forEach(dependsOn::add);
            case "no-transaction" ->
                refuse(comment, "The directive no-transaction takes no value", "Write -- pawl: no-transaction.");
            default -> {
                unknown(name, comment);
                return;
            }
        }
        if (items(value).findAny().isEmpty()) {
            refuse(comment, "The directive " + name + " has no value", example(name));
        }
    }

    private void env(String operator, String value, HeadComment comment) {
        if (environmentGiven) {
            refuse(comment, "The directive env is given twice", "Name all environments in one list: env=a,b.");
        }
        environmentGiven = true;
        List<Environment> names = items(value).map(Environment::new).toList();
        names.stream()
                .filter(Environment::isNearlyProduction)
                .forEach(name -> refuse(
                        comment,
                        "The directive env names " + name + ", which is production but for a slip",
                        "Write production."));
        environments = operator.equals("=") ? new EnvironmentFilter.OnlyIn(names) : new EnvironmentFilter.NotIn(names);
    }

    private <T> Optional<T> timeout(String name, String value, HeadComment comment, Function<Duration, T> type) {
        Optional<Duration> duration = Durations.parse(value);
        if (duration.isEmpty() && !value.isEmpty()) {
            refuse(comment, "The " + name + " " + value + " is not a duration", example(name));
        }
        return duration.map(type);
    }

    private static Stream<String> items(String value) {
        return Stream.of(value.split(",", -1)).map(String::strip).filter(item -> !item.isEmpty());
    }

    private void unknown(String name, HeadComment comment) {
        String shown = name.isEmpty() ? "The directive is empty" : "The directive " + name + " is not known";
        String known = "Known are " + String.join(", ", KNOWN) + ".";
        refuse(
                comment,
                shown,
                Suggestion.nearest(name.toLowerCase(Locale.ROOT), KNOWN)
                        .map(near -> "Did you mean " + near + "? " + known)
                        .orElse(known));
    }

    private static String example(String name) {
        return switch (name) {
            case "env" -> "Write for example env=staging,production, or env!=test.";
            case "lock-timeout" -> "Write for example lock-timeout=2s; units are ms, s, m and h, and 0 is no limit.";
            case "statement-timeout" ->
                "Write for example statement-timeout=30s; units are ms, s, m and h, and 0 is no limit.";
            default -> "Write for example depends=007.";
        };
    }

    /** Reports a directive. */
    void refuse(HeadComment comment, String message, String fix) {
        report(ErrorCode.DIRECTIVE_UNKNOWN, comment, message, fix);
    }

    /** Reports a marker. */
    void refuseMarker(HeadComment comment, String message, String fix) {
        report(ErrorCode.MARKER_INVALID, comment, message, fix);
    }

    private void report(ErrorCode code, HeadComment comment, String message, String fix) {
        Excerpt excerpt = Excerpts.around("--" + comment.text(), 1);
        problems.add(Problem.at(comment.position(), code, message, fix).withExcerpt(excerpt));
    }
}
