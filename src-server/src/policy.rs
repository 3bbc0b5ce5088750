//! Who may see and change what. What [`TABLE`] does not name is not granted: a new kind, a new
//! field or a new role sees nothing until it has a row here.

use handbook_wire::auth::Role;
use handbook_wire::entity::{Audience, CompanyField, Kind, Targets};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

/// Moves whenever [`TABLE`] or a row rule changes, so that every device takes its view anew.
pub const POLICY_VERSION: u32 = 5;

/// Field of a stored company that says who sees which of the others. Nobody is sent it.
pub const VISIBILITY: &str = "visibility";

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
    /// Posts for all. Others are sent to whom they are for as the account's own: [`is_for`],
    /// [`project_own`].
    ForAll,
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

const OWN_COMPANY_FIELDS: &[&str] = &[
    "member",
    "company",
    "show_phone",
    "show_fax",
    "show_mobile",
    "show_email",
    "show_address",
];
const OWN_COMPANY_EDITS: &[&str] = &[
    "show_phone",
    "show_fax",
    "show_mobile",
    "show_email",
    "show_address",
];
const CHANGE_REQUEST_FIELDS: &[&str] = &[
    "member",
    "fields",
    "note",
    "sent_at",
    "decided_at",
    "cancelled",
];
const CHANGE_REQUEST_EDITS: &[&str] = &["fields", "note", "cancelled"];

/// Whom a post is for is told to staff alone.
const POST_FIELDS: &[&str] = &[
    "kind",
    "title",
    "body",
    "published_at",
    "edited_at",
    "department",
    "author",
    "pinned",
    "must_read",
    "ends_at",
    "attachments",
    "event",
    "condolence",
    "poll",
];
const POST_FIELDS_FOR_STAFF: &[&str] = &[
    "kind",
    "title",
    "body",
    "published_at",
    "edited_at",
    "department",
    "author",
    "pinned",
    "must_read",
    "ends_at",
    "targets",
    "attachments",
    "event",
    "condolence",
    "poll",
];
const POST_MARK_FIELDS: &[&str] = &["post", "read", "saved"];
const POST_MARK_EDITS: &[&str] = &["read", "saved"];

/// Who was there, and when a vote was taken, is the server's word.
const POST_ANSWER_FIELDS: &[&str] = &["post", "coming", "people", "proxy", "attended_at"];
const POST_ANSWER_EDITS: &[&str] = &["coming", "people", "proxy"];
const ATTENDANCE_FIELDS: &[&str] = &["post", "member", "person", "name", "at", "withdrawn"];
const ATTENDANCE_EDITS: &[&str] = &["member", "person", "name", "at", "withdrawn"];
const VOTE_FIELDS: &[&str] = &["post", "ballot", "cast_at"];
const VOTE_EDITS: &[&str] = &["ballot"];

/// What a company can hide, each with the fields that tell as much.
const HIDEABLE: [(CompanyField, &[&str]); 5] = [
    (CompanyField::Phone, &["phone"]),
    (CompanyField::Fax, &["fax"]),
    (CompanyField::Mobile, &["mobile"]),
    (CompanyField::Email, &["email"]),
    (
        CompanyField::Address,
        &["address", "postal_code", "position"],
    ),
];

const TABLE: [Grant; 19] = [
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
    Grant {
        role: Role::Member,
        kind: Kind::OwnCompany,
        read: OWN_COMPANY_FIELDS,
        edit: OWN_COMPANY_EDITS,
        rows: Rows::All,
    },
    Grant {
        role: Role::Member,
        kind: Kind::ChangeRequest,
        read: CHANGE_REQUEST_FIELDS,
        edit: CHANGE_REQUEST_EDITS,
        rows: Rows::All,
    },
    Grant {
        role: Role::Member,
        kind: Kind::Post,
        read: POST_FIELDS,
        edit: &[],
        rows: Rows::ForAll,
    },
    Grant {
        role: Role::Staff,
        kind: Kind::Post,
        read: POST_FIELDS_FOR_STAFF,
        edit: &[],
        rows: Rows::ForAll,
    },
    Grant {
        role: Role::Member,
        kind: Kind::PostMark,
        read: POST_MARK_FIELDS,
        edit: POST_MARK_EDITS,
        rows: Rows::All,
    },
    Grant {
        role: Role::Staff,
        kind: Kind::PostMark,
        read: POST_MARK_FIELDS,
        edit: POST_MARK_EDITS,
        rows: Rows::All,
    },
    Grant {
        role: Role::Member,
        kind: Kind::PostAnswer,
        read: POST_ANSWER_FIELDS,
        edit: POST_ANSWER_EDITS,
        rows: Rows::All,
    },
    Grant {
        role: Role::Staff,
        kind: Kind::Attendance,
        read: ATTENDANCE_FIELDS,
        edit: ATTENDANCE_EDITS,
        rows: Rows::All,
    },
    Grant {
        role: Role::Member,
        kind: Kind::Vote,
        read: VOTE_FIELDS,
        edit: VOTE_EDITS,
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
        Rows::ForAll => payload
            .get("targets")
            .and_then(|targets| targets.get("all"))
            .is_some_and(|all| *all == Value::Bool(true)),
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
    let hidden = match kind {
        Kind::Member => hidden(role, &payload),
        _ => Vec::new(),
    };
    Some(
        payload
            .into_iter()
            .filter(|(field, _)| {
                grant.read.contains(&field.as_str()) && !hidden.contains(&field.as_str())
            })
            .collect(),
    )
}

/// What `role` may see of a record that is in the account's own feed although it is not the account's:
/// a post whose targets name it.
#[must_use]
pub fn project_own(
    role: Role,
    kind: Kind,
    payload: Map<String, Value>,
) -> Option<Map<String, Value>> {
    let grant = grant(role, kind)?;
    let granted = payload
        .into_iter()
        .filter(|(field, _)| grant.read.contains(&field.as_str()));
    Some(granted.collect())
}

/// Who an account is, as far as a post's targets ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// Its role.
    pub role: Role,
    /// Record id of its company, if that belongs to the co-op.
    pub member: Option<String>,
    /// The company's 지회.
    pub branch: Option<String>,
    /// Whether its person is 임원 of the newest term.
    pub officer: bool,
}

/// Whether a post with these targets is for somebody of whom these facts are true. Staff see every post:
/// they write them.
#[must_use]
pub fn is_for(facts: &Facts, targets: &Targets) -> bool {
    if facts.role == Role::Staff {
        return true;
    }
    let is_among = |value: &Option<String>, chosen: &[String]| {
        value.as_ref().is_some_and(|value| chosen.contains(value))
    };
    targets.all
        || targets.officers && facts.officer
        || is_among(&facts.branch, &targets.branches)
        || is_among(&facts.member, &targets.members)
}

/// Who sees `field` of a company with this payload, as its own people have set it. What can't be read
/// is seen by nobody.
#[must_use]
pub fn audience(payload: &Map<String, Value>, field: CompanyField) -> Audience {
    match payload.get(VISIBILITY) {
        None => Audience::Everyone,
        Some(Value::Object(map)) => map.get(field.as_str()).map_or(Audience::Everyone, |who| {
            serde_json::from_value(who.clone()).unwrap_or(Audience::Nobody)
        }),
        Some(_) => Audience::Nobody,
    }
}

/// Whether `role` may see what its audience is `who`.
#[must_use]
pub fn is_among(role: Role, who: Audience) -> bool {
    match who {
        Audience::Everyone => true,
        Audience::Staff => role == Role::Staff,
        Audience::Nobody => false,
    }
}

/// The fields that a company hides from `role`.
fn hidden(role: Role, payload: &Map<String, Value>) -> Vec<&'static str> {
    if !payload.contains_key(VISIBILITY) {
        return Vec::new();
    }
    HIDEABLE
        .iter()
        .filter(|(field, _)| !is_among(role, audience(payload, *field)))
        .flat_map(|(_, fields)| fields.iter().copied())
        .collect()
}

/// Every field of a company, for its own people.
#[must_use]
pub fn own_company(payload: Map<String, Value>) -> Map<String, Value> {
    payload
        .into_iter()
        .filter(|(field, _)| MEMBER_FIELDS_FOR_STAFF.contains(&field.as_str()))
        .collect()
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

    /// The kinds that an account's own feed holds: its private ones, and posts that are not for all.
    #[must_use]
    pub fn own(&self) -> Vec<Kind> {
        self.kinds
            .iter()
            .copied()
            .filter(|kind| kind.is_private() || *kind == Kind::Post)
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
