/* Copyright: nobody
   -- pawl: this is not a directive */
-- Adds the audit log; see -- pawl: below
-- pawl: env=staging,prod
--   pawl: lock_timeout=5s
-- pawl: statment-timeout=30s
-- pawl: no-transaction lock-timeout=2s

CREATE TABLE audit ();
-- pawl: env!=test
