package dev.pawl.cli.verb;

import java.util.Objects;

/** This tool. */
public final class Tool {

    /** Its name. */
    public static final String NAME = "pawl";

    private Tool() {}

    /** Its version, as the jar says it. */
    public static String version() {
        return Objects.requireNonNullElse(Tool.class.getPackage().getImplementationVersion(), "(unpackaged)");
    }
}
