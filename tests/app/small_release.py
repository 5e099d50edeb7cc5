"""A release small enough to know by heart: a country, two regions, three trusts and four units over three years.

Every count is 10 x the year's last digit x the place's number, so that a reader can work each one out:
patients in Finnmark (number 3) in 2024 are 10 x 4 x 3 = 120. Rows listed in WITHHELD are hidden as a build hides them,
and there are figures in declared views alone.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa

from data_marts.catalog import ALL, CONTACT_TYPES, DIAGNOSIS_GROUPS, MARTS, TABLES, Mart, Status
from data_marts.disclosure.views import narrow, read_views

YEARS = (2022, 2023, 2024)
PLACES = (
    # number, code, name, slug, level, parent, kind
    (1, "norge", "Norge", "norge", "country", None, None),
    (2, "883658752", "Helse Nord", "helse-nord", "rhf", "norge", None),
    (3, "983974880", "Finnmarkssykehuset", "finnmark", "hf", "883658752", None),
    (4, "974795884", "BUP Hammerfest", "bup-hammerfest", "unit", "983974880", "outpatient"),
    (5, "979848498", "BUP Alta", "bup-alta", "unit", "983974880", "outpatient"),
    (6, "983974899", "UNN", "unn", "hf", "883658752", None),
    (7, "974547031", "BUP Tromsø", "bup-tromso", "unit", "983974899", "outpatient"),
    (8, "983658725", "Helse Vest", "helse-vest", "rhf", "norge", None),
    (9, "983974724", "Helse Bergen", "bergen", "hf", "983658725", None),
    (10, "975297195", "Haukeland døgn", "haukeland-dogn", "unit", "983974724", "inpatient"),
)
NUMBER = {code: number for number, code, *_ in PLACES}
RESIDENCES = tuple(place for place in PLACES if place[4] != "unit")
# Withheld in 2024 wherever it is counted: Alta's patients, and girls in Finnmark.
WITHHELD_UNIT = "979848498"
WITHHELD_AREA = "983974880"

# Rates are not made from the counts: they differ by group alone, so that a change of group can be seen in a chart.
RATES = {ALL: 50.0, "girls": 52.0, "boys": 48.0}
LESS = {False: 0.0, True: 30.0}


def count(year: int, code: str) -> int:
    """The count that every measure of a place has in a year."""
    return 10 * (year % 10) * NUMBER[code]


def limits(values: Mapping[str, float]) -> dict[str, float]:
    """Those of the events of a row: a tenth of the number on each side, and none of no events."""
    events = {
        name: found for name in ("contacts", "admissions", "discharges", "bed_days") if (found := values.get(name))
    }
    low = {f"{name}_low": number - number // 10 for name, number in events.items()}
    return low | {f"{name}_high": number + number // 10 for name, number in events.items()}


def tables() -> dict[str, pa.Table]:
    """Every mart and table of the catalogue."""
    rows = {
        "patient_rates": _patient_rates(),
        "activity": _activity(),
        "patients_by_unit": _patients_by_unit(),
        "waiting": _waiting(),
        "prom_trends": _prom_trends(),
        "coverage": _coverage(),
        "population": _population(),
        "ssb_activity": _ssb_activity(),
    }
    marts = {name: pa.Table.from_pylist(list(found), schema=MARTS[name].schema) for name, found in rows.items()}
    names = {name: pa.Table.from_pylist(found, schema=TABLES[name].schema) for name, found in _names().items()}
    return narrow(marts, names, read_views()) | names


def row(mart: Mart, keys: Mapping[str, Any], values: Mapping[str, Any], **statuses: Status) -> dict[str, Any]:
    """One row: measures not named are absent; a group is published unless a status says otherwise."""
    made: dict[str, Any] = dict(keys)
    for group in mart.groups:
        status = statuses.get(group.name, Status.PUBLISHED)
        made[group.status_column] = str(status)
        for measure in group.measures:
            made[measure.name] = values.get(measure.name) if status is Status.PUBLISHED else None
    return made


def _patient_rates() -> Iterable[dict[str, Any]]:
    mart = MARTS["patient_rates"]
    cells = [
        (sex, age, care, ALL) for sex in (ALL, "girls", "boys") for age in (ALL, "13-15") for care in (ALL, "inpatient")
    ]
    cells += [(sex, ALL, ALL, diagnosis) for sex in (ALL, "girls") for diagnosis in DIAGNOSIS_GROUPS[1:4]]
    for year in YEARS:
        for _, code, *_ in RESIDENCES:
            for sex, age, care, diagnosis in cells:
                keys = {
                    "year": year, "residence": code, "sex": sex,
                    "age_group": age, "care": care, "diagnosis_group": diagnosis,
                }  # fmt: skip
                patients, rate = count(year, code), RATES[sex] - LESS[(age, care, diagnosis) != (ALL, ALL, ALL)]
                values = {
                    "patients": patients, "population": 20 * patients, "rate": rate, "rate_low": rate - 5.0,
                    "rate_high": rate + 5.5,
                    "standardised_rate": 51.0, "standardised_low": 46.0, "standardised_high": 56.0,
                }  # fmt: skip
                hidden = code == WITHHELD_AREA and sex == "girls" and year == 2024
                status = Status.WITHHELD if hidden else Status.PUBLISHED
                plain = sex == ALL and age == ALL
                standard = status if plain else Status.NOT_APPLICABLE
                yield row(mart, keys, values, patients=status, standardised=standard)


def _activity() -> Iterable[dict[str, Any]]:
    mart = MARTS["activity"]
    periods = [("year", str(year)) for year in YEARS]
    periods += [("month", f"{year}-{month:02}") for year in YEARS for month in range(1, 13)]
    for kind, period in periods:
        for _, code, *_ in PLACES:
            for care, contact_type, sex in [
                ("inpatient", ALL, ALL),
                ("day", ALL, ALL),
                *(("outpatient", one, ALL) for one in CONTACT_TYPES),
                *([("outpatient", "video", "girls")] if kind == "year" else []),
            ]:
                keys = {
                    "period_type": kind, "period": period, "organisation": code, "care": care,
                    "contact_type": contact_type, "sex": sex, "age_group": ALL,
                }  # fmt: skip
                found = count(int(period[:4]), code)
                share = found if contact_type == ALL else found // 2
                stays = care == "inpatient"
                hidden = Status.WITHHELD if code == WITHHELD_UNIT and period[:4] == "2024" else Status.PUBLISHED
                stay_status = Status.PUBLISHED if stays else Status.NOT_APPLICABLE
                values = {
                    "contacts": 3 * share, "contact_patients": share, "admissions": found, "admission_patients": found,
                    "discharges": found, "discharge_patients": found, "bed_days": 2 * found, "bed_day_patients": found,
                    "occupied_share": 87.5, "acute_admissions": found // 2, "acute_patients": found // 2,
                    "planned_admissions": found // 2, "planned_patients": found // 2, "unstated_admissions": 0,
                    "unstated_patients": 0,
                }  # fmt: skip
                values |= limits(values)
                yield row(
                    mart,
                    keys,
                    values,
                    contacts=Status.NOT_APPLICABLE if stays else hidden,
                    admissions=stay_status,
                    urgency=stay_status,
                    discharges=stay_status,
                    bed_days=stay_status,
                )


def _patients_by_unit() -> Iterable[dict[str, Any]]:
    mart = MARTS["patients_by_unit"]
    for year in YEARS:
        for _, code, *_ in PLACES:
            for care in (ALL, "outpatient", "inpatient", "day"):
                keys = {"year": year, "organisation": code, "care": care, "diagnosis_group": ALL}
                hidden = Status.WITHHELD if code == WITHHELD_UNIT and year == 2024 else Status.PUBLISHED
                contacts = hidden if care == "outpatient" else Status.NOT_APPLICABLE
                values = {"patients": count(year, code), "contacts_per_patient": 14.2}
                newness = hidden if (care, year) == (ALL, 2024) else Status.NOT_APPLICABLE
                values |= {
                    "new_patients": values["patients"] // 2, "returning_patients": 0,
                    "continuing_patients": values["patients"] // 2,
                }  # fmt: skip
                yield row(mart, keys, values, patients=hidden, contacts_per_patient=contacts, newness=newness)


def _waiting() -> Iterable[dict[str, Any]]:
    mart = MARTS["waiting"]
    periods = [("year", str(year)) for year in YEARS]
    periods += [("month", f"{year}-{month:02}") for year in YEARS for month in range(1, 13)]
    for kind, period in periods:
        for _, code, *_ in PLACES:
            keys = {"period_type": kind, "period": period, "organisation": code}
            found = count(int(period[:4]), code)
            half = found // 2
            values = {
                "referrals": found, "referral_patients": found, "rejected": half, "rejected_patients": half,
                "not_rejected": half, "not_rejected_patients": half, "started": found, "start_patients": found,
                "median_wait": 40.0, "long_wait": 80.0, "within_limit": half, "within_limit_patients": half,
                "late": half, "late_patients": half, "within_limit_share": 50.0,
            }  # fmt: skip
            hidden = Status.WITHHELD if code == WITHHELD_UNIT and period[:4] == "2024" else Status.PUBLISHED
            yield row(mart, keys, values, **dict.fromkeys((group.name for group in mart.groups), hidden))


def _prom_trends() -> Iterable[dict[str, Any]]:
    mart = MARTS["prom_trends"]
    for year in YEARS:
        for _, code, *_ in PLACES:
            keys = {"year": year, "organisation": code, "instrument": "sdq", "informant": "parent", "scale": "total"}
            pairs = count(year, code) // 2
            values = {
                "eligible": 4 * pairs, "invited": 3 * pairs, "baseline_n": 2 * pairs, "pairs": pairs,
                "baseline_share": 50.0, "pair_share": 25.0, "mean_baseline": 17.0, "mean_followup": 14.6,
                "mean_change": -2.4, "change_low": -3.0, "change_high": -1.8, "sd_change": 5.0,
                "better": pairs - 20 if pairs > 25 else 0, "unchanged": 10, "worse": 10, "better_share": 40.0,
                "unchanged_share": 50.0, "worse_share": 10.0, "at_floor": 0, "at_ceiling": 0, "floor_share": 0.0,
                "ceiling_share": 0.0,
            }  # fmt: skip
            hidden = Status.WITHHELD if code == WITHHELD_UNIT and year == 2024 else Status.PUBLISHED
            yield row(mart, keys, values, coverage=hidden, change=hidden, outcome=hidden, ends=hidden)


def _coverage() -> Iterable[dict[str, Any]]:
    mart = MARTS["coverage"]
    for year in YEARS:
        for _, code, *_ in PLACES:
            found = count(year, code)
            coded = found * 7 // 10
            values = {
                "patients": found, "coded_patients": coded, "uncoded_patients": found - coded, "coded_share": 70.0,
            }  # fmt: skip
            hidden = Status.WITHHELD if code == WITHHELD_UNIT and year == 2024 else Status.PUBLISHED
            yield row(mart, {"year": year, "organisation": code}, values, coding=hidden)


def _population() -> Iterable[dict[str, Any]]:
    mart = MARTS["population"]
    for year in YEARS:
        for _, code, *_ in RESIDENCES:
            keys = {"year": year, "residence": code, "sex": ALL, "age_group": ALL}
            yield row(mart, keys, {"population": 20 * count(year, code)})


def _ssb_activity() -> Iterable[dict[str, Any]]:
    mart = MARTS["ssb_activity"]
    for year in YEARS:
        for _, code, *_ in RESIDENCES:
            found = count(year, code)
            values = {"consultations": 100 * found, "bed_days": 7 * found, "discharges": found, "beds": NUMBER[code]}
            repeated = Status.REPEATED if code == "983974899" and year == 2023 else Status.PUBLISHED
            yield row(mart, {"year": year, "organisation": code}, values, consultations=repeated)


def _names() -> dict[str, list[dict[str, Any]]]:
    organisations = [_place(*place) | {"ownership": "public"} for place in PLACES]
    areas = [{key: value for key, value in _place(*place).items() if key != "kind"} for place in RESIDENCES]
    for area in areas:
        area["level"] = "hf_area" if area["level"] == "hf" else area["level"]
    instrument = {
        "position": 0, "kind": "prom", "scale_name": "sumskåre", "youngest": 4, "oldest": 17,
        "norwegian_norms": "regional", "licence": "hand-made", "instrument": "sdq",
        "name": "SDQ", "informant": "parent", "scale": "total", "minimum": 0.0, "maximum": 40.0,
        "higher_is_better": False, "reliability": 0.82, "sd": 5.8, "source": "hand-made", "confirmed": False,
    }  # fmt: skip
    breaks = [{"mart": "ssb_activity", "place": "883658752", "year": 2023, "reason": "data_system_midt_2018"}]
    # Bergen lay in the other region before.
    change = {
        "year": 2023, "kind": "move", "code": "983974724", "old": "883658752", "new": "983658725",
        "source": "hand-made",
    }  # fmt: skip
    return {
        "organisations": organisations,
        "residence_areas": areas,
        "organisation_changes": [change],
        "instruments": [instrument],
        "instrument_cutoffs": [],
        "breaks": breaks,
        "place_names": [{"name": "Alta", "area": "983974880"}, {"name": "Bergen", "area": "983974724"}],
    }


def _place(
    number: int, code: str, name: str, slug: str, level: str, parent: str | None, kind: str | None
) -> dict[str, Any]:
    return {
        "code": code, "name": name, "short_name": name.removesuffix("sykehuset"), "slug": slug, "level": level,
        "parent": parent, "valid_from": 2015, "valid_to": None, "sort_order": number, "kind": kind,
    }  # fmt: skip
