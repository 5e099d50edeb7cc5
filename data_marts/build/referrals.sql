-- One row per referral. Its rows stand on many episodes and in the files of many years; what was reported last holds:
-- in the latest file, on the latest day there; of two values on one day the larger. How waiting ended and when belong
-- together: a code without a date, or a date without a code, tells nothing.
-- A referral without a number is known by the day it was received. It belongs to the unit of its first episode, of
-- whatever kind (work without the patient, too); of several units on that day to the first in the list of units.
-- All rows of a referral that say the same become one at once, so that the rest is worked out for few.
CREATE TABLE referral_rows AS
SELECT
    lopenr AS person,
    henvisning_id,
    mottaksdato AS received,
    ventetidsluttkode AS end_code,
    ventetidsluttdato AS end_date,
    retttilhelsehjelp AS right_code,
    behandlingsstedkode,
    institusjonid,
    hf,
    min(inndato) AS inndato,
    max(aar::INTEGER * 100000 + (inndato - DATE '1970-01-01')) AS told
FROM delivered_episodes
WHERE henvisning_id IS NOT NULL OR mottaksdato IS NOT NULL
GROUP BY ALL;

CREATE TABLE referrals AS
WITH last_told AS (
    SELECT
        person,
        max((told, received)) FILTER (WHERE received IS NOT NULL) AS received,
        max((told, right_code)) FILTER (WHERE right_code IS NOT NULL) AS right_code,
        max((told, end_code, end_date)) FILTER (WHERE end_code IS NOT NULL AND end_date IS NOT NULL) AS ended,
        arg_min(node, (inndato, node)) AS node
    FROM treated('referral_rows')
    GROUP BY person, henvisning_id, CASE WHEN henvisning_id IS NULL THEN received END
)

SELECT
    person,
    node,
    received[2] AS received,
    -- 5: no need of specialist care.
    coalesce(right_code[2] = 5, FALSE) AS is_rejected,
    -- 1: care has started.
    CASE WHEN ended[2] = 1 THEN ended[3] END AS started,
    CASE WHEN ended[2] = 1 AND ended[3] >= received[2] THEN ended[3] - received[2] END AS wait
FROM last_told;
