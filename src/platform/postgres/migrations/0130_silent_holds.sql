-- Placed by a denial under threat: enforced like any other, and told to nobody who could be standing beside the person,
-- neither when it is placed nor when it is lifted.
ALTER TABLE holds ADD COLUMN silent boolean NOT NULL DEFAULT false;
