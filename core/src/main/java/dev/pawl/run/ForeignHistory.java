package dev.pawl.run;

import java.util.Map;
import java.util.Optional;

/** The history tables of other tools: a script that touches one expects that tool to have made it. */
final class ForeignHistory {

    private static final Map<String, String> TOOLS = Map.ofEntries(
            Map.entry("flyway_schema_history", "Flyway"),
            Map.entry("__diesel_schema_migrations", "diesel"),
            Map.entry("_prisma_migrations", "Prisma"),
            Map.entry("goose_db_version", "goose"),
            Map.entry("_sqlx_migrations", "sqlx"),
            Map.entry("gorp_migrations", "sql-migrate"),
            Map.entry("knex_migrations", "knex"),
            Map.entry("pgmigrations", "node-pg-migrate"),
            Map.entry("__drizzle_migrations", "drizzle"),
            Map.entry("atlas_schema_revisions", "Atlas"),
            Map.entry("databasechangelog", "Liquibase"));

    private ForeignHistory() {}

    /** Whose history table a message of the server is about. */
    static Optional<String> toolIn(String message) {
        return TOOLS.entrySet().stream()
                .filter(entry -> message.contains(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst();
    }
}
