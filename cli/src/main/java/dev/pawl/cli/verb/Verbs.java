package dev.pawl.cli.verb;

import dev.pawl.cli.words.HelpText;
import dev.pawl.cli.words.Usage;
import java.util.List;
import java.util.Optional;

/** All verbs. Only the one that is called is loaded. */
public final class Verbs {

    private static final List<String> SHOWN = List.of(
            "migrate",
            "status",
            "validate",
            "new",
            "init",
            "rollback",
            "history",
            "sessions",
            "baseline",
            "mark",
            "repair",
            "run",
            "dev",
            "doctor",
            "completion",
            "version",
            "help");

    private Verbs() {}

    /** The verb of a name. */
    public static Optional<Verb> find(String name) {
        return Optional.ofNullable(
                switch (name) {
                    case "migrate" -> new MigrateVerb();
                    case "status" -> new StatusVerb();
                    case "validate" -> new ValidateVerb();
                    case "new" -> new NewVerb();
                    case "init" -> new InitVerb();
                    case "rollback" -> new RollbackVerb();
                    case "history" -> new HistoryVerb();
                    case "sessions" -> new SessionsVerb();
                    case "baseline" -> new BaselineVerb();
                    case "mark" -> new MarkVerb();
                    case "repair" -> new RepairVerb();
                    case "run" -> new RunVerb();
                    case "dev" -> new DevVerb();
                    case "doctor" -> new DoctorVerb();
                    case "version" -> new VersionVerb();
                    case "help" -> new HelpVerb();
                    case "completion" -> new CompletionVerb();
                    case "train" -> new TrainVerb();
                    default -> null;
                });
    }

    /** The names of those that the help lists. */
    public static List<String> names() {
        return SHOWN;
    }

    /** What those can do and understand. */
    public static List<Usage> usages() {
        return SHOWN.stream().map(name -> find(name).orElseThrow().usage()).toList();
    }

    /** The help of pawl as a whole. */
    public static List<String> help() {
        return HelpText.ofAll(
                usages(),
                List.of(
                        "migrate --url postgres://me@localhost/app\tapply what is pending",
                        "status\tsee what is applied",
                        "new \"add users\"\twrite the next migration",
                        "dev\ttry it on a PostgreSQL of its own"));
    }
}
