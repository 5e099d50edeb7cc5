"""The questionnaires that scores may come from: instruments.toml, read, checked, and as tables for the build.

The file holds what is known of each scale and where it is from, never a question: the words belong to their owners.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

import pyarrow as pa

from data_marts.catalog import INFORMANTS, TABLES
from data_marts.sources.toml_keys import Keys, read_toml
from data_marts.statistics.scoring import Method, MissingRule

INSTRUMENTS_FILE = "instruments.toml"
KINDS = ("prom", "prem")
NORMS = ("national", "regional", "none", "unknown")
_SLUG = r"[a-z0-9]+(-[a-z0-9]+)*"
_METHODS = ("sum", "prorate", "mean")


@dataclass(frozen=True)
class Figure:
    """A number with its source, for these informants; `confirmed` when the register has confirmed it."""

    value: float
    informants: tuple[str, ...]
    source: str
    confirmed: bool


@dataclass(frozen=True)
class CutOff:
    """A band of scores, ends included, and the people it was found in: `norm` says whose it is."""

    name: str
    lowest: float
    highest: float
    informants: tuple[str, ...]
    norm: str
    source: str
    confirmed: bool


@dataclass(frozen=True)
class Scale:
    """What is scored: range and direction, who answers, and what is known of it."""

    scale: str
    name: str  # bokmål
    minimum: float
    maximum: float
    higher_is_better: bool
    informants: tuple[str, ...]
    items: int | None
    missing_rule: MissingRule | None  # None: the score comes ready made
    reliability: tuple[Figure, ...]
    sd: tuple[Figure, ...]
    reliable_change: tuple[Figure, ...]  # where a source gives the threshold itself, in points
    cutoffs: tuple[CutOff, ...]


@dataclass(frozen=True)
class Instrument:
    """A questionnaire. Results (`prom`) are counted; experiences (`prem`) are read and checked, and in no mart."""

    instrument: str
    name: str
    kind: Literal["prom", "prem"]
    ages: Mapping[str, tuple[int, int]]  # youngest and oldest by informant
    norwegian_norms: str
    licence: str
    scales: tuple[Scale, ...]


def read_instruments(path: Path) -> tuple[Instrument, ...]:
    """The instruments in their order; SourceError with the path of the first key that does not fit."""
    file = read_toml(path)
    found = [(keys.whole("order", 1), _instrument(name, keys), keys) for name, keys in file.each(_SLUG)]
    if not found:
        raise file.problem("", "there is no instrument in it")
    orders = [order for order, _, _ in found]
    for order, _, keys in found:
        if orders.count(order) > 1:
            raise keys.problem("order", f"{order} is used twice; give each instrument its own")
    return tuple(instrument for _, instrument, _ in sorted(found, key=lambda each: each[0]))


def _instrument(name: str, keys: Keys) -> Instrument:
    keys.only("order", "name", "kind", "ages", "norwegian_norms", "licence", "scales")
    ages = _ages(keys.table("ages"))
    scales = keys.table("scales")
    if not scales.found:
        raise keys.problem("scales", "an instrument needs at least one scale")
    return Instrument(
        instrument=name,
        name=keys.text("name"),
        kind=cast(Literal["prom", "prem"], keys.choice("kind", KINDS)),
        ages=ages,
        norwegian_norms=keys.choice("norwegian_norms", NORMS),
        licence=keys.text("licence"),
        scales=tuple(_scale(scale, found, scales, tuple(ages)) for scale, found in scales.each(_SLUG)),
    )


def _ages(keys: Keys) -> dict[str, tuple[int, int]]:
    keys.only(*INFORMANTS)
    if not keys.found:
        raise keys.problem("", "at least one informant is needed, with youngest and oldest age")
    return {informant: cast(tuple[int, int], tuple(map(int, keys.interval(informant)))) for informant in keys.found}


def _scale(scale: str, keys: Keys, scales: Keys, answering: tuple[str, ...]) -> Scale:
    keys.only(
        *("name", "range", "higher_is_better", "informants", "items", "item_range", "missing_rule"),
        *("reliability", "sd", "reliable_change", "cutoffs"),
    )
    low, high = keys.interval("range")
    informants = keys.choices("informants", answering) if keys.has("informants") else answering
    found = Scale(
        scale=scale,
        name=keys.text("name"),
        minimum=low,
        maximum=high,
        higher_is_better=keys.flag("higher_is_better"),
        informants=informants,
        items=keys.whole("items", 1) if keys.has("items") else None,
        missing_rule=_missing_rule(keys, scales) if keys.has("missing_rule") else None,
        reliability=_figures(keys, "reliability", informants),
        sd=_figures(keys, "sd", informants),
        reliable_change=_figures(keys, "reliable_change", informants),
        cutoffs=tuple(_cutoff(each, (low, high), informants) for each in keys.tables("cutoffs")),
    )
    _check_figures(found, keys)
    return found


def _missing_rule(keys: Keys, scales: Keys) -> MissingRule:
    """From the items of the scale, or from other scales of the instrument whose scores take the items' place."""
    rule = keys.table("missing_rule")
    rule.only("method", "min_answered", "rounded", "of", "source", "confirmed")
    rule.text("source")
    rule.flag("confirmed")
    parts = [scales.table(part) for part in rule.choices("of", scales.found)] if rule.has("of") else []
    ranges = [part.interval("range") for part in parts] or [keys.interval("item_range")]
    items = len(parts) or keys.whole("items", 1)
    try:
        found = MissingRule(
            method=cast(Method, rule.choice("method", _METHODS)),
            items=items,
            min_answered=rule.whole("min_answered", 1),
            lowest=min(low for low, _ in ranges),
            highest=max(high for _, high in ranges),
            rounded=rule.has("rounded") and rule.flag("rounded"),
        )
    except ValueError as problem:
        raise keys.problem("missing_rule", str(problem)) from None
    if found.score_range != keys.interval("range"):
        low, high = found.score_range
        raise keys.problem("range", f"its items give {low:g} to {high:g}; correct the range, the items or their range")
    return found


def _figures(keys: Keys, key: str, informants: tuple[str, ...]) -> tuple[Figure, ...]:
    found: list[Figure] = []
    for each in keys.tables(key):
        each.only("value", "informants", "source", "confirmed")
        whose = each.choices("informants", informants) if each.has("informants") else informants
        if {informant for figure in found for informant in figure.informants} & set(whose):
            raise each.problem("informants", "an informant has two values")
        found.append(Figure(each.number("value"), whose, each.text("source"), each.flag("confirmed")))
    return tuple(found)


def _check_figures(scale: Scale, keys: Keys) -> None:
    for figure in scale.reliability:
        if not 0 < figure.value < 1:
            raise keys.problem("reliability", "must lie between 0 and 1")
    for key, figures in (("sd", scale.sd), ("reliable_change", scale.reliable_change)):
        if any(figure.value <= 0 for figure in figures):
            raise keys.problem(key, "must be above 0")


def _cutoff(keys: Keys, limits: tuple[float, float], informants: tuple[str, ...]) -> CutOff:
    keys.only("name", "band", "informants", "norm", "source", "confirmed")
    low, high = keys.interval("band")
    if low < limits[0] or high > limits[1]:
        raise keys.problem("band", f"lies outside the scale, {limits[0]:g} to {limits[1]:g}")
    whose = keys.choices("informants", informants) if keys.has("informants") else informants
    name, norm, source = (keys.text(key) for key in ("name", "norm", "source"))
    return CutOff(name, low, high, whose, norm, source, keys.flag("confirmed"))


def figure_for(figures: tuple[Figure, ...], informant: str) -> Figure | None:
    """The figure of an informant; None where nothing is known."""
    return next((figure for figure in figures if informant in figure.informants), None)


def instruments_table(instruments: tuple[Instrument, ...]) -> pa.Table:
    """One row per instrument, scale and informant, in the order of the file; the columns are the catalogue's."""
    found = [row for instrument in instruments for row in _rows(instrument)]
    rows = [{"position": position, **row} for position, row in enumerate(found)]
    return pa.Table.from_pylist(rows, schema=TABLES["instruments"].schema)


def _rows(instrument: Instrument) -> Iterator[dict[str, object]]:
    for scale in instrument.scales:
        for informant in scale.informants:
            youngest, oldest = instrument.ages[informant]
            yield {
                "instrument": instrument.instrument,
                "name": instrument.name,
                "kind": instrument.kind,
                "informant": informant,
                "scale": scale.scale,
                "scale_name": scale.name,
                "minimum": scale.minimum,
                "maximum": scale.maximum,
                "higher_is_better": scale.higher_is_better,
                "item_count": scale.items,
                "min_answered": scale.missing_rule and scale.missing_rule.min_answered,
                "missing_rule": scale.missing_rule and scale.missing_rule.method,
                "youngest": youngest,
                "oldest": oldest,
                "norwegian_norms": instrument.norwegian_norms,
                "licence": instrument.licence,
                **_known(scale, informant),
            }


def _known(scale: Scale, informant: str) -> dict[str, object]:
    """What the reliable change of a scale is made of, and where it is from."""
    names = ("reliability", "sd", "reliable_change")
    figures = {name: figure_for(getattr(scale, name), informant) for name in names}
    known = [figure for figure in figures.values() if figure is not None]
    sources = dict.fromkeys(figure.source for figure in known)
    return {
        **{name: figure and figure.value for name, figure in figures.items()},
        "source": "; ".join(sources) or "Nothing known",
        "confirmed": bool(known) and all(figure.confirmed for figure in known),
    }


def cutoffs_table(instruments: tuple[Instrument, ...]) -> pa.Table:
    """One row per instrument, scale, informant and band of scores."""
    rows = [
        {
            "instrument": instrument.instrument,
            "informant": informant,
            "scale": scale.scale,
            "name": cutoff.name,
            "lowest": cutoff.lowest,
            "highest": cutoff.highest,
            "norm": cutoff.norm,
            "source": cutoff.source,
            "confirmed": cutoff.confirmed,
        }
        for instrument in instruments
        for scale in instrument.scales
        for cutoff in scale.cutoffs
        for informant in cutoff.informants
    ]
    return pa.Table.from_pylist(rows, schema=TABLES["instrument_cutoffs"].schema)
