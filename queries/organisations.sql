SELECT
    code,
    name,
    short_name,
    slug,
    level,
    parent
FROM organisations
ORDER BY sort_order
