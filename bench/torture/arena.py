"""Where the cases are played: a server, a folder, and a fresh database for each."""

from __future__ import annotations

import itertools
import random
import re
import shutil
import time
from pathlib import Path
from typing import Callable

from process import Run
from series import Migration
from server import Address, Cluster, Session
from tools import Contender


class Arena:
    """One server and one folder for a whole run of the harness."""

    def __init__(self, folder: Path, seed: int):
        self.folder = folder
        self.seed = seed
        self.cluster = Cluster(folder / "server").create()
        self._numbers = itertools.count(1)

    def random(self, name: str) -> random.Random:
        """Random moments that are the same for every tool and for every run with this seed."""
        return random.Random(f"{self.seed} {name}")

    def place(self, contender: Contender, case_id: str) -> "Place":
        """A fresh database and an empty folder of migrations."""
        return Place(self, contender, case_id, f"t{next(self._numbers)}")

    def new_folder(self, name: str) -> Path:
        """A name for a folder that is not there yet."""
        return self.folder / f"{name}{next(self._numbers)}"

    def close(self) -> None:
        self.cluster.remove()
        shutil.rmtree(self.folder, ignore_errors=True)

    def clean(self, text: str) -> str:
        """Takes what differs from run to run and from machine to machine out of a line for the report."""
        text = re.sub(re.escape(str(self.folder)) + r"(/t\d+)?", "…", text)
        text = re.sub(r"\x1b\[[0-9;]*m", "", text)
        return " ".join(text.split())[:400]


class Place:
    """What one user has in front of him: a tool, its folder of migrations, and a database."""

    def __init__(self, arena: Arena, contender: Contender, case_id: str, name: str):
        self.arena = arena
        self.contender = contender
        self.tool = contender.tool
        self.tuning = contender.tuning(case_id)
        self.database = name
        self.folder = arena.folder / name
        self.migrations = self.folder / "migrations"
        self.migrations.mkdir(parents=True)
        self._logs = itertools.count(1)
        arena.cluster.create_database(name)

    def __enter__(self) -> "Place":
        return self

    def __exit__(self, *_) -> None:
        self.arena.cluster.drop_database(self.database)
        shutil.rmtree(self.folder)

    def add(self, *migrations: Migration) -> list[Path]:
        """Writes migrations as this tool wants them."""
        return [self._write(migration) for migration in migrations]

    def _write(self, migration: Migration) -> Path:
        file = self.migrations / self.tool.file_name(migration)
        file.write_text(self.tool.text(migration))
        return file

    def address(self, port: int | None = None, password: str | None = None) -> Address:
        """This database, by way of another port if need be."""
        usual = Address(port or self.arena.cluster.port, self.database)
        return usual if password is None else Address(usual.port, usual.database, password=password)

    def start(self, address: Address | None = None, *words: str) -> Run:
        """Starts the tool to apply what is pending."""
        return self.start_with(self.tool.environment(address or self.address(), self.tuning), *words)

    def start_with(self, environment: dict[str, str], *words: str) -> Run:
        """The same with an environment of the case's own making."""
        argv = [*self.tool.command(self.migrations), *self.tuning.arguments, *words]
        usual = {**self.tool.usual_environment(), "HOME": str(self.folder)}
        return Run(argv, {**usual, **environment}, self.folder, self.folder / f"log{next(self._logs)}")

    def migrate(self, address: Address | None = None, limit: float = 120) -> Run:
        """Applies what is pending and waits for the end."""
        return self.start(address).wait(limit)

    def must_migrate(self) -> Run:
        """A run that only prepares the case; if even that fails, there is no verdict to give."""
        run = self.migrate(limit=1800)
        if run.code:
            raise Unprepared(f"a plain run, with nothing in its way, ended with {run.end()}")
        return run

    def sql(self, query: str) -> str:
        """The harness's own look at the database."""
        return self.arena.cluster.sql(query, self.database)

    def session(self) -> Session:
        """Somebody else who works on this database."""
        return self.arena.cluster.session(self.database)

    def recorded(self) -> int:
        """How many migrations the tool's own table has as applied."""
        if self.sql(f"SELECT to_regclass('{self.tool.history_table}') IS NULL") == "t":
            return 0
        return int(self.sql(self.tool.history_count))

    def await_true(self, query: str, limit: float = 60, alive: Run | None = None) -> bool:
        """Polls until a query gives true. Gives up after the limit, or when the run it waits for has ended."""
        return poll(lambda: self.sql(query) == "t", limit, alive)


class Unprepared(Exception):
    """A case could not be set up for a tool."""


def poll(reached: Callable[[], bool], limit: float, alive: Run | None = None) -> bool:
    """Waits for something to become true, within bounds."""
    deadline = time.monotonic() + limit
    while time.monotonic() < deadline:
        if reached():
            return True
        if alive and not alive.alive:
            return reached()
        time.sleep(0.02)
    return False
