-- Contacts per organisation and month, and the persons behind them; only months with contacts have a row.
CREATE OR REPLACE TEMP TABLE checked_unit_months AS
SELECT
    organisation,
    month,
    sum(contacts)::BIGINT AS contacts,
    count(*) AS persons
FROM checked_person_months
GROUP BY organisation, month;

-- Patients of an organisation in a wholly delivered year, and those with a code on axis 1 in any month of it.
CREATE OR REPLACE TEMP TABLE checked_unit_years AS
WITH person_years AS (
    SELECT
        organisation,
        year(month) AS year,
        person,
        sum(contacts)::BIGINT AS contacts,
        bool_or(is_coded) AS is_coded
    FROM checked_person_months
    GROUP BY organisation, year(month), person
)

SELECT
    organisation,
    year,
    sum(contacts)::BIGINT AS contacts,
    count(*) AS persons,
    count(*) FILTER (WHERE is_coded) AS coded_persons
FROM person_years
WHERE list_contains($years::INTEGER[], year)
GROUP BY organisation, year;
