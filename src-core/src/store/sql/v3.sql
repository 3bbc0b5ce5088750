-- What the member did lately on this device: `search` by its text, `contact` by the company's record
-- id. It never leaves the device.
CREATE TABLE recent (
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    detail TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (kind, key)
) STRICT, WITHOUT ROWID;
