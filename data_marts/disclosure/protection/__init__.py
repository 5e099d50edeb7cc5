"""Complementary suppression: hides cells until no primary cell can be worked out, and proves it."""

from data_marts.disclosure.protection.hiding import Protection, UnprovenError, hide, withhold_all
from data_marts.disclosure.protection.witnesses import check_witnesses

__all__ = ["Protection", "UnprovenError", "check_witnesses", "hide", "withhold_all"]
