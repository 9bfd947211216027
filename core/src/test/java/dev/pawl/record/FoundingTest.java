package dev.pawl.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pawl.postgres.QualifiedName;
import dev.pawl.postgres.Session;
import java.sql.SQLException;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("H7: a first script that makes the history's own tables")
class FoundingTest {

    private final Database database = new Database();

    @AfterEach
    void close() {
        database.close();
    }

    private HistoryTable found(QualifiedName table, Scripted scripted) {
        HistoryStore store = new HistoryStore(table, Optional.empty());
        Session session = database.session();
        session.execute("BEGIN; " + store.claimFounding() + ";\n" + scripted.sql());
        HistoryTable made = store.found(session);
        session.execute(made.claim(scripted.migration(), Database.ACTOR) + ";\n"
                + made.complete(scripted.migration(), Database.BY, Database.SINCE_START, Optional.of(scripted.sql()))
                + ";\nCOMMIT");
        return made;
    }

    @ParameterizedTest
    @ValueSource(strings = {"CREATE TABLE", "CREATE TABLE IF NOT EXISTS"})
    @DisplayName("H7, B2, B9: seed B's first file makes its table, and the index once")
    void seedB(String create) {
        Scripted first = Scripted.of("000-create-migration-table.sql", create + """
                 schema_migrations (id SERIAL PRIMARY KEY, version VARCHAR(255) UNIQUE NOT NULL, name VARCHAR(255) NOT NULL,
                  applied_at TIMESTAMP DEFAULT NOW(), execution_time_ms INTEGER, checksum VARCHAR(64));
                CREATE INDEX idx_schema_migrations_version ON schema_migrations(version)""");
        HistoryTable table = found(Database.TABLE, first);

        assertThat(table.shape()).isInstanceOf(StemsShape.class);
        assertThat(database.value("SELECT version FROM schema_migrations")).isEqualTo("000-create-migration-table");
        DatabaseState state = database.read();
        assertThat(state.completeness()).isEqualTo(DatabaseState.Completeness.COMPLETE);
        assertThat(state.history().hasApplied(first.migration())).isTrue();
    }

    @Test
    @DisplayName("H7, E7: seed E's first file makes tables, view and function, and pawl adds what it needs")
    void seedE() {
        Scripted first = Scripted.of("00_migration_state_tracking.sql", """
                CREATE TABLE schema_migrations (version TEXT PRIMARY KEY, name TEXT NOT NULL,
                  applied_at TIMESTAMPTZ DEFAULT NOW(), checksum TEXT NOT NULL, execution_time_ms INTEGER,
                  status TEXT NOT NULL, error_message TEXT, applied_by TEXT);
                CREATE TABLE migration_history (id UUID PRIMARY KEY, version TEXT NOT NULL, action TEXT NOT NULL,
                  executed_at TIMESTAMPTZ DEFAULT NOW(), execution_time_ms INTEGER, status TEXT NOT NULL,
                  error_message TEXT, executed_by TEXT, environment TEXT);
                CREATE VIEW migration_status_view AS SELECT version AS mine FROM schema_migrations;
                CREATE FUNCTION get_migration_status() RETURNS TABLE (mine bigint) LANGUAGE sql
                  AS 'SELECT count(*) FROM schema_migrations'""");
        found(Database.TABLE, first);

        assertThat(database.value("SELECT mine FROM migration_status_view")).isEqualTo("00");
        assertThat(database.value("SELECT mine FROM get_migration_status()")).isEqualTo("1");
        assertThat(database.value("SELECT reason IS NULL FROM migration_history"))
                .isEqualTo("t");
        assertThat(database.read().completeness()).isEqualTo(DatabaseState.Completeness.COMPLETE);
    }

    @Test
    @DisplayName("D57: a first file with a plain CREATE SCHEMA kb makes the schema that the history then lives in")
    void seedD() {
        QualifiedName kb = QualifiedName.parse("kb.schema_migrations");
        found(kb, Scripted.of("0001_init.sql", "CREATE SCHEMA kb; CREATE TABLE kb.documents (id int)"));

        assertThat(database.value("SELECT filename FROM kb.schema_migrations")).isEqualTo("0001_init.sql");
    }

    @Test
    @DisplayName("H7, R4: while one founds, and after it has, the others lose")
    void race() {
        HistoryStore store = new HistoryStore(Database.TABLE, Optional.empty());
        Session other = database.open();
        database.execute("BEGIN; " + store.claimFounding());
        assertLost(other, store);
        database.execute("ROLLBACK");
        store.create(database.session());
        assertLost(other, store);
    }

    @Test
    @DisplayName("H7 R4 N5: so too for one whose transaction sees the database as it was before the other's")
    void raceOfSnapshots() throws SQLException {
        HistoryStore store = new HistoryStore(Database.TABLE, Optional.empty());
        Session late = database.open();
        late.send("BEGIN ISOLATION LEVEL SERIALIZABLE; SELECT 1");
        store.create(database.session());
        SQLException error = catchThrowableOfType(SQLException.class, () -> late.send(store.claimFounding()));
        late.execute("ROLLBACK");
        assertThat(LostClaim.refusal(error)).contains(Refusal.CLAIM_LOST);
    }

    private static void assertLost(Session session, HistoryStore store) {
        SQLException error =
                catchThrowableOfType(SQLException.class, () -> session.send("BEGIN; " + store.claimFounding()));
        session.execute("ROLLBACK");
        assertThat(LostClaim.refusal(error)).contains(Refusal.CLAIM_LOST);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "true | CREATE TABLE schema_migrations (id int)",
                "true | create table if not exists public.schema_migrations(id int)",
                "true | CREATE TABLE \"schema_migrations\" (id int)",
                "true | CREATE OR REPLACE VIEW migration_status_view AS SELECT 1",
                "true | CREATE OR REPLACE FUNCTION public.get_migration_status() RETURNS int",
                "true | CREATE TABLE migration_history (id uuid)",
                "true | CREATE SCHEMA IF NOT EXISTS public",
                "false | CREATE TABLE schema_migrations_old (id int)",
                "false | CREATE TABLE other.schema_migrations (id int)",
                "false | INSERT INTO schema_migrations VALUES (1)",
                "false | CREATE SCHEMA kb",
            })
    @DisplayName("H7: such a script is told by its statements")
    void told(boolean expected, String statement) {
        assertThat(new TrackingScript(Database.TABLE).isFounding(statement)).isEqualTo(expected);
    }
}
