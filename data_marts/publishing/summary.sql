-- How many figures differ, by mart and kind, with how many of them are flagged.
SELECT
    mart,
    kind,
    count(*) AS figures,
    count(*) FILTER (WHERE flagged) AS flagged
FROM read_parquet($file)
GROUP BY mart, kind
ORDER BY mart, kind
