package dev.pawl.cli.config;

import java.util.List;
import java.util.Optional;

/**
 * Everything that {@code pawl.toml} may say. The order is that of the commented file that {@code pawl init} writes; what
 * stands here is its only description.
 */
public enum Key {
    /** The database. */
    URL(
            "",
            "url",
            Type.TEXTS,
            "",
            "\"${DATABASE_URL}\"",
            "The database: postgres://, jdbc:postgresql://, host=... dbname=..., Host=...;Database=..., docker://container",
            "or embedded: (a PostgreSQL of its own, for trying things out). ${NAME} stands for an environment variable.",
            "Of several, the first that is there is taken; \"env:\" stands for DATABASE_URL, PGHOST and their like."),
    /** The database when nothing else names one. */
    DEFAULT_URL(
            "",
            "default-url",
            Type.TEXTS,
            "",
            "\"postgresql://localhost:5432/app\"",
            "The database when neither an option, nor `url`, nor the environment (DATABASE_URL, PGHOST ...) names one."),
    /** .NET's name of the connection. */
    CONNECTION_STRING(
            "",
            "connection-string",
            Type.TEXT,
            "",
            "\"app\"",
            "Which ConnectionStrings__<name> of a .NET environment is meant, where there are several."),
    /** Where migrations are. */
    DIR(
            "",
            "dir",
            Type.TEXTS,
            "PAWL_DIR",
            "\"migrations\"",
            "Where migrations are, relative to this file: a folder, a list of folders, or a zip or jar."),
    /** The environment. */
    ENV("", "env", Type.TEXT, "PAWL_ENV", "\"development\"", "The environment this config is for."),

    /** The layout. */
    LAYOUT(
            "migrations",
            "layout",
            Type.TEXT,
            "",
            "\"plain\"",
            "How files are named. It is detected; `pawl status --verbose` says which one, and why."),
    /** Files that are not migrations. */
    IGNORE(
            "migrations",
            "ignore",
            Type.TEXTS,
            "",
            "[\"drafts/**\"]",
            "Files that are not migrations, as glob patterns."),
    /** Two files of one version. */
    DUPLICATES(
            "migrations",
            "duplicates",
            Type.choice("deny", "by-name"),
            "",
            "\"deny\"",
            "Two files of one version: \"deny\", or \"by-name\" (ordered by file name)."),
    /** Gaps between versions. */
    GAPS(
            "migrations",
            "gaps",
            Type.choice("allow", "deny"),
            "",
            "\"allow\"",
            "Gaps between versions: \"allow\" or \"deny\"."),
    /** Late files. */
    OUT_OF_ORDER(
            "migrations",
            "out-of-order",
            Type.choice("allow", "warn", "deny"),
            "",
            "\"warn\"",
            "Pending files that are older than the newest applied one: \"allow\", \"warn\" or \"deny\"."),

    /** The history table. */
    TABLE(
            "history",
            "table",
            Type.TEXT,
            "PAWL_TABLE",
            "\"public.schema_migrations\"",
            "The table that remembers what was applied."),
    /** Its columns. */
    SHAPE(
            "history",
            "shape",
            Type.TEXT,
            "",
            "\"pawl\"",
            "Whose columns that table has. A table that is there keeps its own."),

    /** Tenants by name. */
    TENANT_SCHEMA(
            "tenants",
            "tenant-schema",
            Type.TEXTS,
            "PAWL_TENANT_SCHEMA",
            "[\"customer_a\", \"customer_b\"]",
            "The schemas of tenants: each has the same tables, and a history of its own. In the variable, with commas",
            "between them."),
    /** Tenants by query. */
    TENANT_SCHEMAS_QUERY(
            "tenants",
            "tenant-schemas-query",
            Type.TEXT,
            "PAWL_TENANT_SCHEMAS_QUERY",
            "\"SELECT schema_name FROM public.customers ORDER BY id\"",
            "A SELECT that gives those schemas, one in each row, in place of the list. It can write nothing."),
    /** How many connections tenants take. */
    TENANT_CONNECTIONS(
            "tenants",
            "tenant-connections",
            Type.COUNT,
            "PAWL_TENANT_CONNECTIONS",
            "4",
            "How many connections a run over tenants may open, all together."),

    /** Whether production asks. */
    CONFIRM(
            "production",
            "confirm",
            Type.choice("on", "off"),
            "",
            "\"on\"",
            "Whether a run on production must be confirmed. \"off\" is for automatic deploys."),
    /** Time to look at the plan. */
    REVIEW_WINDOW(
            "production",
            "review-window",
            Type.DURATION,
            "PAWL_REVIEW_WINDOW",
            "\"30s\"",
            "How long the plan is shown before a run on production begins."),
    /** A place to restore to. */
    BACKUP_MARKER(
            "production",
            "backup-marker",
            Type.choice("on", "off"),
            "",
            "\"off\"",
            "Whether a run notes where the server's write-ahead log stands, to restore to."),

    /** How long a statement waits for a lock. */
    LOCK_TIMEOUT(
            "run",
            "lock-timeout",
            Type.DURATION,
            "PAWL_LOCK_TIMEOUT",
            "\"2s\"",
            "How long a statement may wait for a lock before the migration steps back and tries again."),
    /** How long it is tried again. */
    LOCK_BUDGET("run", "lock-budget", Type.DURATION, "PAWL_LOCK_BUDGET", "\"60s\"", "For how long it tries again."),
    /** How long a statement runs. */
    STATEMENT_TIMEOUT(
            "run",
            "statement-timeout",
            Type.DURATION,
            "PAWL_STATEMENT_TIMEOUT",
            "\"0\"",
            "How long a statement may run; \"0\" is for ever."),
    /** How long to wait for another runner. */
    RUNNER_WAIT(
            "run",
            "runner-wait",
            Type.DURATION,
            "PAWL_RUNNER_WAIT",
            "\"10m\"",
            "How long to wait for another runner that is applying migrations."),
    /** When a runner that is not heard of counts as dead. */
    LEASE_TIME(
            "run",
            "lease-time",
            Type.DURATION,
            "PAWL_LEASE_TIME",
            "\"30s\"",
            "After how long without a sign of life a runner's work outside a transaction is taken over."),
    /** When a migration is slow. */
    SLOW_AFTER(
            "run",
            "slow-after",
            Type.DURATION,
            "PAWL_SLOW_AFTER",
            "\"30s\"",
            "From when on a migration is called slow."),

    /** Patience with a starting server. */
    WAIT(
            "connection",
            "wait",
            Type.DURATION,
            "PAWL_WAIT",
            "\"60s\"",
            "How long to wait for a server that is starting."),
    /** A pooler's way. */
    POOLING(
            "connection",
            "pooling",
            Type.choice("transaction", "session"),
            "PAWL_POOLING",
            "\"transaction\"",
            "How long a pooler such as PgBouncer keeps a server's session for a client, if there is one:",
            "\"transaction\" (which relies on least) or \"session\".");

    /**
     * What a value may be.
     *
     * @param kind its form
     * @param choices the words it may be; empty for any
     */
    public record Type(Kind kind, List<String> choices) {
        /** A string. */
        public static final Type TEXT = new Type(Kind.TEXT, List.of());
        /** A string, or an array of strings. */
        public static final Type TEXTS = new Type(Kind.TEXTS, List.of());
        /** A string that is a duration. */
        public static final Type DURATION = new Type(Kind.DURATION, List.of());
        /** A whole number from 1 on. */
        public static final Type COUNT = new Type(Kind.COUNT, List.of());

        /** Copies the choices. */
        public Type {
            choices = List.copyOf(choices);
        }

        /** One of several words. */
        static Type choice(String... words) {
            return new Type(Kind.TEXT, List.of(words));
        }

        /** In the words of a message. */
        String described() {
            if (!choices.isEmpty()) {
                return "one of \"" + String.join("\", \"", choices) + "\"";
            }
            return switch (kind) {
                case TEXT -> "a string";
                case TEXTS -> "a string or an array of strings";
                case COUNT -> "a whole number from 1 on";
                case DURATION -> "a duration such as \"30s\" (units: ms, s, m and h)";
            };
        }
    }

    /** The form of a value. */
    public enum Kind {
        /** A string. */
        TEXT,
        /** Strings. */
        TEXTS,
        /** A duration in a string. */
        DURATION,
        /** A number. */
        COUNT
    }

    // Strings where lists would say more: an enum is immutable, all the way down.
    private final String section;
    private final String word;
    private final Kind kind;
    private final String choices;
    private final String variable;
    private final String sample;
    private final String description;

    Key(String section, String word, Type type, String variable, String sample, String... description) {
        this.section = section;
        this.word = word;
        this.kind = type.kind();
        this.choices = String.join(",", type.choices());
        this.variable = variable;
        this.sample = sample;
        this.description = String.join("\n", description);
    }

    /** The table it stands in; empty for the top. */
    public String section() {
        return section;
    }

    /** Its name within the section. */
    public String word() {
        return word;
    }

    /** Its whole name: {@code run.lock-timeout}. */
    public String path() {
        return section.isEmpty() ? word : section + "." + word;
    }

    /** What its value may be. */
    public Type type() {
        return new Type(kind, choices.isEmpty() ? List.of() : List.of(choices.split(",", -1)));
    }

    /** The option that overrides it, where a verb has it: {@code --lock-timeout}. */
    public String option() {
        return "--" + word;
    }

    /** The environment variable that overrides it. */
    public Optional<String> variable() {
        return variable.isEmpty() ? Optional.empty() : Optional.of(variable);
    }

    /** A value for the commented file: the default, where there is one. */
    public String sample() {
        return sample;
    }

    /** What it is for. */
    public List<String> description() {
        return List.of(description.split("\n", -1));
    }
}
