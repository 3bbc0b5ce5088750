-- Who has voted on a post. `voter` is an account, or of 1사 1표 the record of a company: whoever comes
-- second finds the row there. `member` is the company of the account at that time; it stays when the
-- account goes.
CREATE TABLE vote (
    post TEXT NOT NULL REFERENCES post (id) ON DELETE CASCADE,
    voter TEXT NOT NULL,
    account TEXT NOT NULL,
    member TEXT,
    at INTEGER NOT NULL,
    PRIMARY KEY (post, voter)
) STRICT, WITHOUT ROWID;

-- How often each choice was chosen: numbers, and nothing of who or when.
CREATE TABLE vote_count (
    post TEXT NOT NULL REFERENCES post (id) ON DELETE CASCADE,
    question INTEGER NOT NULL,
    choice INTEGER NOT NULL,
    votes INTEGER NOT NULL,
    PRIMARY KEY (post, question, choice)
) STRICT, WITHOUT ROWID;
