-- One row per person, date and treating unit: all rows of one person at one unit on one day are one contact, also when
-- they were delivered in several files. Outpatient goes before day care; the rows of that care level say the rest: the
-- more present form of contact before the less present one, a diagnosis group by the order of the catalogue (mental
-- disorders before symptoms before none). Rows without care (work without the patient, contacts during a stay) are no
-- contact and tell nothing about one.
-- This is the one grouping of all rows that leaves almost as many: it carries as little as it can.
CREATE TABLE contacts AS
SELECT
    person,
    inndato AS date,
    node,
    min(care) AS care,
    coalesce(min(contact_type) FILTER (WHERE care = 'outpatient'), min(contact_type)) AS contact_type,
    coalesce(min(diagnosis_group) FILTER (WHERE care = 'outpatient'), min(diagnosis_group)) AS diagnosis_group
FROM episodes
WHERE care IS NOT NULL AND inndato BETWEEN make_date($first_year, 1, 1) AND make_date($last_year, 12, 31)
GROUP BY person, inndato, node;
