package dev.pawl.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.history.HistoryEntry;
import dev.pawl.postgres.QualifiedName;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("H1: what is recorded does not depend on the session or on what names look like")
class HostileSessionTest {

    private static final String NAME = "001_o'brien \\ \"é\u4e2d\ud83d\ude00\"_$$_%s; DROP TABLE x;--.sql";

    private final Database database = new Database();

    @AfterEach
    void close() {
        database.close();
    }

    static List<Shape> shapes() {
        return Shape.all();
    }

    @ParameterizedTest
    @MethodSource("shapes")
    @DisplayName("R1, F5: settings, roles and search_path that a script changes do not matter")
    void hostileSettings(Shape shape) {
        QualifiedName name = QualifiedName.of("Odd \"schema\"", "Migs");
        HistoryTable table = database.create(name, shape);
        Scripted odd = Scripted.of(NAME, "SELECT 'a\\b'");
        database.execute("CREATE SCHEMA evil; CREATE FUNCTION evil.now() RETURNS timestamptz LANGUAGE sql AS"
                + " 'SELECT NULL::timestamptz'; CREATE FUNCTION evil.lower(text) RETURNS text LANGUAGE sql AS"
                + " 'SELECT NULL::text'; CREATE DOMAIN evil.text AS int");
        database.execute("SET standard_conforming_strings = off; SET search_path = evil, pg_catalog;"
                + " SET escape_string_warning = off; SET timezone = 'Asia/Kathmandu'; SET quote_all_identifiers = on;"
                + " SET default_transaction_isolation = 'serializable'");
        database.apply(table, odd);
        database.session()
                .execute(table.failure(
                        Scripted.of("002_bad.sql", "x").migration(),
                        Database.BY,
                        "it's \\ bad",
                        new Elapsed.Milliseconds(1)));

        DatabaseState state = new HistoryStore(name, Optional.empty()).read(database.session());
        HistoryEntry entry = state.history().find(odd.migration()).orElseThrow();
        assertThat(entry.isApplied()).isTrue();
        assertThat(state.completeness()).isEqualTo(DatabaseState.Completeness.COMPLETE);
        assertThat(entry.appliedAt().orElseThrow()).isBetween(state.readAt().minusSeconds(60), state.readAt());
        AuditTrail trail = new AuditTrail(name);
        assertThat(trail.appliedText(database.session(), table, entry)).contains(odd.sql());
        assertThat(trail.newest(database.session(), 1, Patience.DEFAULT.lockTimeout())
                        .get(0)
                        .error())
                .contains("it's \\ bad");
        database.session().execute(table.claimRemoval(entry));
        assertThat(new HistoryStore(name, Optional.empty())
                        .read(database.session())
                        .history()
                        .find(odd.migration()))
                .isEmpty();
    }
}
