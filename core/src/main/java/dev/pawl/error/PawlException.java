package dev.pawl.error;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Everything that pawl throws on purpose. It carries one problem or more, and the untouched cause where there is one.
 * Each leaf stands for one exit code (spec T3).
 */
public abstract sealed class PawlException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    private PawlException(List<Problem> problems, @Nullable Throwable cause) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining(System.lineSeparator())), cause);
        if (problems.isEmpty()) {
            throw new IllegalArgumentException("An exception has at least one problem");
        }
        this.problems = List.copyOf(problems);
    }

    /**
     * The exception of the leaf that the first problem's code belongs to.
     *
     * @param problems at least one
     */
    public static PawlException of(List<Problem> problems, @Nullable Throwable cause) {
        return switch (problems.get(0).code().exitCode()) {
            case USAGE -> new ConfigurationException(problems, cause);
            case VALIDATION -> new ValidationException(problems, cause);
            case CHECK, DONE, PENDING -> new CheckException(problems, cause);
            case DATABASE -> new DatabaseException(problems, cause);
            case LOCK -> new LockException(problems, cause);
            case REFUSED -> new RefusedException(problems, cause);
            case INTERRUPTED -> new InterruptedRunException(problems, cause);
            case MIGRATION_FAILED -> new MigrationException(problems, cause);
        };
    }

    /** The exception for one problem. */
    public static PawlException of(Problem problem) {
        return of(List.of(problem), null);
    }

    /** The exception for one problem with its cause. */
    public static PawlException of(Problem problem, Throwable cause) {
        return of(List.of(problem), cause);
    }

    /** All problems that were found, the most important first. */
    public List<Problem> problems() {
        return problems;
    }

    /** The first problem. */
    public Problem problem() {
        return problems.get(0);
    }

    /** What a process that met it ends with. */
    public ExitCode exitCode() {
        return problem().code().exitCode();
    }

    /** Exit code 1: a migration failed. */
    public static final class MigrationException extends PawlException {
        private static final long serialVersionUID = 1L;

        private MigrationException(List<Problem> problems, @Nullable Throwable cause) {
            super(problems, cause);
        }
    }

    /** Exit code 2: usage or configuration. */
    public static final class ConfigurationException extends PawlException {
        private static final long serialVersionUID = 1L;

        private ConfigurationException(List<Problem> problems, @Nullable Throwable cause) {
            super(problems, cause);
        }
    }

    /** Exit code 3: files and history disagree, or a file cannot be understood. */
    public static final class ValidationException extends PawlException {
        private static final long serialVersionUID = 1L;

        private ValidationException(List<Problem> problems, @Nullable Throwable cause) {
            super(problems, cause);
        }
    }

    /** Exit code 4: a check failed. */
    public static final class CheckException extends PawlException {
        private static final long serialVersionUID = 1L;

        private CheckException(List<Problem> problems, @Nullable Throwable cause) {
            super(problems, cause);
        }
    }

    /** Exit code 6: the database cannot be reached or used. */
    public static final class DatabaseException extends PawlException {
        private static final long serialVersionUID = 1L;

        private DatabaseException(List<Problem> problems, @Nullable Throwable cause) {
            super(problems, cause);
        }
    }

    /** Exit code 7: a lock was not obtained. */
    public static final class LockException extends PawlException {
        private static final long serialVersionUID = 1L;

        private LockException(List<Problem> problems, @Nullable Throwable cause) {
            super(problems, cause);
        }
    }

    /** Exit code 8: refused by a safety rule. */
    public static final class RefusedException extends PawlException {
        private static final long serialVersionUID = 1L;

        private RefusedException(List<Problem> problems, @Nullable Throwable cause) {
            super(problems, cause);
        }
    }

    /** Exit code 130: interrupted. */
    public static final class InterruptedRunException extends PawlException {
        private static final long serialVersionUID = 1L;

        private InterruptedRunException(List<Problem> problems, @Nullable Throwable cause) {
            super(problems, cause);
        }
    }
}
