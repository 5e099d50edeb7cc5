-- The flagged changes that a person should look at first: of all measures, those that changed most for their size and
-- by most. A doubled figure of the country goes before a doubled one of a small unit.
SELECT
    mart,
    measure,
    key,
    before,
    after,
    share,
    cause
FROM read_parquet($file)
WHERE flagged
ORDER BY abs(change) * abs(coalesce(share, 100)) DESC, mart ASC, key ASC, measure ASC
LIMIT $most
