-- 조합소식 as staff write it. `draft` is what they wrote, made safe; `sent` the record as its readers get
-- it, while it is published. `due` is when the server has to publish or end it by itself. A post for all
-- is an `entity` besides; one that is not (`targeted`) is sent to those in `post_reader`.
CREATE TABLE post (
    id TEXT PRIMARY KEY,
    state TEXT NOT NULL CHECK (state IN ('draft', 'scheduled', 'published', 'ended', 'withdrawn')),
    version INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL,
    published_at INTEGER,
    edited_at INTEGER,
    due INTEGER,
    targeted INTEGER NOT NULL CHECK (targeted IN (0, 1)),
    draft TEXT NOT NULL,
    sent TEXT
) STRICT;
CREATE INDEX post_changed ON post (changed_at);
CREATE INDEX post_due ON post (due) WHERE due IS NOT NULL;

-- What a post was from a time on.
CREATE TABLE post_version (
    post TEXT NOT NULL REFERENCES post (id) ON DELETE CASCADE,
    version INTEGER NOT NULL,
    at INTEGER NOT NULL,
    by TEXT NOT NULL,
    state TEXT NOT NULL,
    draft TEXT NOT NULL,
    PRIMARY KEY (post, version)
) STRICT;

-- The accounts that a targeted post is sent to, and (`deleted`) that must drop it: rows of their own feed
-- that stand for the post.
CREATE TABLE post_reader (
    account TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    post TEXT NOT NULL REFERENCES post (id) ON DELETE CASCADE,
    revision INTEGER NOT NULL,
    deleted INTEGER NOT NULL CHECK (deleted IN (0, 1)),
    PRIMARY KEY (account, post)
) STRICT, WITHOUT ROWID;
CREATE INDEX post_reader_own ON post_reader (account, revision, post);
CREATE INDEX post_reader_post ON post_reader (post);
CREATE INDEX post_reader_revision ON post_reader (revision);

-- The files that a published post shows, by hash.
CREATE TABLE post_file (
    file TEXT NOT NULL,
    post TEXT NOT NULL REFERENCES post (id) ON DELETE CASCADE,
    PRIMARY KEY (file, post)
) STRICT, WITHOUT ROWID;
CREATE INDEX post_file_post ON post_file (post);
