-- Patients of a unit and year with a code on axis 1 that says something. Below the share asked for, figures by
-- diagnosis tell more about coding than about patients. Small units vary by chance and are left out.
INSERT INTO checked_found BY NAME
SELECT
    organisation,
    year::VARCHAR AS period,
    least(coded_persons, persons - coded_persons) AS persons_behind,
    round(100.0 * coded_persons / persons, 1) AS observed,
    100 * $least_share::DOUBLE AS expected
FROM checked_unit_years
WHERE persons >= $smallest_patients::INTEGER AND coded_persons < $least_share::DOUBLE * persons;
