-- 알림 for closed apps. What an account wants is JSON, as it goes over the wire.
CREATE TABLE notification_setting (
    account TEXT PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
    setting TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- How the device of a session is reached. A token names one app on one device: it is in here once.
CREATE TABLE push_device (
    session TEXT PRIMARY KEY REFERENCES session (id) ON DELETE CASCADE,
    account TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    service TEXT NOT NULL CHECK (service IN ('fcm', 'apns')),
    token TEXT NOT NULL,
    language TEXT NOT NULL,
    at INTEGER NOT NULL,
    UNIQUE (service, token)
) STRICT, WITHOUT ROWID;
CREATE INDEX push_device_account ON push_device (account, at);

-- Whoever logs out, is locked, gives the account up or loses the session otherwise is reached no more.
CREATE TRIGGER push_device_ends AFTER UPDATE OF ended_at ON session
WHEN NEW.ended_at IS NOT NULL
BEGIN
    DELETE FROM push_device WHERE session = NEW.id;
END;

-- What a device is to be told of a post, or was: written in the transaction that publishes. `due` is when
-- to try, none when nothing is to be done; `told` the newest version that a service has taken, 0 for none;
-- `doubt` says that an earlier try may have arrived.
CREATE TABLE notification (
    session TEXT NOT NULL REFERENCES push_device (session) ON DELETE CASCADE,
    post TEXT NOT NULL REFERENCES post (id) ON DELETE CASCADE,
    what TEXT NOT NULL CHECK (what IN ('news', 'change', 'withdrawal', 'reminder')),
    version INTEGER NOT NULL,
    told INTEGER NOT NULL,
    told_at INTEGER,
    due INTEGER,
    expires_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    doubt INTEGER NOT NULL CHECK (doubt IN (0, 1)),
    PRIMARY KEY (session, post)
) STRICT, WITHOUT ROWID;
CREATE INDEX notification_due ON notification (due) WHERE due IS NOT NULL;
CREATE INDEX notification_post ON notification (post);

-- 다시 알림: how those who had not read a post were reminded last.
CREATE TABLE reminder (
    post TEXT PRIMARY KEY REFERENCES post (id) ON DELETE CASCADE,
    at INTEGER NOT NULL,
    by TEXT NOT NULL,
    people INTEGER NOT NULL,
    devices INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
