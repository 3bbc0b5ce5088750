-- The search index of the companies, packed, so that a start need not read every row. `packed_stale`
-- has the companies that changed since.
CREATE TABLE packed (
    seq INTEGER PRIMARY KEY,
    bytes BLOB NOT NULL
) STRICT;
CREATE TABLE packed_stale (
    member TEXT NOT NULL PRIMARY KEY
) STRICT, WITHOUT ROWID;
