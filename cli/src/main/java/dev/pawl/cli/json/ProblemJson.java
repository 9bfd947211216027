package dev.pawl.cli.json;

import dev.pawl.error.Problem;
import dev.pawl.migration.SourcePosition;
import io.avaje.jsonb.Json;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A problem. */
@Json
record ProblemJson(
        String code,
        String message,
        String fix,
        @Nullable String file,
        @Nullable Integer line,
        @Nullable Integer column) {

    static ProblemJson of(Problem problem) {
        Optional<SourcePosition> position = problem.position();
        return new ProblemJson(
                problem.code().name(),
                problem.message(),
                problem.fix(),
                position.map(SourcePosition::file).orElse(null),
                position.map(SourcePosition::line).orElse(null),
                position.map(SourcePosition::column).orElse(null));
    }

    static List<ProblemJson> of(List<Problem> problems) {
        return problems.stream().map(ProblemJson::of).toList();
    }
}
