-- Admissions, discharges and bed days with the persons behind each, by period and treating organisation; years also by
-- sex and age group. A person stands behind bed days only with at least one of them.
CREATE TABLE stay_cells AS
WITH placed AS (
    SELECT
        stays.*,
        closure.organisation,
        periods.period_type,
        periods.period
    FROM stay_months AS stays
    INNER JOIN organisation_closure AS closure ON stays.node = closure.node
    INNER JOIN periods ON stays.year = periods.year AND (periods.months >> stays.month - 1) & 1 = 1
)

SELECT
    placed.period_type,
    placed.period,
    placed.organisation,
    'inpatient'::CARE AS care,
    sexes.shown AS sex,
    ages.shown AS age_group,
    count(*) FILTER (WHERE placed.admitted) AS admissions,
    count(DISTINCT placed.person) FILTER (WHERE placed.admitted) AS admission_patients,
    count(*) FILTER (WHERE placed.discharged) AS discharges,
    count(DISTINCT placed.person) FILTER (WHERE placed.discharged) AS discharge_patients,
    sum(placed.bed_days) AS bed_days,
    count(DISTINCT placed.person) FILTER (WHERE placed.bed_days > 0) AS bed_day_patients
FROM placed
INNER JOIN sex_levels AS sexes
    ON placed.sex = sexes.own AND (placed.period_type = 'year' OR sexes.shown = $total::SEX)
INNER JOIN age_levels AS ages
    ON placed.age_group = ages.own AND (placed.period_type = 'year' OR ages.shown = $total::AGE_GROUP)
GROUP BY ALL;
