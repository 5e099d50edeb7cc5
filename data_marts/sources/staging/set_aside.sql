-- All rows that were set aside, of episodes and forms, as they were read.
SELECT * FROM staged WHERE reason IS NOT NULL
