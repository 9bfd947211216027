"""Several runners at once, as when every container of a deployment migrates before it starts."""

from __future__ import annotations

from typing import Callable

from arena import Arena, Place
from process import Run
from series import Migration, faults_of_history, faults_of_series, series
from server import Address
from tools import Contender
from verdict import Trial, Verdict, case

LIMIT = 60.0
ROUNDS = 3


def together(place: Place, count: int, address: Address | None = None) -> list[Run]:
    """Starts so many runners in the same moment and waits for all; none may take longer than the limit."""
    runs = [place.start(address) for _ in range(count)]
    return [run.wait(max(0.1, LIMIT - run.seconds)) for run in runs]


def faults_of_runs(place: Place, runs: list[Run]) -> list[str]:
    """Which of the runners did not end well, with the words of the first of them."""
    bad = [run for run in runs if run.timed_out or run.code]
    if not bad:
        return []
    return [f"{len(bad)} of {len(runs)} runners failed, the first one: {place.arena.clean(bad[0].end())}"]


def add_state(faults: list[str], state: list[str]) -> list[str]:
    """Puts what the runners said and what the database is like together, and says so when it is in order."""
    if faults and not state:
        return [*faults, "the database is right"]
    return faults + state


def longest(runs: list[Run]) -> float:
    return max(run.seconds for run in runs)


def rounds(play_once: Callable[[], Trial]) -> Verdict:
    """Chance decides who meets whom, so each of these cases is played three times, and all three must go well."""
    trials = [play_once() for _ in range(ROUNDS)]
    named = [Trial(f"round {number}", trial.faults, trial.seconds) for number, trial in enumerate(trials, 1)]
    return Verdict.timed(named, "slowest runner")


@case("runners", "ten runners at once on a fresh database, 30 migrations")
def ten_runners(arena: Arena, contender: Contender) -> Verdict:
    """Ten containers of one deployment start in the same moment, and each runs the tool before its service. The database is
    new, 30 migrations wait. Three rounds.

    Pass: all ten exit with 0 within 60 s; each migration was applied once, in order, and is in the history once.
    """
    return rounds(lambda: _ten_runners(arena, contender))


def _ten_runners(arena: Arena, contender: Contender) -> Trial:
    with arena.place(contender, "runners") as place:
        place.add(*series(30))
        runs = together(place, 10)
        return Trial("", add_state(faults_of_runs(place, runs), faults_of_series(place, 30)), longest(runs))


@case("index", "three runners at once, CREATE INDEX CONCURRENTLY between two migrations")
def concurrent_index(arena: Arena, contender: Contender) -> Verdict:
    """Three runners start at once. The second of three migrations is a CREATE INDEX CONCURRENTLY in a file of its own, marked
    as the tool wants it. Three rounds.

    Pass: all three exit with 0 within 60 s; the index is valid, the column of the third migration is there, and the
    history has three migrations.
    """
    return rounds(lambda: _concurrent_index(arena, contender))


def _concurrent_index(arena: Arena, contender: Contender) -> Trial:
    with arena.place(contender, "index") as place:
        place.add(*around_an_index())
        runs = together(place, 3)
        state = [] if place.sql(_INDEX_IS_VALID) == "t" else ["the index is missing or INVALID"]
        state += [] if place.sql(_COLUMN_IS_THERE) == "t" else ["the third migration is not applied"]
        state += faults_of_history(place, 3)
        return Trial("", add_state(faults_of_runs(place, runs), state), longest(runs))


_INDEX_IS_VALID = "SELECT count(*) = 1 FROM pg_index WHERE indexrelid = to_regclass('people_name') AND indisvalid"
_COLUMN_IS_THERE = "SELECT count(*) = 1 FROM pg_attribute WHERE attrelid = to_regclass('people') AND attname = 'email'"


def around_an_index() -> list[Migration]:
    """A table with rows, an index built concurrently, and one more change."""
    return [
        Migration(
            1,
            "people",
            "CREATE TABLE people (id int PRIMARY KEY, name text);\n"
            "INSERT INTO people SELECT n, 'name ' || n FROM generate_series(1, 20000) n;\n"
            "SELECT pg_sleep(0.5);\n",
        ),
        Migration(2, "index", "CREATE INDEX CONCURRENTLY people_name ON people (name);\n", in_transaction=False),
        Migration(3, "email", "ALTER TABLE people ADD COLUMN email text;\n"),
    ]
