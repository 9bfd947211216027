package dev.pawl.cli.shell;

/** Tells of Ctrl-C, SIGTERM and the like. */
public interface Interrupts {

    /** What an interrupted process ends with. */
    enum Ending {
        /** 130 or 143, as the signal says. */
        BY_SIGNAL,
        /** The exit code of the work that was interrupted. */
        BY_RESULT
    }

    /**
     * Runs an action when the process is asked to end, on another thread; the process then waits a while for the work to
     * wind up.
     *
     * @return ends the registration
     */
    Registration whenInterrupted(Runnable action, Ending ending);

    /**
     * What the process ends with, for whoever has to say it before it does.
     *
     * @param ofWork what the work ends with
     * @return that, or the signal's number plus 128 where a signal ends the process
     */
    default int exitCode(int ofWork) {
        return ofWork;
    }

    /** An action that waits for an interrupt. */
    interface Registration extends AutoCloseable {
        /** Forgets the action. */
        @Override
        void close();
    }
}
