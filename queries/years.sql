-- First and last year of each mart and kind of period; what the year filters offer. Parts of a year reach into the one
-- that is not wholly delivered.
SELECT
    'patient_rates' AS mart,
    'year' AS period_type,
    min(year) AS first_year,
    max(year) AS last_year
FROM patient_rates
UNION ALL
SELECT DISTINCT
    'activity' AS mart,
    period_type::VARCHAR AS period_type,
    min(left(period, 4)::INTEGER) OVER (PARTITION BY period_type) AS first_year,
    max(left(period, 4)::INTEGER) OVER (PARTITION BY period_type) AS last_year
FROM activity
UNION ALL
SELECT DISTINCT
    'waiting' AS mart,
    period_type::VARCHAR AS period_type,
    min(left(period, 4)::INTEGER) OVER (PARTITION BY period_type) AS first_year,
    max(left(period, 4)::INTEGER) OVER (PARTITION BY period_type) AS last_year
FROM waiting
UNION ALL
SELECT
    'patients_by_unit' AS mart,
    'year' AS period_type,
    min(year) AS first_year,
    max(year) AS last_year
FROM patients_by_unit
UNION ALL
SELECT
    'prom_trends' AS mart,
    'year' AS period_type,
    min(year) AS first_year,
    max(year) AS last_year
FROM prom_trends
UNION ALL
SELECT
    'coverage' AS mart,
    'year' AS period_type,
    min(year) AS first_year,
    max(year) AS last_year
FROM coverage
UNION ALL
SELECT
    'population' AS mart,
    'year' AS period_type,
    min(year) AS first_year,
    max(year) AS last_year
FROM population
UNION ALL
SELECT
    'ssb_activity' AS mart,
    'year' AS period_type,
    min(year) AS first_year,
    max(year) AS last_year
FROM ssb_activity
