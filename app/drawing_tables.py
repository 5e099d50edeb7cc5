"""Draws tables as components: scrolled sideways, or as blocks where there is no room for them."""

from typing import Any

from dash import html

from app.html import dashed
from app.view import Table, TableCell
from app.words import Words

Node = Any


def table_node(words: Words, table: Table, folded: bool) -> Node:
    """The table; `folded` behind a line that opens it."""
    shown = _stacked(table) if table.stacked else _scroll(words, table)
    if not folded:
        return shown
    return html.Details([html.Summary(words("table.show")), shown], className="view-table")


def _scroll(words: Words, table: Table) -> Node:
    return html.Div(
        _plain_table(table),
        className="table-scroll",
        tabIndex="0",
        role="region",
        **dashed(aria_label=words("table.scroll", caption=table.caption)),
    )


def _plain_table(table: Table) -> Node:
    head = html.Tr([html.Th(name, scope="col", className=_kind(table, at)) for at, name in enumerate(table.columns)])
    body = [html.Tr([_cell(cell, first) for first, cell in _first_marked(row)]) for row in table.rows]
    return html.Table([html.Caption(table.caption), html.Thead(head), html.Tbody(body)])


def _cell(cell: TableCell, first: bool) -> Node:
    if first:
        return html.Th(cell.text, scope="row", className="below" if cell.below else None)
    return html.Td(cell.text, className=_look(cell))


def _stacked(table: Table) -> Node:
    """A table whose rows the style sheet makes into blocks where there is no room for it.

    Each cell holds the name of its column, to be shown there, and its role: as blocks, browsers would forget it.
    """
    names = [html.Th(name, scope="col", role="columnheader", className=_kind(table, at))
             for at, name in enumerate(table.columns)]  # fmt: skip
    body = [html.Tr(_stacked_cells(table, row), role="row") for row in table.rows]
    head = html.Thead(html.Tr(names, role="row"), role="rowgroup")
    drawn = html.Table([html.Caption(table.caption), head, html.Tbody(body, role="rowgroup")], role="table")
    return html.Div(drawn, className="table-stacked")


def _stacked_cells(table: Table, row: tuple[TableCell, ...]) -> list[Node]:
    first, *others = row
    named = zip(others, table.columns[1:], strict=True)
    cells = [html.Td(one.text, role="cell", className=_look(one), **dashed(data_column=name)) for one, name in named]
    return [html.Th(first.text, scope="row", role="rowheader"), *cells]


def _look(cell: TableCell) -> str | None:
    if cell.absent:
        # A reason among words stands to the left, like them.
        return "absent" if cell.numeric else "absent words"
    return "number" if cell.numeric else None


def _kind(table: Table, column: int) -> str | None:
    """How the heading of a column stands: over text to the left, like the text."""
    return "words" if column and table.rows and not any(row[column].numeric for row in table.rows) else None


def _first_marked(row: tuple[TableCell, ...]) -> list[tuple[bool, TableCell]]:
    return [(number == 0, cell) for number, cell in enumerate(row)]
