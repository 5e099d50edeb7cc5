-- Under which values a person is counted: her own and the total. Somebody of unknown sex has the total as her own
-- value, and is counted there alone.
CREATE TABLE sex_levels AS
SELECT DISTINCT
    own.value::SEX AS own,
    shown.value::SEX AS shown
FROM dimension_values AS own
INNER JOIN dimension_values AS shown ON own.dimension = shown.dimension
WHERE own.dimension = 'sex' AND (shown.value = own.value OR shown.value = $total);

CREATE TABLE age_levels AS
SELECT DISTINCT
    own.value::AGE_GROUP AS own,
    shown.value::AGE_GROUP AS shown
FROM dimension_values AS own
INNER JOIN dimension_values AS shown ON own.dimension = shown.dimension
WHERE own.dimension = 'age_group' AND (shown.value = own.value OR shown.value = $total);
