"""What the last publication changed: how many figures of each kind, and those that moved most."""

from collections.abc import Sequence
from dataclasses import replace

from app.changes import ChangedFigure, period_type_of
from app.choices import Place
from app.gate import Cell
from app.site import Site
from app.view import Figure, Origin, Part, Table, TableCell, TextSection, View
from app.views.cards import signed_percent
from app.views.common import count_cell, definition, origin_of
from app.views.periods import period_label
from app.views.trend import source
from data_marts.catalog import MARTS, Status
from data_marts.publication_reader import CAUSE_CODE, CAUSE_NOT_TOLD, CAUSE_POLICY, CAUSE_SEPARATOR, KINDS

ORIGINS: tuple[Origin, ...] = ("invented", "real")
# Statistics Norway counts its bed days in another way than the register, so they have a name of their own.
NAMES = {("ssb_activity", "bed_days"): "ssb_bed_days"}
CAUSES = {
    CAUSE_CODE: "changes.cause_code",
    CAUSE_POLICY: "changes.cause_policy",
    CAUSE_NOT_TOLD: "changes.cause_not_told",
}
# What a figure is told apart by, beside period and place.
DESCRIBED = ("sex", "age_group", "care", "diagnosis_group", "contact_type")


def parts(site: Site) -> tuple[Part, ...]:
    """When and why, then for the register's figures and Statistics Norway's each: counts, and what moved most."""
    groups = [(origin, _marts(site, origin)) for origin in ORIGINS]
    found = [view for origin, marts in groups if marts for view in _views(site, origin, marts)]
    return (story(site), *found)


def moved_of(site: Site, place: Place) -> tuple[View, ...]:
    """The listed figures of one treating organisation that the publication has moved; nothing where it has none."""
    figures = tuple(one for one in site.changes.figures if one.keys.get("organisation") == place.code)
    if not figures:
        return ()
    moved = {one.mart: sum(other.mart == one.mart for other in figures) for one in figures}
    of_place = replace(site, changes=replace(site.changes, figures=figures, moved=moved))
    [view] = _moved(of_place, "invented" if site.release.synthetic else "real", tuple(moved))
    # How many of its figures have moved in all is not told: the list has those that moved most in the whole release.
    heading, sentence = site.words("leader.changed", place=place.name), site.words("leader.changed_sentence")
    return (replace(view, heading=heading, sentences=(sentence,)),)


def _marts(site: Site, origin: Origin) -> list[str]:
    """The marts of one origin that the publication has changed."""
    touched = {mart for mart, _ in site.changes.counts}
    return [mart for mart in MARTS if mart in touched and origin_of(site, mart) == origin]


def story(site: Site) -> TextSection:
    """When and why the release was published, and which one it replaced."""
    words, changes = site.words, site.changes
    told = words(
        f"changes.{changes.state}",
        release=site.release.release_id,
        former=changes.former,
        date=words.date(changes.published_on.isoformat()) if changes.published_on else "",
    )
    reason = (words("changes.reason", reason=changes.reason),) if changes.reason else ()
    nothing = (words("changes.nothing"),) if changes.state in ("told", "back") and not changes.counts else ()
    return TextSection(words("changes.story"), "publisering", (told, *reason, *nothing))


def _views(site: Site, origin: Origin, marts: Sequence[str]) -> tuple[View, ...]:
    return (_counts(site, origin, marts), *_moved(site, origin, marts))


def _counts(site: Site, origin: Origin, marts: Sequence[str]) -> View:
    words, changes = site.words, site.changes
    heading = words(f"changes.counts_{origin}")
    rows = tuple(
        (
            TableCell(words(f"mart.{mart}"), numeric=False),
            *(count_cell(words, changes.counts.get((mart, kind), 0)) for kind in KINDS),
            count_cell(words, changes.moved.get(mart, 0)),
        )
        for mart in marts
    )
    columns = (words("changes.mart"), *(words(f"changes.kind_{kind}") for kind in KINDS), words("changes.moved"))
    table = Table(words("changes.caption_counts"), columns, rows, stacked=True)
    return _view(site, f"antall-{origin}", heading, origin, marts, (), table, (words("changes.note_counts"),))


def _moved(site: Site, origin: Origin, marts: Sequence[str]) -> tuple[View, ...]:
    """The list of figures that moved; nothing where none did."""
    words, changes = site.words, site.changes
    figures = [figure for figure in changes.figures if figure.mart in marts]
    total = sum(changes.moved.get(mart, 0) for mart in marts)
    if not total:
        return ()
    heading = words(f"changes.moved_{origin}")
    if len(figures) == total:
        sentence = words.counted("changes.all_listed", total)
    else:
        sentence = words("changes.some_listed", shown=words.number(len(figures)), total=words.number(total))
    columns = ("changes.figure", "table.place", "table.period", "changes.selection")
    values = ("changes.before", "changes.after", "changes.change", "changes.cause")
    names = tuple(words(name) for name in (*columns, *values))
    rows = tuple(_row(site, one) for one in figures)
    table = Table(words("changes.caption_moved"), names, rows, stacked=True)
    hidden = any(isinstance(figure.after, Status) for figure in figures)
    notes = (words("absence.withheld.note"),) if hidden else ()
    return (_view(site, f"flyttet-{origin}", heading, origin, marts, (sentence,), table, notes),)


def _row(site: Site, figure: ChangedFigure) -> tuple[TableCell, ...]:
    words = site.words
    decimals = MARTS[figure.mart].measures[figure.measure].decimals
    texts = (_place(site, figure), period_label(words, period_type_of(figure.period), figure.period))
    return (
        TableCell(words(f"measure.{NAMES.get((figure.mart, figure.measure), figure.measure)}"), numeric=False),
        *(TableCell(text, numeric=False) for text in (*texts, _selection(site, figure))),
        _value(site, figure.before, decimals),
        _value(site, figure.after, decimals),
        _change(site, figure),
        TableCell(_cause(site, figure.cause), numeric=False),
    )


def _cause(site: Site, told: str) -> str:
    """What differs between the releases that can have changed a figure: files by their names, the rest in words."""
    named = (site.words(CAUSES[one]) if one in CAUSES else one for one in told.split(CAUSE_SEPARATOR))
    return "; ".join(named)


def _value(site: Site, cell: Cell, decimals: int) -> TableCell:
    text = site.words.cell(cell, decimals)
    return (
        TableCell(text, absent=True)
        if isinstance(cell, Status)
        else TableCell(text, figure=Figure(cell, decimals=decimals))
    )


def _change(site: Site, figure: ChangedFigure) -> TableCell:
    if figure.share is not None:
        return TableCell(signed_percent(site, figure.share), figure=Figure(figure.share, decimals=1))
    reason = figure.after if isinstance(figure.after, Status) else Status.NOT_APPLICABLE
    return TableCell(site.words.cell(reason), absent=True)


def _place(site: Site, figure: ChangedFigure) -> str:
    choices = site.choices
    areas = choices.residences if "residence" in figure.keys else choices.organisations
    return areas.by_code[figure.place].short_name


def _selection(site: Site, figure: ChangedFigure) -> str:
    """What else the figure is of, in words: `jenter, 13–15 år`; of everybody where it is of all."""
    words, keys = site.words, figure.keys
    found = [words(f"{name}.{keys[name]}") for name in DESCRIBED if _is_part(figure, name)]
    found += [
        words("prom.questionnaire", instrument=one.short_name, informant=words(f"informant.{one.informant}"))
        for one in site.choices.questionnaires
        if (one.instrument, one.informant, one.scale)
        == (keys.get("instrument"), keys.get("informant"), keys.get("scale"))
    ]
    first, *others = found or [words("changes.everybody")]
    return ", ".join([first, *(one[0].lower() + one[1:] for one in others)])


def _is_part(figure: ChangedFigure, name: str) -> bool:
    dimensions = {dimension.name: dimension.total for dimension in MARTS[figure.mart].dimensions}
    return name in dimensions and figure.keys[name] != dimensions[name]


def _view(
    site: Site,
    name: str,
    heading: str,
    origin: Origin,
    marts: Sequence[str],
    sentences: tuple[str, ...],
    table: Table,
    notes: tuple[str, ...],
) -> View:
    """A view without a chart."""
    return View(
        name=name,
        heading=heading,
        origin=origin,
        sentences=sentences,
        chart=None,
        alternative="",
        table=table,
        notes=notes,
        # Marts share sources: each is named once.
        source="; ".join(dict.fromkeys(part for mart in marts for part in source(site, mart).split("; "))),
        definition=definition(site.words, "changes"),
    )
