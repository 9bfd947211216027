"""The migrations that the cases use, and the look at what became of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from arena import Place

ROWS = 10


@dataclass(frozen=True)
class Migration:
    """One migration, before a tool's own names and markers."""

    number: int
    name: str
    sql: str
    in_transaction: bool = True


def series(count: int, pause: float = 0.02) -> list[Migration]:
    """Migrations that leave traces: a table each, and a row in a journal that shows double and half application."""
    return [Migration(number, f"step_{number}", _step(number, pause)) for number in range(1, count + 1)]


def _step(number: int, pause: float) -> str:
    first = "CREATE TABLE journal (seq bigint GENERATED ALWAYS AS IDENTITY, n int NOT NULL);\n" if number == 1 else ""
    return (
        f"{first}CREATE TABLE m_{number} (id int PRIMARY KEY);\n"
        f"INSERT INTO m_{number} SELECT generate_series(1, {ROWS});\n"
        f"SELECT pg_sleep({pause});\n"
        f"INSERT INTO journal (n) VALUES ({number});\n"
    )


def tiny_series(count: int) -> list[Migration]:
    """Many migrations that cost the server almost nothing."""
    first = Migration(1, "step_1", "CREATE TABLE journal (n int NOT NULL);\nINSERT INTO journal VALUES (1);\n")
    return [first] + [
        Migration(number, f"step_{number}", f"INSERT INTO journal VALUES ({number});\n") for number in range(2, count + 1)
    ]


def faults_of_series(place: "Place", count: int) -> list[str]:
    """What is wrong with a database after a series of so many migrations; nothing if each was applied once, in order."""
    if place.sql("SELECT to_regclass('journal') IS NULL") == "t":
        return ["nothing was applied"]
    faults = []
    journal = [int(n) for n in place.sql("SELECT n FROM journal ORDER BY seq").split()]
    if journal != list(range(1, count + 1)):
        faults.append(_about_journal(journal, count))
    broken = [str(n) for n in journal if place.sql(f"SELECT count(*) FROM m_{n}") != str(ROWS)]
    if broken:
        faults.append(f"table of migration {', '.join(broken)} is incomplete")
    return faults + faults_of_history(place, count)


def _about_journal(journal: list[int], count: int) -> str:
    twice = sorted({n for n in journal if journal.count(n) > 1})
    missing = [n for n in range(1, count + 1) if n not in journal]
    if twice:
        return f"applied twice: {twice}"
    if missing:
        return f"not applied: {_range(missing)}"
    return "applied in another order"


def _range(numbers: list[int]) -> str:
    return str(numbers[0]) if len(numbers) == 1 else f"{numbers[0]} to {numbers[-1]} ({len(numbers)} of them)"


def faults_of_history(place: "Place", count: int) -> list[str]:
    """Whether the tool's own table has as many migrations as it should."""
    recorded = place.recorded()
    return [] if recorded == count else [f"the history has {recorded} of {count} migrations"]
