-- Rows set aside, and the persons behind them, by file and reason: the small-cell rule needs persons, which the
-- accounts of taking in do not have. Rows without a person add none.
SELECT
    file,
    reason,
    count(*) AS rows,
    count(DISTINCT lopenr) AS persons
FROM (
    SELECT
        file,
        reason,
        lopenr
    FROM staged_episodes
    WHERE reason IS NOT NULL
    UNION ALL
    SELECT
        file,
        reason,
        lopenr
    FROM staged_prom
    WHERE reason IS NOT NULL
) AS set_aside
GROUP BY file, reason
ORDER BY file, reason;
