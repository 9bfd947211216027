package dev.pawl.discover;

/** How a layout arranges SQL within a file; {@code parse} knows how to read each. */
public enum Format {
    /** The whole file is one script; {@code -- pawl:} directives at its head. */
    PLAIN,
    /** {@code -- migrate:up [transaction:false]} and {@code -- migrate:down}. */
    DBMATE,
    /** {@code -- +goose Up}, {@code Down}, {@code StatementBegin}, {@code StatementEnd}, {@code NO TRANSACTION}. */
    GOOSE,
    /** {@code -- +migrate Up [notransaction]} and {@code Down}, {@code StatementBegin}, {@code StatementEnd}. */
    SQL_MIGRATE,
    /** {@code --liquibase formatted sql} with {@code --changeset author:id}: several migrations in one file. */
    LIQUIBASE,
    /** graphile-migrate: {@code --! Previous:}, {@code --! Hash:}, {@code --! no-transaction} headers. */
    GRAPHILE,
    /** sqlx: a first line {@code -- no-transaction}. */
    SQLX,
    /** node-pg-migrate: {@code -- Up Migration} and {@code -- Down Migration}. */
    NODE_PG_MIGRATE
}
