package dev.pawl.cli.json;

import dev.pawl.error.Excerpt;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.error.ServerMessage;
import dev.pawl.migration.SourcePosition;
import io.avaje.jsonb.Json;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What any failing command prints with {@code --json}. */
@Json
record ErrorJson(Body error) {

    /**
     * The first problem in full, and all of them in short.
     *
     * @param statement the line of the script, where one is to blame
     * @param exitCode what the process ends with
     * @param problems all, the first one too
     */
    @Json
    record Body(
            String code,
            String message,
            String fix,
            @Nullable String file,
            @Nullable Integer line,
            @Nullable Integer column,
            @Nullable String sqlState,
            @Nullable String detail,
            @Nullable String hint,
            @Nullable String where,
            @Nullable String statement,
            int exitCode,
            List<ProblemJson> problems) {}

    static ErrorJson of(PawlException failure, int exitCode) {
        Problem problem = failure.problem();
        Optional<SourcePosition> position = problem.position();
        Optional<ServerMessage> server = problem.server();
        return new ErrorJson(new Body(
                problem.code().name(),
                problem.message(),
                problem.fix(),
                position.map(SourcePosition::file).orElse(null),
                position.map(SourcePosition::line).orElse(null),
                position.map(SourcePosition::column).orElse(null),
                server.map(ServerMessage::sqlState).orElse(null),
                server.flatMap(ServerMessage::detail).orElse(null),
                server.flatMap(ServerMessage::hint).orElse(null),
                server.flatMap(ServerMessage::where).orElse(null),
                problem.excerpt().map(Excerpt::line).orElse(null),
                exitCode,
                ProblemJson.of(failure.problems())));
    }
}
