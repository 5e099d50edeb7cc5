-- Admissions, discharges and bed days with the persons behind each, the most that one of them had, and the sum of the
-- squares of what each had, by period and treating organisation; years also by sex and age group. A person stands
-- behind bed days only with at least one of them. Acute and planned admissions and those of which it is not stated are
-- together all; somebody may stand behind two of them.
CREATE TABLE stay_cells AS
WITH by_person AS (
    SELECT
        periods.period_type,
        periods.period,
        closure.organisation,
        stays.person,
        stays.sex,
        stays.age_group,
        count(*) FILTER (WHERE stays.admitted) AS admissions,
        count(*) FILTER (WHERE stays.admitted AND stays.urgency = 'acute') AS acute,
        count(*) FILTER (WHERE stays.admitted AND stays.urgency = 'planned') AS planned,
        count(*) FILTER (WHERE stays.admitted AND stays.urgency = 'unstated') AS unstated,
        count(*) FILTER (WHERE stays.discharged) AS discharges,
        sum(stays.bed_days) AS bed_days
    FROM stay_months AS stays
    INNER JOIN organisation_closure AS closure ON stays.year = closure.year AND stays.node = closure.node
    INNER JOIN periods ON stays.year = periods.year AND (periods.months >> stays.month - 1) & 1 = 1
    GROUP BY ALL
)

SELECT
    persons.period_type,
    persons.period,
    persons.organisation,
    'inpatient'::CARE AS care,
    sexes.shown AS sex,
    ages.shown AS age_group,
    sum(persons.admissions) AS admissions,
    count(*) FILTER (WHERE persons.admissions > 0) AS admission_patients,
    max(persons.admissions) AS admissions_largest,
    sum(persons.admissions * persons.admissions) AS admissions_squares,
    sum(persons.acute) AS acute_admissions,
    count(*) FILTER (WHERE persons.acute > 0) AS acute_patients,
    max(persons.acute) AS acute_admissions_largest,
    sum(persons.planned) AS planned_admissions,
    count(*) FILTER (WHERE persons.planned > 0) AS planned_patients,
    max(persons.planned) AS planned_admissions_largest,
    sum(persons.unstated) AS unstated_admissions,
    count(*) FILTER (WHERE persons.unstated > 0) AS unstated_patients,
    max(persons.unstated) AS unstated_admissions_largest,
    sum(persons.discharges) AS discharges,
    count(*) FILTER (WHERE persons.discharges > 0) AS discharge_patients,
    max(persons.discharges) AS discharges_largest,
    sum(persons.discharges * persons.discharges) AS discharges_squares,
    sum(persons.bed_days) AS bed_days,
    count(*) FILTER (WHERE persons.bed_days > 0) AS bed_day_patients,
    max(persons.bed_days) AS bed_days_largest,
    sum(persons.bed_days * persons.bed_days) AS bed_days_squares
FROM by_person AS persons
INNER JOIN sex_levels AS sexes
    ON persons.sex = sexes.own AND (persons.period_type = 'year' OR sexes.shown = $total::SEX)
INNER JOIN age_levels AS ages
    ON persons.age_group = ages.own AND (persons.period_type = 'year' OR ages.shown = $total::AGE_GROUP)
GROUP BY ALL;
