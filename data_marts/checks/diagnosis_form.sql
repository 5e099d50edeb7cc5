-- Codes on axis 1 that are neither of the form of ICD-10 (a letter, two digits, at most four more signs) nor one of the
-- four-digit codes for "no condition" and "insufficient information". What is not short is not shown.
INSERT INTO checked_found BY NAME
SELECT
    lopenr AS person,
    CASE WHEN regexp_full_match(tilst1akse1, '[A-Za-z0-9.]{1,7}') THEN tilst1akse1 ELSE 'other text' END AS value
FROM delivered_episodes
WHERE
    tilst1akse1 <> ''
    AND NOT regexp_full_match(tilst1akse1, '[A-Z][0-9]{2}[0-9A-Z]{0,4}|1000|1999');
