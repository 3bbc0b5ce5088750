-- An event is told of once more on the evening before it begins.
CREATE TABLE event_eve (
    post TEXT PRIMARY KEY REFERENCES post (id) ON DELETE CASCADE,
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX event_eve_at ON event_eve (at);

-- `what` may be 'eve' now: the list of a CHECK can't be made longer in place.
CREATE TABLE notification_new (
    session TEXT NOT NULL REFERENCES push_device (session) ON DELETE CASCADE,
    post TEXT NOT NULL REFERENCES post (id) ON DELETE CASCADE,
    what TEXT NOT NULL CHECK (what IN ('news', 'change', 'withdrawal', 'reminder', 'eve')),
    version INTEGER NOT NULL,
    told INTEGER NOT NULL,
    told_at INTEGER,
    due INTEGER,
    expires_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    doubt INTEGER NOT NULL CHECK (doubt IN (0, 1)),
    PRIMARY KEY (session, post)
) STRICT, WITHOUT ROWID;
INSERT INTO notification_new SELECT session, post, what, version, told, told_at, due, expires_at, attempts, doubt
FROM notification;
DROP TABLE notification;
ALTER TABLE notification_new RENAME TO notification;
CREATE INDEX notification_due ON notification (due) WHERE due IS NOT NULL;
CREATE INDEX notification_post ON notification (post);
