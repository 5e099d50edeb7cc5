-- Rows whose place of treatment is not known but whose reporting unit or trust is: they count at that one.
INSERT INTO checked_found BY NAME
SELECT
    delivered.lopenr AS person,
    units.organisation
FROM delivered_episodes AS delivered
INNER JOIN checked_units AS units
    ON
        delivered.behandlingsstedkode IS NOT DISTINCT FROM units.behandlingsstedkode
        AND delivered.institusjonid IS NOT DISTINCT FROM units.institusjonid
        AND delivered.hf IS NOT DISTINCT FROM units.hf
WHERE NOT units.is_place_known;
