"""The strata of standardised rates: counts that must exist where a rate is printed, though no row may show them."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data_marts.disclosure.attack.knowledge import Booleans
from data_marts.disclosure.attack.view import SHOWN, View, answered, as_array

RATES, RATE, PATIENTS = "patient_rates", "standardised_rate", "patients"


def strata(view: View) -> list[dict[str, str]]:
    """Sex with age group: what a standardised rate is weighted by."""
    sexes, ages = (view.single_values(name) for name in ("sex", "age_group"))
    return [{"sex": sex, "age_group": age} for sex in sexes for age in ages]


def inner_strata(view: View, table: pa.Table) -> Booleans:
    """Rows without a number of patients of their own that a printed standardised rate is made of."""
    none = np.zeros(len(view), dtype=np.bool_)
    group, own = _group_of(view, RATE), _group_of(view, PATIENTS)
    if view.name != RATES or group is None or own is None:
        return none
    shown = pc.equal(table.column(group["status_column"]), SHOWN)
    printed = as_array(pc.and_(shown, pc.is_valid(table.column(RATE))))
    sex, age = (view.code(view.total(name)) for name in ("sex", "age_group"))
    whole = view.beside(sex=sex, age_group=age)
    single = np.logical_and.reduce(
        [
            np.isin(view.codes[name], [view.code(value) for value in view.single_values(name)])
            for name in ("sex", "age_group")
        ]
    )
    return single & (whole >= 0) & printed[np.maximum(whole, 0)] & ~answered(table, own) if len(view) else none


def _group_of(view: View, column: str) -> Mapping[str, Any] | None:
    for group in view.described["groups"]:
        if any(measure["name"] == column for measure in group["measures"]):
            found: Mapping[str, Any] = group
            return found
    return None
