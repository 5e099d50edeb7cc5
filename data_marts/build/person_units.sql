-- One row per person, year, unit and kind of contact: what all counts of distinct persons are made from.
-- The months with such a contact are kept as bits (January is bit 0).
CREATE TABLE person_units AS
SELECT
    person,
    year,
    node,
    care,
    contact_type,
    diagnosis_group,
    sex,
    age_group,
    count(*) AS contacts,
    bit_or(1::USMALLINT << (month - 1)::USMALLINT) AS months,
    max(date) AS latest_day
FROM contacts
GROUP BY person, year, node, care, contact_type, diagnosis_group, sex, age_group;
