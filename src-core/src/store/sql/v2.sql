-- The pictures that portraits name. `bytes` is null until the picture was fetched.
CREATE TABLE picture (
    portrait TEXT NOT NULL PRIMARY KEY,
    id TEXT NOT NULL,
    bytes BLOB
) STRICT;
CREATE INDEX picture_id ON picture (id);
CREATE INDEX picture_missing ON picture (portrait) WHERE bytes IS NULL;
