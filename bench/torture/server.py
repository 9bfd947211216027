"""PostgreSQL and PgBouncer from Debian's packages: thrown away afterwards, on loopback only, run by an unprivileged user."""

from __future__ import annotations

import os
import pwd
import queue
import re
import shutil
import socket
import subprocess
import threading
import time
import uuid
from dataclasses import dataclass
from pathlib import Path

POSTGRES = Path(os.environ.get("TORTURE_POSTGRES", "/usr/lib/postgresql/15/bin"))
LOOPBACK = "127.0.0.1"
USER = "app"
PASSWORD = "cr0w-b4r-9c41"


class ServerError(Exception):
    """The throw-away server, or a query of the harness, did not do what the harness needs."""


@dataclass(frozen=True)
class Address:
    """Where a tool finds its database, and as whom."""

    port: int
    database: str
    user: str = USER
    password: str = PASSWORD
    host: str = LOOPBACK


def free_port() -> int:
    """A port that nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return probe.getsockname()[1]


def unprivileged() -> dict:
    """How to start a server: PostgreSQL and PgBouncer refuse to be run by root, so root becomes somebody else."""
    if os.getuid() != 0:
        return {}
    account = pwd.getpwnam("postgres")
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def make_folder(folder: Path) -> Path:
    """A folder that the unprivileged user owns."""
    folder.mkdir(parents=True)
    who = unprivileged()
    if who:
        os.chown(folder, who["user"], who["group"])
    return folder


def _must(argv: list, **options) -> str:
    done = subprocess.run([str(word) for word in argv], capture_output=True, text=True, **options)
    if done.returncode:
        raise ServerError(f"{argv[0]} ended with {done.returncode}: {done.stderr or done.stdout}")
    return done.stdout


class Cluster:
    """A PostgreSQL server with a role `app` that owns each database a tool works on."""

    def __init__(self, folder: Path):
        self.folder = make_folder(folder)
        self.data = self.folder / "data"
        self.port = free_port()
        self._as = {**unprivileged(), "cwd": self.folder}

    def create(self) -> "Cluster":
        """Makes and starts a new one."""
        access = ["--auth-local=trust", "--auth-host=scram-sha-256"]
        _must([POSTGRES / "initdb", "-D", self.data, "-U", "postgres", "-E", "UTF8", "--no-locale", *access], **self._as)
        self._configure("max_connections = 100", "fsync = off", "logging_collector = off", "wal_level = replica")
        self.start()
        self.sql(f"CREATE ROLE {USER} LOGIN PASSWORD '{PASSWORD}'")
        return self

    def copy(self, folder: Path) -> "Cluster":
        """Makes and starts a hot standby of this one."""
        standby = Cluster(folder)
        source = ["-h", self.folder, "-p", self.port, "-U", "postgres"]
        _must([POSTGRES / "pg_basebackup", "-D", standby.data, "-R", "-c", "fast", *source], **standby._as)
        standby._configure()
        standby.start()
        return standby

    def _configure(self, *lines: str) -> None:
        own = [f"port = {self.port}", f"listen_addresses = '{LOOPBACK}'", f"unix_socket_directories = '{self.folder}'"]
        with open(self.data / "postgresql.conf", "a") as config:
            config.write("\n".join([*own, *lines]) + "\n")

    def start(self) -> None:
        _must([POSTGRES / "pg_ctl", "start", "-w", "-s", "-D", self.data, "-l", self.folder / "log"], **self._as)

    def crash(self) -> None:
        """What a power cut does, apart from the disk: all sessions are gone, nothing is written in good order."""
        _must([POSTGRES / "pg_ctl", "stop", "-m", "immediate", "-s", "-D", self.data], **self._as)

    def remove(self) -> None:
        """Ends it and takes it off the disk."""
        if (self.data / "postmaster.pid").exists():
            self.crash()
        shutil.rmtree(self.folder)

    def psql(self, database: str = "postgres") -> list[str]:
        """psql as the superuser, past all passwords."""
        return [str(POSTGRES / "psql"), "-XqAt", "-h", str(self.folder), "-p", str(self.port), "-U", "postgres", "-d", database]

    def sql(self, query: str, database: str = "postgres") -> str:
        """Runs a query of the harness and gives its rows, one a line."""
        return _must([*self.psql(database), "-v", "ON_ERROR_STOP=1", "-c", query]).strip()

    def script(self, file: Path, database: str) -> None:
        """Runs a file as psql does in one transaction: what everybody else is measured by."""
        _must([*self.psql(database), "-v", "ON_ERROR_STOP=1", "-1", "-f", file])

    def create_database(self, name: str) -> None:
        self.sql(f'CREATE DATABASE "{name}" OWNER {USER}')

    def drop_database(self, name: str) -> None:
        self.sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def session(self, database: str) -> "Session":
        """A session of the application's own role."""
        return Session(Address(self.port, database))


class ServerProcessor:
    """What the sessions of a server take of the processors: those that have ended since, which is why it waits for them."""

    def __init__(self, cluster):
        self._pid = int((cluster.data / "postmaster.pid").read_text().splitlines()[0])
        self._sessions = self._children()
        self._before = self._ended()

    def since(self) -> float:
        deadline = time.monotonic() + 5
        while self._children() - self._sessions and time.monotonic() < deadline:
            time.sleep(0.005)
        return self._ended() - self._before

    def _children(self) -> set[str]:
        return set(Path(f"/proc/{self._pid}/task/{self._pid}/children").read_text().split())

    def _ended(self) -> float:
        times = Path(f"/proc/{self._pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(times[13]) + int(times[14])) / os.sysconf("SC_CLK_TCK")


class Session:
    """A session that stays open: psql with its ends in our hands."""

    def __init__(self, address: Address):
        self._address = address
        where = ["-h", address.host, "-p", str(address.port), "-U", address.user, "-d", address.database]
        self._psql = subprocess.Popen(
            [str(POSTGRES / "psql"), "-XqAt", *where],
            env={"PGPASSWORD": address.password, "PGCONNECT_TIMEOUT": "20", "PATH": os.environ["PATH"]},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self._lines: queue.Queue[str | None] = queue.Queue()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        for line in self._psql.stdout:
            self._lines.put(line.rstrip("\n"))
        self._lines.put(None)

    def ask(self, query: str, limit: float = 120) -> str:
        """Runs a query and waits for its rows, one a line."""
        mark = uuid.uuid4().hex
        self._psql.stdin.write(f"{query};\n\\echo {mark}\n")
        self._psql.stdin.flush()
        rows = []
        deadline = time.monotonic() + limit
        while True:
            line = self._next(deadline)
            if line == mark:
                return "\n".join(rows)
            rows.append(line)

    def _next(self, deadline: float) -> str:
        try:
            line = self._lines.get(timeout=max(0.0, deadline - time.monotonic()))
        except queue.Empty:
            raise ServerError("a session of the harness got no answer in time") from None
        if line is None:
            raise ServerError("a session of the harness was ended")
        return line

    def close(self) -> None:
        self._psql.kill()
        self._psql.wait()

    def __enter__(self) -> "Session":
        return self

    def __exit__(self, *_) -> None:
        self.close()


class Pooler:
    """PgBouncer in transaction mode in front of a cluster."""

    def __init__(self, folder: Path, cluster: Cluster, size: int):
        self.port = free_port()
        self._folder = make_folder(folder)
        users = self._folder / "users"
        users.write_text(f'"{USER}" "{PASSWORD}"\n')
        config = self._folder / "pgbouncer.ini"
        config.write_text(
            f"""[databases]
* = host={LOOPBACK} port={cluster.port}
[pgbouncer]
listen_addr = {LOOPBACK}
listen_port = {self.port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = {users}
pool_mode = transaction
default_pool_size = {size}
ignore_startup_parameters = extra_float_digits
logfile = {self._folder / "log"}
"""
        )
        self._process = subprocess.Popen([pgbouncer(), "-q", str(config)], **unprivileged())
        self._await()

    def _await(self) -> None:
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex((LOOPBACK, self.port)) == 0:
                    return
            time.sleep(0.05)
        raise ServerError("PgBouncer did not start")

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()
        shutil.rmtree(self._folder)


def pgbouncer() -> str:
    """Where Debian puts it, which is not on everybody's path."""
    found = shutil.which("pgbouncer", path=os.environ["PATH"] + ":/usr/sbin")
    if not found:
        raise ServerError("PgBouncer is missing; install Debian's package pgbouncer")
    return found


def versions() -> dict[str, str]:
    """What the tools were run against."""
    return {"PostgreSQL": _version(POSTGRES / "postgres"), "PgBouncer": _version(pgbouncer())}


def _version(program: Path | str) -> str:
    return re.search(r"\d+\.[\d.]+", _must([program, "--version"])).group()
