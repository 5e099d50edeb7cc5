-- What take-in fills as it goes: persons with a reservation who have rows in the delivery.
CREATE TABLE reserved_seen (person BIGINT);
