-- Organisations that are still valid but have no contact in the last months delivered, though many were expected: they
-- deliver late, or have closed without anybody having written it down. The first such month is told.
INSERT INTO checked_found BY NAME
SELECT
    silent.organisation,
    strftime(min(silent.month), '%Y-%m') AS period,
    0 AS persons_behind,
    0 AS observed,
    round(arg_min(silent.expected, silent.month), 0) AS expected
FROM checked_expected AS silent
INNER JOIN checked_organisations AS organisations ON silent.organisation = organisations.code
WHERE
    silent.contacts = 0
    AND silent.month > silent.last_month
    AND silent.expected >= $smallest_expected::INTEGER
    AND year($delivered_through) BETWEEN organisations.valid_from AND organisations.valid_to
GROUP BY silent.organisation;
