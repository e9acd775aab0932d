-- What `approved_amounts` says, kept as it happens: it is read with every decision, and reading it from subjects and
-- evidence took as long as the day had been busy.

CREATE TABLE approved_payments (
  person_id         text NOT NULL,
  subject_id        text NOT NULL REFERENCES subjects,
  order_id          text NOT NULL,
  entity_id         text NOT NULL,
  amount_minor      numeric(24) NOT NULL,
  currency          text NOT NULL,
  amount_base_minor numeric(24),
  approved_at       timestamptz NOT NULL,
  PRIMARY KEY (subject_id, person_id, order_id)
);
CREATE INDEX approved_payments_person ON approved_payments (person_id, approved_at);
CREATE INDEX approved_payments_day ON approved_payments (approved_at);

CREATE FUNCTION counts_as_approved(state text) RETURNS boolean LANGUAGE sql IMMUTABLE
  RETURN state IN ('approved', 'released', 'executed', 'failed', 'returned');

-- Nobody writes it by hand: SECURITY DEFINER does what no role may.
CREATE FUNCTION keep_approved_payments() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
  DELETE FROM approved_payments WHERE subject_id = NEW.id;
  IF counts_as_approved(NEW.state) THEN
    INSERT INTO approved_payments (person_id, subject_id, order_id, entity_id, amount_minor, currency, amount_base_minor,
                                   approved_at)
    SELECT person_id, subject_id, order_id, entity_id, amount_minor, currency, amount_base_minor, approved_at
      FROM approved_amounts WHERE subject_id = NEW.id AND approved_at IS NOT NULL;
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER approved_payments_kept AFTER UPDATE OF state, version, approved_at ON subjects FOR EACH ROW
  WHEN (counts_as_approved(OLD.state) <> counts_as_approved(NEW.state)
        OR (counts_as_approved(NEW.state)
            AND (OLD.version <> NEW.version OR OLD.approved_at IS DISTINCT FROM NEW.approved_at)))
  EXECUTE FUNCTION keep_approved_payments();

INSERT INTO approved_payments (person_id, subject_id, order_id, entity_id, amount_minor, currency, amount_base_minor,
                               approved_at)
SELECT person_id, subject_id, order_id, entity_id, amount_minor, currency, amount_base_minor, approved_at
  FROM approved_amounts WHERE approved_at IS NOT NULL;

REVOKE SELECT ON approved_amounts FROM countersign_api, countersign_worker, countersign_signer;
GRANT SELECT ON approved_payments TO countersign_api, countersign_worker, countersign_signer;
