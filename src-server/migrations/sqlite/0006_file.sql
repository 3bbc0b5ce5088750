-- Files that records list. Their bytes lie in the object store, by the hash.
CREATE TABLE file (
    hash TEXT PRIMARY KEY,
    media_type TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    -- JSON of a picture's measures, where it is one.
    picture TEXT,
    -- Since when no record lists it, as far as none does.
    unlisted_since INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE file_reference (
    hash TEXT NOT NULL,
    kind TEXT NOT NULL,
    record TEXT NOT NULL,
    PRIMARY KEY (hash, kind, record)
) STRICT, WITHOUT ROWID;
CREATE INDEX file_reference_record ON file_reference (kind, record);

-- `done` is the JSON of the attachment, once the upload is finished.
CREATE TABLE upload (
    id TEXT PRIMARY KEY,
    account TEXT NOT NULL,
    hash TEXT NOT NULL,
    name TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    at INTEGER NOT NULL,
    done TEXT,
    UNIQUE (account, hash)
) STRICT, WITHOUT ROWID;
