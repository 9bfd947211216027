"""Writes the page from what was measured."""

from __future__ import annotations

import datetime
import platform
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
    lines += "| | median, s | min, s | max, s | runs | peak memory, MiB | round trips | connections |\n"
    lines += "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n"
    for one in row["figures"]:
        seconds = sorted(one["seconds"])
        middle = (seconds[(len(seconds) - 1) // 2] + seconds[len(seconds) // 2]) / 2
        cells = [one["name"], f"{middle:.3f}", f"{seconds[0]:.3f}", f"{seconds[-1]:.3f}", str(len(seconds))]
        cells += [f"{one['mebibytes']:.0f}" if one["mebibytes"] else ""]
        cells += ["" if one[key] is None else f"{one[key]:,}" for key in ("round_trips", "connections")]
        lines += "| " + " | ".join(cells) + " |\n"
    return lines + "".join(f"\n{note}\n" for note in row["notes"])


def _number(value: float) -> str:
    return f"{value:.0f}" if value >= 20 else f"{value:.3g}"
