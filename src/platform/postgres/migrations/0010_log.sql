-- The transparency log. Five tables, insert-only for everyone: grants refuse the roles, triggers also the owner.
-- Entries are written in the transaction of what they record; the sequencer later gives them their place in the tree.

CREATE TABLE log_entries (
  entry_id  text PRIMARY KEY,
  -- Stands before seq on purpose: defaults are evaluated in this order, so whoever holds a number holds a transaction
  -- id that is older. The sequencer's low-water mark (src/log/low-water-mark.ts) rests on it.
  xact      xid8 NOT NULL DEFAULT pg_current_xact_id(),
  seq       bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  at        timestamptz NOT NULL DEFAULT countersign_now(),
  kind      text NOT NULL,
  -- The canonical JSON (RFC 8785) that is hashed: ids, digests and codes only.
  body      text NOT NULL,
  leaf_hash bytea NOT NULL,
  CONSTRAINT log_entries_hash CHECK (leaf_hash = sha256('\x00'::bytea || convert_to(body, 'UTF8'))),
  CONSTRAINT log_entries_body CHECK ((
    body::json ->> 'id' = entry_id AND body::json ->> 'kind' = kind AND (body::json ->> 'at')::timestamptz = at
  ) IS TRUE)
);

-- Who sequences. A higher number shuts out all lower ones.
CREATE TABLE log_epochs (
  epoch  bigint PRIMARY KEY CHECK (epoch > 0),
  holder text NOT NULL,
  at     timestamptz NOT NULL DEFAULT countersign_now()
);

CREATE TABLE log_leaves (
  leaf_index bigint PRIMARY KEY CHECK (leaf_index >= 0),
  entry_id   text NOT NULL UNIQUE REFERENCES log_entries,
  epoch      bigint NOT NULL REFERENCES log_epochs
);

-- Every finished node of the RFC 6962 tree: level 0 are the leaves, node i of level l covers 2^l leaves from i * 2^l.
-- A root or proof reads O(log n) of them; tiles are their levels 0, 8, 16, ….
CREATE TABLE log_nodes (
  level      smallint NOT NULL CHECK (level BETWEEN 0 AND 62),
  node_index bigint NOT NULL CHECK (node_index >= 0),
  hash       bytea NOT NULL CHECK (octet_length(hash) = 32),
  PRIMARY KEY (level, node_index)
);

CREATE TABLE log_checkpoints (
  size      bigint PRIMARY KEY CHECK (size > 0),
  root_hash bytea NOT NULL CHECK (octet_length(root_hash) = 32),
  -- The C2SP signed note.
  note      text NOT NULL,
  epoch     bigint NOT NULL REFERENCES log_epochs,
  at        timestamptz NOT NULL DEFAULT countersign_now()
);

-- Insert-only -------------------------------------------------------------------------------------------------------

CREATE FUNCTION log_refuse_change() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RAISE EXCEPTION 'LOG_APPEND_ONLY: % on % is refused; the log only grows', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON log_entries FOR EACH STATEMENT EXECUTE FUNCTION log_refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON log_epochs FOR EACH STATEMENT EXECUTE FUNCTION log_refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON log_leaves FOR EACH STATEMENT EXECUTE FUNCTION log_refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON log_nodes FOR EACH STATEMENT EXECUTE FUNCTION log_refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON log_checkpoints FOR EACH STATEMENT EXECUTE FUNCTION log_refuse_change();

-- One sequencer -----------------------------------------------------------------------------------------------------
-- The transaction lock makes "the newest epoch" a fact until commit. Only READ COMMITTED sees what committed while it
-- waited for that lock, hence the refusal of older snapshots.

CREATE FUNCTION log_lock() RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'LOG_ISOLATION: the log is sequenced in READ COMMITTED transactions' USING ERRCODE = 'LG003';
  END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended('countersign.log', 0));
END $$;

CREATE FUNCTION log_check_epoch() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM log_lock();
  IF NEW.epoch <> (SELECT coalesce(max(epoch), 0) + 1 FROM log_epochs) THEN
    RAISE EXCEPTION 'LOG_EPOCH_STALE: epoch % is not the next one', NEW.epoch USING ERRCODE = 'LG001';
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION log_check_leaves() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp SET plan_cache_mode = force_custom_plan AS $$
DECLARE
  newest bigint;
  span   record;
BEGIN
  PERFORM log_lock();
  SELECT max(epoch) INTO newest FROM log_epochs;
  SELECT count(*) AS leaves, min(leaf_index) AS first, max(leaf_index) AS last,
         coalesce(bool_or(epoch <> newest), false) AS stale
    INTO span FROM added;
  IF span.stale THEN
    RAISE EXCEPTION 'LOG_EPOCH_STALE: a newer sequencer holds epoch %', newest USING ERRCODE = 'LG001';
  END IF;
  IF span.leaves > 0 AND (span.last - span.first + 1 <> span.leaves
      OR (span.first > 0 AND NOT EXISTS (SELECT FROM log_leaves WHERE leaf_index = span.first - 1))) THEN
    RAISE EXCEPTION 'LOG_GAP: leaves % to % do not continue the log', span.first, span.last USING ERRCODE = 'LG002';
  END IF;
  RETURN NULL;
END $$;

-- The tree is true to the entries whatever the sequencer does: a node is the hash of its children, a leaf its entry's.
CREATE FUNCTION log_check_nodes() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp SET plan_cache_mode = force_custom_plan AS $$
BEGIN
  IF EXISTS (
    SELECT FROM added
      LEFT JOIN log_leaves leaf ON leaf.leaf_index = added.node_index
      LEFT JOIN log_entries entry ON entry.entry_id = leaf.entry_id
     WHERE added.level = 0 AND added.hash IS DISTINCT FROM entry.leaf_hash
  ) OR EXISTS (
    SELECT FROM added
      LEFT JOIN log_nodes l ON l.level = added.level - 1 AND l.node_index = added.node_index * 2
      LEFT JOIN log_nodes r ON r.level = added.level - 1 AND r.node_index = added.node_index * 2 + 1
     WHERE added.level > 0 AND added.hash IS DISTINCT FROM sha256('\x01'::bytea || l.hash || r.hash)
  ) THEN
    RAISE EXCEPTION 'LOG_TREE: a node is not the hash of its children' USING ERRCODE = 'LG002';
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION log_check_checkpoint() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM log_lock();
  IF NEW.epoch <> (SELECT max(epoch) FROM log_epochs) THEN
    RAISE EXCEPTION 'LOG_EPOCH_STALE: epoch % is not the newest', NEW.epoch USING ERRCODE = 'LG001';
  END IF;
  IF NEW.size <= (SELECT coalesce(max(size), 0) FROM log_checkpoints)
      OR NOT EXISTS (SELECT FROM log_leaves WHERE leaf_index = NEW.size - 1) THEN
    RAISE EXCEPTION 'LOG_GAP: a checkpoint of % leaves does not continue the log', NEW.size USING ERRCODE = 'LG002';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER epoch_is_next BEFORE INSERT ON log_epochs FOR EACH ROW EXECUTE FUNCTION log_check_epoch();
CREATE TRIGGER leaves_continue AFTER INSERT ON log_leaves REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION log_check_leaves();
CREATE TRIGGER nodes_are_hashes AFTER INSERT ON log_nodes REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION log_check_nodes();
CREATE TRIGGER checkpoint_continues BEFORE INSERT ON log_checkpoints FOR EACH ROW EXECUTE FUNCTION log_check_checkpoint();

-- Wake the sequencer. Commits that notify queue behind one cluster-wide lock, which would undo group commit, so only
-- one open transaction at a time does; the sequencer polls for the others.
CREATE FUNCTION log_wake_sequencer() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF pg_try_advisory_xact_lock(hashtextextended('countersign.log.wake', 0)) THEN
    PERFORM pg_notify('countersign_log', '');
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER wake_sequencer AFTER INSERT ON log_entries FOR EACH STATEMENT EXECUTE FUNCTION log_wake_sequencer();

-- Also under session_replication_role = replica, which skips ordinary triggers.
ALTER TABLE log_entries ENABLE ALWAYS TRIGGER append_only;
ALTER TABLE log_epochs ENABLE ALWAYS TRIGGER append_only, ENABLE ALWAYS TRIGGER epoch_is_next;
ALTER TABLE log_leaves ENABLE ALWAYS TRIGGER append_only, ENABLE ALWAYS TRIGGER leaves_continue;
ALTER TABLE log_nodes ENABLE ALWAYS TRIGGER append_only, ENABLE ALWAYS TRIGGER nodes_are_hashes;
ALTER TABLE log_checkpoints ENABLE ALWAYS TRIGGER append_only, ENABLE ALWAYS TRIGGER checkpoint_continues;

-- Grants ------------------------------------------------------------------------------------------------------------

REVOKE ALL ON log_entries, log_epochs, log_leaves, log_nodes, log_checkpoints
  FROM PUBLIC, countersign_api, countersign_worker, countersign_signer;
GRANT SELECT ON log_entries, log_epochs, log_leaves, log_nodes, log_checkpoints
  TO countersign_api, countersign_worker, countersign_signer;
-- Not xact and seq: those are the database's to give.
GRANT INSERT (entry_id, at, kind, body, leaf_hash) ON log_entries TO countersign_api, countersign_worker;
GRANT INSERT ON log_epochs, log_leaves, log_nodes, log_checkpoints TO countersign_worker;
