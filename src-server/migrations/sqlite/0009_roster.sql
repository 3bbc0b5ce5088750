-- Who changed which field of a company, an officer or a member of staff; an empty field is the record's
-- coming in. Goes with the record.
CREATE TABLE field_history (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    record TEXT NOT NULL,
    field TEXT NOT NULL,
    was TEXT NOT NULL,
    now TEXT NOT NULL,
    at INTEGER NOT NULL,
    account TEXT NOT NULL,
    name TEXT NOT NULL
) STRICT;
CREATE INDEX field_history_record ON field_history (kind, record, id);
CREATE INDEX field_history_at ON field_history (at);

-- Rosters that staff uploaded to the console, and what became of them.
CREATE TABLE roster_upload (
    id TEXT PRIMARY KEY,
    account TEXT NOT NULL,
    name TEXT NOT NULL,
    at INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'applied', 'undone')),
    done_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX roster_upload_at ON roster_upload (at);

-- The file itself, what it would change, what of it is wanted, and how it is undone.
CREATE TABLE roster_upload_part (
    upload TEXT NOT NULL REFERENCES roster_upload (id) ON DELETE CASCADE,
    part TEXT NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (upload, part)
) STRICT;
