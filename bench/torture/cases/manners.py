"""What a tool says, what it costs when there is nothing to do, and what it does where it may not write."""

from __future__ import annotations

import re
import statistics

from arena import Arena, Place
from process import Run
from series import Migration, faults_of_history, series, tiny_series
from server import PASSWORD, free_port
from tools import Contender
from verdict import Trial, Verdict, case

MANY = 5000
NO_OPS = 5


@case("password", "a password in the URL never appears in the output")
def password(arena: Arena, contender: Contender) -> Verdict:
    """The database's URL, with its password, is in the environment. The tool is run six times: all well, with its most talkative
    option, with a failing migration, with a wrong password, against a server that is not there, and with a letter in the port.

    Pass: the password is in none of the six outputs.
    """
    with arena.place(contender, "password") as place:
        first, second, third = series(3, pause=0)
        place.add(first)
        trials = [_told("all well", place.migrate())]
        place.add(second)
        trials.append(_told("most talkative", place.start(None, *place.tool.verbose).wait()))
        trials.append(_told("server not there", place.migrate(place.address(port=free_port()))))
        wrong = "wr0ng-" + PASSWORD
        trials.append(_told("wrong password", place.migrate(place.address(password=wrong))))
        trials.append(_told("letter in the port", _with_letter_in_port(place)))
        place.add(Migration(third.number, third.name, "SELECT nothing_such;\n"))
        trials.append(_told("failing migration", place.migrate()))
        return Verdict.counted(trials)


def _told(name: str, run: Run) -> Trial:
    leaks = [line for line in run.output().splitlines() if PASSWORD in line]
    return Trial(name, [f"it is in the output: {_masked(leaks[0])}"] if leaks else [])


def _masked(line: str) -> str:
    """Our own report does not repeat it, nor what differs from run to run."""
    masked = line.strip().replace(PASSWORD, "‹the password›")
    return re.sub(r"127\.0\.0\.1:\w+/\w+", "127.0.0.1:…/…", masked)[:300]


def _with_letter_in_port(place: Place) -> Run:
    environment = place.tool.environment(place.address(), place.tuning)
    port = f":{place.address().port}/"
    typed = {name: value.replace(port, ":54x2/") for name, value in environment.items()}
    return place.start_with(typed).wait()


@case("no-op", "5,000 applied migrations, nothing to do: time and memory")
def no_op(arena: Arena, contender: Contender) -> Verdict:
    """The tool has applied 5,000 tiny migrations, and is run five times with nothing to do. Told are the medians of the seconds
    and the highest resident memory.

    Pass: each run exits with 0 and changes nothing. What counts is the figures.
    """
    with arena.place(contender, "no-op") as place:
        place.add(*tiny_series(MANY))
        place.must_migrate()
        runs = [place.migrate() for _ in range(NO_OPS)]
        seconds = statistics.median(run.seconds for run in runs)
        cpu = statistics.median(run.cpu_seconds for run in runs)
        memory = max(run.rss_mib for run in runs)
        faults = [f"a run ended with {arena.clean(run.end())}" for run in runs if run.code]
        if place.sql("SELECT count(*) FROM journal") != str(MANY):
            faults.append("migrations were applied again")
        figure = f"{seconds:.2f} s, {cpu:.2f} s of CPU, {memory} MiB"
        return Verdict.of(faults + faults_of_history(place, MANY), figure)


@case("read-only", "a read-only target: by setting, and a hot standby")
def read_only(arena: Arena, contender: Contender) -> Verdict:
    """The database has `default_transaction_read_only` on; later the tool meets a hot standby of the server. Each time it is run
    with nothing to do, and with a pending migration. At last it is run on the primary again.

    Pass: with nothing to do it exits with 0; with something pending it exits with something else within 60 s, and the output
    says that the target is read-only, in recovery or a standby; the last run exits with 0 and applies the migration.
    """
    with arena.place(contender, "read-only") as place:
        first, second = series(2, pause=0)
        place.add(first)
        place.must_migrate()
        trials = _by_setting(place, second) + _on_standby(place, second)
        place.add(second)
        return Verdict.counted([*trials, Trial("primary again", _faults_of_last(place))])


def _by_setting(place: Place, pending: Migration) -> list[Trial]:
    place.arena.cluster.sql(f'ALTER DATABASE "{place.database}" SET default_transaction_read_only = on')
    idle = _idle("setting, nothing to do", place.migrate(limit=60), place)
    file = place.add(pending)[0]
    refused = _refused("setting, something pending", place.migrate(limit=60), place)
    file.unlink()
    place.arena.cluster.sql(f'ALTER DATABASE "{place.database}" RESET default_transaction_read_only')
    return [idle, refused]


def _on_standby(place: Place, pending: Migration) -> list[Trial]:
    standby = place.arena.cluster.copy(place.arena.new_folder("standby"))
    try:
        there = place.address(standby.port)
        idle = _idle("standby, nothing to do", place.migrate(there, limit=60), place)
        file = place.add(pending)[0]
        refused = _refused("standby, something pending", place.migrate(there, limit=60), place)
        file.unlink()
        return [idle, refused]
    finally:
        standby.remove()


def _idle(name: str, run: Run, place: Place) -> Trial:
    return Trial(name, [place.arena.clean(run.end())] if run.timed_out or run.code else [])


def _refused(name: str, run: Run, place: Place) -> Trial:
    if run.timed_out or not run.code:
        return Trial(name, [f"{place.arena.clean(run.end())}"])
    said = re.search(r"(?i)read.?only|recovery|standby", run.output())
    return Trial(name, [] if said else [f"the reason is not said: {place.arena.clean(run.end())}"])


def _faults_of_last(place: Place) -> list[str]:
    run = place.migrate()
    faults = [place.arena.clean(run.end())] if run.code else []
    return faults + faults_of_history(place, 2)
