-- What a month of an organisation would be expected to have: the median of the same month in earlier years and of up
-- to three months on each side, each brought to the month's season and level by what the rest of the country had then
-- and has now. Medians, for one odd month must not make its neighbours look odd. Only wholly delivered months have
-- a row, from the organisation's first month with contacts on; a month without contacts is there with 0.
CREATE OR REPLACE TEMP TABLE checked_expected AS
WITH months AS (
    SELECT month::DATE AS month
    FROM generate_series($first_day::TIMESTAMP, $delivered_through::TIMESTAMP, INTERVAL 1 MONTH) AS series (month)
    WHERE last_day(month) <= $delivered_through
),

spans AS (
    SELECT
        organisation,
        min(month) AS first_month,
        max(month) AS last_month
    FROM checked_unit_months
    GROUP BY organisation
),

country AS (
    SELECT
        month,
        sum(contacts) AS contacts
    FROM checked_unit_months
    GROUP BY month
),

filled AS (
    SELECT
        spans.organisation,
        months.month,
        spans.last_month,
        coalesce(found.contacts, 0) AS contacts,
        coalesce(found.persons, 0) AS persons,
        coalesce(country.contacts, 0) - coalesce(found.contacts, 0) AS contacts_of_others
    FROM spans
    INNER JOIN months ON spans.first_month <= months.month
    LEFT JOIN checked_unit_months AS found
        ON spans.organisation = found.organisation AND months.month = found.month
    LEFT JOIN country ON months.month = country.month
),

judged AS (
    SELECT
        these.organisation,
        these.month,
        median(
            CASE
                WHEN these.contacts_of_others > 0 AND others.contacts_of_others > 0
                    THEN others.contacts * these.contacts_of_others / others.contacts_of_others
                ELSE others.contacts
            END
        ) AS expected,
        count(*) AS compared_months
    FROM filled AS these
    INNER JOIN filled AS others
        ON
            these.organisation = others.organisation
            AND others.contacts > 0
            AND (
                (month(these.month) = month(others.month) AND these.month > others.month)
                OR abs(date_diff('month', these.month, others.month)) BETWEEN 1 AND 3
            )
    GROUP BY these.organisation, these.month
)

SELECT
    filled.organisation,
    filled.month,
    filled.last_month,
    filled.contacts,
    filled.persons,
    judged.expected
FROM filled
INNER JOIN judged ON filled.organisation = judged.organisation AND filled.month = judged.month
-- Fewer than three months say little about what is usual.
WHERE judged.compared_months >= 3;
