"""The tools, as a user would call them, and how long a call takes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parent.parent
sys.path.append(str(HERE.parent / "torture"))

import fetch  # noqa: E402  (the other bench brings the tools and starts the server)
from server import LOOPBACK, PASSWORD, POSTGRES, USER  # noqa: E402


@dataclass(frozen=True)
class Work:
    """A database, and the folder of scripts for it."""

    port: int
    database: str
    folder: Path

    def url(self, scheme: str = "postgres") -> str:
        return f"{scheme}://{USER}:{PASSWORD}@{LOOPBACK}:{self.port}/{self.database}"


@dataclass(frozen=True)
class Took:
    """What a call cost: seconds on the clock, of the processors, and of the server's processors; mebibytes at the most."""

    seconds: float
    mebibytes: float
    processor: float
    server: float = 0.0


class Contender:
    """A tool: its name for the page, and its command line."""

    def __init__(self, name: str, command, environment: dict[str, str] | None = None):
        self.name = name
        self._command = command
        self._environment = {**os.environ, "PGPASSWORD": PASSWORD, **(environment or {})}

    def run(self, work: Work) -> Took:
        """Calls it. What fails is no figure: it ends the bench."""
        begun = time.monotonic()
        process = subprocess.Popen(
            [str(word) for word in self._command(work)],
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        said = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise RuntimeError(f"{self.name} ended with {process.returncode}: {said}")
        return Took(seconds, usage.ru_maxrss / 1024, usage.ru_utime + usage.ru_stime)


def psql(script: str, *options: str) -> Contender:
    """psql with one script of the work's folder."""
    where = lambda work: ["-h", LOOPBACK, "-p", work.port, "-U", USER, "-d", work.database]  # noqa: E731
    command = lambda work: [POSTGRES / "psql", "-Xq", "-v", "ON_ERROR_STOP=1", *options, *where(work), "-f", work.folder / script]  # noqa: E731
    return Contender(" ".join(["psql", *options, "-f"]), command)


def dbmate() -> Contender:
    program = fetch.dbmate()
    return Contender(
        f"dbmate {fetch.DBMATE}",
        lambda work: [program, "-u", work.url() + "?sslmode=disable", "-d", work.folder / "dbmate", "--no-dump-schema", "up"],
    )


def flyway() -> Contender:
    program = fetch.flyway()
    return Contender(
        f"Flyway {fetch.FLYWAY}",
        lambda work: [
            program,
            f"-url=jdbc:postgresql://{LOOPBACK}:{work.port}/{work.database}",
            f"-user={USER}",
            f"-password={PASSWORD}",
            f"-locations=filesystem:{work.folder / 'flyway'}",
            "migrate",
        ],
    )


def pawl(java_home: Path, scripts: str = "plain", launcher: Path = REPOSITORY / "pawl") -> Contender:
    """pawl on a Java; its archive of classes is made by the first run, in the background."""
    environment = {"JAVA_HOME": str(java_home)}
    version = _java_version(java_home)
    subprocess.run([launcher, "--version"], env={**os.environ, **environment}, check=True, capture_output=True)
    _await_archive(launcher)
    return Contender(
        f"pawl, JDK {version}",
        lambda work: [launcher, "migrate", "--url", work.url(), "--dir", work.folder / scripts],
        environment,
    )


def pawl_version(java_home: Path, launcher: Path = REPOSITORY / "pawl") -> Contender:
    """pawl where it has nothing to do but to start."""
    name = f"pawl --version, JDK {_java_version(java_home)}"
    return Contender(name, lambda work: [launcher, "--version"], {"JAVA_HOME": str(java_home)})


def packed_pawl(home: Path) -> Contender:
    """pawl with a Java of its own, as `dist/build` packs it."""
    launcher = home / "bin" / "pawl"
    subprocess.run([launcher, "--version"], check=True, capture_output=True)
    _await_archive(launcher)
    return Contender("pawl, packed", lambda work: [launcher, "migrate", "--url", work.url(), "--dir", work.folder / "plain"])


def _await_archive(launcher: Path) -> None:
    deadline = time.monotonic() + 60
    here = launcher.resolve().parent
    archives = [here / "cli" / "target" / "app" / "archive", here.parent / "app" / "archive"]
    while time.monotonic() < deadline:
        time.sleep(2)  # it begins a moment after the run
        if not any(lock for archive in archives for lock in archive.glob("*.lock")):
            return
    raise RuntimeError("the archive of classes is not made within a minute")


def _java_version(java_home: Path) -> str:
    release = (java_home / "release").read_text()
    return next(line for line in release.splitlines() if line.startswith("JAVA_VERSION=")).split('"')[1]


def java_home(given: Path | None) -> Path:
    """The Java to use: the one that was given, or the one on the path."""
    return given or Path(shutil.which("java")).resolve().parent.parent
