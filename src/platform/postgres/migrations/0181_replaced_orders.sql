-- Which earlier orders an order takes the place of is asked whenever something is held, of the keys of every version.
-- By their digest, because an index entry holds 2.7 kB.
CREATE INDEX payment_order_keys_likeness ON payment_order_keys (order_likeness(kind, key), created_at);
