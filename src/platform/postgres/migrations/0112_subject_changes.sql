-- Tells whoever listens which subject changed: the id alone, because what it changed to is read from the record by
-- somebody who may. `*` stands for every subject that is open: a hold may cover any number of them. PostgreSQL
-- delivers equal notifications of one transaction once.
CREATE FUNCTION announce_subject() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('countersign_subject', CASE TG_TABLE_NAME
    WHEN 'subjects' THEN to_jsonb(NEW) ->> 'id'
    WHEN 'evidence' THEN to_jsonb(NEW) ->> 'subject_id'
    ELSE CASE WHEN to_jsonb(NEW) ->> 'scope' = 'order' THEN to_jsonb(NEW) ->> 'target' ELSE '*' END
  END);
  RETURN NULL;
END $$;
CREATE TRIGGER subjects_announce AFTER INSERT OR UPDATE ON subjects FOR EACH ROW EXECUTE FUNCTION announce_subject();
CREATE TRIGGER evidence_announce AFTER INSERT ON evidence FOR EACH ROW EXECUTE FUNCTION announce_subject();
CREATE TRIGGER holds_announce AFTER INSERT OR UPDATE ON holds FOR EACH ROW EXECUTE FUNCTION announce_subject();
