-- Video (6) and telephone (7) are codes of kontakttype from 2021 on (Volven 8432). Before, they may have been used for
-- something else, and what is made from them does not compare.
INSERT INTO checked_found BY NAME
SELECT
    lopenr AS person,
    aar::VARCHAR AS period,
    'kontakttype ' || kontakttype AS value
FROM delivered_episodes
WHERE kontakttype IN (6, 7) AND aar < 2021;
