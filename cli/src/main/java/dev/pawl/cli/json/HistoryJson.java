package dev.pawl.cli.json;

import dev.pawl.history.Attempt;
import io.avaje.jsonb.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code pawl history --json}: newest first. */
@Json
record HistoryJson(List<AttemptJson> attempts) {

    /** One row of the audit trail. */
    @Json
    record AttemptJson(
            String version,
            String action,
            String executedAt,
            @Nullable Long executionTimeMs,
            String status,
            @Nullable String error,
            @Nullable String executedBy,
            @Nullable String environment,
            @Nullable String detail,
            @Nullable String reason) {

        static AttemptJson of(Attempt attempt) {
            return new AttemptJson(
                    attempt.version(),
                    attempt.action(),
                    attempt.executedAt().toString(),
                    attempt.executionTimeMs().orElse(null),
                    attempt.status(),
                    attempt.error().orElse(null),
                    attempt.executedBy().orElse(null),
                    attempt.environment().orElse(null),
                    attempt.detail().orElse(null),
                    attempt.reason().orElse(null));
        }
    }

    static HistoryJson of(List<Attempt> attempts) {
        return new HistoryJson(attempts.stream().map(AttemptJson::of).toList());
    }
}
