"""What is handed out after an attack: a certificate for programs, and for the data manager alone what came back.

The certificate names no figure and no place. It belongs to exactly the files whose checksums it holds.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from data_marts.disclosure.attack.files import RESTRICTED
from data_marts.disclosure.attack.verdict import Method, State
from data_marts.disclosure.attack.view import View
from data_marts.disclosure.attack.whole import Result
from data_marts.disk import sha256, write_text
from data_marts.release_reader import MANIFEST_FILE, Release

CERTIFICATE_FILE = "certificate.json"
PAGE_FILE = "certificate.html"
LEAKS_FILE = f"{RESTRICTED}/leaks.json"
FORMAT = 1


def certificate_of(folder: Path, release: Release, result: Result, program: str, attacked_at: str) -> dict[str, Any]:
    """The certificate of an attack, clean or not; every value is JSON. `attacked_at`: ISO time."""
    insiders = result.insiders
    return {
        "format": FORMAT,
        "release_id": release.release_id,
        "manifest_sha256": sha256(folder / MANIFEST_FILE),
        "files": {entry["file"]: entry["sha256"] for kind in ("marts", "tables") for entry in release.manifest[kind]},
        "clean": result.clean,
        "attacked_at": attacked_at,
        "program": program,
        "numbers_open": len(result.seen.known),
        "goals": len(result.goals),
        "strangers": _states(result.settled),
        "methods": _methods(result.settled),
        "insiders": {
            "number": insiders.number,
            "pairs": insiders.pairs,
            **_states(insiders.settled, insiders.by_witness),
            "methods": _methods(insiders.settled, insiders.by_witness),
        },
        "narrowest_interval": int(result.width.min()) if len(result.goals) else None,
        "tables": {"accepted": len(result.pool), "refused": result.pool.refused},
        "programs": result.programs,
        "complete": result.complete,
        "printed_over_withheld": result.seen.over_withheld,
        "earlier": {"remembered": result.remembered.known, "revised": result.remembered.revised},
        "seconds": round(result.seconds, 1),
    }


def _states(settled: Mapping[tuple[State, Method], int], safe: int = 0) -> dict[str, int]:
    found = Counter({State.SAFE: safe})
    for (state, _), count in settled.items():
        found[state] += count
    return {str(state): found[state] for state in State}


def _methods(settled: Mapping[tuple[State, Method], int], witnesses: int = 0) -> dict[str, int]:
    found = Counter({Method.WITNESSES: witnesses})
    for (_, method), count in settled.items():
        found[method] += count
    return {str(method): found[method] for method in Method}


def write_certificate(folder: Path, certificate: Mapping[str, Any], page: str, result: Result) -> None:
    """Writes certificate and page into a release, each whole or not at all; of what came back a restricted list.

    The certificate comes last: where it stands, the rest does.
    """
    leaks = folder / LEAKS_FILE
    if result.clean:
        leaks.unlink(missing_ok=True)
    else:
        write_text(leaks, json.dumps(leaks_of(result), ensure_ascii=False, indent=1) + "\n", private=True)
    write_text(folder / PAGE_FILE, page)
    write_text(folder / CERTIFICATE_FILE, json.dumps(certificate, ensure_ascii=False, indent=1) + "\n")


def withdraw(folder: Path) -> None:
    """Takes an earlier certificate away: until the new attack is over nothing is certified."""
    for file in (CERTIFICATE_FILE, PAGE_FILE):
        (folder / file).unlink(missing_ok=True)


def leaks_of(result: Result) -> list[dict[str, Any]]:
    """What came back or remains unresolved, by number: for the data manager alone."""
    strangers = (
        (goal, "", state, method)
        for goal, (state, method) in enumerate(zip(result.states, result.methods, strict=True))
        if state is not State.SAFE
    )
    insiders = ((goal, name, state, method) for name, goal, state, method in result.insiders.leaks)
    names = names_of(
        result,
        {goal for goal, state in enumerate(result.states) if state is not State.SAFE}
        | {goal for _, goal, _, _ in result.insiders.leaks},
    )
    return [
        {**names[goal], "insider": insider, "state": str(state), "method": str(method)}
        for kind in (strangers, insiders)
        for goal, insider, state, method in kind
    ]


def names_of(result: Result, goals: Iterable[int]) -> dict[int, dict[str, Any]]:
    """Mart, column, row of the open file and dimensions of some goals."""
    wanted = {int(result.goals.numbers[goal]): goal for goal in goals}
    found = {}
    for block in result.seen.board.ledger.blocks:
        view = result.seen.board.views[block.name[0]]
        for number in wanted.keys() & set(range(block.start, block.start + len(block.rows))):
            row = int(block.rows[number - block.start])
            found[wanted[number]] = {"mart": view.name, "column": block.name[1], "row": row, **_dimensions(view, row)}
    return found


def _dimensions(view: View, row: int) -> dict[str, str]:
    labels = view.words.labels
    return {name: labels[codes[row]] for name, codes in view.codes.items()}
