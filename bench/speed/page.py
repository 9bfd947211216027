"""Writes the page from what was measured."""

from __future__ import annotations

import datetime
import platform
import statistics
import subprocess
from pathlib import Path

from contenders import POSTGRES, REPOSITORY

HEAD = """# Benchmarks

<!-- Written by bench/speed/run from what it measured. Do not edit. -->

What [`bench/speed`](../bench/speed/README.md) measured on {date}: {machine}, {server}, its data in memory and without fsync, so that
the tools are compared and not the disk. All contenders of a row were called in turn, on databases of their own; a ratio is the median of the
ratios within each turn. Ratios carry over to other machines, seconds do not.

Command: `{command}` (commit {commit}).

| work | ratio | measured | target | |
| --- | --- | ---: | ---: | --- |
"""


def _seconds(values: list[float] | None) -> str:
    return f"{statistics.median(values):.3f}" if values else ""


def _count(value: int | None) -> str:
    return "" if value is None else f"{value:,}"


# Of each contender of a row; a column in which nothing was measured is left out.
COLUMNS = {
    "median, s": lambda one: _seconds(one["seconds"]),
    "min, s": lambda one: f"{min(one['seconds']):.3f}",
    "max, s": lambda one: f"{max(one['seconds']):.3f}",
    "runs": lambda one: str(len(one["seconds"])),
    "processors, s": lambda one: _seconds(one.get("processor")),
    "the server's, s": lambda one: _seconds(one.get("server")),
    "peak memory, MiB": lambda one: f"{one['mebibytes']:.0f}" if one["mebibytes"] else "",
    "round trips": lambda one: _count(one["round_trips"]),
    "connections": lambda one: _count(one["connections"]),
}


def write(content: dict) -> str:
    """The page, from what `run` saved."""
    rows = content["rows"]
    page = HEAD.format(**content["about"])
    page += "".join(_summary(row) for row in rows)
    return page + "".join(_details(row) for row in rows)


def about(command: str) -> dict:
    """Where and when it was measured."""
    memory = next(line for line in Path("/proc/meminfo").read_text().splitlines() if line.startswith("MemTotal"))
    gibibytes = round(int(memory.split()[1]) / 1024 / 1024)
    names = [line.split(":", 1)[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=REPOSITORY, capture_output=True, text=True).stdout.strip()
    version = subprocess.run([POSTGRES / "postgres", "--version"], capture_output=True, text=True).stdout.strip()
    return {
        "date": datetime.date.today().isoformat(),
        "machine": f"{len(names)} cores ({names[0]}), {gibibytes} GiB, Linux {platform.release().split('-')[0]}",
        "server": version.replace("postgres (PostgreSQL)", "PostgreSQL"),
        "command": command,
        "commit": commit,
    }


def _summary(row: dict) -> str:
    lines = ""
    for number, ratio in enumerate(row["ratios"]):
        title = f"[{row['title']}](#{row['id']})" if number == 0 else ""
        least = ratio["target"] < 0 or row["id"] == "tenants"  # here more is better
        target = abs(ratio["target"])
        met = ratio["is_"] >= target if least else ratio["is_"] <= target
        what = ratio["of"] if ratio["to"] == "1" else f"{ratio['of']} / {ratio['to']}"
        sign = "≥" if least else "≤"
        lines += f"| {title} | {what} | {_number(ratio['is_'])} | {sign} {_number(target)} | {'met' if met else '**missed**'} |\n"
    return lines


def _details(row: dict) -> str:
    lines = f"\n<a id=\"{row['id']}\"></a>\n## {row['title'][0].upper()}{row['title'][1:]}\n\n"
    columns = {title: [cell(one) for one in row["figures"]] for title, cell in COLUMNS.items()}
    shown = {title: cells for title, cells in columns.items() if any(cells)}
    lines += "| | " + " | ".join(shown) + " |\n| --- |" + " ---: |" * len(shown) + "\n"
    for number, one in enumerate(row["figures"]):
        lines += "| " + " | ".join([one["name"], *(cells[number] for cells in shown.values())]) + " |\n"
    return lines + "".join(f"\n{note}\n" for note in row["notes"])


def _number(value: float) -> str:
    return f"{value:.0f}" if value >= 20 else f"{value:.3g}"
