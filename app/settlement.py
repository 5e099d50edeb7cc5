"""How many children of a catchment area live in small kommuner: open facts, kept in a file beside this one."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

FILE = Path(__file__).parent / "settlement.toml"
# From which share (percent) on an area is called mixed, and sparse.
MIXED_FROM, SPARSE_FROM = 10.0, 30.0

Settlement = Literal["dense", "mixed", "sparse"]
SETTLEMENTS: tuple[Settlement, ...] = ("dense", "mixed", "sparse")


@cache
def shares() -> Mapping[str, float]:
    """Percent of the children in kommuner with fewer than 2,000 children, by the code of the area; read once."""
    return {code: float(share) for code, share in tomllib.loads(FILE.read_text(encoding="utf-8"))["areas"].items()}


def settlement_of(code: str) -> Settlement | None:
    """How densely people live in a trust's catchment area; None for a trust that has none of its own."""
    share = shares().get(code)
    if share is None:
        return None
    return "sparse" if share >= SPARSE_FROM else "mixed" if share >= MIXED_FROM else "dense"
