-- The co-op's office. `hash` is that of the cookie; the session itself is like any other.
CREATE TABLE console_session (
    hash BLOB PRIMARY KEY,
    session TEXT NOT NULL UNIQUE REFERENCES session (id) ON DELETE CASCADE,
    passed_at INTEGER
) STRICT, WITHOUT ROWID;

-- What a member of staff may do in the console.
CREATE TABLE console_role (
    account TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    role TEXT NOT NULL,
    PRIMARY KEY (account, role)
) STRICT, WITHOUT ROWID;

-- Who saw or changed what. Each line's seal covers the seal before it; the key is not in here.
CREATE TABLE audit (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    origin TEXT NOT NULL,
    account TEXT NOT NULL,
    name TEXT NOT NULL,
    action TEXT NOT NULL,
    object TEXT NOT NULL,
    detail TEXT NOT NULL,
    seal BLOB NOT NULL
) STRICT;
CREATE INDEX audit_at ON audit (at);

-- Where the log begins (`oldest`: the last line that was forgotten) and ends (`newest`).
CREATE TABLE audit_mark (
    place TEXT PRIMARY KEY CHECK (place IN ('oldest', 'newest')),
    id INTEGER NOT NULL,
    seal BLOB NOT NULL,
    proof BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- A line that was written stays as it is until it is old.
CREATE TRIGGER audit_stays BEFORE UPDATE ON audit
BEGIN
    SELECT raise(ABORT, 'the audit log is append-only');
END;
CREATE TRIGGER audit_is_kept BEFORE DELETE ON audit
WHEN OLD.id > coalesce((SELECT id FROM audit_mark WHERE place = 'oldest'), 0)
BEGIN
    SELECT raise(ABORT, 'the audit log is append-only');
END;
