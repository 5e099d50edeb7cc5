-- Sudden shifts of an organisation's level in one month. Method: the natural logarithm of contacts over what was
-- expected (month_expectations.sql) is compared with its usual spread in the organisation, 1.4826 times the median
-- of the absolute deviations (MAD), which equals a standard deviation where all is normal. A month is told where it
-- lies 3.5 such spreads away (Iglewicz and Hoaglin, How to Detect and Handle Outliers, 1993) and is half as much
-- again, or two thirds, or farther. The spread is never taken as less than chance gives: a count of n varies by
-- 1/sqrt(n), and 5 % comes from holidays. Below the smallest number of contacts a month is left out, so that noise
-- does not flood the list. Months with none at all are told by months_not_delivered.
INSERT INTO checked_found BY NAME
WITH measured AS (
    SELECT
        *,
        ln(contacts / expected) AS deviation
    FROM checked_expected
    WHERE contacts > 0 AND expected > 0
),

centred AS (
    SELECT
        *,
        median(deviation) OVER (PARTITION BY organisation) AS centre
    FROM measured
),

spread AS (
    SELECT
        *,
        greatest(
            1.4826 * median(abs(deviation - centre)) OVER (PARTITION BY organisation),
            sqrt(1 / expected + 0.05 * 0.05)
        ) AS usual
    FROM centred
)

SELECT
    organisation,
    strftime(month, '%Y-%m') AS period,
    persons AS persons_behind,
    contacts AS observed,
    round(expected, 0) AS expected
FROM spread
WHERE
    greatest(contacts, expected) >= $smallest_contacts::INTEGER
    AND abs(deviation) >= $spreads::DOUBLE * usual
    AND greatest(contacts / expected, expected / contacts) >= $least_ratio::DOUBLE;
