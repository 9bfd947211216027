package dev.pawl.cli.verb;

import dev.pawl.cli.words.Option;

/** The options of verbs that run scripts. */
final class RunOptions {

    static final Option LOCK_TIMEOUT =
            Option.value("--lock-timeout", "TIME", "how long a statement may wait for a lock; default 2s, 0 for ever");
    static final Option LOCK_BUDGET =
            Option.value("--lock-budget", "TIME", "how long to try again after lock timeouts; default 60s");
    static final Option STATEMENT_TIMEOUT =
            Option.value("--statement-timeout", "TIME", "how long a statement may run; 0 for ever");
    static final Option RUNNER_WAIT =
            Option.value("--runner-wait", "TIME", "how long to wait for another runner; default 10m");
    static final Option SLOW_AFTER =
            Option.value("--slow-after", "TIME", "from when on a migration is called slow; default 30s");

    private RunOptions() {}
}
