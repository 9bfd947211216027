"""Through a connection pooler that gives every transaction another session."""

from __future__ import annotations

from contextlib import ExitStack

from arena import Arena, Place
from cases.concurrency import add_state, faults_of_runs, longest, rounds, together
from series import faults_of_series, series
from server import Pooler, Session
from tools import Contender
from verdict import Trial, Verdict, case

POOL = 3
COUNT = 10


@case("pooler", "through PgBouncer (transaction mode, pool of 3): five runners, then a run with nothing to do")
def pooler(arena: Arena, contender: Contender) -> Verdict:
    """Five runners start at once against PgBouncer in transaction mode with three server connections a database (and
    `ignore_startup_parameters = extra_float_digits`, which its documents advise for JDBC). After them the tool is run once
    more, with nothing to do. Three rounds.

    Pass: all six runs exit with 0 within 60 s each; every migration was applied once, in order, and is in the history once;
    and the pooled sessions hold no advisory lock, prepared statement, temporary table, changed setting or role afterwards.
    """
    return rounds(lambda: _through_pooler(arena, contender))


def _through_pooler(arena: Arena, contender: Contender) -> Trial:
    with arena.place(contender, "pooler") as place:
        pool = Pooler(arena.new_folder("pool"), arena.cluster, POOL)
        try:
            place.add(*series(COUNT))
            address = place.address(pool.port)
            runs = together(place, 5, address)
            again = place.migrate(address, limit=60)
            left = _left_behind(place, pool.port)
        finally:
            pool.stop()
        faults = faults_of_runs(place, runs)
        if again.timed_out or again.code:
            faults.append(f"the run with nothing to do ended with {arena.clean(again.end())}")
        return Trial("", add_state(faults + left, faults_of_series(place, COUNT)), longest(runs))


#: What PgBouncer itself keeps apart for each client, and what every connection of the Java driver sets.
_EXEMPT = (
    "'application_name', 'client_encoding', 'DateStyle', 'TimeZone', 'standard_conforming_strings', 'extra_float_digits'"
)
_REMAINS = {
    "advisory lock": "SELECT objid FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()",
    "prepared statement": "SELECT name FROM pg_prepared_statements",
    "temporary table": "SELECT relname FROM pg_class WHERE relnamespace = pg_my_temp_schema()",
    "setting": "SELECT concat(name, '=', setting) FROM pg_settings"
    f" WHERE source = 'session' AND setting <> reset_val AND name NOT IN ({_EXEMPT})",
    "role": "SELECT current_user WHERE current_user <> session_user",
}


def _left_behind(place: Place, port: int) -> list[str]:
    """Looks into all sessions of the pool, by holding a transaction open in each of them."""
    with ExitStack() as stack:
        sessions = [stack.enter_context(Session(place.address(port))) for _ in range(POOL)]
        for session in sessions:
            session.ask("BEGIN")
        return [
            f"stays behind in {POOL} pooled sessions: {what} {', '.join(sorted(set(found)))} ({len(found)} in all)"
            for what, query in _REMAINS.items()
            if (found := [name for session in sessions for name in session.ask(query).splitlines()])
        ]
