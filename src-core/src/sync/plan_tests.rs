use super::*;

fn hello(oldest_protocol: u32, protocol: u32, capabilities: &[&str]) -> Event {
    Event::Hello(HelloReply {
        server: "s".into(),
        name: "조합".into(),
        protocol,
        oldest_protocol,
        capabilities: capabilities.iter().map(|c| (*c).to_owned()).collect(),
        card_keys: Vec::new(),
    })
}

fn failed(code: ErrorCode) -> Event {
    Event::Failed(code.into())
}

fn snapshot() -> Snapshot {
    let cursor = handbook_wire::sync::Cursor("c".into());
    Snapshot {
        id: "i".into(),
        bytes: 1,
        records: 1,
        cursor,
    }
}

/// A plan that has just heard hello with tokens at hand.
fn ready(capabilities: &[&str]) -> Plan {
    let mut plan = Plan::default();
    assert_eq!(
        plan.next(Event::Started {
            access: true,
            partial: None
        }),
        Step::Hello
    );
    plan.next(hello(1, 1, capabilities));
    plan
}

fn shown(step: &Step) -> &Show {
    match step {
        Step::Wait(wait) => &wait.show,
        other => panic!("{other:?} is no wait"),
    }
}

#[test]
fn a_first_sync_goes_from_hello_to_listening() {
    let mut plan = Plan::default();
    let steps = [
        (
            Event::Started {
                access: false,
                partial: None,
            },
            Step::Hello,
        ),
        (hello(1, 1, &["events", "push"]), Step::Refresh),
        (Event::Refreshed { limited: false }, Step::Push),
        (Event::Pushed { more: false }, Step::Pull),
        (Event::Snapshot(snapshot()), Step::Receive(snapshot())),
        (Event::Received, Step::Pull),
        (Event::Applied { more: true }, Step::Pull),
        (Event::Applied { more: false }, Step::Listen),
        (Event::Head, Step::Push),
        (Event::Pushed { more: true }, Step::Push),
        (Event::Pushed { more: false }, Step::Pull),
        (Event::UpToDate, Step::Listen),
        (Event::Asked, Step::Push),
    ];
    for (event, step) in steps {
        assert_eq!(plan.next(event), step);
    }
}

#[test]
fn abilities_that_are_not_named_are_done_without() {
    let mut plan = Plan::default();
    plan.next(Event::Started {
        access: true,
        partial: None,
    });
    assert_eq!(plan.next(hello(1, 9, &["something"])), Step::Pull);
    let wait = Wait {
        lasts: Some(Lasts::Just(POLL)),
        show: Show::Live,
    };
    assert_eq!(plan.next(Event::UpToDate), Step::Wait(wait));
    assert_eq!(plan.next(Event::Waited), Step::Pull);
}

#[test]
fn a_half_received_snapshot_goes_on_and_one_that_is_gone_is_asked_for_anew() {
    let mut plan = Plan::default();
    plan.next(Event::Started {
        access: true,
        partial: Some(snapshot()),
    });
    assert_eq!(plan.next(hello(1, 1, &["push"])), Step::Receive(snapshot()));
    assert_eq!(
        shown(&plan.next(failed(ErrorCode::Offline))),
        &Show::Offline
    );
    assert_eq!(plan.next(Event::Waited), Step::Hello);
    assert_eq!(plan.next(hello(1, 1, &["push"])), Step::Receive(snapshot()));
    assert_eq!(plan.next(Event::SnapshotGone), Step::Pull);
    assert_eq!(
        plan.next(Event::Snapshot(snapshot())),
        Step::Receive(snapshot())
    );
    assert_eq!(shown(&plan.next(Event::SnapshotGone)), &Show::Offline);
    plan.next(Event::Waited);
    assert_eq!(
        plan.next(Event::Snapshot(snapshot())),
        Step::Receive(snapshot())
    );
    let step = plan.next(failed(ErrorCode::BadReply));
    assert_eq!(shown(&step), &Show::Failed(ErrorCode::BadReply.into()));
    assert_eq!(plan.next(Event::Waited), Step::Push);
}

#[test]
fn an_expired_token_is_refreshed_once() {
    let mut plan = ready(&["push"]);
    assert_eq!(plan.next(failed(ErrorCode::SessionExpired)), Step::Refresh);
    let step = plan.next(failed(ErrorCode::SessionExpired));
    let wait = Wait {
        lasts: None,
        show: Show::Failed(ErrorCode::SessionExpired.into()),
    };
    assert_eq!(step, Step::Wait(wait));
    assert_eq!(plan.next(Event::Asked), Step::Refresh);
    assert_eq!(plan.next(Event::Refreshed { limited: false }), Step::Push);
    assert_eq!(
        shown(&plan.next(failed(ErrorCode::SessionExpired))),
        &Show::Failed(ErrorCode::SessionExpired.into())
    );
}

#[test]
fn a_token_that_expires_again_after_a_bad_line_is_refreshed_again() {
    let mut plan = ready(&["push"]);
    plan.next(failed(ErrorCode::SessionExpired));
    plan.next(Event::Refreshed { limited: false });
    plan.next(failed(ErrorCode::Offline));
    plan.next(Event::Waited);
    plan.next(hello(1, 1, &["push"]));
    assert_eq!(plan.next(failed(ErrorCode::SessionExpired)), Step::Refresh);
}

#[test]
fn a_limited_session_waits_for_its_member() {
    let mut plan = ready(&[]);
    assert_eq!(plan.next(failed(ErrorCode::SessionLimited)), Step::Refresh);
    let wait = Wait {
        lasts: None,
        show: Show::Idle,
    };
    assert_eq!(
        plan.next(Event::Refreshed { limited: true }),
        Step::Wait(wait)
    );
}

#[test]
fn protocols_that_do_not_meet_are_told_apart() {
    let mut plan = ready(&[]);
    let failed = |code: ErrorCode| Show::Failed(code.into());
    assert_eq!(
        shown(&plan.next(hello(PROTOCOL + 1, 9, &[]))),
        &failed(ErrorCode::AppTooOld)
    );
    assert_eq!(
        shown(&plan.next(hello(0, OLDEST_SERVER_PROTOCOL - 1, &[]))),
        &failed(ErrorCode::ServerTooOld)
    );
    assert_eq!(plan.next(Event::Waited), Step::Hello);
}

#[test]
fn waits_grow_to_a_minute_and_success_forgets_them() {
    let mut plan = ready(&[]);
    let mut about = Vec::new();
    for _ in 0..9 {
        match plan.next(failed(ErrorCode::Offline)) {
            Step::Wait(Wait {
                lasts: Some(Lasts::Varied { about: a, .. }),
                ..
            }) => about.push(a.as_secs()),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(about, [1, 2, 4, 8, 16, 32, 60, 60, 60]);
    plan.next(Event::UpToDate);
    match plan.next(Event::Failed(ErrorReply {
        code: ErrorCode::Throttled,
        retry_after: Some(90),
    })) {
        Step::Wait(Wait {
            lasts: Some(lasts), ..
        }) => {
            assert_eq!(lasts.duration(0.0), Duration::from_secs(90));
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_wait_is_varied_by_half() {
    let lasts = Lasts::Varied {
        about: Duration::from_secs(8),
        at_least: Duration::ZERO,
    };
    assert_eq!(lasts.duration(0.0), Duration::from_secs(4));
    assert_eq!(lasts.duration(1.0), Duration::from_secs(12));
}
