-- Values that could not be converted to the type of their column, as taking in counted them. Many in one column mean
-- that its form has changed (days instead of dates, text instead of numbers).
INSERT INTO checked_found BY NAME
SELECT
    file,
    name AS value,
    amount,
    0 AS persons_behind
FROM checked_unreadable;
