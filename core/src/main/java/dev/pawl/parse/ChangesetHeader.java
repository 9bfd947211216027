package dev.pawl.parse;

import dev.pawl.migration.Environment;
import dev.pawl.migration.EnvironmentFilter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The line {@code --changeset author:id name:value …} of a Liquibase file.
 *
 * @param author before the colon
 * @param id after it
 * @param attributes by name in lower case
 */
record ChangesetHeader(String author, String id, Map<String, String> attributes) {
    private static final String VALUE = "(?:\"([^\"]*)\"|'([^']*)'|(\\S*))";
    private static final Pattern START =
            Pattern.compile("(?is)--\\s*changeset\\s+(?:\"([^\"]*)\"|([^:\"]+)):(?:\"([^\"]*)\"|(\\S+))(.*)");
    private static final Pattern ATTRIBUTE = Pattern.compile("([A-Za-z]+):" + VALUE);

    /** Attributes that change nothing here: pawl splits as PostgreSQL does, and keeps comments. */
    private static final Set<String> WITHOUT_EFFECT = Set.of(
            "splitstatements",
            "stripcomments",
            "labels",
            "labelfilter",
            "logicalfilepath",
            "created",
            "objectquotingstrategy",
            "rollbacksplitstatements",
            "rollbackenddelimiter",
            "comment");

    /** Attributes that pawl cannot honour, with the one value that asks for nothing. */
    private static final Map<String, String> UNSUPPORTED =
            Map.of("runonchange", "false", "runalways", "false", "failonerror", "true", "runwith", "jdbc");

    /** Copies the map. */
    ChangesetHeader {
        attributes = Map.copyOf(attributes);
    }

    static ChangesetHeader parse(String line, LiquibaseChangelog.Refusal refusal) {
        Matcher start = START.matcher(line.strip());
        if (!start.matches()) {
            refusal.report("This changeset has no author and id", "Write --changeset author:id.");
            return new ChangesetHeader("unknown", "unknown", Map.of());
        }
        Map<String, String> attributes = new LinkedHashMap<>();
        Matcher attribute = ATTRIBUTE.matcher(start.group(5));
        int end = 0;
        while (attribute.find()) {
            refuseRest(start.group(5).substring(end, attribute.start()), refusal);
            attributes.put(attribute.group(1).toLowerCase(Locale.ROOT), first(attribute, 2));
            end = attribute.end();
        }
        refuseRest(start.group(5).substring(end), refusal);
        attributes.forEach((name, value) -> check(name, value, refusal));
        return new ChangesetHeader(first(start, 1).strip(), first(start, 3), attributes);
    }

    private static String first(Matcher matcher, int from) {
        return Stream.of(from, from + 1, from + 2)
                .filter(group -> group <= matcher.groupCount() && matcher.group(group) != null)
                .findFirst()
                .map(matcher::group)
                .orElse("");
    }

    private static void refuseRest(String text, LiquibaseChangelog.Refusal refusal) {
        if (!text.isBlank()) {
            refusal.report("This part of the changeset is not understood: " + text.strip(), "Write name:value.");
        }
    }

    private static void check(String name, String value, LiquibaseChangelog.Refusal refusal) {
        String nothing = UNSUPPORTED.get(name);
        if (nothing != null && !value.equalsIgnoreCase(nothing)) {
            refusal.report(
                    "pawl does not know " + name + ":" + value,
                    name.startsWith("run") && !name.equals("runwith")
                            ? "Put the SQL into a repeatable script, R__name.sql, in a folder of its own."
                            : "Remove the attribute, if the script does not need it.");
        } else if (name.equals("enddelimiter") && !value.equals(";")) {
            refusal.report("pawl does not change the delimiter", "End the statements with ;.");
        } else if (isContext(name) && filter(value).isEmpty()) {
            refusal.report(
                    "This context is more than a list of names: " + value, "Write it as -- pawl: env=… or env!=….");
        } else if (nothing == null && !isKnown(name)) {
            refusal.report("The attribute " + name + " is not known", "Remove it.");
        }
    }

    private static boolean isKnown(String name) {
        return WITHOUT_EFFECT.contains(name)
                || isContext(name)
                || Set.of("runintransaction", "dbms", "enddelimiter", "ignore").contains(name);
    }

    private static boolean isContext(String name) {
        return name.equals("context") || name.equals("contextfilter");
    }

    /** What the attributes ask for, as directives. */
    void applyTo(DirectiveCollector directives) {
        if ("false".equalsIgnoreCase(attributes.get("runintransaction"))) {
            directives.noTransaction();
        }
        Stream.of("context", "contextfilter")
                .map(name -> Optional.ofNullable(attributes.get(name)))
                .flatMap(Optional::stream)
                .flatMap(context -> filter(context).stream())
                .forEach(directives::environments);
        if ("true".equalsIgnoreCase(attributes.get("ignore"))) {
            directives.environments(new EnvironmentFilter.Nowhere("ignore:true"));
        }
        Optional.ofNullable(attributes.get("dbms"))
                .filter(dbms -> !isForPostgres(dbms))
                .ifPresent(dbms -> directives.environments(new EnvironmentFilter.Nowhere("dbms:" + dbms)));
    }

    private static boolean isForPostgres(String dbms) {
        List<String> names = List.of(dbms.toLowerCase(Locale.ROOT).strip().split("\\s*,\\s*", -1));
        if (names.stream().allMatch(name -> name.startsWith("!"))) {
            return !names.contains("!postgresql");
        }
        return names.contains("postgresql") || names.contains("all");
    }

    /** Contexts as environments: {@code a,b}, {@code a or b}, {@code !a}; empty where there is more to it. */
    private static Optional<EnvironmentFilter> filter(String context) {
        String[] names = context.toLowerCase(Locale.ROOT).strip().split("\\s*,\\s*|\\s+or\\s+", -1);
        boolean plain = Stream.of(names).allMatch(name -> name.matches("[\\w.-]+"));
        if (plain) {
            return Optional.of(new EnvironmentFilter.OnlyIn(
                    Stream.of(names).map(Environment::new).toList()));
        }
        return names.length == 1 && names[0].matches("!\\s*[\\w.-]+|not\\s+[\\w.-]+")
                ? Optional.of(new EnvironmentFilter.NotIn(
                        List.of(new Environment(names[0].replaceFirst("!\\s*|not\\s+", "")))))
                : Optional.empty();
    }
}
