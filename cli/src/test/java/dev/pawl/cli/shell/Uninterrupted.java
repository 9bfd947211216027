package dev.pawl.cli.shell;

/** For commands that nobody interrupts. */
public final class Uninterrupted implements Interrupts {

    @Override
    public Registration whenInterrupted(Runnable action, Ending ending) {
        return () -> {};
    }
}
