-- What one member of staff asks another to approve: taking much along, or removing much. `subject` tells exactly
-- what is approved; `path` and `form` are the form that carries it out, once.
CREATE TABLE approval (
    id TEXT PRIMARY KEY,
    account TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    object TEXT NOT NULL,
    count INTEGER NOT NULL,
    reason TEXT NOT NULL,
    path TEXT NOT NULL,
    form TEXT NOT NULL,
    at INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'approved', 'refused', 'used')),
    decided_at INTEGER,
    decided_by TEXT NOT NULL,
    decided_name TEXT NOT NULL,
    note TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX approval_at ON approval (at);
