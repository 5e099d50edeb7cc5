SELECT DISTINCT organisation
FROM ssb_activity
