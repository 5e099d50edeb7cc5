-- The organisations that treat: those that rows may be registered on.
CREATE TABLE known_units AS
SELECT code::BIGINT AS number
FROM reference_organisations
WHERE level IN ('hf', 'unit') AND regexp_full_match(code, '\d{9}');
