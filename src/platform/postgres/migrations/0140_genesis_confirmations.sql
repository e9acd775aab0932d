-- The two signatures by which the administrators confirmed each other. The API may write into `challenges`, where they
-- arrive; here they stay as the worker verified them, because every release rests on them.

CREATE TABLE genesis_confirmations (
  key_id             text PRIMARY KEY REFERENCES keys,
  statement          bytea NOT NULL,
  -- base64url, as they came.
  client_data_json   text NOT NULL,
  authenticator_data text NOT NULL,
  signature          text NOT NULL
);

-- Of an organisation that has begun: the answers whose statements the log's confirmation names.
INSERT INTO genesis_confirmations (key_id, statement, client_data_json, authenticator_data, signature)
SELECT DISTINCT ON (one ->> 'keyId') one ->> 'keyId', challenge.statement,
       challenge.credential #>> '{response,clientDataJSON}', challenge.credential #>> '{response,authenticatorData}',
       challenge.credential #>> '{response,signature}'
  FROM (SELECT body::json AS body FROM log_entries WHERE kind = 'genesis.confirmed' ORDER BY seq LIMIT 1) AS entry
 CROSS JOIN json_array_elements(entry.body -> 'confirmations') AS one
  JOIN challenges AS challenge
    ON challenge.purpose = 'enrolment' AND challenge.subject_id = 'genesis' AND challenge.consumed_at IS NOT NULL
   AND encode(sha256(challenge.statement), 'hex') = one ->> 'statementDigest'
  JOIN keys ON keys.id = one ->> 'keyId'
 WHERE challenge.credential #>> '{response,clientDataJSON}' IS NOT NULL
   AND challenge.credential #>> '{response,authenticatorData}' IS NOT NULL
   AND challenge.credential #>> '{response,signature}' IS NOT NULL
 ORDER BY one ->> 'keyId', challenge.consumed_at;

GRANT SELECT ON genesis_confirmations TO countersign_api, countersign_worker, countersign_signer;
GRANT INSERT ON genesis_confirmations TO countersign_worker;
