package dev.pawl.cli.launch;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What the service gets to see of pawl's environment: all but pawl's own secrets and settings (spec I1). */
final class ServiceEnvironment {

    private static final Set<String> TOKENS =
            Set.of("MIGRATION_SECRET", "INTERNAL_ADMIN_TOKEN", "CONFIRM_PRODUCTION_MIGRATION");

    private ServiceEnvironment() {}

    static boolean isOurs(String variable) {
        return TOKENS.contains(variable) || variable.startsWith("PAWL_");
    }

    static Map<String, String> of(Map<String, String> variables) {
        Map<String, String> rest = new TreeMap<>(variables);
        rest.keySet().removeIf(ServiceEnvironment::isOurs);
        return rest;
    }
}
