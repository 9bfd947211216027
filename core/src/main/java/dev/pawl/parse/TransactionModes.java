package dev.pawl.parse;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The modes of a {@code BEGIN}, {@code START TRANSACTION}, {@code SET TRANSACTION} or {@code SET SESSION
 * CHARACTERISTICS AS TRANSACTION}.
 *
 * @param toHoist the modes that pawl's own BEGIN takes over, in canonical spelling; {@code READ WRITE} is left out, since
 *     it would override a read-only default (design, traps)
 * @param refused what pawl cannot take over, in the statement's words
 */
record TransactionModes(List<String> toHoist, Optional<String> refused) {
    private static final Set<String> VARIABLES = Set.of(
            "transaction_isolation",
            "transaction_read_only",
            "transaction_deferrable",
            "default_transaction_isolation",
            "default_transaction_read_only",
            "default_transaction_deferrable");

    /** Copies the list. */
    TransactionModes {
        toHoist = List.copyOf(toHoist);
    }

    /** Whether setting a variable is {@code SET TRANSACTION} in other words. */
    static boolean isVariable(String name) {
        return VARIABLES.contains(name);
    }

    /** Reads the modes of a statement. */
    static TransactionModes of(String sql) {
        Words words = new Words(sql).next();
        if (words.skip("SET")) {
            return ofSet(words);
        }
        words.next();
        if (words.isAny("WORK", "TRANSACTION")) {
            words.next();
        }
        return read(words);
    }

    private static TransactionModes ofSet(Words words) {
        if (words.skip("SESSION") && words.skip("CHARACTERISTICS")) {
            words.skip("AS");
        }
        if (!words.skip("TRANSACTION")) {
            words.skip("LOCAL");
            return new TransactionModes(List.of(), Optional.of("SET " + words.value()));
        }
        return read(words);
    }

    private static TransactionModes read(Words words) {
        List<String> modes = new ArrayList<>();
        while (!words.atEnd()) {
            if (words.skip(',')) {
                continue;
            }
            if (words.skip("ISOLATION")) {
                words.skip("LEVEL");
                modes.add("ISOLATION LEVEL " + level(words));
            } else if (words.skip("NOT")) {
                words.skip("DEFERRABLE");
                modes.add("NOT DEFERRABLE");
            } else if (words.skip("DEFERRABLE")) {
                modes.add("DEFERRABLE");
            } else if (words.skip("READ")) {
                if (!words.skip("WRITE")) {
                    return refused("READ " + words.keyword());
                }
            } else {
                return refused(words.text());
            }
        }
        return new TransactionModes(modes, Optional.empty());
    }

    private static String level(Words words) {
        String first = words.keyword();
        words.next();
        if (!first.equals("READ") && !first.equals("REPEATABLE")) {
            return first;
        }
        String second = words.keyword();
        words.next();
        return first + " " + second;
    }

    private static TransactionModes refused(String what) {
        return new TransactionModes(List.of(), Optional.of(what));
    }
}
