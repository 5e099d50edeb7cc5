-- Rows of a superseded cumulative file that the newer file of the year no longer has, in any form: cancelled,
-- corrected, or lost on the way. A row is known by its person and episode number, without one by person, place, care
-- and day.
INSERT INTO checked_found BY NAME
WITH former AS (
    SELECT *
    FROM staged_episodes
    WHERE reason = 'superseded'
),

newer AS (
    SELECT *
    FROM staged_episodes
    WHERE
        reason IS DISTINCT FROM 'superseded'
        AND aar IN (SELECT former.aar FROM former)
)

SELECT
    former.file,
    strftime(former.inndato, '%Y-%m') AS period,
    former.lopenr AS person
FROM former
ANTI JOIN newer
    ON
        former.lopenr = newer.lopenr
        AND coalesce(former.episode_lnr, -1) = coalesce(newer.episode_lnr, -1)
        AND CASE WHEN former.episode_lnr IS NULL THEN former.behandlingsstedkode END
        IS NOT DISTINCT FROM CASE WHEN newer.episode_lnr IS NULL THEN newer.behandlingsstedkode END
        AND CASE WHEN former.episode_lnr IS NULL THEN former.omsorgsniva END
        IS NOT DISTINCT FROM CASE WHEN newer.episode_lnr IS NULL THEN newer.omsorgsniva END
        AND CASE WHEN former.episode_lnr IS NULL THEN former.inndato END
        IS NOT DISTINCT FROM CASE WHEN newer.episode_lnr IS NULL THEN newer.inndato END;
