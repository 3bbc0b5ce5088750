//! Who may see and change what. What [`TABLE`] does not name is not granted: a new kind, a new
//! field or a new role sees nothing until it has a row here.

use handbook_wire::auth::Role;
use handbook_wire::entity::Kind;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

/// Moves whenever [`TABLE`] or a row rule changes, so that every device takes its view anew.
pub const POLICY_VERSION: u32 = 2;

/// What a role may do with a kind.
struct Grant {
    role: Role,
    kind: Kind,
    /// Fields that it may read.
    read: &'static [&'static str],
    /// Fields that it may change.
    edit: &'static [&'static str],
    /// Which records it may see.
    rows: Rows,
}

#[derive(Clone, Copy)]
enum Rows {
    /// All of them (of a private kind: all of its own).
    All,
    /// Companies that still belong to the co-op.
    CurrentMembers,
}

const MEMBER_FIELDS: &[&str] = &[
    "number",
    "name",
    "representatives",
    "phone",
    "fax",
    "mobile",
    "email",
    "homepage",
    "postal_code",
    "address",
    "position",
    "branch",
    "products",
    "certificates",
    "joined",
    "status",
];
const MEMBER_FIELDS_FOR_STAFF: &[&str] = &[
    "number",
    "name",
    "representatives",
    "business_number",
    "phone",
    "fax",
    "mobile",
    "email",
    "homepage",
    "postal_code",
    "address",
    "position",
    "branch",
    "products",
    "certificates",
    "joined",
    "status",
];
const OFFICER_FIELDS: &[&str] = &[
    "term", "role", "name", "company", "member", "from", "to", "rank",
];
const STAFF_FIELDS: &[&str] = &[
    "department",
    "position",
    "name",
    "extension",
    "mobile",
    "duties",
    "rank",
];
const PORTRAIT_FIELDS: &[&str] = &["name", "member", "staff", "picture"];
const NOTE_FIELDS: &[&str] = &["member", "favourite", "memo"];
const NOTE_EDITS: &[&str] = &["favourite", "memo"];

const TABLE: [Grant; 10] = [
    Grant {
        role: Role::Member,
        kind: Kind::Member,
        read: MEMBER_FIELDS,
        edit: &[],
        rows: Rows::CurrentMembers,
    },
    Grant {
        role: Role::Staff,
        kind: Kind::Member,
        read: MEMBER_FIELDS_FOR_STAFF,
        edit: &[],
        rows: Rows::All,
    },
    Grant {
        role: Role::Member,
        kind: Kind::Officer,
        read: OFFICER_FIELDS,
        edit: &[],
        rows: Rows::All,
    },
    Grant {
        role: Role::Staff,
        kind: Kind::Officer,
        read: OFFICER_FIELDS,
        edit: &[],
        rows: Rows::All,
    },
    Grant {
        role: Role::Member,
        kind: Kind::Staff,
        read: STAFF_FIELDS,
        edit: &[],
        rows: Rows::All,
    },
    Grant {
        role: Role::Staff,
        kind: Kind::Staff,
        read: STAFF_FIELDS,
        edit: &[],
        rows: Rows::All,
    },
    Grant {
        role: Role::Member,
        kind: Kind::Portrait,
        read: PORTRAIT_FIELDS,
        edit: &[],
        rows: Rows::All,
    },
    Grant {
        role: Role::Staff,
        kind: Kind::Portrait,
        read: PORTRAIT_FIELDS,
        edit: &[],
        rows: Rows::All,
    },
    Grant {
        role: Role::Member,
        kind: Kind::Note,
        read: NOTE_FIELDS,
        edit: NOTE_EDITS,
        rows: Rows::All,
    },
    Grant {
        role: Role::Staff,
        kind: Kind::Note,
        read: NOTE_FIELDS,
        edit: NOTE_EDITS,
        rows: Rows::All,
    },
];

fn grant(role: Role, kind: Kind) -> Option<&'static Grant> {
    TABLE
        .iter()
        .find(|grant| grant.role == role && grant.kind == kind)
}

/// What `role` may see of a record with this payload; none when it may not see the record.
#[must_use]
pub fn project(role: Role, kind: Kind, payload: Map<String, Value>) -> Option<Map<String, Value>> {
    let grant = grant(role, kind)?;
    let visible = match grant.rows {
        Rows::All => true,
        Rows::CurrentMembers => {
            matches!(
                payload.get("status").and_then(Value::as_str),
                Some("active" | "suspended")
            )
        }
    };
    if !visible {
        return None;
    }
    Some(
        payload
            .into_iter()
            .filter(|(field, _)| grant.read.contains(&field.as_str()))
            .collect(),
    )
}

/// Whether `role` may change `field` of a record of `kind` (of a private kind: of its own).
#[must_use]
pub fn may_edit(role: Role, kind: Kind, field: &str) -> bool {
    grant(role, kind).is_some_and(|grant| grant.edit.contains(&field))
}

/// What somebody may see: a role, and the kinds that the app stores, as far as they are granted.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct View {
    role: Role,
    kinds: Vec<Kind>,
}

impl View {
    /// The view of `role` for an app that stores `kinds`; names that this server does not know and
    /// kinds that are not granted fall away.
    #[must_use]
    pub fn new(role: Role, kinds: &[String]) -> Self {
        let kinds = Kind::ALL
            .into_iter()
            .filter(|kind| kinds.iter().any(|name| name == kind.as_str()))
            .filter(|kind| grant(role, *kind).is_some())
            .collect();
        Self { role, kinds }
    }

    /// Whose view it is.
    #[must_use]
    pub fn role(&self) -> Role {
        self.role
    }

    /// Its kinds that are the same for everybody.
    #[must_use]
    pub fn shared(&self) -> Vec<Kind> {
        self.kinds
            .iter()
            .copied()
            .filter(|kind| !kind.is_private())
            .collect()
    }

    /// Its kinds that belong to one account.
    #[must_use]
    pub fn private(&self) -> Vec<Kind> {
        self.kinds
            .iter()
            .copied()
            .filter(|kind| kind.is_private())
            .collect()
    }

    /// Names the view in a cursor: another role, other kinds or another policy is another view.
    #[must_use]
    pub fn hash(&self) -> String {
        let mut hash = Sha256::new();
        hash.update(POLICY_VERSION.to_be_bytes());
        hash.update(match self.role {
            Role::Member => b"member",
            Role::Staff => b"staff\0",
        });
        for kind in &self.kinds {
            hash.update(kind.as_str());
            hash.update(b",");
        }
        hash.finalize()
            .iter()
            .take(8)
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }
}

#[cfg(test)]
mod tests;
