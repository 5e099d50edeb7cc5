-- What the next check finds, one row per thing found. A check names the columns that it fills. `amount` is for checks
-- that read rows which are counted already; `persons_behind` is for things that are no row of one person.
CREATE OR REPLACE TEMP TABLE checked_found (
    file VARCHAR,
    organisation VARCHAR,
    period VARCHAR,
    value VARCHAR,
    person BIGINT,
    amount BIGINT DEFAULT 1,
    persons_behind BIGINT,
    observed DOUBLE,
    expected DOUBLE
);
