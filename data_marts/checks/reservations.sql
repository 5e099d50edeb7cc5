-- Persons whose rows came off before anything was counted. Told only where the number is not small.
INSERT INTO checked_found BY NAME
SELECT
    $reserved_persons::BIGINT AS amount,
    $reserved_persons::BIGINT AS persons_behind
WHERE $reserved_persons > 0;
