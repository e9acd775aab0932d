-- What was said of who asked for an order is passed on to those like it as well: `claim` marks of those that pass on what
-- was found of them, and `said` marks of the others before release, which count once somebody holds or reports what they
-- name. As `whoAsked` in domain/who-asked.ts has it of the newest version, its signers and whoever had to confirm.

INSERT INTO order_marks (likeness, ended_on, mark_digest, created_at, order_id, mark)
SELECT DISTINCT order_likeness(own.kind, own.key), passing.ended_on, mark_digest(marks.mark), own.created_at,
       own.order_id, marks.mark
  FROM (
    SELECT subjects.id, version.content, assessment.facts, passed.ended_on, 'claim' AS kind
      FROM (SELECT DISTINCT order_id, ended_on FROM order_marks
             WHERE ended_on > (countersign_now() AT TIME ZONE 'UTC')::date - 32) AS passed
      JOIN subjects ON subjects.id = passed.order_id
      JOIN subject_versions AS version ON version.subject_id = subjects.id AND version.version = subjects.version
      JOIN assessments AS assessment
        ON assessment.subject_id = subjects.id AND assessment.version = subjects.version
       AND assessment.revision = subjects.revision
     UNION ALL
    SELECT subjects.id, version.content, assessment.facts, 'infinity'::date, 'said'
      FROM subjects
      JOIN subject_versions AS version ON version.subject_id = subjects.id AND version.version = subjects.version
      JOIN assessments AS assessment
        ON assessment.subject_id = subjects.id AND assessment.version = subjects.version
       AND assessment.revision = subjects.revision
     WHERE subjects.type = 'order' AND subjects.state IN ('assessing', 'awaiting_evidence', 'approved')
       AND NOT EXISTS (SELECT FROM order_marks
                        WHERE order_marks.order_id = subjects.id AND order_marks.ended_on = 'infinity')
  ) AS passing
  JOIN payment_order_keys AS own ON own.order_id = passing.id
 CROSS JOIN LATERAL (
   SELECT 'channels' AS of, passing.content #> '{instruction,channel}' AS value
    UNION
   SELECT 'channels', value FROM jsonb_array_elements(coalesce(passing.content #> '{earlier,channels}', '[]')) AS a (value)
    UNION
   SELECT 'channels', value FROM jsonb_array_elements(coalesce(passing.facts -> 'contactedBy', '[]')) AS a (value)
    WHERE value <> '"none"'
    UNION
   SELECT 'requesters', value FROM jsonb_array_elements(coalesce(passing.content -> 'requesters', '[]')) AS a (value)
    UNION
   SELECT 'instructors', passing.content #> '{instruction,instructedBy,personId}'
    WHERE passing.content #>> '{instruction,instructedBy,kind}' = 'person'
    UNION
   SELECT 'instructors', value
     FROM jsonb_array_elements(coalesce(passing.content #> '{earlier,instructors}', '[]')) AS a (value)
    UNION
   SELECT 'instructors', spec -> 'personId'
     FROM jsonb_array_elements(coalesce(passing.facts #> '{inherited,specs}', '[]')) AS a (spec)
    WHERE spec ->> 'kind' = 'instructor_confirmation' AND spec ->> 'personId' IS NOT NULL
 ) AS said (of, value)
 CROSS JOIN LATERAL (
   SELECT jsonb_build_object('kind', passing.kind, 'claim', jsonb_build_object('of', said.of, 'value', said.value)) AS mark
 ) AS marks
ON CONFLICT DO NOTHING;
