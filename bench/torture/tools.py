"""The tools: how each wants its migrations laid out, how it is called, and where its documents advise more than the defaults."""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

import fetch
from series import Migration
from server import Address

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parent.parent


@dataclass(frozen=True)
class Tuning:
    """What is added to the usual call: arguments, parameters of the connection; and whether user and password are apart."""

    arguments: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()
    apart: bool = False

    def words(self) -> str:
        """For the report."""
        apart = ["FLYWAY_USER=… FLYWAY_PASSWORD=…, and neither in the URL"] if self.apart else []
        return " ".join([*self.arguments, *(f"?{parameter}" for parameter in self.parameters), *apart])


PLAIN = Tuning()


class Tool:
    """One migration tool, as its user meets it."""

    name = ""
    history_table = ""
    history_count = ""
    verbose: tuple[str, ...] = ()
    #: The connection that the environment names, with its password, for the report.
    shown_environment = "DATABASE_URL=postgres://…"
    #: Case → what the tool's or its driver's documents say helps there.
    tunings: dict[str, Tuning] = {}
    #: Cases that would say nothing.
    skipped: tuple[str, ...] = ()

    def version(self) -> str:
        raise NotImplementedError

    def file_name(self, migration: Migration) -> str:
        return f"{migration.number:04d}_{migration.name}.sql"

    def text(self, migration: Migration) -> str:
        return migration.sql

    def command(self, folder: Path | str) -> list[str]:
        raise NotImplementedError

    def shown_command(self) -> str:
        """The command line as a user would type it."""
        words = self.command("migrations")
        return " ".join([self.shown_environment, Path(words[0]).name, *words[1:]])

    def usual_environment(self) -> dict[str, str]:
        """What a shell has, and nothing else of ours."""
        kept = ("PATH", "JAVA_HOME", "LANG", "TMPDIR")
        return {name: os.environ[name] for name in kept if name in os.environ}

    def environment(self, address: Address, tuning: Tuning = PLAIN) -> dict[str, str]:
        return {"DATABASE_URL": self.url(address, tuning)}

    def url(self, address: Address, tuning: Tuning = PLAIN) -> str:
        parameters = "&".join(["sslmode=disable", *tuning.parameters])
        who = f"{address.user}:{address.password}"
        return f"postgres://{who}@{address.host}:{address.port}/{address.database}?{parameters}"


class Pawl(Tool):
    """This project, by its launcher."""

    name = "pawl"
    history_table = "schema_migrations"
    history_count = "SELECT count(*) FROM schema_migrations WHERE status = 'applied'"
    verbose = ("--verbose",)

    def __init__(self, launcher: Path):
        self._launcher = launcher

    def version(self) -> str:
        said = _said([self._launcher, "--version"]).removeprefix("pawl ")
        root = self._launcher.resolve().parent
        commit = subprocess.run(
            ["git", "-C", root, "describe", "--always", "--dirty"], capture_output=True, text=True
        ).stdout.strip()
        return f"{said} ({commit})" if commit else said

    def command(self, folder: Path | str) -> list[str]:
        return [str(self._launcher), "migrate", "--dir", str(folder)]


class Dbmate(Tool):
    """dbmate, as its npm package brings it."""

    name = "dbmate"
    history_table = "schema_migrations"
    history_count = "SELECT count(*) FROM schema_migrations"
    verbose = ("--verbose",)
    tunings = {
        "traffic": Tuning(parameters=("lock_timeout=2s",)),
        "pooler": Tuning(parameters=("binary_parameters=yes",)),
    }

    def __init__(self) -> None:
        self._program = fetch.dbmate()

    def version(self) -> str:
        return _said([self._program, "--version"]).split()[-1]

    def file_name(self, migration: Migration) -> str:
        return f"{20260101000000 + migration.number}_{migration.name}.sql"

    def text(self, migration: Migration) -> str:
        option = "" if migration.in_transaction else " transaction:false"
        return f"-- migrate:up{option}\n{migration.sql}\n-- migrate:down\n"

    def command(self, folder: Path | str) -> list[str]:
        return [str(self._program), "--no-dump-schema", "--migrations-dir", str(folder), "up"]


class Flyway(Tool):
    """Flyway's open-source command line, as its Maven artefact brings it."""

    name = "Flyway"
    history_table = "flyway_schema_history"
    history_count = "SELECT count(*) FROM flyway_schema_history WHERE success AND version IS NOT NULL"
    verbose = ("-X",)
    shown_environment = "FLYWAY_URL=jdbc:postgresql://…"
    _session_lock = Tuning(arguments=("-postgresql.transactional.lock=false",))
    tunings = {
        "index": _session_lock,
        "traffic": Tuning(arguments=("-initSql=SET lock_timeout = '2s'",)),
        "kill-index": _session_lock,
        "cut": _session_lock,
        "pooler": Tuning(parameters=("prepareThreshold=0",)),
        "password": Tuning(apart=True),
    }

    def __init__(self) -> None:
        self._program = fetch.flyway()

    def version(self) -> str:
        return re.search(r"Flyway .*Edition (\d+\.\d+\.\d+)", _said([self._program, "-skipCheckForUpdate", "-v"])).group(1)

    def file_name(self, migration: Migration) -> str:
        return f"V{migration.number:04d}__{migration.name}.sql"

    def command(self, folder: Path | str) -> list[str]:
        return [str(self._program), "-skipCheckForUpdate", f"-locations=filesystem:{folder}", "migrate"]

    def usual_environment(self) -> dict[str, str]:
        return {**super().usual_environment(), "REDGATE_DISABLE_TELEMETRY": "true"}

    def environment(self, address: Address, tuning: Tuning = PLAIN) -> dict[str, str]:
        if tuning.apart:
            who = {"FLYWAY_USER": address.user, "FLYWAY_PASSWORD": address.password}
            return {"FLYWAY_URL": self._url(address, tuning, []), **who}
        return {"FLYWAY_URL": self._url(address, tuning, [f"user={address.user}", f"password={address.password}"])}

    def _url(self, address: Address, tuning: Tuning, who: list[str]) -> str:
        parameters = "&".join(["sslmode=disable", *tuning.parameters, *who])
        return f"jdbc:postgresql://{address.host}:{address.port}/{address.database}?{parameters}"


class Loop(Tool):
    """The script that many write first: psql over a folder. It is here to show that the cases can be failed."""

    name = "psql loop"
    history_table = "loop_history"
    history_count = "SELECT count(*) FROM loop_history"
    skipped = ("no-op",)  # it would start psql 15,000 times first

    def version(self) -> str:
        return "bench/torture/loop.sh"

    def command(self, folder: Path | str) -> list[str]:
        return [str(HERE / "loop.sh"), str(folder)]


@dataclass(frozen=True)
class Contender:
    """A tool with its defaults, or with its tuning in the cases that have one."""

    tool: Tool
    tuned: bool = field(default=False)

    @property
    def name(self) -> str:
        return f"{self.tool.name}, tuned" if self.tuned else self.tool.name

    def plays(self, case_id: str) -> bool:
        return case_id in self.tool.tunings if self.tuned else case_id not in self.tool.skipped

    def tuning(self, case_id: str) -> Tuning:
        return self.tool.tunings[case_id] if self.tuned else PLAIN


def contenders(names: list[str], launcher: Path) -> list[Contender]:
    """The columns of the table. A name stands for the tool with its defaults and, where it has any, with its tunings."""
    makers = {"pawl": lambda: Pawl(launcher), "dbmate": Dbmate, "flyway": Flyway, "loop": Loop}
    tools = [makers[name]() for name in names]
    return [Contender(tool, tuned) for tool in tools for tuned in (False, True) if not tuned or tool.tunings]


NAMES = ("pawl", "dbmate", "flyway", "loop")


def _said(argv: list) -> str:
    """What a program says about itself, on either stream."""
    done = subprocess.run([str(word) for word in argv], capture_output=True, text=True)
    return (done.stdout + done.stderr).strip()
