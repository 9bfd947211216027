package dev.pawl.discover;

/** A comment line at the head of a file by which a tool's files are known. */
enum Marker {
    /** {@code --liquibase formatted sql}, the first line. */
    LIQUIBASE,
    /** {@code --! Previous: …}. */
    GRAPHILE,
    /** {@code -- migrate:up}. */
    DBMATE,
    /** {@code -- +goose Up}. */
    GOOSE,
    /** {@code -- +migrate Up}. */
    SQL_MIGRATE,
    /** {@code -- Up Migration} or {@code -- Down Migration}. */
    NODE_PG_MIGRATE,
    /** {@code -- no-transaction}, the first line. */
    SQLX_NO_TRANSACTION,
    /** {@code --> statement-breakpoint}. */
    DRIZZLE_BREAKPOINT,
    /** {@code -- postgres-migrations disable-transaction}. */
    POSTGRES_MIGRATIONS_NO_TRANSACTION
}
