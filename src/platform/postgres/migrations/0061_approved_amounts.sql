-- What each person's approvals let go, for limits per day: one row per person and payment. An approval of a batch lets
-- go every payment in it. Evidence counts for the version it was given for, while it is not voided.

CREATE INDEX subjects_approved ON subjects (approved_at) WHERE approved_at IS NOT NULL;
CREATE INDEX payment_orders_batch ON payment_orders (batch_id) WHERE batch_id IS NOT NULL;

CREATE VIEW approved_amounts AS
SELECT DISTINCT evidence.person_id, subject.id AS subject_id, payment.id AS order_id, payment.entity_id,
       payment.amount_minor, payment.currency, payment.amount_base_minor, subject.approved_at
  FROM subjects subject
  JOIN evidence ON evidence.subject_id = subject.id AND evidence.subject_version = subject.version
  JOIN LATERAL (
    SELECT * FROM payment_orders WHERE subject.type = 'order' AND id = subject.id
    UNION ALL
    SELECT * FROM payment_orders WHERE subject.type = 'batch' AND batch_id = subject.id
  ) payment ON true
 WHERE subject.state IN ('approved', 'released', 'executed', 'failed', 'returned')
   AND evidence.kind = 'approval' AND evidence.decision = 'confirm' AND evidence.voided_by IS NULL;

GRANT SELECT ON approved_amounts TO countersign_api, countersign_worker, countersign_signer;
