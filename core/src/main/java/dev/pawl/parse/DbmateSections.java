package dev.pawl.parse;

import dev.pawl.error.Problem;
import dev.pawl.migration.Content;
import java.util.List;

/** dbmate: {@code -- migrate:up [transaction:false]} and {@code -- migrate:down}; both may come several times. */
final class DbmateSections extends Sections {
    private boolean up;
    private boolean down;
    private boolean complained;

    DbmateSections(Content content, List<Problem> problems) {
        super(content, problems);
    }

    @Override
    void line(SourceLine line) {
        String comment = line.comment();
        if (isMarker(comment, "migrate:up")) {
            up = true;
            begin(Part.UP, line);
        } else if (isMarker(comment, "migrate:down")) {
            down(line);
        } else if (comment.startsWith("migrate:")) {
            refuse(line, "This marker is not known", "Known are -- migrate:up and -- migrate:down.");
        } else if (line.kind() == SourceLine.Kind.SQL && part() == Part.NONE && !complained) {
            complained = true;
            refuse(line, "SQL stands before the first marker", "Put -- migrate:up above it.");
        }
    }

    private static boolean isMarker(String comment, String marker) {
        return comment.equals(marker) || comment.startsWith(marker + " ");
    }

    private void down(SourceLine line) {
        if (!up) {
            refuse(line, "-- migrate:down comes before -- migrate:up", "Put the up part first.");
        }
        down = true;
        begin(Part.DOWN, line);
    }

    @Override
    void end() {
        if (!up && !down && !complained) {
            refuseFile("The file has no -- migrate:up", "Put -- migrate:up above its SQL.");
        }
    }

    @Override
    boolean hasDown() {
        return down;
    }
}
