package dev.pawl.record;

import dev.pawl.migration.Environment;
import java.util.Optional;

/**
 * Who does something, where and why: for the audit trail.
 *
 * @param actor who
 * @param environment the run's
 * @param detail what exactly is done, where the action does not say it
 * @param reason in the words of the one who does it
 */
public record Attribution(
        Actor actor, Optional<Environment> environment, Optional<String> detail, Optional<String> reason) {

    /** Without a reason. */
    public static Attribution of(Actor actor, Optional<Environment> environment) {
        return new Attribution(actor, environment, Optional.empty(), Optional.empty());
    }

    /** With a reason. */
    public Attribution because(String why) {
        return new Attribution(actor, environment, detail, Optional.of(why));
    }

    /** With what is done, for {@code mark} and {@code end-session}. */
    public Attribution doing(String what) {
        return new Attribution(actor, environment, Optional.of(what), reason);
    }
}
