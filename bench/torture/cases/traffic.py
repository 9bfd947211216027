"""A change of a table that people are using."""

from __future__ import annotations

import threading
import time

from arena import Arena, Place
from process import Run
from series import Migration
from server import ServerError, Session
from tools import Contender
from verdict import Verdict, case

READERS = 2
READ_EVERY = 0.02
OLD_READER_STAYS = 20.0
LIMIT = 60.0
WORST_STALL = 5.0


class Traffic:
    """Clients that read one row of a table all the time and note how long they waited."""

    def __init__(self, place: Place):
        self.reads = 0
        self.longest = 0.0
        self.broken = 0
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._sessions = [place.session() for _ in range(READERS)]
        self._threads = [threading.Thread(target=self._read, args=(session,)) for session in self._sessions]

    def __enter__(self) -> "Traffic":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()
        for session in self._sessions:
            session.close()

    def _read(self, session: Session) -> None:
        while not self._stop.is_set():
            begin = time.monotonic()
            try:
                session.ask("SELECT name FROM accounts WHERE id = 7")
            except ServerError:
                self.broken += 1
                return
            self._note(time.monotonic() - begin)
            time.sleep(READ_EVERY)

    def _note(self, seconds: float) -> None:
        with self._lock:
            self.reads += 1
            self.longest = max(self.longest, seconds)


@case("traffic", "ALTER TABLE against a 20 s open reader, with live readers")
def live_traffic(arena: Arena, contender: Contender) -> Verdict:
    """A report has read a table and keeps its transaction open for 20 s. Two clients read one row of the same table, each
    with 20 ms between two reads. The one pending migration adds a column to it.

    Pass: no read takes longer than 5 s, the run exits with 0, and the column is there within 60 s of its start.
    """
    with arena.place(contender, "traffic") as place:
        place.add(Migration(1, "accounts", _ACCOUNTS))
        place.must_migrate()
        place.add(Migration(2, "email", "ALTER TABLE accounts ADD COLUMN email text;\n"))
        with place.session() as report, Traffic(place) as traffic:
            report.ask("BEGIN")
            report.ask("SELECT count(*) FROM accounts")
            run = place.start()
            time.sleep(OLD_READER_STAYS)
            report.ask("COMMIT")
            run.wait(LIMIT - OLD_READER_STAYS)
        figure = f"longest stall {traffic.longest:.1f} s of {traffic.reads:,} reads"
        return Verdict.of(_faults(place, run, traffic), figure)


_ACCOUNTS = """CREATE TABLE accounts (id int PRIMARY KEY, name text NOT NULL);
INSERT INTO accounts SELECT n, 'name ' || n FROM generate_series(1, 1000) n;
"""


def _faults(place: Place, run: Run, traffic: Traffic) -> list[str]:
    faults = []
    if traffic.longest > WORST_STALL:
        faults.append(f"a read of one row waited {traffic.longest:.1f} s behind the ALTER TABLE")
    if traffic.broken:
        faults.append(f"{traffic.broken} readers lost their connection")
    if run.timed_out or run.code:
        faults.append(f"the run ended after {run.seconds:.1f} s with {place.arena.clean(run.end())}")
    if place.sql("SELECT count(*) FROM pg_attribute WHERE attrelid = 'accounts'::regclass AND attname = 'email'") != "1":
        faults.append("the column is not there")
    return faults
