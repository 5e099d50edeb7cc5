-- One row per person, date and treating unit: all rows of one person at one unit on one day are one contact, also when
-- they were delivered in several files. Outpatient goes before day care, the more present form of contact before the
-- less present one, a diagnosis group by the order of the catalogue (mental disorders before symptoms before none).
-- Days without the patient have no care: they are no contact, but they do tell about residence, sex and birth year.
CREATE TABLE days AS
SELECT
    person,
    inndato AS date,
    node,
    min(care) AS care,
    min(contact_type) AS contact_type,
    min(diagnosis_group) AS diagnosis_group,
    max(sex_code) AS sex_code,
    max(birth_year) AS birth_year,
    max(place) AS place
FROM episodes
WHERE omsorgsniva <> 1 AND inndato BETWEEN make_date($first_year, 1, 1) AND make_date($last_year, 12, 31)
GROUP BY person, inndato, node;
