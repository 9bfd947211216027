package dev.pawl.cli;

import java.util.Objects;

/** Where the command line starts. */
public final class Main {
    private Main() {}

    /** Prints the version. */
    public static void main(String[] arguments) {
        System.out.println("pawl "
                + Objects.requireNonNullElse(Main.class.getPackage().getImplementationVersion(), "(unpackaged)"));
    }
}
