"""What a visitor asks to see: one immutable value, canonical on construction."""

from dataclasses import dataclass

from data_marts.catalog import ALL


class SelectionError(ValueError):
    """A choice that cannot be answered. `key` and `values` name the sentence for the visitor in the text catalogue."""

    def __init__(self, key: str, /, **values: str | int) -> None:
        super().__init__(key)
        self.key = key
        self.values = values


@dataclass(frozen=True)
class Selection:
    """One view's filters. Fields that a view does not offer keep their defaults.

    `places` are codes of areas or organisations without repetition; empty means the view's default places.
    """

    measure: str
    first_year: int
    last_year: int
    places: tuple[str, ...] = ()
    sex: str = ALL
    age_group: str = ALL
    care: str = ALL
    diagnosis_group: str = ALL
    contact_type: str = ALL
    period_type: str = "year"
    questionnaire: str = ""

    def __post_init__(self) -> None:
        if self.first_year > self.last_year:
            raise SelectionError("years_reversed", first=self.first_year, last=self.last_year)
        object.__setattr__(self, "places", tuple(dict.fromkeys(self.places)))
