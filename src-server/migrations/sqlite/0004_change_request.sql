-- 변경 신청: which of the accounts' requests wait for staff, and who decided what. The requests
-- themselves are private records.
CREATE TABLE waiting_change (
    id TEXT PRIMARY KEY,
    account TEXT NOT NULL,
    member TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX waiting_change_member ON waiting_change (member);

-- `by` is the account of a member of staff, or `console` for the command line on the server.
CREATE TABLE change_decision (
    request TEXT NOT NULL,
    field TEXT NOT NULL,
    decision TEXT NOT NULL,
    by TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX change_decision_request ON change_decision (request);
CREATE INDEX change_decision_at ON change_decision (at);
