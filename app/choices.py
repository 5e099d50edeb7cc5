"""What there is to choose among in a release: places, years and questionnaires. Read once when the web side starts."""

from dataclasses import dataclass, field
from functools import cached_property


@dataclass(frozen=True)
class Place:
    """An area of residence or a treating organisation. `kind` is that of a unit: `outpatient` or `inpatient`."""

    code: str
    name: str
    short_name: str
    slug: str
    level: str
    parent: str | None
    kind: str | None = None


@dataclass(frozen=True)
class Places:
    """A tree of places in the order of the release (north to south, children after parents)."""

    ordered: tuple[Place, ...]

    @cached_property
    def by_code(self) -> dict[str, Place]:
        return {place.code: place for place in self.ordered}

    @cached_property
    def by_slug(self) -> dict[str, Place]:
        return {place.slug: place for place in self.ordered}

    def children(self, code: str) -> tuple[Place, ...]:
        """The places directly below `code`, in order."""
        return tuple(place for place in self.ordered if place.parent == code)

    def at_level(self, *levels: str) -> tuple[Place, ...]:
        """All places of the given levels, in order."""
        return tuple(place for place in self.ordered if place.level in levels)

    def units_of(self, code: str) -> tuple[Place, ...]:
        """The units anywhere below a place, in order."""
        return tuple(place for place in self.at_level("unit") if place.code != code and self.related(place.code, code))

    def trusts_alone(self, codes: tuple[str, ...]) -> tuple[Place, ...]:
        """The trust in a tuple where `codes` is one trust and nothing else; otherwise empty."""
        return tuple(place for place in self.at_level("hf") if codes == (place.code,))

    def path(self, code: str) -> tuple[Place, ...]:
        """The place and those above it, from the country down."""
        place = self.by_code[code]
        above = self.path(place.parent) if place.parent else ()
        return (*above, place)

    def related(self, one: str, other: str) -> bool:
        """Whether one place is the other, or lies above or below it."""
        if one not in self.by_code or other not in self.by_code:
            return False
        return self.by_code[one] in self.path(other) or self.by_code[other] in self.path(one)

    def only(self, codes: frozenset[str]) -> "Places":
        """The same tree with these places alone."""
        return Places(tuple(place for place in self.ordered if place.code in codes))

    @cached_property
    def defaults(self) -> tuple[str, ...]:
        """Shown where nothing is chosen: the country and its regions."""
        return tuple(place.code for place in self.ordered if place.level in ("country", "rhf"))

    def sorted_codes(self, codes: tuple[str, ...]) -> tuple[str, ...]:
        """The codes in the order of the tree."""
        wanted = frozenset(codes)
        return tuple(place.code for place in self.ordered if place.code in wanted)


@dataclass(frozen=True)
class Questionnaire:
    """One instrument, informant and scale; never mixed with another in one series."""

    instrument: str
    informant: str
    scale: str
    name: str
    slug: str
    higher_is_better: bool
    minimum: float
    maximum: float
    confirmed: bool
    scale_name: str = ""

    @property
    def short_name(self) -> str:
        """The name without what stands in brackets, with the scale where it is not the total: `SDQ, atferd`."""
        name = self.name.split(" (")[0]
        return name if self.scale == "total" else f"{name}, {self.scale_name}"


@dataclass(frozen=True)
class SeriesBreak:
    """A marked break in a series: before `year`, for `place` and everything below it."""

    mart: str
    place: str
    year: int
    reason: str


@dataclass(frozen=True)
class Choices:
    """Everything that filters offer, taken from the release itself. `years` is (first, last) by mart, of whole years.

    `part_years` is the same for parts of years, by mart and kind of period: they may reach further.
    """

    residences: Places
    organisations: Places
    ssb_organisations: Places
    years: dict[str, tuple[int, int]] = field(hash=False)
    questionnaires: tuple[Questionnaire, ...]
    breaks: tuple[SeriesBreak, ...]
    part_years: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict, hash=False)
    place_names: tuple[tuple[str, str], ...] = ()  # kommuner and city districts, with the code of their area

    def span(self, mart: str, period_type: str = "year") -> tuple[int, int]:
        """First and last year that a mart has periods of this kind of."""
        return self.part_years.get((mart, period_type), self.years[mart])

    def latest_year(self, mart: str) -> int:
        """The last year that a mart has any period of."""
        parts = [last for (of, _), (_, last) in self.part_years.items() if of == mart]
        return max([self.years[mart][1], *parts])

    @cached_property
    def questionnaires_by_slug(self) -> dict[str, Questionnaire]:
        return {questionnaire.slug: questionnaire for questionnaire in self.questionnaires}

    def breaks_for(self, mart: str, codes: tuple[str, ...], places: Places) -> tuple[SeriesBreak, ...]:
        """The breaks of a mart that touch one of the places: its own, and those of places above or below it."""
        return tuple(
            found
            for found in self.breaks
            if found.mart == mart and any(places.related(found.place, code) for code in codes)
        )
