CREATE TABLE record (
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    revision INTEGER NOT NULL,
    payload TEXT NOT NULL,
    -- 1 while it is not known whether the server still has this private record.
    stale INTEGER NOT NULL DEFAULT 0,
    UNIQUE (kind, id)
) STRICT;
CREATE INDEX record_stale ON record (kind) WHERE stale = 1;

CREATE TABLE outbox (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    fields TEXT NOT NULL,
    was TEXT NOT NULL,
    created INTEGER NOT NULL,
    -- 1 once it may have reached the server: from then on it never changes.
    sent INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX outbox_record ON outbox (kind, id);

CREATE TABLE lost_edit (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    field TEXT NOT NULL,
    yours TEXT NOT NULL,
    theirs TEXT NOT NULL
) STRICT;

CREATE TABLE meta (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The received part of a snapshot, in order.
CREATE TABLE part (
    seq INTEGER PRIMARY KEY,
    bytes BLOB NOT NULL
) STRICT;
