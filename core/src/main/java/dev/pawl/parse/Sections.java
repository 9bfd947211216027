package dev.pawl.parse;

import dev.pawl.discover.Format;
import dev.pawl.error.ErrorCode;
import dev.pawl.error.Problem;
import dev.pawl.migration.Content;
import dev.pawl.migration.Script;
import dev.pawl.migration.Script.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds the up and the down part of a file by the markers of its format. Fed with all lines of the file.
 *
 * <p>A slice begins with its marker, so that the options on the marker are part of what the checksum covers and are read
 * with the head of the script.
 */
abstract class Sections {
    private final Content content;
    private final List<Problem> problems;
    private final List<Slice> up = new ArrayList<>();
    private final List<Slice> down = new ArrayList<>();
    private Part part = Part.NONE;
    private boolean noTransaction;
    private SourceLine partStart = new SourceLine(0, 0, 1, SourceLine.Kind.BLANK, "");

    /** Which part of the file a line belongs to. */
    enum Part {
        NONE,
        UP,
        DOWN
    }

    Sections(Content content, List<Problem> problems) {
        this.content = content;
        this.problems = problems;
    }

    /** The finder for a format; none where a file is one script. */
    static Optional<Sections> of(Format format, Content content, List<Problem> problems) {
        return switch (format) {
            case DBMATE -> Optional.of(new DbmateSections(content, problems));
            case GOOSE -> Optional.of(new AnnotatedSections("+goose", content, problems));
            case SQL_MIGRATE -> Optional.of(new AnnotatedSections("+migrate", content, problems));
            case NODE_PG_MIGRATE -> Optional.of(new NodePgMigrateSections(content, problems));
            case GRAPHILE -> Optional.of(new GraphileSections(content, problems));
            case PLAIN, SQLX, LIQUIBASE -> Optional.empty();
        };
    }

    /** The next line. */
    abstract void line(SourceLine line);

    /** After the last line: complains of what is missing. */
    abstract void end();

    /** The part that the current line belongs to. */
    final Part part() {
        return part;
    }

    /** Begins a part with a line, and so ends the one before. */
    final void begin(Part next, SourceLine line) {
        closeSlice(line.from());
        part = next;
        partStart = line;
    }

    /** Ends a statement with a line: what follows is a slice of its own. */
    final void cut(SourceLine line) {
        begin(part, line);
    }

    /** Makes a line part of both scripts. */
    final void share(SourceLine line) {
        closeSlice(line.from());
        Slice slice = new Slice(line.from(), line.to(), line.number());
        up.add(slice);
        down.add(slice);
        partStart = new SourceLine(line.to(), line.to(), line.number() + 1, SourceLine.Kind.BLANK, "");
    }

    private void closeSlice(long to) {
        if (part != Part.NONE && to > partStart.from()) {
            (part == Part.UP ? up : down).add(new Slice(partStart.from(), to, partStart.number()));
        }
    }

    /** A line anywhere in the file asks both parts to run outside a transaction. */
    final void askForNoTransaction() {
        noTransaction = true;
    }

    /** After the end: whether such a line was met. */
    final boolean asksForNoTransaction() {
        return noTransaction;
    }

    /** After the end: the part that applies the migration; the whole file where no marker tells. */
    final Script up() {
        closeSlice(Long.MAX_VALUE);
        part = Part.NONE;
        return up.isEmpty() ? Script.wholeFile(content) : new Script(content, up);
    }

    /** After {@link #up()}: the part that reverts it. */
    final Optional<Script> down() {
        return hasDown() ? Optional.of(new Script(content, down)) : Optional.empty();
    }

    /** Whether there is a down part. */
    abstract boolean hasDown();

    /** Reports a line. */
    final void refuse(SourceLine line, String message, String fix) {
        problems.add(SourceLines.problemAt(content, line.from(), ErrorCode.MARKER_INVALID, message, fix));
    }

    /** Reports the file. */
    final void refuseFile(String message, String fix) {
        problems.add(SourceLines.problemAt(content, 0, ErrorCode.MARKER_INVALID, message, fix));
    }
}
