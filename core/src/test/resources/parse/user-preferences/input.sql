-- Migration: Add user preferences table
-- Date: 2025-10-18

BEGIN;

CREATE TABLE IF NOT EXISTS kb.user_preferences (
    user_id UUID PRIMARY KEY REFERENCES core.users(id) ON DELETE CASCADE,
    theme VARCHAR(50) DEFAULT 'light',
    created_at TIMESTAMP NOT NULL DEFAULT NOW()
);

COMMENT ON TABLE kb.user_preferences IS 'Stores user-specific UI preferences';

CREATE INDEX idx_user_preferences_theme ON kb.user_preferences(theme);

COMMIT;

-- Verify with: SELECT count(*) FROM kb.user_preferences;
