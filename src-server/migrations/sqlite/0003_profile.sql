-- What an owner adds to the account: a picture, a verified e-mail address, logins elsewhere.
CREATE TABLE picture (
    account TEXT PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
    id TEXT NOT NULL UNIQUE,
    bytes BLOB NOT NULL
) STRICT;

ALTER TABLE account ADD COLUMN email TEXT;

-- `subject` is the person's id at the provider that `issuer` names.
CREATE TABLE social_link (
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    account TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    provider TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (issuer, subject),
    UNIQUE (account, provider)
) STRICT, WITHOUT ROWID;
