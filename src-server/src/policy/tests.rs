use handbook_wire::entity::{
    Attendance, Certificate, ChangeRequest, Coming, Condolence, Event, Member, Note, Officer,
    OwnCompany, Phone, Poll, Portrait, Position, Post, PostAnswer, PostMark, Precision, Staff,
    Vote,
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
        Kind::Portrait => serde_json::to_value(Portrait {
            member: text.clone(),
            staff: text,
            ..Portrait::default()
        }),
        Kind::Note => serde_json::to_value(Note::default()),
        Kind::OwnCompany => serde_json::to_value(OwnCompany::default()),
        Kind::ChangeRequest => serde_json::to_value(ChangeRequest {
            decided_at: Some(1),
            ..ChangeRequest::default()
        }),
        Kind::Post => serde_json::to_value(Post {
            edited_at: Some(1),
            ends_at: Some(1),
            targets: Targets::everybody(),
            event: Some(Event::default()),
            condolence: Some(Condolence::default()),
            poll: Some(Poll::default()),
            ..Post::default()
        }),
        Kind::PostMark => serde_json::to_value(PostMark::default()),
        Kind::PostAnswer => serde_json::to_value(PostAnswer {
            coming: Some(Coming::Yes),
            attended_at: Some(1),
            ..PostAnswer::default()
        }),
        Kind::Attendance => serde_json::to_value(Attendance {
            withdrawn: true,
            ..Attendance::default()
        }),
        Kind::Vote => serde_json::to_value(Vote {
            cast_at: Some(1),
            ..Vote::default()
        }),
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
            Kind::Portrait,
            &[
                ("name", "r", "r"),
                ("member", "r", "r"),
                ("staff", "r", "r"),
                ("picture", "r", "r"),
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
        (
            Kind::OwnCompany,
            &[
                ("member", "r", "-"),
                ("company", "r", "-"),
                ("show_phone", "w", "-"),
                ("show_fax", "w", "-"),
                ("show_mobile", "w", "-"),
                ("show_email", "w", "-"),
                ("show_address", "w", "-"),
            ],
        ),
        (
            Kind::ChangeRequest,
            &[
                ("member", "r", "-"),
                ("fields", "w", "-"),
                ("note", "w", "-"),
                ("sent_at", "r", "-"),
                ("decided_at", "r", "-"),
                ("cancelled", "w", "-"),
            ],
        ),
        (
            Kind::Post,
            &[
                ("kind", "r", "r"),
                ("title", "r", "r"),
                ("body", "r", "r"),
                ("published_at", "r", "r"),
                ("edited_at", "r", "r"),
                ("department", "r", "r"),
                ("author", "r", "r"),
                ("pinned", "r", "r"),
                ("must_read", "r", "r"),
                ("ends_at", "r", "r"),
                ("targets", "-", "r"),
                ("attachments", "r", "r"),
                ("event", "r", "r"),
                ("condolence", "r", "r"),
                ("poll", "r", "r"),
            ],
        ),
        (
            Kind::PostMark,
            &[("post", "r", "r"), ("read", "w", "w"), ("saved", "w", "w")],
        ),
        (
            Kind::PostAnswer,
            &[
                ("post", "r", "-"),
                ("coming", "w", "-"),
                ("people", "w", "-"),
                ("proxy", "w", "-"),
                ("attended_at", "r", "-"),
            ],
        ),
        (
            Kind::Attendance,
            &[
                ("post", "-", "r"),
                ("member", "-", "w"),
                ("person", "-", "w"),
                ("name", "-", "w"),
                ("at", "-", "w"),
                ("withdrawn", "-", "w"),
            ],
        ),
        (
            Kind::Vote,
            &[
                ("post", "r", "-"),
                ("ballot", "w", "-"),
                ("cast_at", "r", "-"),
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
            let seen = project(role, *kind, payload.clone()).unwrap_or_default();
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
fn a_post_is_for_those_whom_its_targets_name_and_nobody_else() {
    let member = Facts {
        role: Role::Member,
        member: Some("3".into()),
        branch: Some("경기".into()),
        officer: false,
    };
    let officer = Facts {
        officer: true,
        ..member.clone()
    };
    let stranger = Facts {
        member: None,
        branch: None,
        ..member.clone()
    };
    let staff = Facts {
        role: Role::Staff,
        ..stranger.clone()
    };
    let everybody = [&member, &officer, &stranger, &staff];
    for (targets, expected) in [
        (Targets::default(), [false, false, false, true]),
        (Targets::everybody(), [true, true, true, true]),
        (
            Targets {
                branches: vec!["서울".into(), "경기".into()],
                ..Targets::default()
            },
            [true, true, false, true],
        ),
        (
            Targets {
                branches: vec!["서울".into()],
                ..Targets::default()
            },
            [false, false, false, true],
        ),
        (
            Targets {
                officers: true,
                ..Targets::default()
            },
            [false, true, false, true],
        ),
        (
            Targets {
                members: vec!["3".into()],
                ..Targets::default()
            },
            [true, true, false, true],
        ),
    ] {
        assert_eq!(
            everybody.map(|facts| is_for(facts, &targets)),
            expected,
            "{targets:?}"
        );
        // What is not for all is never in what all share.
        let post = serde_json::to_value(Post {
            targets: targets.clone(),
            ..Post::default()
        });
        let Ok(Value::Object(post)) = post else {
            unreachable!()
        };
        for role in [Role::Member, Role::Staff] {
            let shared = project(role, Kind::Post, post.clone());
            assert_eq!(shared.is_some(), targets.all);
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

#[test]
fn what_a_company_hides_is_not_shown() {
    let all = [Audience::Everyone, Audience::Staff, Audience::Nobody];
    for (field, fields) in HIDEABLE {
        for who in all {
            let mut payload = full(Kind::Member);
            let visibility = serde_json::json!({ field.as_str(): who });
            payload.insert(VISIBILITY.into(), visibility);
            for role in [Role::Member, Role::Staff] {
                let seen = project(role, Kind::Member, payload.clone()).unwrap();
                for name in fields {
                    assert_eq!(
                        seen.contains_key(*name),
                        is_among(role, who),
                        "{role:?} {name}"
                    );
                }
                assert!(seen.contains_key("name") && !seen.contains_key(VISIBILITY));
            }
            assert!(own_company(payload).contains_key(fields[0]));
        }
    }
    assert!(
        HIDEABLE
            .iter()
            .map(|(field, _)| *field)
            .all(|field| CompanyField::HIDEABLE.contains(&field))
    );
    // What can't be read hides everything.
    for garbage in [
        serde_json::json!("x"),
        serde_json::json!({"phone": "friends"}),
    ] {
        let mut payload = full(Kind::Member);
        payload.insert(VISIBILITY.into(), garbage);
        let seen = project(Role::Staff, Kind::Member, payload).unwrap();
        assert!(!seen.contains_key("phone"));
    }
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
