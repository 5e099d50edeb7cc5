-- Rows of a sector that is neither the own one nor listed as another, or of a care level that no rule knows: what they
-- are is not known, and the build refuses to count without them.
INSERT INTO checked_found BY NAME
WITH uncountable AS (
    SELECT
        lopenr,
        sektor,
        omsorgsniva
    FROM delivered_episodes
    WHERE sektor IS DISTINCT FROM '3' OR NOT list_contains($codes_omsorgsniva::INTEGER[], omsorgsniva)
)

SELECT
    lopenr AS person,
    CASE
        WHEN sektor = '3' THEN 'omsorgsniva ' || omsorgsniva
        ELSE 'sektor ' || coalesce(sektor, 'NULL')
    END AS value
FROM uncountable;
