-- Stays of more than 365 days: counting takes at most a year per year, and a stay this long is often a missing last
-- day. A stay still open lasts to the end of the year of its last file, or of the delivery.
INSERT INTO checked_found BY NAME
SELECT
    person,
    organisation,
    max(aar)::VARCHAR AS period
FROM checked_inpatient_rows
GROUP BY person, organisation, inndato
HAVING date_diff('day', inndato, coalesce(max(utdato), least(make_date(max(aar), 12, 31), $delivered_through))) > 365;
