-- Files that records list, and files that staff have picked. Their bytes lie beside the cache, sealed under
-- `key`. `have` counts whole pieces; `checked` says that all is there and has its hash.
CREATE TABLE file (
    hash TEXT PRIMARY KEY,
    disk TEXT NOT NULL,
    key BLOB NOT NULL,
    have INTEGER NOT NULL,
    checked INTEGER NOT NULL,
    kept INTEGER NOT NULL,
    used_at INTEGER NOT NULL,
    attachment TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE pick (
    id TEXT PRIMARY KEY,
    disk TEXT NOT NULL,
    key BLOB NOT NULL,
    name TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    have INTEGER NOT NULL
) WITHOUT ROWID;
