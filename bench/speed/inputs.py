"""Writes the scripts that all tools are given: the same statements, named and marked as each wants them."""

from __future__ import annotations

from pathlib import Path

MEGABYTE = 1_000_000


def small(folder: Path, count: int) -> Path:
    """Small migrations for `plain` (pawl, psql), `dbmate` and `flyway`: tables, columns with an index, rows, functions."""
    for layout in ("plain", "dbmate", "flyway"):
        (folder / layout).mkdir(parents=True)
    for number in range(1, count + 1):
        sql = _body(number)
        (folder / "plain" / f"{number:05d}_m{number}.sql").write_text(sql)
        (folder / "flyway" / f"V{number:05d}__m{number}.sql").write_text(sql)
        dated = folder / "dbmate" / f"{20240101000000 + number}_m{number}.sql"
        dated.write_text(f"-- migrate:up\n{sql}\n-- migrate:down\n")
    return folder


def _body(number: int) -> str:
    match number % 4:
        case 1:
            columns = "id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL, at timestamptz NOT NULL DEFAULT now()"
            return f"CREATE TABLE t{number} ({columns});\n"
        case 2:
            table = f"t{number - 1}"
            return f"ALTER TABLE {table} ADD COLUMN email text;\nCREATE INDEX {table}_email ON {table} (email);\n"
        case 3:
            table = f"t{number - 2}"
            return f"INSERT INTO {table} (name, email) VALUES ('a;b', 'x'), ('c', 'y');\nCOMMENT ON TABLE {table} IS 'a table';\n"
        case _:
            return f"CREATE FUNCTION f{number}() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN {number}; END $$;\n"


def wrapped(folder: Path, into: Path) -> Path:
    """All scripts of a folder as one for psql, with BEGIN and COMMIT around each: no bookkeeping at all."""
    with open(into, "w") as out:
        for script in sorted(folder.iterdir()):
            out.write(f"BEGIN;\n{script.read_text()}COMMIT;\n")
    return into


def inserts(folder: Path, megabytes: int) -> Path:
    """One script of INSERTs, a row each."""
    row = "INSERT INTO seed VALUES (%d, 'row %d; with a semicolon', '" + "x" * 60 + "');\n"
    return _seed(folder, megabytes, "", row, "")


def copy(folder: Path, megabytes: int) -> Path:
    """One script with the data of a COPY."""
    return _seed(folder, megabytes, "COPY seed FROM stdin;\n", "%d\trow %d; with a semicolon\t" + "x" * 60 + "\n", "\\.\n")


def _seed(folder: Path, megabytes: int, before: str, row: str, after: str) -> Path:
    folder.mkdir(parents=True)
    with open(folder / "0001_seed.sql", "w") as out:
        out.write(f"CREATE TABLE seed (id int, a text, b text);\n{before}")
        number = 0
        while out.tell() < megabytes * MEGABYTE:
            out.write("".join(row % (n, n) for n in range(number, number + 1_000)))
            number += 1_000
        out.write(after)
    return folder
