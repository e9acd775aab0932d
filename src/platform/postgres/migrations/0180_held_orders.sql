-- Which held orders another one was handed in for is asked of the holds, those that were lifted among them, and of the
-- signer's as well, which looks whether a held order is one that passes on what was found of it.
CREATE INDEX holds_target ON holds (scope, target);
GRANT SELECT ON order_marks TO countersign_signer;
