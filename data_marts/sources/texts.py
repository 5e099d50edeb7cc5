"""Delivered values as plain texts under our names: blanks off, missing markers gone, codes translated."""

from collections.abc import Mapping, Sequence

import duckdb
from duckdb import (
    CaseExpression,
    CoalesceOperator,
    ColumnExpression,
    ConstantExpression,
    Expression,
    FunctionExpression,
)

from data_marts.sources.columns import Column
from data_marts.sources.delivery_note import ColumnRules, NamedFile
from data_marts.sources.matching import Matched
from data_marts.sources.read_parquet import ROW

FRACTIONS = ("FLOAT", "DOUBLE")
NUMBERS = ("number", "score", "kommune")
SCORES = "scores"


def as_texts(
    relation: duckdb.DuckDBPyRelation,
    file: NamedFile,
    matched: Matched,
    known: Mapping[str, Column],
    rules: ColumnRules,
    missing: Sequence[str],
) -> duckdb.DuckDBPyRelation:
    """Every column of ours as VARCHAR, NULL where nothing is delivered, and `row` from 1; of a wide file also the list
    `scores`, in the order of its scales.
    """
    plain = relation.select(ColumnExpression(ROW), *_plain(relation, matched.wanted))
    columns = [
        _column(column, file, matched.columns[column.name], rules, missing).alias(column.name)
        for column in known.values()
        if column.name not in _taken(matched)
    ]
    row = (ColumnExpression(ROW) + ConstantExpression(1)).alias("row")
    if not matched.wide:
        return plain.select(row, *columns)
    scores = [_score(index, file, missing) for index in matched.wide]
    return plain.select(row, *columns, FunctionExpression("list_value", *scores).alias(SCORES))


def _taken(matched: Matched) -> tuple[str, ...]:
    return ("scale", "score") if matched.wide else ()


def _plain(relation: duckdb.DuckDBPyRelation, wanted: Sequence[int]) -> list[Expression]:
    types = dict(zip(relation.columns, map(str, relation.types), strict=True))
    return [_plain_one(f"c{index}", types[f"c{index}"]) for index in wanted]


def _plain_one(name: str, kind: str) -> Expression:
    value = ColumnExpression(name)
    if kind in FRACTIONS:
        return FunctionExpression("number_text", value).alias(name)
    return FunctionExpression("plain_text", value.cast("VARCHAR")).alias(name)


def _column(
    column: Column, file: NamedFile, positions: Sequence[int], rules: ColumnRules, missing: Sequence[str]
) -> Expression:
    nothing = ConstantExpression(None).cast("VARCHAR")
    if not positions:
        return nothing
    markers = ("", *missing, *column.missing, *rules.missing.get(column.name, ()))
    codes = {**column.codes, **rules.codes.get(column.name, {})}
    found = [_value(index, column.kind, file, markers) for index in positions]
    text = found[0] if len(found) == 1 else CoalesceOperator(*found)
    return _translated(text, codes, column.kind == "word")


def _value(index: int, kind: str, file: NamedFile, markers: Sequence[str]) -> Expression:
    text: Expression = ColumnExpression(f"c{index}")
    if file.decimal == "," and kind in NUMBERS:
        text = FunctionExpression("plain_text", FunctionExpression("with_point", text))
    if kind == "word":
        text = FunctionExpression("lower", text)
    words = {marker.lower() if kind == "word" else marker for marker in markers}
    listed = [ConstantExpression(word) for word in sorted(words)]
    return CaseExpression(text.isnotin(*listed), text)


def _score(index: int, file: NamedFile, missing: Sequence[str]) -> Expression:
    return _value(index, "score", file, ("", *missing))


def _translated(text: Expression, codes: Mapping[str, str], is_word: bool) -> Expression:
    if not codes:
        return text
    pairs = [(code.lower() if is_word else code, ours) for code, ours in codes.items()]
    found = CaseExpression(text == ConstantExpression(pairs[0][0]), ConstantExpression(pairs[0][1]))
    for code, ours in pairs[1:]:
        found = found.when(text == ConstantExpression(code), ConstantExpression(ours))
    return found.otherwise(text)
