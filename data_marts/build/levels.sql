-- Under which values a person is counted: the own one, what that is merged into, and the total. Somebody of unknown sex
-- has the total as own value, and is counted among the boys: what all have beyond girls and boys would tell of one
-- child.
CREATE TABLE sex_levels AS
SELECT DISTINCT
    own.value::SEX AS own,
    shown.value::SEX AS shown
FROM dimension_values AS own
INNER JOIN dimension_values AS shown ON own.dimension = shown.dimension
WHERE
    own.dimension = 'sex'
    AND (shown.value = own.value OR shown.value = $total OR (own.value = $total AND shown.value = 'boys'));

CREATE TABLE age_levels AS
SELECT DISTINCT
    own.value::AGE_GROUP AS own,
    shown.value::AGE_GROUP AS shown
FROM dimension_values AS own
INNER JOIN dimension_values AS shown ON own.dimension = shown.dimension
LEFT JOIN merged_values AS merged
    ON own.dimension = merged.dimension AND own.value = merged.part AND shown.value = merged.value
WHERE own.dimension = 'age_group' AND (shown.value = own.value OR shown.value = $total OR merged.value IS NOT NULL);

-- Care levels and diagnosis groups are not counted together: where one is chosen, the other is the total.
CREATE TABLE crossings AS
SELECT
    value::CARE AS care,
    $total::DIAGNOSIS_GROUP AS diagnosis_group
FROM dimension_values
WHERE dimension = 'care'
UNION ALL
SELECT
    $total::CARE AS care,
    value::DIAGNOSIS_GROUP AS diagnosis_group
FROM dimension_values
WHERE dimension = 'diagnosis_group' AND value <> $total;
