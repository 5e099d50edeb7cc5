-- Whether a patient of a year was one before: continuing if also the year before, returning if not then but the year
-- before that, new if in neither. Somebody is a patient with a contact or stay anywhere in the register. The look-back
-- is as long for every year, so that years compare: with all years of the register, new patients would seem to become
-- fewer the longer the register exists.
CREATE TABLE newness AS
SELECT
    person,
    year,
    CASE year - lag(year) OVER (PARTITION BY person ORDER BY year)
        WHEN 1 THEN 'continuing'
        WHEN 2 THEN 'returning'
        ELSE 'new'
    END::NEWNESS AS newness
FROM main_diagnoses;
