-- First and last year of each mart; what the year filters offer. A year that is delivered in part has months, but no
-- row of its own: it is not offered yet.
SELECT
    'patient_rates' AS mart,
    min(year) AS first_year,
    max(year) AS last_year
FROM patient_rates
UNION ALL
SELECT
    'activity' AS mart,
    min(left(period, 4)::INTEGER) AS first_year,
    max(left(period, 4)::INTEGER) AS last_year
FROM activity
WHERE period_type = 'year'
UNION ALL
SELECT
    'patients_by_unit' AS mart,
    min(year) AS first_year,
    max(year) AS last_year
FROM patients_by_unit
UNION ALL
SELECT
    'prom_trends' AS mart,
    min(year) AS first_year,
    max(year) AS last_year
FROM prom_trends
UNION ALL
SELECT
    'population' AS mart,
    min(year) AS first_year,
    max(year) AS last_year
FROM population
UNION ALL
SELECT
    'ssb_activity' AS mart,
    min(year) AS first_year,
    max(year) AS last_year
FROM ssb_activity
