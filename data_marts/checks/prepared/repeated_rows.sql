-- Rows that tell of the same event: same person, place, care, day and time, what was done, and episode number. Found
-- by a short sum of these columns first, which needs little memory for many rows, then compared column by column.
CREATE OR REPLACE TEMP TABLE checked_repeated_rows AS
WITH repeated_sums AS (
    SELECT
        hash(
            lopenr, behandlingsstedkode, institusjonid, omsorgsniva, inndato, inntid, kontakttype, polkonaktivitet,
            episode_lnr
        ) AS key_sum
    FROM delivered_episodes
    GROUP BY key_sum
    HAVING count(*) > 1
),

candidates AS (
    SELECT *
    FROM delivered_episodes
    WHERE
        hash(
            lopenr, behandlingsstedkode, institusjonid, omsorgsniva, inndato, inntid, kontakttype, polkonaktivitet,
            episode_lnr
        ) IN (SELECT repeated_sums.key_sum FROM repeated_sums)
)

SELECT
    file,
    lopenr AS person,
    omsorgsniva = 1
    AND aar <> year(inndato)
    AND (utdato IS NULL OR year(utdato) > year(inndato)) AS is_over_new_year,
    row_number() OVER within_file AS number_in_file,
    row_number() OVER over_files AS number_in_all,
    min(file) OVER over_files AS first_file
FROM candidates
WINDOW
    over_files AS (
        PARTITION BY
            lopenr, behandlingsstedkode, institusjonid, omsorgsniva, inndato, inntid, kontakttype, polkonaktivitet,
            episode_lnr
        ORDER BY aar, file, row
    ),
    within_file AS (
        PARTITION BY
            file, lopenr, behandlingsstedkode, institusjonid, omsorgsniva, inndato, inntid, kontakttype,
            polkonaktivitet, episode_lnr
        ORDER BY row
    );
