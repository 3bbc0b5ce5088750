-- What accounts answer to events, for counting and lists; the record is a `post_answer`, written in the
-- same transaction.
CREATE TABLE answer (
    post TEXT NOT NULL,
    account TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    coming TEXT NOT NULL CHECK (coming IN ('yes', 'no', 'proxy')),
    people INTEGER NOT NULL,
    proxy TEXT NOT NULL,
    PRIMARY KEY (post, account)
) STRICT, WITHOUT ROWID;
CREATE INDEX answer_account ON answer (account);

-- Who was at an event, as each member of staff has noted it (`attendance` records that are not taken
-- back). It stays when the account of who noted it or of who was there goes.
CREATE TABLE attendance (
    post TEXT NOT NULL,
    member TEXT NOT NULL,
    person TEXT NOT NULL,
    noted_by TEXT NOT NULL,
    name TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (post, member, person, noted_by)
) STRICT, WITHOUT ROWID;
