-- The numbers under which care is given: organisation numbers of trusts and units, and their RESH ids where known.
CREATE TABLE known_units AS
WITH numbered AS (
    SELECT unnest([code, resh::VARCHAR]) AS number
    FROM reference_organisations
    WHERE level IN ('hf', 'unit')
)

SELECT DISTINCT number::BIGINT AS number
FROM numbered
WHERE regexp_full_match(number, '\d{1,18}');
