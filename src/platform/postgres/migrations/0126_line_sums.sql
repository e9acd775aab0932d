-- Whether an order counts: as the same payment again, and in what policy adds up. One that was denied, expired or was
-- cancelled never left the house. One that failed did, and that it failed is only what the ERP says: `live` frees its
-- external id, and nothing else.
ALTER TABLE payment_orders ADD COLUMN counts boolean NOT NULL DEFAULT true;
UPDATE payment_orders SET counts = false FROM subjects
 WHERE subjects.id = payment_orders.id AND subjects.state IN ('denied', 'expired', 'cancelled');
GRANT UPDATE (counts) ON payment_orders TO countersign_worker;

-- What policy's line adds up by client and by requester, kept as it happens: it is read with every assessment, and
-- adding it up from the orders took as long as the month had been busy.
--
-- A ledger: an order that comes to count, or no longer counts, adds a row for each name it is added up by, so that no
-- order waits for another. Rows of an hour that is over are merged now and then, which changes no sum.

CREATE TABLE line_sums (
  -- `client erp` or `requester per_a`.
  name        text NOT NULL,
  -- All the names along which the same orders are in here: with two requesters each order is here twice.
  names       text[] NOT NULL,
  -- In which the orders were first submitted.
  hour        timestamptz NOT NULL,
  base_minor  numeric NOT NULL,
  orders      bigint NOT NULL,
  -- Of these, those without a rate; they add nothing to base_minor.
  unconverted bigint NOT NULL,
  merged      boolean NOT NULL DEFAULT false
);
CREATE INDEX line_sums_name ON line_sums (name, hour);
CREATE INDEX line_sums_unmerged ON line_sums (hour) WHERE NOT merged;

CREATE FUNCTION add_to_line(payment payment_orders, sign integer) RETURNS void LANGUAGE sql
BEGIN ATOMIC
  INSERT INTO line_sums (name, names, hour, base_minor, orders, unconverted)
  SELECT name, names, date_trunc('hour', (payment).created_at, 'UTC'), sign * coalesce((payment).amount_base_minor, 0),
         sign, CASE WHEN (payment).amount_base_minor IS NULL THEN sign ELSE 0 END
    FROM (VALUES (ARRAY['client ' || (payment).client_id]),
                 (ARRAY(SELECT DISTINCT 'requester ' || person FROM unnest((payment).requesters) AS person ORDER BY 1)))
         AS dimension (names)
   CROSS JOIN LATERAL unnest(names) AS name
   WHERE name IS NOT NULL;
END;
REVOKE ALL ON FUNCTION add_to_line(payment_orders, integer) FROM PUBLIC;

-- Nobody writes the ledger by hand: SECURITY DEFINER does what no role may.
CREATE FUNCTION order_counts_otherwise() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
  IF TG_OP <> 'INSERT' AND OLD.counts THEN
    PERFORM add_to_line(OLD, -1);
  END IF;
  IF TG_OP <> 'DELETE' AND NEW.counts THEN
    PERFORM add_to_line(NEW, 1);
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER line_sums_come AFTER INSERT OR DELETE ON payment_orders FOR EACH ROW
  EXECUTE FUNCTION order_counts_otherwise();
CREATE TRIGGER line_sums_change AFTER UPDATE ON payment_orders FOR EACH ROW
  WHEN ((OLD.counts, OLD.client_id, OLD.requesters, OLD.amount_base_minor, OLD.created_at)
        IS DISTINCT FROM (NEW.counts, NEW.client_id, NEW.requesters, NEW.amount_base_minor, NEW.created_at))
  EXECUTE FUNCTION order_counts_otherwise();

-- Merges what is not merged yet of up to so many hours of a name; returns of how many. One at a time, and only hours
-- that are over, which nothing is added to any more but for corrections.
CREATE FUNCTION merge_line_sums(most integer) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
  done bigint;
BEGIN
  IF NOT pg_try_advisory_xact_lock(hashtextextended('countersign.line_sums.merge', 0)) THEN
    RETURN 0;
  END IF;
  WITH due AS (
    SELECT DISTINCT name, names, hour FROM line_sums
     WHERE NOT merged AND hour < date_trunc('hour', countersign_now(), 'UTC') LIMIT most
  ), gone AS (
    DELETE FROM line_sums kept USING due
     WHERE kept.name = due.name AND kept.names = due.names AND kept.hour = due.hour
    RETURNING kept.*
  )
  INSERT INTO line_sums (name, names, hour, base_minor, orders, unconverted, merged)
  SELECT name, names, hour, sum(base_minor), sum(orders), sum(unconverted), true
    FROM gone GROUP BY name, names, hour;
  GET DIAGNOSTICS done = ROW_COUNT;
  RETURN done;
END $$;
REVOKE ALL ON FUNCTION merge_line_sums(integer) FROM PUBLIC;

SELECT add_to_line(payment, 1) FROM payment_orders AS payment WHERE payment.counts;
WITH gone AS (DELETE FROM line_sums RETURNING *)
INSERT INTO line_sums (name, names, hour, base_minor, orders, unconverted, merged)
SELECT name, names, hour, sum(base_minor), sum(orders), sum(unconverted), true FROM gone GROUP BY name, names, hour;

GRANT SELECT ON line_sums TO countersign_api, countersign_worker;
GRANT EXECUTE ON FUNCTION merge_line_sums(integer) TO countersign_worker;
