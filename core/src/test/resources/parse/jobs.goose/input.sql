-- Jobs and their queue
-- +goose Up
-- pawl: statement-timeout=5min
CREATE TABLE jobs (id int);

-- +goose StatementBegin
CREATE FUNCTION next_job() RETURNS int AS $$
BEGIN
  RETURN 1;
END;
$$ LANGUAGE plpgsql
-- +goose StatementEnd

-- +goose Down
-- +goose StatementBegin
DROP FUNCTION next_job();
DROP TABLE jobs;
-- +goose StatementEnd
