-- migrate:up transaction:false
CREATE TABLE users (
  id int
);
CREATE INDEX CONCURRENTLY users_id ON users (id);

-- migrate:down
DROP TABLE users;
