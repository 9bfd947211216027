"""What people do to files of migrations: edit old ones, add late ones, and make mistakes."""

from __future__ import annotations

import re
from pathlib import Path

from arena import Arena, Place
from process import Run
from series import Migration, faults_of_history, series
from tools import Contender
from verdict import Verdict, case


@case("edited", "an edited applied file is detected, a change of line ends is not")
def edited(arena: Arena, contender: Contender) -> Verdict:
    """Three migrations are applied. Somebody checks them out on Windows (CRLF), and the tool is run; then somebody adds a column
    to the second file, and the tool is run.

    Pass: the run after the change of line ends exits with 0; the run after the edit exits with something else and names the file.
    """
    with arena.place(contender, "edited") as place:
        files = place.add(*series(3, pause=0))
        place.must_migrate()
        return Verdict.of(_faults_of_line_ends(place, files) + _faults_of_edit(place, files[1]))


def _faults_of_line_ends(place: Place, files: list[Path]) -> list[str]:
    originals = [file.read_bytes() for file in files]
    for file, original in zip(files, originals):
        file.write_bytes(original.replace(b"\n", b"\r\n"))
    run = place.migrate()
    for file, original in zip(files, originals):
        file.write_bytes(original)
    return [f"with CRLF the run ended with {place.arena.clean(run.end())}"] if run.code else []


def _faults_of_edit(place: Place, file: Path) -> list[str]:
    text = file.read_text()
    file.write_text(text.replace("(id int PRIMARY KEY)", "(id int PRIMARY KEY, note text)"))
    run = place.migrate()
    if not run.code:
        return ["after the edit the run exits with 0"]
    return [] if _names(run, file) else [f"the edited file is not named: {place.arena.clean(run.end())}"]


def _names(run: Run, file: Path) -> bool:
    """Whether the output has the file's name, or its version as a word."""
    version = re.match(r"V?(\d+)", file.name).group(1)
    return file.stem in run.output() or re.search(rf"\b{version}\b", run.output()) is not None


@case("late", "a late file with a lower version")
def late(arena: Arena, contender: Contender) -> Verdict:
    """Migrations 1, 2 and 4 are applied. A branch is merged that brings 3, and the tool is run.

    Pass: 3 is not passed over in silence. It is applied, or the run exits with something other than 0; and either way the output
    names it.
    """
    with arena.place(contender, "late") as place:
        first, second, third, fourth = series(4, pause=0)
        place.add(first, second, fourth)
        place.must_migrate()
        file = place.add(third)[0]
        run = place.migrate()
        applied = place.sql("SELECT to_regclass('m_3') IS NOT NULL") == "t"
        faults = []
        if not applied and not run.code:
            faults.append("it was not applied, and the run exits with 0")
        if not _names(run, file):
            faults.append("the output does not name it")
        return Verdict.of(faults, "applied" if applied else f"refused, exit {run.code}")


_WRONG = """CREATE TABLE orders (id int PRIMARY KEY, total int);
INSERT INTO orders (id) SELECT generate_series(1, 5);
{filler}UPDATE orders
   SET totl = id * 10
 WHERE id > 0;
"""


@case("failing", "a failing third statement: all or nothing, file and line named, rerun works")
def failing(arena: Arena, contender: Contender) -> Verdict:
    """The third statement of a migration has a typing error: it begins at line 140, the wrong name is at line 141. After the
    failure the file is corrected and the tool is run again.

    Pass: the first run exits with something other than 0, names the file and one of the two lines, and leaves neither table
    nor record; the rerun exits with 0 and applies it.
    """
    filler = "".join(f"-- line {n} of a long comment\n" for n in range(3, 140))
    with arena.place(contender, "failing") as place:
        file = place.add(Migration(1, "orders", _WRONG.format(filler=filler)))[0]
        run = place.migrate()
        faults = _faults_of_message(run, file) + _faults_of_leftovers(place)
        file.write_text(file.read_text().replace("totl", "total"))
        rerun = place.migrate()
        if rerun.code:
            faults.append(f"the rerun ended with {arena.clean(rerun.end())}")
        elif place.sql("SELECT sum(total) FROM orders") != "150":
            faults.append("the rerun did not apply it")
        return Verdict.of(faults + faults_of_history(place, 1))


def _faults_of_message(run: Run, file: Path) -> list[str]:
    if not run.code:
        return ["the first run exits with 0"]
    first = 1 + file.read_text().splitlines().index("UPDATE orders")
    faults = [] if file.name in run.output() else ["the file is not named"]
    named = re.search(rf"(?i)(line\s*:?\s*|{re.escape(file.name)}:)({first}|{first + 1})\b", run.output())
    return faults if named else [*faults, "the line is not named"]


def _faults_of_leftovers(place: Place) -> list[str]:
    if place.sql("SELECT to_regclass('orders') IS NOT NULL") == "t":
        return ["the table of the failed migration stays"]
    return ["the failed migration is recorded as applied"] if place.recorded() else []
