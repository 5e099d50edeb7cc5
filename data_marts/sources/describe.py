"""Drafts leveranse.toml."""

from collections.abc import Sequence


def describe_command(argv: Sequence[str]) -> int:
    """TODO."""
    return 1
