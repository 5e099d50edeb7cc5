"""The rows of one year's file while they are being made: columns of equal length, NULL as a negative number."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from data_marts.demo import constants as c

NULL = -1
Values: TypeAlias = int | NDArray[np.integer] | NDArray[np.bool_]
INPATIENT, DAY, OUTPATIENT, OUTPATIENT_DURING_STAY = 1, 2, 3, 8
INDIRECT = 5

CODES: tuple[str, ...] = (c.NOT_CODED, *(code for codes in c.DIAGNOSIS_CODES.values() for code, _ in codes))
NOT_CODED = 0


@dataclass(frozen=True)
class Rows:
    """Registered episodes of one file."""

    patient: NDArray[np.int32]  # index into the year's Patients
    unit: NDArray[np.int16]  # index into Units
    care: NDArray[np.int8]
    inndato: NDArray[np.int32]  # days since 1970
    utdato: NDArray[np.int32]
    inntid: NDArray[np.int32]  # seconds since midnight
    uttid: NDArray[np.int32]
    leave: NDArray[np.int16]
    urgency: NDArray[np.int8]
    contact_type: NDArray[np.int8]
    activity: NDArray[np.int8]
    place: NDArray[np.int8]
    diagnosis: NDArray[np.int16]  # index into CODES
    episode: NDArray[np.int64]
    aar: NDArray[np.int16]

    def __len__(self) -> int:
        return len(self.patient)


def make_rows(count: int, **columns: Values) -> Rows:
    """Rows with the given columns (arrays or one value for all); the others are NULL."""
    made = {}
    for field in fields(Rows):
        dtype = _DTYPES[field.name]
        given = columns.pop(field.name, NULL)
        made[field.name] = np.broadcast_to(np.asarray(given), count).astype(dtype)
    if columns:
        raise ValueError(f"rows have no columns {sorted(columns)}")
    return Rows(**made)


def take(rows: Rows, chosen: NDArray[np.integer] | NDArray[np.bool_], **changes: Values) -> Rows:
    """The chosen rows (indices or mask), with some columns changed."""
    found = Rows(**{field.name: getattr(rows, field.name)[chosen] for field in fields(Rows)})
    typed = {n: np.broadcast_to(np.asarray(v), len(found)).astype(_DTYPES[n]) for n, v in changes.items()}
    return replace(found, **typed)


def join(parts: Sequence[Rows]) -> Rows:
    """All rows, one part after the other."""
    names = [field.name for field in fields(Rows)]
    return Rows(**{name: np.concatenate([getattr(part, name) for part in parts]) for name in names})


_DTYPES = {
    "patient": np.int32,
    "unit": np.int16,
    "care": np.int8,
    "inndato": np.int32,
    "utdato": np.int32,
    "inntid": np.int32,
    "uttid": np.int32,
    "leave": np.int16,
    "urgency": np.int8,
    "contact_type": np.int8,
    "activity": np.int8,
    "place": np.int8,
    "diagnosis": np.int16,
    "episode": np.int64,
    "aar": np.int16,
}
