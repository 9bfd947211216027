"""What is measured: each function plays one row of the table and gives what was seen."""

from __future__ import annotations

import itertools
import json
import os
import statistics
import subprocess
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Callable

import inputs
from contenders import HERE, LOOPBACK, PASSWORD, REPOSITORY, USER, Contender, Took, Work
from proxy import Proxy
from server import ServerProcessor

AUTHENTICATION = 4  # round trips of the start of a session: the question for TLS, then SCRAM's hello, challenge and proof


@dataclass
class Figures:
    """What one contender took, call by call."""

    name: str
    seconds: list[float] = field(default_factory=list)
    mebibytes: float = 0.0
    round_trips: int | None = None
    connections: int | None = None
    processor: list[float] = field(default_factory=list)
    server: list[float] = field(default_factory=list)

    def add(self, took: Took) -> None:
        self.seconds.append(took.seconds)
        self.mebibytes = max(self.mebibytes, took.mebibytes)
        self.processor.append(took.processor)
        if took.server:
            self.server.append(took.server)

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)


@dataclass
class Ratio:
    """The median of the ratios of calls that were made one after the other, and what it should be at the most."""

    of: str
    to: str
    is_: float
    target: float


@dataclass
class Row:
    """One row of the page."""

    id: str
    title: str
    figures: list[Figures]
    ratios: list[Ratio] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def json(self) -> dict:
        return asdict(self)


class Bench:
    """A server, the scripts, and the contenders."""

    def __init__(self, cluster, folder: Path, contenders: dict[str, Contender], rounds: int):
        self.cluster = cluster
        self.folder = folder
        self.contenders = contenders
        self.rounds = rounds
        self._numbers = itertools.count(1)

    def small(self, count: int) -> Path:
        folder = self.folder / f"small-{count}"
        if not folder.exists():
            inputs.small(folder, count)
            inputs.wrapped(folder / "plain", folder / "all.sql")
        return folder

    def database(self) -> str:
        name = f"b{next(self._numbers)}"
        self.cluster.create_database(name)
        return name

    def fresh(self, contender: Contender, folder: Path, port: int) -> Took:
        """One call on a database of its own, which goes again."""
        name = self.database()
        server = ServerProcessor(self.cluster)
        try:
            took = contender.run(Work(port, name, folder))
            return replace(took, server=server.since())
        finally:
            self.cluster.drop_database(name)

    def rounds_of(self, names: list[str], call: Callable[[Contender], Took], rounds: int = 0) -> list[Figures]:
        """Calls all contenders in turn, again and again."""
        figures = [Figures(self.contenders[name].name) for name in names]
        for _ in range(rounds or self.rounds):
            for name, seen in zip(names, figures):
                seen.add(call(self.contenders[name]))
        return figures


def _ratio(figures: list[Figures], of: str, to: str, target: float, names: list[str]) -> Ratio:
    mine, other = figures[names.index(of)], figures[names.index(to)]
    pairs = [a / b for a, b in zip(mine.seconds, other.seconds)]
    return Ratio(mine.name, other.name, statistics.median(pairs), target)


def small_local(bench: Bench) -> Row:
    names = ["psql", "dbmate", "pawl17", "pawl25"]
    folder = bench.small(1_000)
    figures = bench.rounds_of(names, lambda one: bench.fresh(one, folder, bench.cluster.port))
    ratios = [_ratio(figures, pawl, "psql", 1.3, names) for pawl in ("pawl17", "pawl25")]
    ratios += [_ratio(figures, pawl, "dbmate", 1.0, names) for pawl in ("pawl17", "pawl25")]
    share = statistics.median(figures[3].server) / figures[0].median
    own = statistics.median(figures[3].processor)
    note = (
        "psql keeps no record and reads no script before it runs it. pawl's time has in it the start of Java ([below](#nothing): `pawl --version`), "
        "reading and reviewing all scripts before the first one runs, and for each migration a claim that excludes other runners and leases, a "
        "savepoint, the record, a row of the audit trail and the text. For all that the server alone works "
        f"{share:.2f} times as long as psql takes in all, and Java has to start, and to have written a first message, before the server can begin: "
        f"that is the floor, unless the bookkeeping says less. Above it are pawl's own {own:.1f} s of the processors (JDK 25): code that Java has only begun to "
        "compile, on two processors of which the server has one."
    )
    return Row("small-local", "1,000 small migrations, fresh database, local server", figures, ratios, [note])


def small_far(bench: Bench) -> Row:
    names = ["psql", "dbmate", "pawl17", "pawl25"]
    folder = bench.small(1_000)
    far, near = Proxy(bench.cluster.port, 10), Proxy(bench.cluster.port, 0)
    figures = bench.rounds_of(names, lambda one: bench.fresh(one, folder, far.port), rounds=1)
    for name, seen in zip(names, figures):
        near.reset()
        bench.fresh(bench.contenders[name], folder, near.port)
        seen.round_trips, seen.connections = near.round_trips, near.connections
    ratios = [_ratio(figures, "pawl17", "psql", 0.10, names), _ratio(figures, "pawl17", "dbmate", 0.05, names)]
    ratios.append(Ratio("round trips of pawl", "migrations", figures[2].round_trips / 1_000, 0.3))
    return Row("small-far", "the same at 10 ms round trip", figures, ratios)


def _applied(bench: Bench, names: list[str], count: int) -> dict[Contender, Work]:
    folder = bench.small(count)
    done = {bench.contenders[name]: Work(bench.cluster.port, bench.database(), folder) for name in names}
    for contender, work in done.items():
        contender.run(work)
    return done


def nothing(bench: Bench) -> Row:
    names = [name for name in ("dbmate", "flyway", "pawl17", "pawl25", "packed") if name in bench.contenders]
    done = _applied(bench, names, 1_000)
    names += ["version17", "version25"]  # what of it is the launcher and Java: no file, no server
    nowhere = Work(bench.cluster.port, "", bench.folder)
    figures = bench.rounds_of(names, lambda one: one.run(done.get(one, nowhere)), rounds=3 * bench.rounds)
    ratios = [_ratio(figures, "pawl17", "flyway", 0.18, names)]
    ratios += [_ratio(figures, pawl, "dbmate", 2.5, names) for pawl in ("pawl25", "packed") if pawl in names]
    floor = figures[names.index("version25")].median / figures[names.index("dbmate")].median
    note = (
        "`pawl --version` reads no file and asks no server: it is what the launcher and Java take, and no native binary has to. On JDK 25 that alone is "
        f"{floor:.2g} times what dbmate takes. What pawl adds to it is the connection, one query, and the checksums of 1,000 files (dbmate compares names): "
        "little work, but done by code that Java has just begun to compile, and two processors are busy with that."
    )
    return Row("nothing", "nothing to do, 1,000 applied, whole process", figures, ratios, [note])


def nothing_far(bench: Bench) -> Row:
    names = [name for name in ("dbmate", "flyway", "pawl17", "pawl25", "packed") if name in bench.contenders]
    done = _applied(bench, names, 1_000)
    far, near = Proxy(bench.cluster.port, 10), Proxy(bench.cluster.port, 0)
    through = lambda work, proxy: Work(proxy.port, work.database, work.folder)  # noqa: E731
    figures = bench.rounds_of(names, lambda one: one.run(through(done[one], far)))
    for name, seen in zip(names, figures):
        near.reset()
        bench.contenders[name].run(through(done[bench.contenders[name]], near))
        seen.round_trips, seen.connections = near.round_trips, near.connections
    ratios = [_ratio(figures, pawl, "dbmate", 1.0, names) for pawl in names[2:]]
    behind = figures[2].round_trips - AUTHENTICATION * figures[2].connections
    ratios.append(Ratio("connections of pawl", "1", figures[2].connections, 1))
    ratios.append(Ratio("round trips of pawl behind authentication", "1", behind, 2))
    note = (
        "Of pawl's round trips four are the login, which nothing can save; dbmate logs in three times. What is left is the start of Java and of the driver: "
        "the farther the server, the more pawl is ahead."
    )
    return Row("nothing-far", "nothing to do, 1,000 applied, at 10 ms round trip, and on the wire", figures, ratios, [note])


def nothing_many(bench: Bench) -> Row:
    names = ["pawl17", "pawl25"]
    few, many = _applied(bench, names, 1_000), _applied(bench, names, 10_000)
    figures = []
    ratios = []
    for name in names:
        contender = bench.contenders[name]
        pair = [Figures(contender.name + ", 1,000 applied"), Figures(contender.name + ", 10,000 applied")]
        for _ in range(2 * bench.rounds):
            pair[0].add(contender.run(few[contender]))
            pair[1].add(contender.run(many[contender]))
        figures += pair
        ratios.append(_ratio(pair, "b", "a", 2.0, ["a", "b"]))
    return Row("nothing-many", "nothing to do, 10,000 applied", figures, ratios)


def inserts(bench: Bench) -> Row:
    return _large(bench, "inserts", "one script of INSERTs, 100 MB", inputs.inserts, 100, 0.35)


def copy_small(bench: Bench) -> Row:
    """For the memory, which must not grow with the data; of the time the target is for 1 GB."""
    return _large(bench, "copy-100", "one script with the data of a COPY, 100 MB", inputs.copy, 100, None)


def copy_large(bench: Bench) -> Row:
    return _large(bench, "copy-1000", "the same, 1 GB", inputs.copy, 1_000, 1.1)


def _large(bench: Bench, row: str, title: str, make, megabytes: int, target: float | None) -> Row:
    names = ["psql-1", "pawl17-here", "pawl25-here"]
    folder = make(bench.folder / row, megabytes)
    try:
        figures = bench.rounds_of(names, lambda one: bench.fresh(one, folder, bench.cluster.port), rounds=3)
    finally:
        (folder / "0001_seed.sql").unlink()
    ratios = [_ratio(figures, pawl, "psql-1", target, names) for pawl in names[1:] if target]
    ratios += [Ratio("peak memory of " + one.name + ", MiB", "1", one.mebibytes, 200) for one in figures[1:]]
    note = (
        "psql sends what it reads. pawl reads the file twice before it sends a byte, once for its checksum and once to see that every statement is whole, "
        "well encoded and allowed where it stands; so a mistake in the last line is told before anything runs. Where statements are small, sending many at "
        "once is worth more than that costs; with the data of one COPY, the server is the same for both, and the reading remains, beside the start of Java."
    )
    return Row(row, title, figures, ratios, [note])


def tenants(bench: Bench) -> Row:
    """Measured by a script of its own, which says how."""
    done = subprocess.run([REPOSITORY / "bench" / "tenants" / "run"], check=True, capture_output=True, text=True)
    seen = json.loads(done.stdout.splitlines()[-1])
    figures = [
        Figures("a loop of single runs", [seen["loop_ms_estimated"] / 1_000]),
        Figures("one run", [seen["one_process_ms"] / 1_000]),
        Figures("a loop of single runs, nothing to do", [seen["nothing_to_do_single_run_ms"] * seen["tenants"] / 1_000]),
        Figures("one run, nothing to do", [seen["nothing_to_do_one_process_ms"] / 1_000]),
    ]
    ratios = [
        Ratio("a loop of single runs", "one run", seen["times_faster"], 4),
        Ratio("a loop of single runs, nothing to do", "one run", seen["nothing_to_do_times_faster"], 4),
    ]
    title = f"{seen['migrations']} migrations in each of {seen['tenants']} tenant schemas, {seen['connections']} connections"
    note = (
        f"Of the loop {seen['loop_runs_made']} runs were made, and the rest estimated by them: `bench/tenants/run`. In the one run the server's sessions took "
        f"{seen['one_process_server_s']:.0f} s of the processors and pawl {seen['one_process_client_s']:.0f} s: on two, nothing could be more than "
        f"{seen['loop_ms_estimated'] / 1_000 / (seen['one_process_server_s'] / 2):.1f} times faster, were pawl itself to cost nothing."
    )
    return Row("tenants", title, figures, ratios, [note])


def splitter(bench: Bench) -> Row:
    huge = ["-p", "megabytes=1000", "-p", "kind=every-day,inserts,copy-data"]
    results = _jmh("SplitterBenchmark", {}) + _jmh("SplitterBenchmark", {}, *huge)
    results.sort(key=lambda one: [one["params"]["kind"] != kind for kind in ("every-day", "inserts", "copy-data")])
    figures, ratios = [], []
    for one in results:
        megabytes, kind = int(one["params"]["megabytes"]), one["params"]["kind"]
        milliseconds = [value for fork in one["primaryMetric"]["rawData"] for value in fork]
        figures.append(Figures(f"{kind}, {megabytes} MB", [value / 1_000 for value in milliseconds]))
        speed = megabytes / (one["primaryMetric"]["score"] / 1_000)
        ratios.append(Ratio(f"MB/s of {kind}, {megabytes} MB", "1", speed, -200))
    return Row("splitter", "the splitter alone, on one core", figures, ratios)


def library(bench: Bench) -> Row:
    folder = bench.small(1_000)
    for database, contender in (("lib_pawl", "pawl17"), ("lib_flyway", "flyway")):
        bench.cluster.create_database(database)
        bench.contenders[contender].run(Work(bench.cluster.port, database, folder))
    settings = {
        "bench.url": f"jdbc:postgresql://{LOOPBACK}:{bench.cluster.port}/",
        "bench.user": USER,
        "bench.password": PASSWORD,
        "bench.folder": str(folder),
    }
    results = _jmh("StartUpBenchmark", settings)
    medians = {one["benchmark"].rsplit(".", 1)[1]: one["primaryMetric"]["scorePercentiles"]["50.0"] / 1_000 for one in results}
    names = {"flyway": "Flyway", "pawl": "pawl", "connection": "a connection that is opened and closed"}
    figures = [Figures(name, [medians[key]]) for key, name in names.items()]
    ratios = [Ratio(names[one], "Flyway", medians[one] / medians["flyway"], 0.1) for one in ("pawl", "connection")]
    note = (
        "The target has the connection with SCRAM included, which a service needs anyway. The rest is the question for the state, which a new session of "
        "the server answers with empty caches, and 1,000 files that are opened, read and summed up on another thread meanwhile."
    )
    return Row("library", "the library in a running JVM, nothing to do, 1,000 applied", figures, ratios, [note])


def _jmh(benchmark: str, settings: dict[str, str], *options: str) -> list[dict]:
    """Builds and runs a benchmark of the library; what JMH writes."""
    build = ["mvn", "-B", "-ntp", "-q", "-Dpawl.fast", "-DskipTests", "-Pbench", "package", "-pl", "bench/speed/jmh", "-am"]
    subprocess.run(build, cwd=REPOSITORY, check=True)
    target = HERE / "jmh" / "target"
    out = target / "jmh.json"
    words = ["java", "-cp", f"{target}/classes:{target}/lib/*", "org.openjdk.jmh.Main", benchmark, *options, "-rf", "json", "-rff", out]
    passed_on = " ".join(f"-D{name}={value}" for name, value in settings.items())
    words += ["-jvmArgsAppend", passed_on] if settings else []
    subprocess.run([str(word) for word in words], check=True, stdout=subprocess.DEVNULL, env=os.environ)
    return json.loads(out.read_text())


ROWS = {
    "small-local": small_local,
    "small-far": small_far,
    "nothing": nothing,
    "nothing-far": nothing_far,
    "nothing-many": nothing_many,
    "library": library,
    "inserts": inserts,
    "copy-100": copy_small,
    "copy-1000": copy_large,
    "tenants": tenants,
    "splitter": splitter,
}
