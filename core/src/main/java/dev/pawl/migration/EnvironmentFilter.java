package dev.pawl.migration;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The environments in which a migration runs: the directive {@code -- pawl: env=…} or {@code env!=…} (spec F7). */
public sealed interface EnvironmentFilter {

    /** Whether a migration runs in an environment; none stands for a run that names no environment. */
    boolean admits(Optional<Environment> environment);

    /** Runs everywhere: the script has no such directive. */
    record Everywhere() implements EnvironmentFilter {
        @Override
        public boolean admits(Optional<Environment> environment) {
            return true;
        }

        @Override
        public String toString() {
            return "everywhere";
        }
    }

    /** {@code env=a,b}: runs in these environments only, never in a run that names none. */
    record OnlyIn(List<Environment> environments) implements EnvironmentFilter {
        /** Copies the list. */
        public OnlyIn {
            environments = List.copyOf(environments);
        }

        @Override
        public boolean admits(Optional<Environment> environment) {
            return environment.filter(environments::contains).isPresent();
        }

        @Override
        public String toString() {
            return "env=" + names(environments);
        }
    }

    /** {@code env!=a,b}: runs everywhere but in these environments. */
    record NotIn(List<Environment> environments) implements EnvironmentFilter {
        /** Copies the list. */
        public NotIn {
            environments = List.copyOf(environments);
        }

        @Override
        public boolean admits(Optional<Environment> environment) {
            return environment.filter(environments::contains).isEmpty();
        }

        @Override
        public String toString() {
            return "env!=" + names(environments);
        }
    }

    /**
     * Runs nowhere: what the script says of itself excludes it from every run (Liquibase's {@code dbms:mysql}).
     *
     * @param reason in the words of the script
     */
    record Nowhere(String reason) implements EnvironmentFilter {
        @Override
        public boolean admits(Optional<Environment> environment) {
            return false;
        }

        @Override
        public String toString() {
            return reason;
        }
    }

    private static String names(List<Environment> environments) {
        return environments.stream().map(Environment::name).collect(Collectors.joining(","));
    }
}
