"""Writes the page that is published: the table, what the failures are, and how it was run."""

from __future__ import annotations

from verdict import CASES, Case


def write(results: dict) -> str:
    """The whole page, from what a run of the harness observed and nothing else."""
    parts = [
        _head(results),
        _table(results),
        "## What the failures are\n\n" + _failures(results),
        "## What was run\n\n" + _machine(results) + "\n" + _tools(results),
        "## The cases\n\n" + _cases(results),
    ]
    return "\n".join(parts).rstrip() + "\n"


def _head(results: dict) -> str:
    return f"""# Torture: pawl and others under the same treatment

<!-- Written by bench/torture/run from what it observed. Do not edit. -->

What [`bench/torture`](../bench/torture/README.md) saw on {_dates(results)} (seed {results["seed"]}).
Each tool did the same work on the same server, called as a user would call it: with its defaults and, where its own or its
driver's documents name a setting that helps in a case, once more with that setting ("tuned"; an empty cell was not played).
The psql loop is the script that many write first; it is here to show that a case can be failed. The
[rules](#the-cases) are the same for all. Some were corrected after trial runs, and the cases concerned played again:
[which, and why](../bench/torture/README.md#rules-that-were-corrected).
"""


def _dates(results: dict) -> str:
    return " and ".join(sorted({sitting.split()[0] for sitting in results["sittings"]}))


def _played(results: dict) -> list[tuple[int, Case]]:
    """The cases of this run with their numbers."""
    return list(enumerate((case for case in CASES if case.id in results["cells"]), 1))


def _table(results: dict) -> str:
    names = [name for name in results["tools"] if any(name in cells for cells in results["cells"].values())]
    rows = [["case", *names], ["---"] * (len(names) + 1)]
    for number, case in _played(results):
        cells = results["cells"][case.id]
        rows.append([f"{number}. {_escape(case.title)}", *(_cell(cells.get(name)) for name in names)])
    rows.append(["**passed**", *(_total(results, name) for name in names)])
    return _lines(rows)


def _lines(rows: list[list[str]]) -> str:
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def _cell(cell: dict | None) -> str:
    if cell is None:
        return ""
    word = "pass" if cell["passed"] else "**FAIL**"
    return f"{word} ({cell['figure']})" if cell["figure"] else word


def _total(results: dict, name: str) -> str:
    cells = [cells[name] for cells in results["cells"].values() if name in cells]
    return f"{sum(cell['passed'] for cell in cells)}/{len(cells)}"


def _failures(results: dict) -> str:
    """One paragraph a failed cell: what was seen, in the tool's own words where it had any."""
    parts = []
    for number, case in _played(results):
        cells = results["cells"][case.id]
        failed = [(name, cells[name]) for name in results["tools"] if name in cells and not cells[name]["passed"]]
        if not failed:
            continue
        parts.append(f"**{number}. {_escape(case.title)}**\n")
        parts += [f"- {name}: {_seen(cell)}" for name, cell in failed]
        parts.append("")
    return "\n".join(parts) + "\n" if parts else "There are none.\n"


def _seen(cell: dict) -> str:
    """What was seen, with trials that went wrong in the same way told once."""
    alike: dict[str, list[str]] = {}
    for line in cell["seen"]:
        trial, colon, words = line.partition(": ")
        if not cell["trials"] or not colon:
            trial, words = "", line
        alike.setdefault(words, []).append(trial)
    told = [_escape(f"{_some(trials)}{words}") for words, trials in alike.items()]
    return "; ".join(told[:6]) + (f"; and {len(told) - 6} more of the kind" if len(told) > 6 else "") + "."


def _some(trials: list[str]) -> str:
    if not trials[0]:
        return ""
    return ", ".join(trials[:3]) + (f" and {len(trials) - 3} more" if len(trials) > 3 else "") + ": "


def _machine(results: dict) -> str:
    machine = results["machine"]
    servers = ", ".join(f"{name} {version}" for name, version in results["servers"].items())
    sittings = "".join(_sitting(results, start) for start in sorted(results["sittings"]))
    return (
        f"{machine['system']}, {machine['cores']} cores, {machine['memory']}, Java {machine['java']}; {servers}. "
        f"The server ran on loopback with `fsync = off`.\n\n```\n{results['command']}\n```\n\n{sittings}{_busy(results)}"
    )


def _sitting(results: dict, start: str) -> str:
    """What was played in one go, and how busy the machine was when that began."""
    played: dict[str, list[str]] = {}
    for number, case in _played(results):
        for name in results["tools"]:
            if results["cells"][case.id].get(name, {}).get("sitting") == start:
                played.setdefault(name, []).append(str(number))
    told = "; ".join(f"{name}: {', '.join(numbers)}" for name, numbers in played.items())
    return f"- Begun {start}, at a one-minute load of {results['sittings'][start]}. Cases of {told}.\n"


def _busy(results: dict) -> str:
    if max(results["sittings"].values()) <= results["machine"]["cores"]:
        return ""
    return (
        "\nThe machine had more to do than it has cores: seconds are too high, columns of different sittings should not be"
        " compared by them, and what \"did not end within its time\" here may do so on an idle machine.\n"
    )


def _tools(results: dict) -> str:
    """Versions and command lines, and what "tuned" adds to them."""
    rows = [["tool", "version", "command"], ["---"] * 3]
    rows += [[name, tool["version"], f"`{_escape(tool['command'])}`"] for name, tool in _by_defaults(results)]
    added = [
        f"- {name}, case {number}: `{tool['tunings'][case.id]}`"
        for name, tool in results["tools"].items()
        for number, case in _played(results)
        if case.id in tool["tunings"]
    ]
    return _lines(rows) + ("\n".join(["\nAdded where it says \"tuned\":\n", *added]) + "\n" if added else "")


def _by_defaults(results: dict) -> list[tuple[str, dict]]:
    return [(name, tool) for name, tool in results["tools"].items() if not tool["tunings"]]


def _cases(results: dict) -> str:
    parts = []
    for number, case in _played(results):
        parts.append(f"{number}. **{case.title}** (`{case.id}`). {case.story()}\n   *Pass:* {case.rule()}")
    return "\n".join(parts) + "\n"


def _escape(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")
