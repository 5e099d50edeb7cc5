-- Which organisation treated: the place of treatment; where that is missing or unknown the reporting unit, last the
-- trust. There are few combinations of the three numbers, so that they are looked up once and not for every row.
CREATE OR REPLACE TEMP TABLE checked_units AS
WITH combinations AS (
    SELECT DISTINCT
        behandlingsstedkode,
        institusjonid,
        hf
    FROM delivered_episodes
)

SELECT
    combinations.behandlingsstedkode,
    combinations.institusjonid,
    combinations.hf,
    coalesce(at_place.code, reporting.code, trusts.code) AS organisation,
    at_place.code IS NOT NULL AS is_place_known
FROM combinations
LEFT JOIN checked_organisations AS at_place ON combinations.behandlingsstedkode = at_place.number
LEFT JOIN checked_organisations AS reporting ON combinations.institusjonid = reporting.number
LEFT JOIN checked_organisations AS trusts ON combinations.hf = trusts.number;
