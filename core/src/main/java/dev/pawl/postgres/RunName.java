package dev.pawl.postgres;

import java.util.Optional;

/**
 * What the sessions of a run are called in {@code pg_stat_activity}, so that whoever looks there knows what they are: {@code
 * pawl/1a2b3c4d ada@ci-7 002_orders.sql}. The server keeps 63 characters of ASCII; what is longer is cut here, so that the
 * server shows what pawl remembers.
 *
 * @param run made anew for every run
 * @param actor who runs it; behind a pooler the only sign of where a run comes from
 * @param work what it is at; empty where it is at nothing, or outside a transaction
 */
public record RunName(String run, Optional<String> actor, Optional<String> work) {

    /** What every such name begins with. */
    public static final String PREFIX = "pawl/";

    private static final int LONGEST = 63;
    private static final int LONGEST_ACTOR = 20;

    /** The name of a run that is at nothing yet. */
    public static RunName of(String run, String actor) {
        return new RunName(run, Optional.of(cut(ascii(actor).replace(' ', '_'), LONGEST_ACTOR)), Optional.empty());
    }

    /**
     * The name of a part of the run that has leases of its own.
     *
     * @param part its number
     */
    public RunName part(int part) {
        return new RunName(run + "." + part, actor, work);
    }

    /** The name while the run is at something: a file's name. */
    public RunName at(String file) {
        return new RunName(run, actor, Optional.of(ascii(file)));
    }

    /** What a session is called that looks, or corrects the history, and is no run: {@code pawl ada@ci-7}. */
    public String visitor() {
        return actor.map(who -> "pawl " + who).orElse("pawl");
    }

    /** Reads a session's name; empty for a session that is not pawl's. */
    public static Optional<RunName> read(String applicationName) {
        if (!applicationName.startsWith(PREFIX)) {
            return Optional.empty();
        }
        String[] parts = applicationName.substring(PREFIX.length()).split(" ", 3);
        return Optional.of(new RunName(parts[0], part(parts, 1), part(parts, 2)));
    }

    private static Optional<String> part(String[] parts, int index) {
        return parts.length > index && !parts[index].isBlank() ? Optional.of(parts[index]) : Optional.empty();
    }

    private static String ascii(String text) {
        return text.replaceAll("\\s", " ").replaceAll("[^ -~]", "?");
    }

    private static String cut(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length);
    }

    /** As the server shows it. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(PREFIX).append(run);
        actor.ifPresent(who -> text.append(' ').append(who));
        work.ifPresent(what -> text.append(' ').append(what));
        return cut(text.toString(), LONGEST).stripTrailing();
    }
}
