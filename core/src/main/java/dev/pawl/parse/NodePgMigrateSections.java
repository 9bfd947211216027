package dev.pawl.parse;

import dev.pawl.error.Problem;
import dev.pawl.migration.Content;
import java.util.List;
import java.util.regex.Pattern;

/**
 * node-pg-migrate: {@code -- Up Migration} and {@code -- Down Migration}, in either order. A file with neither is all up.
 */
final class NodePgMigrateSections extends Sections {
    private static final Pattern UP = Pattern.compile("[\\s-]*up migration.*");
    private static final Pattern DOWN = Pattern.compile("[\\s-]*down migration.*");

    private boolean up;
    private boolean down;
    private boolean sqlOutside;

    NodePgMigrateSections(Content content, List<Problem> problems) {
        super(content, problems);
    }

    @Override
    void line(SourceLine line) {
        String comment = line.comment();
        if (UP.matcher(comment).matches()) {
            refuseSecond(up, line);
            up = true;
            begin(Part.UP, line);
        } else if (DOWN.matcher(comment).matches()) {
            refuseSecond(down, line);
            down = true;
            begin(Part.DOWN, line);
        } else if (line.kind() == SourceLine.Kind.SQL && part() == Part.NONE) {
            sqlOutside = true;
        }
    }

    private void refuseSecond(boolean seen, SourceLine line) {
        if (seen) {
            refuse(line, "This marker comes twice", "Put all of the part under one marker.");
        }
    }

    @Override
    void end() {
        if (down && !up) {
            refuseFile("The file has -- Down Migration but no -- Up Migration", "Put -- Up Migration above its SQL.");
        } else if (up && sqlOutside) {
            refuseFile("SQL stands before the first marker", "Put -- Up Migration above it.");
        }
    }

    @Override
    boolean hasDown() {
        return down;
    }
}
