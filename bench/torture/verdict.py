"""What a case finds out about a tool, and the list of all cases."""

from __future__ import annotations

import inspect
from dataclasses import dataclass, field
from typing import Callable


@dataclass
class Verdict:
    """The outcome of one case for one tool: whether it passed, a figure for the table, and what was seen."""

    passed: bool
    figure: str = ""
    seen: list[str] = field(default_factory=list)
    #: Whether each line of what was seen begins with the name of a trial.
    trials: bool = False

    @staticmethod
    def of(faults: list[str], figure: str = "") -> "Verdict":
        """Passed if nothing is wrong."""
        return Verdict(not faults, figure, faults)

    @staticmethod
    def timed(trials: list["Trial"], what: str) -> "Verdict":
        """Passed if every trial of several did; the table shows how many, and the slowest."""
        return Verdict.counted(trials, f", {what} {max(trial.seconds for trial in trials):.1f} s")

    @staticmethod
    def counted(trials: list["Trial"], remark: str = "") -> "Verdict":
        """Passed if every trial of several did; the table shows how many, and a remark."""
        good = sum(1 for trial in trials if not trial.faults)
        seen = [f"{trial.name}: {'; '.join(trial.faults)}" for trial in trials if trial.faults]
        return Verdict(good == len(trials), f"{good}/{len(trials)}{remark}", seen, True)


@dataclass
class Trial:
    """One of several attempts inside a case, with what was wrong after it."""

    name: str
    faults: list[str]
    seconds: float = 0.0


@dataclass(frozen=True)
class Case:
    """One scenario: what the user does, what counts as a pass, and the function that plays it."""

    id: str
    title: str
    play: Callable

    def story(self) -> str:
        """What the user did."""
        return self._parts()[0]

    def rule(self) -> str:
        """What counts as a pass."""
        return self._parts()[1]

    def _parts(self) -> tuple[str, str]:
        story, _, rule = inspect.getdoc(self.play).partition("Pass: ")
        return " ".join(story.split()), " ".join(rule.split())


CASES: list[Case] = []


def case(case_id: str, title: str) -> Callable:
    """Adds a function to the list of cases. Its docstring tells the story, then "Pass: " and the rule."""

    def register(play: Callable) -> Callable:
        CASES.append(Case(case_id, title, play))
        return play

    return register
