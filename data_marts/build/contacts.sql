-- One row per contact of somebody aged 0-17 in the year of the contact. Older ones, and those of unknown age, are left
-- out here and counted in left_out.sql.
CREATE TABLE contacts AS
SELECT
    days.person,
    person_years.year,
    month(days.date)::TINYINT AS month,
    days.date,
    days.node,
    days.care,
    days.contact_type,
    days.diagnosis_group,
    person_years.sex,
    person_years.age_group
FROM days
INNER JOIN person_years ON days.person = person_years.person AND year(days.date) = person_years.year
WHERE days.care IS NOT NULL AND person_years.age_group IS NOT NULL;
