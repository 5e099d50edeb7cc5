"""The newest year of questionnaires: not all who answered at the start have had their time to answer again."""

from app.site import Site
from app.words import Words
from data_marts.catalog import MARTS

MART = "prom_trends"
# Told by first answers, which are all in when the year is over. What else there is waits for those who answer again.
AT_START = frozenset(
    {
        "eligible",
        "invited",
        "baseline_n",
        "baseline_share",
        "at_floor",
        "at_ceiling",
        "floor_share",
        "ceiling_share",
    }
)
WAITING = MARTS[MART].measures.keys() - AT_START


def is_preliminary(site: Site, year: int, *measures: str) -> bool:
    """Whether one of the measures rests on follow-up that has not ended yet: that of the newest year of the mart."""
    return year == site.choices.years[MART][1] and not WAITING.isdisjoint(measures)


def follow_up_notes(site: Site, year: int, *measures: str) -> tuple[str, ...]:
    """A sentence that says so, where it is so."""
    return (site.words("follow_up.note", year=year),) if is_preliminary(site, year, *measures) else ()


def not_judged(words: Words) -> str:
    """What stands where a verdict on such a share would."""
    return words("follow_up.not_judged")
