-- Rows of inpatient stays, with the organisation and the times as far as they are stated. A missing time of arrival is
-- the start of the day, of leaving the end of it: as when stays are counted. Stays are few beside contacts.
CREATE OR REPLACE TEMP TABLE checked_inpatient_rows AS
SELECT
    delivered.file,
    delivered.row,
    delivered.aar,
    delivered.lopenr AS person,
    units.organisation,
    delivered.inndato,
    delivered.utdato,
    delivered.inndato + coalesce(delivered.inntid, TIME '00:00:00') AS started,
    delivered.utdato + coalesce(delivered.uttid, TIME '23:59:59') AS ended
FROM delivered_episodes AS delivered
INNER JOIN checked_units AS units
    ON
        delivered.behandlingsstedkode IS NOT DISTINCT FROM units.behandlingsstedkode
        AND delivered.institusjonid IS NOT DISTINCT FROM units.institusjonid
        AND delivered.hf IS NOT DISTINCT FROM units.hf
WHERE delivered.omsorgsniva = 1;
