package dev.pawl.record;

import dev.pawl.postgres.Literal;
import dev.pawl.postgres.QualifiedName;
import dev.pawl.postgres.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the catalog says of the tables of a history: which exist, with which columns and keys, and what the role may do.
 * Looking takes no lock and needs no privilege.
 */
final class Catalog {

    /** Where row-level security is in force: no policy lets the role see every row. */
    private static final String HIDES_ROWS = """
            EXISTS (SELECT 1 FROM pg_catalog.pg_policy p WHERE p.polrelid = c.oid AND NOT p.polpermissive)
            OR NOT EXISTS (
              SELECT 1 FROM pg_catalog.pg_policy p WHERE p.polrelid = c.oid AND p.polpermissive
                AND p.polcmd IN ('*', 'r') AND pg_catalog.pg_get_expr(p.polqual, p.polrelid) = 'true'
                AND EXISTS (SELECT 1 FROM pg_catalog.unnest(p.polroles) r (oid)
                            WHERE CASE r.oid WHEN 0 THEN true ELSE pg_catalog.pg_has_role(r.oid, 'USAGE') END))""";

    private final Names names;
    private final Map<String, Relation> relations = new HashMap<>();
    /** By relation and number, with a space between them. */
    private final Map<String, String> columnNames = new HashMap<>();

    private Reach schema = Reach.ABSENT;
    private Reach database = Reach.VISIBLE;
    private String databaseName = "";
    private String role = "";
    private final Set<QualifiedName> functions = new HashSet<>();
    private final Set<String> underPolicies = new HashSet<>();
    private final Set<String> hidingRows = new HashSet<>();

    Catalog(Names names) {
        this.names = names;
    }

    /** What the role may do with a schema or database. */
    enum Reach {
        /** It is not there. */
        ABSENT,
        /** It is there, and that is all. */
        CLOSED,
        /** Its objects can be used. */
        VISIBLE,
        /** Objects can be made in it. */
        CREATABLE
    }

    /** Adds the queries to a message; the catalog is filled when the message was sent. */
    Message askIn(Message message) {
        return message.add(schemaQuery(), this::readSchema)
                .add(relationQuery(), this::readRelations)
                .add(columnQuery(), this::readColumns)
                .add(keyQuery(), this::readKeys);
    }

    /**
     * Looks whether policies hide rows, where there are any that could: few tables have them, and to ask for all would cost
     * every run a tenth of what the server does for it.
     */
    void lookAtPolicies(Session session) {
        if (underPolicies.isEmpty()) {
            return;
        }
        String query = "SELECT c.relname\n" + from(underPolicies) + "\nWHERE " + HIDES_ROWS;
        new Message().add(query, this::readHiding).send(session);
    }

    private void readHiding(ResultSet row) throws SQLException {
        while (row.next()) {
            hidingRows.add(row.getString(1));
        }
    }

    private String schemaQuery() {
        return """
                SELECT n.oid IS NOT NULL,
                       pg_catalog.has_schema_privilege(n.oid, 'USAGE'),
                       pg_catalog.has_schema_privilege(n.oid, 'CREATE'),
                       pg_catalog.has_database_privilege(d.oid, 'CREATE'),
                       d.datname, current_user,
                       EXISTS (SELECT 1 FROM pg_catalog.pg_proc p
                               WHERE p.pronamespace = n.oid AND p.proname = %s),
                       EXISTS (SELECT 1 FROM pg_catalog.pg_proc p
                               WHERE p.pronamespace = n.oid AND p.proname = %s)
                FROM pg_catalog.pg_database d
                LEFT JOIN pg_catalog.pg_namespace n ON n.nspname = %s
                WHERE d.datname = pg_catalog.current_database()""".formatted(
                        Literal.text(names.function().name().name()),
                        Literal.text(names.rowsFunction().name().name()),
                        Literal.text(names.schema()));
    }

    private void readSchema(ResultSet row) throws SQLException {
        while (row.next()) {
            schema = reach(row.getBoolean(1), row.getBoolean(2), row.getBoolean(3));
            database = row.getBoolean(4) ? Reach.CREATABLE : Reach.VISIBLE;
            databaseName = row.getString(5);
            role = row.getString(6);
            addFunction(names.function(), row.getBoolean(7));
            addFunction(names.rowsFunction(), row.getBoolean(8));
        }
    }

    private void addFunction(QualifiedName name, boolean exists) {
        if (exists) {
            functions.add(name);
        }
    }

    private static Reach reach(boolean exists, boolean usable, boolean creatable) {
        if (!exists) {
            return Reach.ABSENT;
        }
        if (!usable) {
            return Reach.CLOSED;
        }
        return creatable ? Reach.CREATABLE : Reach.VISIBLE;
    }

    private String relationQuery() {
        return "SELECT c.relname, c.relkind, pg_catalog.pg_get_userbyid(c.relowner),"
                + " pg_catalog.pg_has_role(c.relowner, 'USAGE'),"
                + " pg_catalog.row_security_active(c.oid), "
                + EnumSet.allOf(Relation.Privilege.class).stream()
                        .map(privilege ->
                                "pg_catalog.has_table_privilege(c.oid, '" + privilege + "') AS \"" + privilege + '"')
                        .collect(Collectors.joining(", "))
                + "\n" + fromRelations();
    }

    private String fromRelations() {
        return from(names.relations().stream().map(name -> name.name().name()).toList());
    }

    private String from(Collection<String> relations) {
        return """
                FROM pg_catalog.pg_class c
                JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace AND n.nspname = %s AND c.relname IN (%s)""".formatted(
                        Literal.text(names.schema()),
                        relations.stream().map(Literal::text).collect(Collectors.joining(", ")));
    }

    private void readRelations(ResultSet row) throws SQLException {
        while (row.next()) {
            Set<Relation.Privilege> missing = EnumSet.noneOf(Relation.Privilege.class);
            for (Relation.Privilege privilege : Relation.Privilege.values()) {
                if (!row.getBoolean(privilege.name())) {
                    missing.add(privilege);
                }
            }
            String name = row.getString(1);
            relations.put(name, new Relation(row.getString(2), row.getString(3), row.getBoolean(4), missing));
            if (row.getBoolean(5)) {
                underPolicies.add(name);
            }
        }
    }

    private String columnQuery() {
        return """
                SELECT c.relname, a.attname, a.atttypid::pg_catalog.int8, a.atttypmod,
                       a.attnotnull AND NOT a.atthasdef AND a.attidentity = '', a.attnum
                %s
                JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                ORDER BY c.relname, a.attnum""".formatted(fromRelations());
    }

    private void readColumns(ResultSet row) throws SQLException {
        while (row.next()) {
            TableColumn.Need need = row.getBoolean(5) ? TableColumn.Need.REQUIRED : TableColumn.Need.OPTIONAL;
            TableColumn column = new TableColumn(row.getString(2), (int) row.getLong(3), row.getInt(4), need);
            find(row.getString(1)).ifPresent(relation -> relation.add(column));
            columnNames.put(row.getString(1) + ' ' + row.getString(6), column.name());
        }
    }

    /** Columns by number: to join their names would take the server longer than all else that is asked. */
    private String keyQuery() {
        return """
                SELECT c.relname, x.relname, i.indkey, i.indnkeyatts
                %s
                JOIN pg_catalog.pg_index i ON i.indrelid = c.oid AND i.indisunique AND i.indisvalid AND i.indimmediate
                  AND i.indpred IS NULL AND i.indexprs IS NULL
                JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid""".formatted(fromRelations());
    }

    private void readKeys(ResultSet row) throws SQLException {
        while (row.next()) {
            String relation = row.getString(1);
            String index = row.getString(2);
            String[] numbers = row.getString(3).split(" ", -1);
            for (int i = 0; i < row.getInt(4); i++) {
                String column = columnNames.get(relation + ' ' + numbers[i]);
                if (column != null) {
                    find(relation).ifPresent(found -> found.addKeyColumn(index, column));
                }
            }
        }
    }

    Names names() {
        return names;
    }

    /** The relation of a name in the history's schema, whatever its kind. */
    Optional<Relation> find(QualifiedName name) {
        return find(name.name().name());
    }

    private Optional<Relation> find(String name) {
        return Optional.ofNullable(relations.get(name));
    }

    /** Whether row-level security keeps rows of it from the role, without a word. */
    boolean hidesRows(QualifiedName name) {
        return hidingRows.contains(name.name().name());
    }

    /** Whether the relation of that name can be read. */
    boolean isReadable(QualifiedName name) {
        return schema != Reach.CLOSED && find(name).filter(Relation::isReadable).isPresent();
    }

    Reach schema() {
        return schema;
    }

    Reach database() {
        return database;
    }

    String databaseName() {
        return databaseName;
    }

    String role() {
        return role;
    }

    /** Whether a function of that name exists, with whatever parameters. */
    boolean hasFunction(QualifiedName name) {
        return functions.contains(name);
    }
}
