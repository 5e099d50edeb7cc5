SELECT
    code,
    name,
    short_name,
    slug,
    level,
    parent,
    kind
FROM organisations
ORDER BY sort_order
