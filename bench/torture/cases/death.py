"""The runner or the server dies in the middle, and the next run has to cope without anybody's help."""

from __future__ import annotations

import random
import time

from arena import Arena, Place, Unprepared
from process import Run
from series import Migration, faults_of_history, faults_of_series, series
from server import Session
from tools import Contender
from verdict import Trial, Verdict, case

KILLS = 12
EARLY_KILLS = 3
CRASHES = 3
COUNT = 40
HAS_BEGUN = "SELECT to_regclass('journal') IS NOT NULL"


def faults_of_rerun(place: Place, count: int, limit: float = 120) -> list[str]:
    """Runs the tool once more, undisturbed, and says what is still wrong after it."""
    run = place.migrate(limit=limit)
    bad = [f"the rerun ended with {place.arena.clean(run.end())}"] if run.timed_out or run.code else []
    return bad + faults_of_series(place, count)


def times_of(arena: Arena, contender: Contender, case_id: str) -> tuple[float, float]:
    """How long an undisturbed run takes until its first migration is in, and from there to its end."""
    with arena.place(contender, case_id) as place:
        place.add(*series(COUNT))
        run = place.start()
        if not place.await_true(HAS_BEGUN, alive=run):
            raise Unprepared(f"a plain run applied nothing: {run.end()}")
        until_first = run.seconds
        if run.wait().code:
            raise Unprepared(f"a plain run ended with {run.end()}")
        return until_first, run.seconds - until_first


@case("kill", "kill -9 of the runner at 12 random moments of 40 migrations, then rerun")
def kill(arena: Arena, contender: Contender) -> Verdict:
    """The runner's container is killed: 12 times, on 12 fresh databases, each time at another moment. Three moments lie between
    the start and the first migration, nine between the first and the last. Then the tool is run again.

    Pass: every rerun exits with 0, each migration was applied once, in order, and is in the history once.
    """
    until_first, rest = times_of(arena, contender, "kill")
    random = arena.random("kill")
    trials = [_killed(arena, contender, number, random, until_first, rest) for number in range(1, KILLS + 1)]
    return Verdict.counted(trials)


def _killed(
    arena: Arena, contender: Contender, number: int, random: random.Random, until_first: float, rest: float
) -> Trial:
    part = random.uniform(0.02, 0.95)
    with arena.place(contender, "kill") as place:
        place.add(*series(COUNT))
        run = place.start()
        if number > EARLY_KILLS:
            place.await_true(HAS_BEGUN, alive=run)
            moment = part * rest
        else:
            moment = part * until_first
        time.sleep(moment)
        was_alive = run.alive
        run.kill()
        applied = _applied(place)
        name = f"kill {number} (after {applied} migrations{'' if was_alive else ', the run had ended'})"
        return Trial(name, faults_of_rerun(place, COUNT))


def _applied(place: Place) -> str:
    return place.sql("SELECT count(*) FROM journal") if place.sql(HAS_BEGUN) == "t" else "0"


@case("crash", "server crash (immediate stop) in mid-run, then rerun")
def crash(arena: Arena, contender: Contender) -> Verdict:
    """The server is stopped with `pg_ctl stop -m immediate` in the middle of 40 migrations, three times, and started again. Then
    the tool is run again.

    Pass: every rerun exits with 0, each migration was applied once, in order, and is in the history once.
    """
    _, rest = times_of(arena, contender, "crash")
    random = arena.random("crash")
    trials = [_crashed(arena, contender, number, random.uniform(0.05, 0.9) * rest) for number in range(1, CRASHES + 1)]
    return Verdict.counted(trials)


def _crashed(arena: Arena, contender: Contender, number: int, moment: float) -> Trial:
    with arena.place(contender, "crash") as place:
        place.add(*series(COUNT))
        run = place.start()
        place.await_true(HAS_BEGUN, alive=run)
        time.sleep(moment)
        arena.cluster.crash()
        arena.cluster.start()
        run.wait()
        return Trial(f"crash {number} (after {_applied(place)} migrations)", faults_of_rerun(place, COUNT))


@case("kill-index", "kill -9 during CREATE INDEX CONCURRENTLY, then rerun")
def kill_index(arena: Arena, contender: Contender) -> Verdict:
    """The runner is killed while its CREATE INDEX CONCURRENTLY waits for somebody's old transaction. Four times: the statement is
    written plainly or with IF NOT EXISTS; and its server process still works on when the tool is run again (the old
    transaction ends 5 s later), or was ended as well. Nobody cleans up.

    Pass: every rerun exits with 0 within 120 s; there is one index of that name and it is valid; the history has both
    migrations.
    """
    trials = [
        _killed_index(arena, contender, guard, ended) for guard in ("", "IF NOT EXISTS ") for ended in (False, True)
    ]
    return Verdict.timed(trials, "slowest rerun")


_BUILDERS = "FROM pg_stat_activity WHERE query LIKE '%CREATE INDEX CONCURRENTLY%' AND datname = current_database()"
_BUILDING = f"SELECT count(*) > 0 {_BUILDERS} AND wait_event_type = 'Lock'"
_END_BUILD = f"SELECT pg_terminate_backend(pid, 10000) {_BUILDERS} AND pid <> pg_backend_pid()"


def _killed_index(arena: Arena, contender: Contender, guard: str, ended: bool) -> Trial:
    name = f"{guard.strip() or 'plain'}, server process {'ended' if ended else 'left'}"
    with arena.place(contender, "kill-index") as place, place.session() as old:
        place.add(Migration(1, "people", "CREATE TABLE people (id int, name text);\nINSERT INTO people VALUES (1, 'a');\n"))
        place.must_migrate()
        statement = f"CREATE INDEX CONCURRENTLY {guard}people_name ON people (name);\n"
        place.add(Migration(2, "index", statement, in_transaction=False))
        old.ask("BEGIN ISOLATION LEVEL REPEATABLE READ")
        old.ask("SELECT count(*) FROM people")
        run = place.start()
        if not place.await_true(_BUILDING, alive=run):
            run.kill()
            return Trial(name, [f"the build never came to wait for the old transaction: {arena.clean(run.end())}"])
        run.kill()
        rerun = _rerun(place, old, ended)
        return Trial(name, _faults_of_index(place, rerun), rerun.seconds)


def _rerun(place: Place, old: Session, ended: bool) -> Run:
    if ended:
        place.sql(_END_BUILD)
        old.ask("COMMIT")
        return place.migrate()
    rerun = place.start()
    time.sleep(5)
    old.ask("COMMIT")
    return rerun.wait()


def _faults_of_index(place: Place, rerun: Run) -> list[str]:
    failed = rerun.timed_out or rerun.code
    faults = [f"the rerun ended with {place.arena.clean(rerun.end())}"] if failed else []
    state = place.sql(
        "SELECT coalesce(string_agg(CASE WHEN indisvalid THEN 'valid' ELSE 'INVALID' END, ', '), 'missing')"
        " FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid WHERE relname LIKE 'people_name%'"
    )
    if state != "valid":
        silently = "" if failed else "the rerun exits with 0 and "
        faults.append(f"{silently}the index is {state}")
    return faults + faults_of_history(place, 2)
