-- Outpatient and day contacts per person, organisation and month: what all checks of levels and coverage add up. Rows
-- are counted, not contacts as the marts define them: a check looks for what is odd in the delivery. Work without the
-- patient (kontakttype 5) is no contact.
CREATE OR REPLACE TEMP TABLE checked_person_months AS
SELECT
    units.organisation,
    date_trunc('month', delivered.inndato)::DATE AS month,
    delivered.lopenr AS person,
    count(*) AS contacts,
    bool_or(
        delivered.tilst1akse1 IS NOT NULL AND NOT list_contains($no_diagnosis::VARCHAR[], delivered.tilst1akse1)
    ) AS is_coded
FROM delivered_episodes AS delivered
INNER JOIN checked_units AS units
    ON
        delivered.behandlingsstedkode IS NOT DISTINCT FROM units.behandlingsstedkode
        AND delivered.institusjonid IS NOT DISTINCT FROM units.institusjonid
        AND delivered.hf IS NOT DISTINCT FROM units.hf
WHERE
    delivered.omsorgsniva IN (2, 3)
    AND delivered.kontakttype IS DISTINCT FROM 5
    AND delivered.inndato BETWEEN $first_day AND $delivered_through
GROUP BY units.organisation, date_trunc('month', delivered.inndato), delivered.lopenr;
