-- pawl: lock-timeout=0
ALTER TABLE users ADD COLUMN IF NOT EXISTS email text;

CREATE UNIQUE INDEX CONCURRENTLY /* no lock */ users_email ON users (email);
