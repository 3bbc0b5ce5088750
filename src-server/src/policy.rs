//! Who may see and change what. What [`TABLE`] does not name is not granted: a new kind, a new
//! field or a new role sees nothing until it has a row here.

use handbook_wire::auth::Role;
use handbook_wire::entity::Kind;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

/// Moves whenever [`TABLE`] or a row rule changes, so that every device takes its view anew.
pub const POLICY_VERSION: u32 = 1;

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
const NOTE_FIELDS: &[&str] = &["member", "favourite", "memo"];
const NOTE_EDITS: &[&str] = &["favourite", "memo"];

const TABLE: [Grant; 8] = [
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
mod tests {
    use handbook_wire::entity::{
        Certificate, Member, Note, Officer, Phone, Position, Precision, Staff,
    };
    use proptest::prelude::*;

    use super::*;

    fn full(kind: Kind) -> Map<String, Value> {
        let phone = Some(Phone {
            number: "020000000".into(),
            to: Some("2".into()),
            extension: None,
        });
        let text = Some("가".to_owned());
        let value = match kind {
            Kind::Member => serde_json::to_value(Member {
                number: "0001".into(),
                name: "(주)한빛전기".into(),
                representatives: vec!["홍길동".into()],
                business_number: Some("1234567891".into()),
                phone: phone.clone(),
                fax: phone.clone(),
                mobile: phone,
                email: text.clone(),
                homepage: text.clone(),
                postal_code: text.clone(),
                address: text.clone(),
                position: Some(Position {
                    lat: 37.0,
                    lng: 127.0,
                    precision: Precision::Town,
                }),
                branch: text.clone(),
                products: vec!["변압기".into()],
                certificates: vec![Certificate {
                    name: "KS".into(),
                    expires: None,
                }],
                joined: text,
                ..Member::default()
            }),
            Kind::Officer => serde_json::to_value(Officer {
                company: text.clone(),
                member: text.clone(),
                from: text.clone(),
                to: text,
                ..Officer::default()
            }),
            Kind::Staff => serde_json::to_value(Staff {
                department: text.clone(),
                position: text.clone(),
                extension: text.clone(),
                mobile: phone,
                duties: text,
                ..Staff::default()
            }),
            Kind::Note => serde_json::to_value(Note::default()),
        };
        match value.unwrap() {
            Value::Object(map) => map,
            _ => unreachable!(),
        }
    }

    /// Every role × kind × field, spelled out: `r` may be read, `w` may also be changed, `-` not.
    /// A field that the wire gains fails here until somebody decides about it.
    #[test]
    fn every_field_is_decided() {
        type Decided = (&'static str, &'static str, &'static str);
        let decided: &[(Kind, &[Decided])] = &[
            (
                Kind::Member,
                &[
                    ("number", "r", "r"),
                    ("name", "r", "r"),
                    ("representatives", "r", "r"),
                    ("business_number", "-", "r"),
                    ("phone", "r", "r"),
                    ("fax", "r", "r"),
                    ("mobile", "r", "r"),
                    ("email", "r", "r"),
                    ("homepage", "r", "r"),
                    ("postal_code", "r", "r"),
                    ("address", "r", "r"),
                    ("position", "r", "r"),
                    ("branch", "r", "r"),
                    ("products", "r", "r"),
                    ("certificates", "r", "r"),
                    ("joined", "r", "r"),
                    ("status", "r", "r"),
                ],
            ),
            (
                Kind::Officer,
                &[
                    ("term", "r", "r"),
                    ("role", "r", "r"),
                    ("name", "r", "r"),
                    ("company", "r", "r"),
                    ("member", "r", "r"),
                    ("from", "r", "r"),
                    ("to", "r", "r"),
                    ("rank", "r", "r"),
                ],
            ),
            (
                Kind::Staff,
                &[
                    ("department", "r", "r"),
                    ("position", "r", "r"),
                    ("name", "r", "r"),
                    ("extension", "r", "r"),
                    ("mobile", "r", "r"),
                    ("duties", "r", "r"),
                    ("rank", "r", "r"),
                ],
            ),
            (
                Kind::Note,
                &[
                    ("member", "r", "r"),
                    ("favourite", "w", "w"),
                    ("memo", "w", "w"),
                ],
            ),
        ];
        assert_eq!(decided.len(), Kind::ALL.len());
        for (kind, fields) in decided {
            let payload = full(*kind);
            let mut names: Vec<_> = fields.iter().map(|(name, ..)| (*name).to_owned()).collect();
            let mut real: Vec<_> = payload.keys().cloned().collect();
            names.sort();
            real.sort();
            assert_eq!(real, names, "{kind}");
            for (role, column) in [(Role::Member, 0), (Role::Staff, 1)] {
                let seen = project(role, *kind, payload.clone()).unwrap();
                for (field, member, staff) in *fields {
                    let right = [*member, *staff][column];
                    assert_eq!(
                        seen.contains_key(*field),
                        right != "-",
                        "{role:?} {kind} {field}"
                    );
                    assert_eq!(
                        may_edit(role, *kind, field),
                        right == "w",
                        "{role:?} {kind} {field}"
                    );
                }
            }
        }
    }

    #[test]
    fn companies_that_left_are_for_staff_only() {
        for (status, member) in [
            (Some("active"), true),
            (Some("suspended"), true),
            (Some("withdrawn"), false),
            (Some("expelled"), false),
            (Some("something new"), false),
            (None, false),
        ] {
            let mut payload = full(Kind::Member);
            match status {
                Some(status) => payload.insert("status".into(), status.into()),
                None => payload.remove("status"),
            };
            assert_eq!(
                project(Role::Member, Kind::Member, payload.clone()).is_some(),
                member
            );
            assert!(project(Role::Staff, Kind::Member, payload).is_some());
        }
    }

    #[test]
    fn another_role_or_other_kinds_are_another_view() {
        let kinds = |names: &[&str]| {
            names
                .iter()
                .map(|name| (*name).to_owned())
                .collect::<Vec<_>>()
        };
        let all = kinds(&["member", "officer", "staff", "note"]);
        let view = View::new(Role::Member, &all);
        assert_eq!(view.shared(), [Kind::Member, Kind::Officer, Kind::Staff]);
        assert_eq!(view.private(), [Kind::Note]);
        assert_ne!(view.hash(), View::new(Role::Staff, &all).hash());
        assert_ne!(
            view.hash(),
            View::new(Role::Member, &kinds(&["member"])).hash()
        );
        let mixed = kinds(&["note", "poll", "staff", "member", "member", "officer"]);
        assert_eq!(view.hash(), View::new(Role::Member, &mixed).hash());
    }

    proptest! {
        #[test]
        fn nothing_outside_the_table_comes_out(
            fields in proptest::collection::vec("[a-z_]{1,16}|business_number|password|status", 0..20),
            status in prop_oneof!["active", "withdrawn", "[a-z]{1,8}"],
        ) {
            let mut payload: Map<String, Value> =
                fields.into_iter().map(|field| (field, Value::Bool(true))).collect();
            payload.insert("status".into(), status.into());
            for role in [Role::Member, Role::Staff] {
                for kind in Kind::ALL {
                    let Some(seen) = project(role, kind, payload.clone()) else { continue };
                    let known = full(kind);
                    for field in seen.keys() {
                        prop_assert!(known.contains_key(field), "{role:?} {kind} {field}");
                        prop_assert!(role == Role::Staff || field != "business_number");
                    }
                }
            }
        }
    }
}
