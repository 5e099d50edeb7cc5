-- The least that any reading of a raw file costs: every cell of every column is looked at once, as text.
SELECT count(COLUMNS(*))
FROM read_csv($path, header = true, delim = $delimiter, encoding = $encoding, all_varchar = true)
