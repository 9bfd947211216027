package dev.pawl;

import java.util.List;
import java.util.Optional;

/**
 * Which tenants there are: schemas of one database, each with its own tables and its own history.
 *
 * @param schemas their names
 * @param query gives their names; empty where they are listed, or there are none
 * @param connections how many connections a run over them may open, all together
 */
record TenantSettings(List<String> schemas, Optional<String> query, int connections) {

    static final int DEFAULT_CONNECTIONS = 4;

    static final TenantSettings NONE = new TenantSettings(List.of(), Optional.empty(), DEFAULT_CONNECTIONS);

    TenantSettings {
        schemas = List.copyOf(schemas);
    }

    boolean areNamed() {
        return !schemas.isEmpty() || query.isPresent();
    }

    /** How many tenants are worked at, at a time: one connection is left for those who look on beside the work. */
    int atATime() {
        return Math.max(1, connections - 1);
    }
}
