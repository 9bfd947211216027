package dev.pawl.cli.config;

import java.util.Arrays;
import java.util.List;

/** The commented config that {@code pawl init} writes: every key, with what it is for and its default. */
public final class Reference {

    private Reference() {}

    /**
     * The file's text. Every key is commented out, so that it changes nothing.
     *
     * @param locations what {@code [migrations] dir} is set to
     */
    public static String text(List<String> locations) {
        StringBuilder text =
                new StringBuilder("# pawl's config. What is commented out shows the default, or an example.\n");
        String section = "";
        for (Key key : Key.values()) {
            if (!key.section().equals(section)) {
                section = key.section();
                text.append("\n[").append(section).append("]\n");
            } else {
                text.append('\n');
            }
            key.description().forEach(line -> text.append("# ").append(line).append('\n'));
            key.variable()
                    .ifPresent(name -> text.append("# ")
                            .append("Overridden by ")
                            .append(name)
                            .append(".\n"));
            text.append(key == Key.DIR ? assignment(locations) : "# " + key.word() + " = " + key.sample())
                    .append('\n');
        }
        return text.toString();
    }

    private static String assignment(List<String> locations) {
        String value = locations.size() == 1
                ? quoted(locations.get(0))
                : "["
                        + String.join(
                                ", ", locations.stream().map(Reference::quoted).toList()) + "]";
        return Key.DIR.word() + " = " + value;
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /** The names of all keys, for the documentation. */
    public static List<String> paths() {
        return Arrays.stream(Key.values()).map(Key::path).toList();
    }
}
