-- Outpatient and day contacts per month and treating region, with the persons behind them: rows as delivered, not
-- contacts as the marts define them.
SELECT
    organisations.region,
    strftime(months.month, '%Y-%m') AS month,
    sum(months.contacts)::BIGINT AS contacts,
    count(DISTINCT months.person) AS persons
FROM checked_person_months AS months
INNER JOIN checked_organisations AS organisations ON months.organisation = organisations.code
WHERE organisations.region IS NOT NULL
GROUP BY organisations.region, months.month
ORDER BY organisations.region, months.month;
