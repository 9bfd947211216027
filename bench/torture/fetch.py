"""Brings the other tools by their packages, into a folder that git ignores."""

from __future__ import annotations

import platform
import subprocess
from pathlib import Path

CACHE = Path(__file__).resolve().parent / ".cache"
DBMATE = "2.36.0"
FLYWAY = "10.22.0"


def dbmate() -> Path:
    """The npm package `dbmate`: its program is in a package for this kind of machine."""
    kind = {"x86_64": "x64", "aarch64": "arm64"}[platform.machine()]
    program = CACHE / f"node_modules/@dbmate/linux-{kind}/bin/dbmate"
    if not program.exists():
        CACHE.mkdir(exist_ok=True)
        _run("npm", "install", "--prefix", CACHE, "--no-save", "--no-audit", "--no-fund", f"dbmate@{DBMATE}")
    return program


def flyway() -> Path:
    """The Maven artefact `org.flywaydb:flyway-commandline`, which needs a Java on the path."""
    program = CACHE / f"flyway-{FLYWAY}/flyway"
    if not program.exists():
        artifact = f"org.flywaydb:flyway-commandline:{FLYWAY}:tar.gz"
        _run("mvn", "-B", "-ntp", "-q", "dependency:copy", f"-Dartifact={artifact}", f"-DoutputDirectory={CACHE}")
        _run("tar", "-xzf", CACHE / f"flyway-commandline-{FLYWAY}.tar.gz", "-C", CACHE)
    return program


def _run(*words: object) -> None:
    subprocess.run([str(word) for word in words], check=True, cwd=CACHE.parent)
