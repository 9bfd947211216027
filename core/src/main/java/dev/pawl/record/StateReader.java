package dev.pawl.record;

import dev.pawl.error.PawlException;
import dev.pawl.history.HistoryEntry;
import dev.pawl.postgres.QualifiedName;
import dev.pawl.postgres.ServerFacts;
import dev.pawl.postgres.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks for the state of a database and collects the answers. Used once. */
final class StateReader {

    private final Names names;
    private final Optional<Shape> pinned;
    private final Catalog catalog;
    private final Settings settings = new Settings();
    private final List<StoredRow> rows = new ArrayList<>();
    private final Map<RowKey, ScriptRecord> scripts = new HashMap<>();
    private Freshness freshness = Freshness.CURRENT;
    private @Nullable ServerFacts facts;
    private @Nullable Instant readAt;
    private @Nullable Shape shape;

    private final Optional<Duration> lockTimeout;

    StateReader(Names names, Optional<Shape> pinned) {
        this(names, pinned, Optional.empty());
    }

    /**
     * A reader.
     *
     * @param lockTimeout how long one question may wait for a table that somebody has locked; empty where a transaction is
     *     open, which has its own
     */
    StateReader(Names names, Optional<Shape> pinned, Optional<Duration> lockTimeout) {
        this.names = names;
        this.pinned = pinned;
        this.lockTimeout = lockTimeout;
        this.catalog = new Catalog(names);
    }

    /** One message; an error if a table is missing. */
    void readAll(Session session) {
        Message message = askForFacts();
        askForHistory(message);
        askForSettings(message);
        askForScripts(message);
        message.send(session);
        catalog.lookAtPolicies(session);
    }

    /** Looks first, then asks for what can be had. */
    void readWhatExists(Session session) {
        askForFacts().send(session);
        catalog.lookAtPolicies(session);
        Message message = new Message();
        if (catalog.find(names.history()).isPresent()) {
            Permissions permissions = Permissions.of(catalog);
            permissions.requireReadable(names.history());
            permissions.requireVisible();
            askForHistory(message);
        }
        if (catalog.isReadable(names.settings())) {
            askForSettings(message);
        }
        if (catalog.isReadable(names.scripts())) {
            askForScripts(message);
        }
        if (!message.isEmpty()) {
            boundWaits(new Message()).add(message).send(session);
        }
    }

    /** For the rest of the message, which is a transaction by itself. */
    private Message boundWaits(Message message) {
        return lockTimeout
                .map(longest -> message.add(AuditTrail.lockTimeout(longest), row -> {}))
                .orElse(message);
    }

    private Message askForFacts() {
        Message message = boundWaits(new Message())
                .add(ServerFacts.SQL, this::readFacts)
                .add("SELECT pg_catalog.clock_timestamp()", this::readClock);
        return catalog.askIn(message);
    }

    private void readFacts(ResultSet row) throws SQLException {
        row.next();
        facts = ServerFacts.read(row);
    }

    private void readClock(ResultSet row) throws SQLException {
        row.next();
        readAt = row.getObject(1, OffsetDateTime.class).toInstant();
    }

    private void askForHistory(Message message) {
        message.add("SELECT * FROM " + names.history().sql(), this::readHistory);
    }

    private void readHistory(ResultSet result) throws SQLException {
        QualifiedName table = names.history();
        Optional<Relation> found = catalog.find(table);
        if (found.isEmpty()) {
            freshness = Freshness.OVERTAKEN;
            return;
        }
        Relation relation = found.get();
        ShapeFinder finder = new ShapeFinder(table, relation);
        Shape roughly = finder.find(pinned);
        StoredRows stored = new StoredRows(roughly, relation, result);
        while (result.next()) {
            rows.add(stored.read());
        }
        shape = finder.refine(roughly, pinned, rows);
    }

    private void askForSettings(Message message) {
        message.add(settings.query(names), settings::read);
    }

    /** Only what the history itself does not tell: most rows never travel. */
    private void askForScripts(Message message) {
        message.add(ScriptSql.exceptions(names), this::readScripts);
    }

    private void readScripts(ResultSet row) throws SQLException {
        while (row.next()) {
            scripts.put(
                    new RowKey(row.getString(1), row.getString(2)),
                    new ScriptRecord(row.getString(3), row.getString(4)));
        }
    }

    /** Whether the answers fit together. */
    private enum Freshness {
        CURRENT,
        /** Somebody made the tables between one answer and the next. */
        OVERTAKEN
    }

    /** Whether all has to be asked again. */
    boolean isOvertaken() {
        return freshness == Freshness.OVERTAKEN;
    }

    Catalog catalog() {
        return catalog;
    }

    Settings settings() {
        return settings;
    }

    ServerFacts facts() {
        return Objects.requireNonNull(facts);
    }

    Instant readAt() {
        return Objects.requireNonNull(readAt);
    }

    /** Empty where there is no history table. */
    Optional<Shape> shape() {
        return Optional.ofNullable(shape);
    }

    /**
     * The entries of the history.
     *
     * @throws PawlException with HISTORY_FOREIGN for a status that pawl does not know
     */
    List<HistoryEntry> entries() {
        return shape == null ? List.of() : new EntryReader(names.history(), shape, scripts).read(rows);
    }
}
