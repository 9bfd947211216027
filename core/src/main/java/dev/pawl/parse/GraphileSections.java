package dev.pawl.parse;

import dev.pawl.error.Problem;
import dev.pawl.migration.Content;
import java.util.List;

/** graphile-migrate: the file is one script; committed files hold no {@code --!include} any more. */
final class GraphileSections extends Sections {

    GraphileSections(Content content, List<Problem> problems) {
        super(content, problems);
    }

    @Override
    void line(SourceLine line) {
        if (line.text().startsWith("--!include")) {
            refuse(
                    line,
                    "pawl does not include other files",
                    "Put the SQL of that file here, as graphile-migrate commit does.");
        }
    }

    @Override
    void end() {}

    @Override
    boolean hasDown() {
        return false;
    }
}
