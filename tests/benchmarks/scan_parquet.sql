-- The least that any reading of a raw file costs: every cell of every column is looked at once.
SELECT count(COLUMNS(*))
FROM read_parquet($path)
