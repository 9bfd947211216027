"""What was observed, on disk after every cell, so that a run that was broken off can be gone on with."""

from __future__ import annotations

import datetime
import json
import os
import platform
import re
import subprocess
from pathlib import Path

import server
from tools import Contender
from verdict import Case, Verdict


class Record:
    """The outcome of a run: who, where, how, and a cell for each case and tool."""

    def __init__(self, file: Path, seed: int, command: str, contenders: list[Contender]):
        self._file = file
        self.content = {
            "seed": seed,
            "command": command,
            "sittings": {},
            "machine": _machine(),
            "servers": server.versions(),
            "tools": {contender.name: _about(contender) for contender in contenders},
            "cells": {},
        }
        self._sitting = datetime.datetime.now().strftime("%Y-%m-%d %H:%M")
        self._load = round(os.getloadavg()[0], 1)

    def take_over(self) -> None:
        """Keeps the cells of the last run that were made with the same seed, on the same servers, by the same tools."""
        if not self._file.exists():
            return
        last = json.loads(self._file.read_text())
        if any(last[key] != self.content[key] for key in ("seed", "machine", "servers")):
            return
        for case_id, cells in last["cells"].items():
            same = {name: cell for name, cell in cells.items() if self._knows(name, case_id, last["tools"][name])}
            self.content["cells"][case_id] = same
            for cell in same.values():
                self.content["sittings"][cell["sitting"]] = last["sittings"][cell["sitting"]]

    def _knows(self, name: str, case_id: str, about: dict) -> bool:
        """Whether a tool of the last run is in this one too, and is called in the same way in a case."""
        now = self.content["tools"].get(name, {})
        alike = all(now.get(key) == about[key] for key in ("version", "command"))
        return alike and now["tunings"].get(case_id) == about["tunings"].get(case_id)

    def has(self, case: Case, contender: Contender) -> bool:
        return contender.name in self.content["cells"].get(case.id, {})

    def add(self, case: Case, contender: Contender, verdict: Verdict, seconds: float) -> None:
        """Notes one outcome, with the sitting that it belongs to and how busy the machine was when that began."""
        self.content["sittings"][self._sitting] = self._load
        self.content["cells"].setdefault(case.id, {})[contender.name] = {
            "passed": verdict.passed,
            "figure": verdict.figure,
            "seen": verdict.seen,
            "trials": verdict.trials,
            "seconds": round(seconds, 1),
            "sitting": self._sitting,
        }
        self.save()

    def save(self) -> None:
        self._file.parent.mkdir(exist_ok=True)
        self._file.write_text(json.dumps(self.content, indent=2, ensure_ascii=False) + "\n")


def _machine() -> dict:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    java = subprocess.run(["java", "-version"], capture_output=True, text=True).stderr
    return {
        "system": platform.freedesktop_os_release()["PRETTY_NAME"],
        "cores": os.cpu_count(),
        "memory": f"{memory:.0f} GiB",
        "java": re.search(r'version "([^"]+)"', java).group(1),
    }


def _about(contender: Contender) -> dict:
    tunings = contender.tool.tunings if contender.tuned else {}
    return {
        "version": contender.tool.version(),
        "command": contender.tool.shown_command(),
        "tunings": {case_id: tuning.words() for case_id, tuning in tunings.items()},
    }
