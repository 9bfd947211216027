"""The connection between the runner and the server breaks."""

from __future__ import annotations

from typing import Callable

from arena import Arena, Unprepared
from cases.death import faults_of_rerun
from proxy import AfterBytes, Fault, LostAnswer, LostCommit, Proxy
from series import series
from tools import Contender
from verdict import Trial, Verdict, case

COUNT = 5
CUTS = 15
ANSWERS = 6


@case("cut", "connection cut at 15 byte offsets, answers to 6 COMMITs and 6 statements lost, then rerun")
def cut(arena: Arena, contender: Contender) -> Verdict:
    """A proxy stands between the tool and the server and cuts all of the tool's connections once: after a number of bytes (15
    offsets spread over what an undisturbed run sends), or after the server has committed or run a statement, in place of
    its answer (6 of each, spread likewise; all of them where there are fewer). Then the tool is run again, past the proxy.

    Pass: every rerun exits with 0, each of five migrations was applied once, in order, and is in the history once.
    """
    usual = _measure(arena, contender)
    random = arena.random("cut")
    offsets = [int((k + random.random()) / CUTS * usual.sent) for k in range(CUTS)]
    faults: list[tuple[str, Callable[[], Fault]]] = [
        (f"cut after {offset} of {usual.sent} bytes", lambda offset=offset: AfterBytes(offset)) for offset in offsets
    ]
    faults += [
        (f"answer to COMMIT {n} of {usual.commits} lost", lambda n=n: LostCommit(n)) for n in _spread(usual.commits)
    ]
    faults += [
        (f"answer to statement {n} of {usual.statements} lost", lambda n=n: LostAnswer(n))
        for n in _spread(usual.statements)
    ]
    return Verdict.counted([_broken(arena, contender, name, make()) for name, make in faults])


def _measure(arena: Arena, contender: Contender) -> Fault:
    """What an undisturbed run sends and is told."""
    fault = Fault()
    with arena.place(contender, "cut") as place, Proxy(arena.cluster.port, fault) as proxy:
        place.add(*series(COUNT))
        run = place.migrate(place.address(proxy.port))
        if run.code:
            raise Unprepared(f"a plain run ended with {run.end()}")
    return fault


def _spread(count: int) -> list[int]:
    """Some of the numbers 1 to count, evenly, the first and the last among them."""
    if count <= ANSWERS:
        return list(range(1, count + 1))
    return [1 + k * (count - 1) // (ANSWERS - 1) for k in range(ANSWERS)]


def _broken(arena: Arena, contender: Contender, name: str, fault: Fault) -> Trial:
    with arena.place(contender, "cut") as place:
        place.add(*series(COUNT))
        with Proxy(arena.cluster.port, fault) as proxy:
            place.migrate(place.address(proxy.port), limit=60)
            struck = "" if proxy.has_cut else " (was not reached)"
        return Trial(name + struck, faults_of_rerun(place, COUNT))
