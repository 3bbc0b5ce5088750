-- Names and random values of this server, made once: its id, its token key, the next record id.
CREATE TABLE meta (
    name TEXT PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- One row a committed change of synced data. `tag` is random: it tells two histories apart that
-- share a number (a restored backup). `at` is for housekeeping alone.
CREATE TABLE revision (
    revision INTEGER PRIMARY KEY,
    tag INTEGER NOT NULL,
    shared INTEGER NOT NULL CHECK (shared IN (0, 1)),
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX revision_shared ON revision (revision) WHERE shared = 1;

-- A record as it is now. A tombstone (`deleted`) keeps in `payload` only what names it in a roster.
CREATE TABLE entity (
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    owner TEXT,
    revision INTEGER NOT NULL,
    deleted INTEGER NOT NULL CHECK (deleted IN (0, 1)),
    payload TEXT NOT NULL,
    PRIMARY KEY (kind, id)
) STRICT;
CREATE INDEX entity_shared ON entity (revision, kind, id) WHERE owner IS NULL;
CREATE INDEX entity_own ON entity (owner, revision, kind, id) WHERE owner IS NOT NULL;

-- `subject` is the record that the account was made for: member or staff.
CREATE TABLE account (
    id TEXT PRIMARY KEY,
    login TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL CHECK (role IN ('member', 'staff')),
    name TEXT NOT NULL,
    subject TEXT NOT NULL,
    mobile TEXT,
    password TEXT,
    verified_at INTEGER,
    locked_by_staff INTEGER NOT NULL DEFAULT 0,
    locked_by_roster INTEGER NOT NULL DEFAULT 0,
    UNIQUE (role, subject)
) STRICT, WITHOUT ROWID;

-- A login on one device. `ended_at` is set when it is over, whatever ended it.
CREATE TABLE session (
    id TEXT PRIMARY KEY,
    account TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    device TEXT NOT NULL,
    device_name TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    ended_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX session_account ON session (account);
CREATE INDEX session_ended ON session (ended_at) WHERE ended_at IS NOT NULL;

-- Refresh tokens of a session, hashed. `parent` is the token that was given up for this one;
-- `superseded` marks one whose sibling was used instead.
CREATE TABLE refresh (
    hash BLOB PRIMARY KEY,
    session TEXT NOT NULL REFERENCES session (id) ON DELETE CASCADE,
    parent BLOB,
    issued_at INTEGER NOT NULL,
    used_at INTEGER,
    superseded INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX refresh_session ON refresh (session);
CREATE INDEX refresh_parent ON refresh (parent) WHERE parent IS NOT NULL;

-- Failed logins, by hashed login so that unknown ones leave no readable trace.
CREATE TABLE throttle (
    login BLOB PRIMARY KEY,
    failures INTEGER NOT NULL,
    until INTEGER NOT NULL,
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What became of each edit, by idempotency key.
CREATE TABLE edit_outcome (
    account TEXT NOT NULL,
    key TEXT NOT NULL,
    outcome TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (account, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX edit_outcome_at ON edit_outcome (at);
