-- Every year, half-year, tertial and month that has been delivered as a whole, with its months as bits (January is bit
-- 0), and where it stands in `by_month` (see person_units): from which bit on, and so many bits. Of a year delivered
-- in part its first parts are here, the year itself is not.
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
        years.year,
        make_date(years.year, ((part - 1) * months_each + 1)::INTEGER, 1) AS first_day
    FROM parts
    CROSS JOIN delivered_years AS years
),

bounded AS (
    SELECT
        *,
        (first_day + to_months(months_each))::DATE AS next_day
    FROM numbered
)

SELECT
    period_type::PERIOD_TYPE AS period_type,
    year,
    CASE period_type
        WHEN 'year' THEN year::VARCHAR
        WHEN 'month' THEN year || letter || lpad(part::VARCHAR, 2, '0')
        ELSE year || letter || part
    END AS period,
    ((1 << months_each) - 1 << month(first_day) - 1)::USMALLINT AS months,
    (10 * (month(first_day) - 1))::HUGEINT AS first_digit,
    (1::HUGEINT << (10 * months_each)::HUGEINT) - 1 AS digits,
    next_day - first_day AS days
FROM bounded
WHERE next_day - 1 <= $delivered_through;

CREATE TYPE period AS ENUM (SELECT period FROM period_names ORDER BY period_type, period);

CREATE TABLE periods AS
SELECT * REPLACE (period::PERIOD AS period)
FROM period_names;
