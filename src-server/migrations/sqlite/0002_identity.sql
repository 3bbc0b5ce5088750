-- Accounts: what identity verification, invitations and second factors need.
--
-- `company` is the member record of an account that came by sign-up; its `subject` is the sign-up.
-- `roster_mobile` is the number that the roster named last: the account follows the roster only when
-- that changes. `ci` and `birth` are HMACs, `second_factor` is sealed; the key is not in here.
ALTER TABLE account ADD COLUMN company TEXT;
ALTER TABLE account ADD COLUMN roster_mobile TEXT;
ALTER TABLE account ADD COLUMN invitation TEXT;
ALTER TABLE account ADD COLUMN invitation_until INTEGER;
ALTER TABLE account ADD COLUMN vouched_until INTEGER;
ALTER TABLE account ADD COLUMN ci BLOB;
ALTER TABLE account ADD COLUMN birth BLOB;
ALTER TABLE account ADD COLUMN second_factor BLOB;
ALTER TABLE account ADD COLUMN second_factor_at INTEGER;
ALTER TABLE account ADD COLUMN second_factor_step INTEGER;
ALTER TABLE account ADD COLUMN last_login_at INTEGER;
UPDATE account SET roster_mobile = mobile;
CREATE INDEX account_mobile ON account (mobile) WHERE mobile IS NOT NULL;
CREATE INDEX account_company ON account (company) WHERE company IS NOT NULL;

ALTER TABLE session ADD COLUMN second_factor_at INTEGER;
ALTER TABLE session ADD COLUMN seen_at INTEGER NOT NULL DEFAULT 0;
-- Whether suspension ended it: its refresh token is told so, and the app wipes its cache.
ALTER TABLE session ADD COLUMN suspended INTEGER NOT NULL DEFAULT 0;

-- A device that an account has logged in from.
CREATE TABLE device (
    account TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    first_seen_at INTEGER NOT NULL,
    verified_at INTEGER,
    PRIMARY KEY (account, id)
) STRICT, WITHOUT ROWID;
-- Whoever is logged in when this arrives has been verified by the rules of then.
INSERT OR IGNORE INTO device (account, id, name, first_seen_at, verified_at)
    SELECT s.account, s.device, s.device_name, s.started_at, a.verified_at
    FROM session s JOIN account a ON a.id = s.account;

-- What is good for a short time and once: verifications, tickets. `secret` is the hash of what its
-- holder must show, where that is how it is found.
CREATE TABLE request (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    secret BLOB UNIQUE,
    payload TEXT NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX request_expires ON request (expires_at);

-- Transactions of a provider that were used, hashed.
CREATE TABLE used_transaction (
    id BLOB PRIMARY KEY,
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Applications. `person` is an HMAC of the applicant's number and birth date.
CREATE TABLE sign_up (
    id TEXT PRIMARY KEY,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'approved', 'rejected')),
    at INTEGER NOT NULL,
    decided_at INTEGER,
    company TEXT NOT NULL,
    person BLOB NOT NULL,
    payload TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX sign_up_waiting ON sign_up (company, person) WHERE state = 'waiting';

-- What happened to an account, for its owner.
CREATE TABLE account_event (
    account TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    at INTEGER NOT NULL,
    what TEXT NOT NULL,
    device TEXT
) STRICT;
CREATE INDEX account_event_at ON account_event (account, at);

-- Texts that somebody agreed to: an account's or an application's id, or the hash of a verification.
CREATE TABLE agreement (
    subject TEXT NOT NULL,
    document TEXT NOT NULL,
    version TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX agreement_subject ON agreement (subject);
