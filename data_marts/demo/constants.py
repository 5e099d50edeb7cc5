"""Every number that the invented extract is calibrated on, with its source.

Sources: KVABUP = the register's own status for 2024; SSB = Statistics Norway's table 13942 (child and adolescent mental
health care, sum of the four regions); Samdata = Helsedirektoratet/SINTEF Samdata; FDN = "Forløp etter døgnbehandling",
Helsedirektoratet 2021. "Invented" marks a number that was made up so that the whole looks plausible.
"""

from collections.abc import Mapping
from typing import Final

GENERATOR_VERSION: Final = "2.0.0"
DEFAULT_SEED: Final = 2024
YEARS: Final = (2019, 2020, 2021, 2022, 2023, 2024)
FIRST_YEAR: Final = YEARS[0]
LAST_YEAR: Final = YEARS[-1]

# Distinct patients aged 0-17. KVABUP for 2019 and 2024; the years between lie on the straight line through the two.
PATIENTS_FIRST: Final = 56_357
PATIENTS_LAST: Final = 72_317
# Adults in the files, as a share of the patients aged 0-17, and how they spread over ages 18, 19, 20.
# FDN: 14 % of the inpatients were 18 or older; of all patients far fewer. Invented.
ADULT_SHARE: Final = 0.03
ADULT_AGES: Final = (0.7, 0.2, 0.1)

# Outpatient consultations. 2024: KVABUP; earlier years: SSB.
CONSULTATIONS: Final[Mapping[int, int]] = {
    2019: 860_900,
    2020: 928_800,
    2021: 928_200,
    2022: 996_200,
    2023: 1_009_800,
    2024: 1_026_912,
}
DAY_CONTACTS: Final[Mapping[int, int]] = {2019: 5720, 2020: 5039, 2021: 4673, 2022: 5235, 2023: 3793, 2024: 2698}  # SSB
# Stays of the counted patients that begin in the year: SSB's discharges.
STAYS: Final[Mapping[int, int]] = {2019: 2834, 2020: 3330, 2021: 4023, 2022: 4073, 2023: 3741, 2024: 3495}
# Bed days. 2024: KVABUP 83,058; earlier years: SSB's liggedager times 83,058 / 63,583 (the two count differently).
BED_DAYS: Final[Mapping[int, int]] = {
    2019: 86_188,
    2020: 84_120,
    2021: 96_974,
    2022: 93_041,
    2023: 85_733,
    2024: 83_058,
}
BEDS: Final[Mapping[int, int]] = {2019: 258, 2020: 256, 2021: 272, 2022: 271, 2023: 273, 2024: 269}  # SSB
INPATIENT_SHARE: Final = 0.022  # KVABUP 2024, used for every year
# Girls and boys aged 13+ and under 13 among the inpatients: 75 % girls, 85 % aged 13+ (FDN, rounded).
INPATIENT_STRATA: Final = ((True, True, 0.66), (True, False, 0.09), (False, True, 0.19), (False, False, 0.06))

# Patients per 1,000 residents aged 0-17 in 2024, before the sum is brought to PATIENTS_LAST. The spread (54-80) is that
# of the published atlas (SKDE 2019-23: 53.8-80.1); which area has which rate is invented.
AREA_RATES: Final[Mapping[str, float]] = {
    "983974880": 78.0,
    "983974899": 70.5,
    "983974910": 72.0,
    "983974929": 66.5,
    "983974791": 60.5,
    "883974832": 62.5,
    "997005562": 64.0,
    "983974732": 71.0,
    "983974724": 62.0,
    "983974694": 68.0,
    "983974678": 60.0,
    "983971768": 71.5,
    "983971636": 57.5,
    "993467049": 61.0,
    "965985166": 75.0,
    "982791952": 57.0,
    "983971709": 69.0,
    "894166762": 65.5,
    "983975259": 70.0,
    "983975267": 67.5,
    "983975240": 73.0,
}
AREA_NOISE: Final = 0.025  # spread of an area's rate around its own level in the years before 2024; invented

# Patients per 1,000 by age 0-17, a shape only: boys dominate to 12, girls from 14 (Samdata 2016, IS-1912).
BOYS_BY_AGE: Final = (2, 4, 7, 12, 18, 28, 46, 66, 80, 88, 90, 88, 84, 81, 79, 80, 82, 78)
GIRLS_BY_AGE: Final = (2, 3, 5, 7, 10, 15, 24, 34, 42, 48, 54, 60, 69, 85, 112, 130, 138, 130)
TEENAGE_GIRLS_IN_FIRST_YEAR: Final = 0.88  # relative to 2024: the growth was largest among them (FHI)

# How patients come and go; invented, so that about 40 % of a year's patients are new.
RETAINED_SHARE: Final = 0.56
RETURNING_SHARE: Final = 0.07
MOVING_SHARE: Final = 0.012  # persons who have moved to another kommune since last year
RESERVED_PERSONS: Final = 340  # reservations in force: removed before any count
WITHDRAWN_RESERVATIONS: Final = 45  # reservations withdrawn again: these persons count

# Where patients are treated; invented.
OWN_TRUST_SHARE: Final = 0.955
OTHER_REGION_SHARE: Final = 0.15  # of those treated elsewhere
ATTRACTION: Final[Mapping[str, float]] = {"993467049": 4.0, "883974832": 2.0, "983974724": 2.0, "983974899": 2.0}
# Private units with an agreement: (area of residence, owner's unit, share of the area's patients).
PRIVATE_FLOWS: Final = (("983974724", 983050360, 0.09), ("883974832", 928349470, 0.02), ("997005562", 930475548, 0.025))
INPATIENT_HOST: Final[Mapping[str, str]] = {"965985166": "993467049", "982791952": "993467049"}  # no beds of their own
SECOND_UNIT_SHARE: Final = 0.05  # patients with a second treating unit in the year

# Consultations of 2024 by treating trust where the bank has the trust (SSB); the rest of a region by patients.
TRUST_CONSULTATIONS: Final[Mapping[str, int]] = {
    "983974899": 35_855,
    "883974832": 59_027,
    "983974724": 87_298,
    "983974678": 60_763,
    "983971636": 96_548,
    "993467049": 76_970,
    "965985166": 26_969,
    "983971709": 57_043,
    "894166762": 124_584,
}
TRUST_CONSULTATIONS_FIRST: Final[Mapping[str, int]] = {  # 2019, SSB
    "983974899": 31_556,
    "883974832": 42_673,
    "983974724": 69_497,
    "983974678": 61_161,
    "983971636": 89_700,
    "993467049": 53_831,
    "965985166": 21_570,
    "983971709": 49_353,
    "894166762": 79_586,
}
REGION_CONSULTATIONS: Final[Mapping[str, int]] = {
    "883658752": 89_733,
    "983658776": 127_328,
    "983658725": 214_842,
    "991324968": 594_780,
}
REGION_CONSULTATIONS_FIRST: Final[Mapping[str, int]] = {  # 2019, SSB
    "883658752": 83_298,
    "983658776": 96_595,
    "983658725": 188_788,
    "991324968": 492_244,
}
NPR_REGION: Final[Mapping[str, int]] = {"983658725": 3, "983658776": 4, "883658752": 5, "991324968": 7}

# Contacts per patient are far from even: spread of the lognormal weights, and cap in multiples of the mean. Invented.
CONTACT_SPREAD: Final = 0.95
CONTACT_CAP: Final = 7.0
# Weight of the months (July dip, short December) and of the weekdays Monday to Friday. Invented.
MONTH_WEIGHTS: Final = (1.05, 0.98, 1.06, 0.97, 1.02, 1.02, 0.38, 0.88, 1.12, 1.05, 1.15, 0.88)
WEEKDAY_WEIGHTS: Final = (1.0, 1.08, 1.08, 1.02, 0.82)
PANDEMIC_CLOSING: Final = "2020-03-12"
TELEMEDICINE_2020: Final = 0.16  # share after the closing, under stedaktivitet 3: codes 6 and 7 came in 2021
VIDEO_SHARE: Final[Mapping[int, float]] = {2019: 0, 2020: 0, 2021: 0.085, 2022: 0.06, 2023: 0.05, 2024: 0.048}
PHONE_SHARE: Final[Mapping[int, float]] = {2019: 0, 2020: 0, 2021: 0.095, 2022: 0.075, 2023: 0.068, 2024: 0.062}
CONTACT_TYPES: Final = ((1, 0.24), (2, 0.71), (3, 0.04), (13, 0.01))  # assessment, treatment, follow-up, training
ACTIVITIES: Final = ((1, 0.63), (3, 0.27), (4, 0.035), (2, 0.015), (5, 0.03), (7, 0.02))
PLACES: Final = ((1, 0.87), (2, 0.03), (4, 0.04), (5, 0.05), (9, 0.01))

# Share of patients without a code on axis 1 (Samdata 2006: 32.8 %; later fewer), first and last year.
MISSING_DIAGNOSIS: Final = (0.28, 0.23)
MISSING_ROWS: Final = 0.08  # rows without a code among patients who have one
NEW_DIAGNOSIS_SHARE: Final = 0.30  # patients whose main diagnosis is set anew in a year
# Share of coded patients by diagnosis: boys 0-12, boys 13-17, girls 0-12, girls 13-17. Boys' hyperkinetic 37 % and the
# girls' anxiety, stress and mood disorders after Samdata 2016; the small groups after Samdata 2006.
DIAGNOSIS_SHARES: Final[Mapping[str, tuple[float, float, float, float]]] = {
    "hyperkinetic": (0.36, 0.37, 0.28, 0.19),
    "anxiety": (0.11, 0.10, 0.19, 0.17),
    "stress": (0.07, 0.07, 0.10, 0.16),
    "affective": (0.01, 0.08, 0.02, 0.17),
    "autism": (0.09, 0.10, 0.05, 0.05),
    "eating": (0.005, 0.005, 0.01, 0.05),
    "conduct": (0.04, 0.035, 0.02, 0.01),
    "social_tics": (0.10, 0.04, 0.07, 0.015),
    "psychosis": (0.0, 0.008, 0.0, 0.007),
    "substance": (0.0, 0.006, 0.0, 0.004),
    "other_f": (0.025, 0.025, 0.02, 0.034),
    "symptoms": (0.13, 0.11, 0.17, 0.11),
    "none": (0.06, 0.05, 0.07, 0.04),
}
# Growth over the whole period relative to the other groups (FHI and SKDE: ADHD and autism rise, most in teenage girls).
DIAGNOSIS_GROWTH: Final[Mapping[str, tuple[float, float, float, float]]] = {
    "hyperkinetic": (1.10, 1.15, 1.35, 1.60),
    "autism": (1.25, 1.30, 1.45, 1.70),
}
DIAGNOSIS_CODES: Final[Mapping[str, tuple[tuple[str, float], ...]]] = {
    "hyperkinetic": (("F900", 0.74), ("F901", 0.10), ("F908", 0.11), ("F909", 0.05)),
    "anxiety": (
        ("F401", 0.14),
        ("F411", 0.13),
        ("F419", 0.11),
        ("F420", 0.06),
        ("F422", 0.10),
        ("F930", 0.22),
        ("F938", 0.24),
    ),
    "stress": (("F431", 0.32), ("F432", 0.36), ("F439", 0.12), ("F444", 0.06), ("F450", 0.14)),
    "affective": (("F320", 0.18), ("F321", 0.46), ("F322", 0.11), ("F329", 0.13), ("F331", 0.09), ("F319", 0.03)),
    "autism": (("F840", 0.34), ("F841", 0.08), ("F845", 0.40), ("F849", 0.18)),
    "eating": (("F500", 0.46), ("F501", 0.20), ("F502", 0.12), ("F509", 0.22)),
    "conduct": (("F910", 0.16), ("F913", 0.34), ("F919", 0.18), ("F920", 0.14), ("F928", 0.18)),
    "social_tics": (("F952", 0.24), ("F951", 0.12), ("F941", 0.18), ("F942", 0.10), ("F980", 0.20), ("F988", 0.16)),
    "psychosis": (("F200", 0.18), ("F239", 0.42), ("F29", 0.40)),
    "substance": (("F121", 0.46), ("F129", 0.26), ("F191", 0.28)),
    "other_f": (("F603", 0.22), ("F639", 0.10), ("F640", 0.24), ("F819", 0.24), ("F990", 0.20)),
    "symptoms": (("Z032", 0.46), ("Z004", 0.20), ("R418", 0.10), ("R456", 0.12), ("Z638", 0.12)),
    "none": (("1000", 1.0),),
}
NOT_CODED: Final = "1999"  # "insufficient information"; the other half of the missing codes is NULL

# Known defects, as shares of the year's rows unless said otherwise. Together with the adults 1-2 % are out of order.
SAME_DAY_ROWS: Final = 0.006  # a second row for the same person, date and unit
EXACT_DUPLICATES: Final = 0.001
LATE_COPIES: Final = 0.0004  # December rows repeated unchanged in the next year's file
INDIRECT_CONTACTS: Final = 0.006  # kontakttype 5
UNIT_99: Final = 0.002
DISTRICT_UNKNOWN: Final = 0.004  # of Oslo rows
DISTRICT_NEVER_KNOWN: Final = 0.006  # of Oslo patients
SEX_UNKNOWN: Final = 0.0004
SEX_NEVER_KNOWN: Final = 0.0006  # of persons: every row says 0 or 9
SEX_DIFFERENT: Final = 0.0002
BIRTH_YEAR_UNKNOWN: Final = 0.0002
KOMMUNE_INVALID: Final = 0.0004
KOMMUNE_OLD: Final = 0.0005  # of rows before a person's last: the kommune number of the year before
UNIT_TYPOS: Final = 0.0005  # one digit of behandlingsstedkode wrong, institusjonid right
# Extra rows that are to be set aside, by the reason for it; "unreadable" in text files alone.
EXTRA_ROWS: Final[Mapping[str, float]] = {
    "other_sector": 0.001,
    "missing_person": 0.00005,
    "unknown_unit": 0.00005,
    "missing_start": 0.00001,
    "ends_before_start": 0.00002,
    "outside_period": 0.00001,
    "unreadable": 0.00001,
}
# And extra forms, as shares of those answered.
EXTRA_FORMS: Final[Mapping[str, float]] = {
    "score_out_of_range": 0.0005,
    "unknown_unit": 0.0001,
    "missing_person": 0.0001,
}
CONTACTS_DURING_STAY: Final = 0.35  # omsorgsniva 8, per stay
SPLIT_STAYS: Final = 0.04  # stays reported as two rows, less than 8 hours apart
CROSSING_STAYS: Final = 0.022  # stays that go on into the next year
STAYS_WITH_LEAVE: Final = 0.22

# PROM: share of new courses invited, of invited who answer first and again; first and last year, spread over units.
INVITED_SHARE: Final = (0.30, 0.66)
ANSWERED_SHARE: Final = (0.66, 0.78)
FOLLOWUP_SHARE: Final = (0.36, 0.52)
UNIT_SPREAD: Final = 0.75  # on the logit scale
CLINICIAN_FACTOR: Final = 1.12  # clinicians answer more often than families
FOLLOWUP_DAYS: Final = (120, 240)
# (instrument, informant): mean and SD at baseline, mean change in the direction of the score, youngest and oldest age.
PROM_SCORES: Final[Mapping[tuple[str, str], tuple[float, float, float, int, int]]] = {
    ("sdq", "parent"): (17.2, 6.0, -2.6, 4, 17),
    ("sdq", "child"): (16.4, 5.6, -2.2, 11, 17),
    ("honosca", "clinician"): (15.8, 6.4, -4.1, 3, 17),
    ("cgas", "clinician"): (55.5, 9.4, 5.6, 3, 17),
}
PROM_LOADINGS: Final = 0.65  # on the severity that the instruments of one patient share
PROM_STABILITY: Final = 0.60  # correlation of first and second score
