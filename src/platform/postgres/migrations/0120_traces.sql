-- In which trace something happened (W3C Trace Context), so that what follows from it later is found beside it. Null where
-- nothing is traced. No rule reads it.
ALTER TABLE outbox ADD COLUMN traceparent text;
ALTER TABLE events ADD COLUMN traceparent text;
