package dev.pawl.parse;

import dev.pawl.migration.StatementKind;
import java.util.Map;

/** Which statements about subscriptions PostgreSQL refuses in a transaction: it depends on their options. */
final class Subscriptions {

    private Subscriptions() {}

    /** {@code CREATE SUBSCRIPTION} is refused when it creates a replication slot, which is the default. */
    static StatementKind create(Words words) {
        Options options = withOptions(words);
        boolean noSlot = options.isOff("connect")
                || options.isOff("create_slot")
                || "none".equals(options.values().get("slot_name"));
        return noSlot ? StatementKind.PLAIN : StatementKind.OUTSIDE_TRANSACTION;
    }

    /** {@code ALTER SUBSCRIPTION} is refused when it refreshes, or changes what its slot knows; at the name. */
    static StatementKind alter(Words words) {
        words.next();
        boolean publications = words.is("ADD") || words.is("DROP") || words.is("SET");
        if (words.is("REFRESH")) {
            return StatementKind.OUTSIDE_TRANSACTION;
        }
        if (!publications) {
            return StatementKind.PLAIN;
        }
        words.next();
        if (words.is("PUBLICATION")) {
            return withOptions(words).isOff("refresh") ? StatementKind.PLAIN : StatementKind.OUTSIDE_TRANSACTION;
        }
        return words.is('(') && changesSlot(Options.read(words))
                ? StatementKind.OUTSIDE_TRANSACTION
                : StatementKind.PLAIN;
    }

    private static boolean changesSlot(Options options) {
        return options.values().containsKey("failover") || options.values().containsKey("two_phase");
    }

    private static Options withOptions(Words words) {
        while (!words.atEnd()) {
            if (words.skip("WITH") && words.is('(')) {
                return Options.read(words);
            }
            words.next();
        }
        return new Options(Map.of());
    }
}
