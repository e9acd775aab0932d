-- What `approved_amounts` says, kept as it happens: it is read with every decision, and reading it from subjects and
-- evidence took as long as the day had been busy.

CREATE TABLE approved_payments (
  subject_id        text NOT NULL REFERENCES subjects,
  person_id         text NOT NULL,
  order_id          text NOT NULL,
  entity_id         text NOT NULL,
  currency          text NOT NULL,
  amount_minor      numeric(24) NOT NULL,
  amount_base_minor numeric(24),
  -- Of the entity's own calendar.
  day               date NOT NULL,
  PRIMARY KEY (subject_id, person_id, order_id)
);

-- The same, added up. A payment that could not be converted adds nothing to the sum in the base currency.
CREATE TABLE approved_sums (
  person_id  text NOT NULL,
  day        date NOT NULL,
  entity_id  text NOT NULL,
  currency   text NOT NULL,
  minor      numeric NOT NULL,
  base_minor numeric NOT NULL,
  PRIMARY KEY (person_id, day, entity_id, currency)
);

CREATE FUNCTION counts_as_approved(state text) RETURNS boolean LANGUAGE sql IMMUTABLE
  RETURN state IN ('approved', 'released', 'executed', 'failed', 'returned');

-- Nobody writes either by hand: SECURITY DEFINER does what no role may. In order of person, so that two of them do not
-- wait for each other.
CREATE FUNCTION keep_approved_payments(subject text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
BEGIN ATOMIC
  WITH gone AS (DELETE FROM approved_payments WHERE subject_id = subject RETURNING *)
  INSERT INTO approved_sums AS kept (person_id, day, entity_id, currency, minor, base_minor)
  SELECT person_id, day, entity_id, currency, -sum(amount_minor), -coalesce(sum(amount_base_minor), 0)
    FROM gone GROUP BY person_id, day, entity_id, currency ORDER BY person_id
  ON CONFLICT (person_id, day, entity_id, currency)
  DO UPDATE SET minor = kept.minor + excluded.minor, base_minor = kept.base_minor + excluded.base_minor;

  WITH came AS (
    INSERT INTO approved_payments
           (subject_id, person_id, order_id, entity_id, currency, amount_minor, amount_base_minor, day)
    SELECT said.subject_id, said.person_id, said.order_id, said.entity_id, said.currency, said.amount_minor,
           said.amount_base_minor, (said.approved_at AT TIME ZONE entity.time_zone)::date
      FROM approved_amounts said JOIN entities entity ON entity.id = said.entity_id
     WHERE said.subject_id = subject AND said.approved_at IS NOT NULL
    RETURNING *
  )
  INSERT INTO approved_sums AS kept (person_id, day, entity_id, currency, minor, base_minor)
  SELECT person_id, day, entity_id, currency, sum(amount_minor), coalesce(sum(amount_base_minor), 0)
    FROM came GROUP BY person_id, day, entity_id, currency ORDER BY person_id
  ON CONFLICT (person_id, day, entity_id, currency)
  DO UPDATE SET minor = kept.minor + excluded.minor, base_minor = kept.base_minor + excluded.base_minor;
END;
REVOKE ALL ON FUNCTION keep_approved_payments(text) FROM PUBLIC;

CREATE FUNCTION subject_counts_otherwise() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
  PERFORM keep_approved_payments(NEW.id);
  RETURN NULL;
END $$;

CREATE TRIGGER approved_payments_kept AFTER UPDATE OF state, version, approved_at ON subjects FOR EACH ROW
  WHEN (counts_as_approved(OLD.state) <> counts_as_approved(NEW.state)
        OR (counts_as_approved(NEW.state)
            AND (OLD.version <> NEW.version OR OLD.approved_at IS DISTINCT FROM NEW.approved_at)))
  EXECUTE FUNCTION subject_counts_otherwise();

SELECT keep_approved_payments(subject_id) FROM (SELECT DISTINCT subject_id FROM approved_amounts) AS counted;

GRANT SELECT ON approved_payments, approved_sums TO countersign_api, countersign_worker, countersign_signer;
