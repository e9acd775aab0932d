-- An external id of an order that counts (it is live, or its ERP reported it as failed after release) is not given again:
-- the ERP has bound its payment to that order's release.
CREATE INDEX payment_orders_external_id_given ON payment_orders (coalesce(client_id, ''), external_id) WHERE counts;
