package dev.pawl.cli.json;

import dev.pawl.report.EndSessionReport;
import io.avaje.jsonb.Json;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** {@code pawl sessions --end --json} and {@code pawl sessions --release --json}. */
@Json
record EndSessionJson(
        String outcome, SessionsJson.@Nullable SessionJson session, SessionsJson.@Nullable LeaseJson lease) {

    static EndSessionJson of(EndSessionReport report) {
        return new EndSessionJson(
                report.outcome().name().toLowerCase(Locale.ROOT),
                report.session().map(SessionsJson.SessionJson::of).orElse(null),
                report.lease().map(SessionsJson.LeaseJson::of).orElse(null));
    }
}
