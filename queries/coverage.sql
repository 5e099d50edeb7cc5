-- Distinct patients do not add up over units: each level has rows of its own.
SELECT
    year,
    organisation,
    patients,
    coded_patients,
    uncoded_patients,
    coded_share,
    coding_status
FROM coverage
WHERE year BETWEEN $first_year AND $last_year AND organisation = any($places::VARCHAR[])
