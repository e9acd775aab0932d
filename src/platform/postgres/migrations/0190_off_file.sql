-- Accounts and contacts are taken off file (ADR 0039). The log says when: the signer holds what is vouched for against it.
ALTER TABLE external_accounts ADD COLUMN retired_entry text,
  ADD CONSTRAINT external_accounts_retired CHECK ((state = 'retired') = (retired_entry IS NOT NULL));
ALTER TABLE contacts ADD COLUMN retired_entry text,
  ADD CONSTRAINT contacts_retired CHECK ((state = 'retired') = (retired_entry IS NOT NULL));
