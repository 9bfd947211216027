"""SQL that is hard to take apart into statements."""

from __future__ import annotations

from arena import Arena
from series import Migration
from tools import Contender
from verdict import Trial, Verdict, case

#: Name → (the script, a query whose answer shows whether all of it was run as written).
SCRIPTS: dict[str, tuple[str, str]] = {
    "dollar quotes": (
        """CREATE TABLE notes (a$b text);
INSERT INTO notes VALUES ($$one; two -- $$), ($x$three $$ ; $$ 'four$x$);
CREATE FUNCTION outer_f() RETURNS text LANGUAGE plpgsql AS $outer$
BEGIN
  EXECUTE $inner$ INSERT INTO notes VALUES ('in;side') $inner$;
  RETURN 'it''s; done';
END $outer$;
SELECT outer_f();
""",
        "SELECT string_agg(a$b, '|' ORDER BY a$b COLLATE \"C\") || outer_f() FROM notes",
    ),
    "nested comments": (
        """/* one /* two; */ 'still a comment; */
CREATE TABLE a (id int); -- it's; a comment
/* ; */ INSERT /* /* ' */ */ INTO a VALUES (1); -- $$
INSERT INTO a VALUES (2) /* the end */;
-- $$
""",
        "SELECT sum(id) FROM a",
    ),
    "BEGIN ATOMIC": (
        """CREATE TABLE log (n int);
CREATE FUNCTION add_two(x int) RETURNS int LANGUAGE sql
BEGIN ATOMIC
  INSERT INTO log VALUES (x);
  SELECT CASE WHEN x > 0 THEN x + 2 ELSE 0 END;
END;
CREATE TABLE atomic (id int);
INSERT INTO atomic VALUES (add_two(5));
""",
        "SELECT (SELECT sum(id) FROM atomic) || ' ' || (SELECT count(*) FROM log)",
    ),
    "COPY": (
        "CREATE TABLE lines (id int, line text);\n"
        "COPY lines (id, line) FROM stdin;\n"
        "1\tone; two\n2\tit's -- $$\n3\t\\N\n\\.\n\n"
        "INSERT INTO lines VALUES (4, 'after');\n",
        "SELECT string_agg(coalesce(line, 'NULL'), '|' ORDER BY id) FROM lines",
    ),
    "E strings": (
        r"""CREATE TABLE "odd;name" (id int, line text);
INSERT INTO "odd;name" VALUES (1, E'it\'s; one'), (2, 'a\'), (3, E'\\'), (4, U&'d\0061t\+000061; x');
INSERT INTO "odd;name" VALUES (5, 'two'
  ' parts; here');
""",
        "SELECT string_agg(line, '|' ORDER BY id) FROM \"odd;name\"",
    ),
    "RULE": (
        """CREATE TABLE source (id int);
CREATE TABLE target (id int, what text);
CREATE RULE twice AS ON INSERT TO source DO ALSO (
  INSERT INTO target VALUES (NEW.id, 'first;');
  INSERT INTO target VALUES (NEW.id, 'second')
);
INSERT INTO source VALUES (1);
""",
        "SELECT string_agg(what, '|' ORDER BY what) FROM target",
    ),
    "\\restrict": (
        """--
-- PostgreSQL database dump
--

\\restrict 3kGjQFwzPuL0wYtVnRr2XcB6aHhJdEeM1sTfKoZyCiUbNvWqSgAxDlIm4O5p7R8
SET check_function_bodies = false;
CREATE TABLE dumped (id int);
INSERT INTO dumped VALUES (1);
\\unrestrict 3kGjQFwzPuL0wYtVnRr2XcB6aHhJdEeM1sTfKoZyCiUbNvWqSgAxDlIm4O5p7R8
""",
        "SELECT count(*) FROM dumped",
    ),
}


@case(
    "splitter",
    "scripts that are hard to split: dollar quotes, nested comments, BEGIN ATOMIC, COPY, E strings, RULE, \\restrict",
)
def splitter(arena: Arena, contender: Contender) -> Verdict:
    r"""Seven scripts, each the only migration of a fresh database: dollar quotes inside dollar quotes, nested comments with
    quotes and semicolons, a function body in BEGIN ATOMIC, COPY FROM stdin with its data, escape strings and odd names, a rule
    of two commands, and the `\restrict` lines that pg_dump writes.

    Pass: for each of them the run exits with 0 and the database is as `psql -1 -f` leaves it.
    """
    return Verdict.counted([_compared(arena, contender, name) for name in SCRIPTS])


def _compared(arena: Arena, contender: Contender, name: str) -> Trial:
    script, query = SCRIPTS[name]
    expected = _by_psql(arena, contender, script, query)
    with arena.place(contender, "splitter") as place:
        place.add(Migration(1, "script", script))
        run = place.migrate()
        if run.timed_out or run.code:
            return Trial(name, [arena.clean(run.end())])
        found = place.sql(query)
        return Trial(name, [] if found == expected else [f"exit 0, but the database has {found!r}, not {expected!r}"])


def _by_psql(arena: Arena, contender: Contender, script: str, query: str) -> str:
    with arena.place(contender, "splitter") as place:
        file = place.folder / "script.sql"
        file.write_text(script)
        arena.cluster.script(file, place.database)
        return place.sql(query)
