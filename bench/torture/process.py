"""A tool's process: started, timed, killed."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from pathlib import Path


class Run:
    """One start of a tool, in a process group of its own, with its output in a file."""

    def __init__(self, argv: list[str], environment: dict[str, str], folder: Path, log: Path):
        self._log = log
        self._begun = time.monotonic()
        self._ended = 0.0
        self._done = threading.Event()
        self.code: int | None = None
        self.rss_mib = 0
        self.cpu_seconds = 0.0
        self.timed_out = False
        with open(log, "wb") as output:
            self._process = subprocess.Popen(
                argv,
                env=environment,
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        threading.Thread(target=self._reap, daemon=True).start()

    def _reap(self) -> None:
        _, status, usage = os.wait4(self._process.pid, 0)
        self._ended = time.monotonic()
        self.code = self._process.returncode = os.waitstatus_to_exitcode(status)
        self.rss_mib = usage.ru_maxrss // 1024
        self.cpu_seconds = usage.ru_utime + usage.ru_stime
        self._done.set()

    def wait(self, limit: float = 120) -> "Run":
        """Waits for the end; a run that takes longer than the limit is killed and marked as timed out."""
        if not self._done.wait(limit):
            self.timed_out = True
            self.kill()
        return self

    def kill(self) -> None:
        """kill -9 for it and for all that it started."""
        try:
            os.killpg(self._process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass  # it had ended already, and so had its children
        self._done.wait(30)

    @property
    def alive(self) -> bool:
        return not self._done.is_set()

    @property
    def seconds(self) -> float:
        return (self._ended or time.monotonic()) - self._begun

    def settled(self, limit: float = 60) -> "Run":
        """Waits until what it left running in the background has ended too."""
        deadline = time.monotonic() + limit
        while time.monotonic() < deadline:
            try:
                os.killpg(self._process.pid, 0)
            except ProcessLookupError:
                return self
            time.sleep(0.1)
        raise TimeoutError(f"{self._process.args[0]} left something running")

    def output(self) -> str:
        """All that it printed."""
        return self._log.read_text("utf-8", "replace")

    def end(self) -> str:
        """How it ended, in words: the exit code and the line that says most."""
        if self.timed_out:
            return "did not end within its time"
        said = self._telling_line()
        return f"exit {self.code}" + (f": {said}" if said and self.code else "")

    def _telling_line(self) -> str:
        """The first line that speaks of an error, else the last one."""
        lines = [line.strip() for line in self.output().splitlines() if line.strip()]
        marks = ("error[", "message    :", "error:", "fatal:")
        for mark in marks:
            for line in lines:
                if mark in line.lower():
                    return line
        return lines[-1] if lines else ""
