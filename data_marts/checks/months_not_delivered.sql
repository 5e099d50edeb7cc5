-- Months in which an organisation has no contact at all, though it has before and after and many were expected.
INSERT INTO checked_found BY NAME
SELECT
    organisation,
    strftime(month, '%Y-%m') AS period,
    0 AS persons_behind,
    0 AS observed,
    round(expected, 0) AS expected
FROM checked_expected
WHERE contacts = 0 AND month < last_month AND expected >= $smallest_expected::INTEGER;
