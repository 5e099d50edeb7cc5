-- Every year, half-year, tertial and month of the delivery, with its months as bits (January is bit 0).
CREATE TYPE period_type AS ENUM (SELECT value FROM dimension_values WHERE dimension = 'period_type' ORDER BY position);

CREATE TABLE period_names AS
WITH lengths (period_type, letter, months_each) AS (
    VALUES ('year', '', 12), ('half_year', '-H', 6), ('tertial', '-T', 4), ('month', '-', 1)
),

parts AS (
    SELECT
        lengths.*,
        unnest(generate_series(1, 12 // months_each)) AS part
    FROM lengths
),

numbered AS (
    SELECT
        parts.*,
        years.year::SMALLINT AS year,
        (part - 1) * months_each + 1 AS first_month
    FROM parts
    CROSS JOIN generate_series($first_year::INTEGER, $last_year::INTEGER) AS years (year)
)

SELECT
    period_type::PERIOD_TYPE AS period_type,
    year,
    CASE period_type
        WHEN 'year' THEN year::VARCHAR
        WHEN 'month' THEN year || letter || lpad(part::VARCHAR, 2, '0')
        ELSE year || letter || part
    END AS period,
    ((1 << months_each) - 1 << first_month - 1)::USMALLINT AS months,
    (make_date(year, first_month, 1) + to_months(months_each))::DATE - make_date(year, first_month, 1) AS days
FROM numbered;

CREATE TYPE period AS ENUM (SELECT period FROM period_names ORDER BY period_type, period);

CREATE TABLE periods AS
SELECT * REPLACE (period::PERIOD AS period)
FROM period_names;
