-- What waits in the outbox is the worker's business; how long it has waited is on the API's /metrics.
GRANT SELECT (created_at) ON outbox TO countersign_api;
