package dev.pawl.cli.words;

import java.util.List;

/** The options that every verb understands. */
public final class CommonOptions {

    /** The database. */
    public static final Option URL =
            Option.value("--url", "URL", "the database; postgres://, jdbc:, host=..., docker://name or embedded:");

    /** Where migrations are. */
    public static final Option DIR = Option.repeated("--dir", "DIR", "a folder of migrations; may be repeated");

    /** The config. */
    public static final Option CONFIG =
            Option.value("--config", "FILE", "the config; default: pawl.toml here or in a folder above");

    /** The environment. */
    public static final Option ENV = Option.value("--env", "NAME", "the environment, for example production");

    /** The history table. */
    public static final Option TABLE =
            Option.value("--table", "NAME", "the history table; default: public.schema_migrations");

    /** A tenant. */
    public static final Option TENANT_SCHEMA = Option.repeated(
            "--tenant-schema", "NAME", "the schema of a tenant; may be repeated where a verb works on several");

    /** All tenants; of the verbs that work on several. */
    public static final Option TENANT_SCHEMAS_QUERY = Option.value(
            "--tenant-schemas-query", "SQL", "a SELECT that gives the schemas of all tenants, one in each row");

    /** What they may take; of the same verbs. */
    public static final Option TENANT_CONNECTIONS = Option.value(
            "--tenant-connections", "COUNT", "how many connections a run over tenants may open; default 4");

    /** Patience with a starting server. */
    public static final Option WAIT =
            Option.value("--wait", "TIME", "how long to wait for a server that is starting, for example 60s");

    /** Output for machines. */
    public static final Option JSON = Option.flag("--json", "print one JSON document and nothing else");

    /** Only problems. */
    public static final Option QUIET =
            Option.flag("--quiet", "print problems only").withLetter("-q");

    /** More than usual. */
    public static final Option VERBOSE = Option.flag(
                    "--verbose", "print statements, timings and where settings came from")
            .withLetter("-v");

    /** No colours. */
    public static final Option NO_COLOR = Option.flag("--no-color", "print without colours and progress bar");

    /** Help. */
    public static final Option HELP = Option.flag("--help", "print this help").withLetter("-h");

    /** All of them, in the order of the help. */
    public static final List<Option> ALL =
            List.of(URL, DIR, CONFIG, ENV, TABLE, TENANT_SCHEMA, WAIT, JSON, QUIET, VERBOSE, NO_COLOR, HELP);

    private CommonOptions() {}
}
