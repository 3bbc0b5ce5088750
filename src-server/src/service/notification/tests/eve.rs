use handbook_wire::auth::Role;
use handbook_wire::entity::{AnswerCall, Event, PostAnswer, PostKind};
use handbook_wire::post::{PostDraft, PostWrite};
use handbook_wire::sync::{Edit, PushRequest};

use super::{NOON, World, caller, everybody, id, tokens};

#[tokio::test]
async fn an_event_is_told_of_once_more_on_its_eve() {
    let world = World::new();
    let hour = 60 * 60 * 1000;
    let at = |days: i64, of_day: i64| NOON + days * 24 * hour + (of_day - 12) * hour;
    let call = |post: usize, title: &str, starts_at: i64| {
        let there = world.service.find_post(&world.staff, &id(post)).ok();
        let write = PostWrite {
            version: there.map_or(0, |entry| entry.version),
            draft: PostDraft {
                kind: PostKind::Assembly,
                title: title.to_owned(),
                targets: everybody(),
                event: Some(Event {
                    starts_at,
                    place: "조합회관".to_owned(),
                    answers: Some(AnswerCall::default()),
                    ..Event::default()
                }),
                ..PostDraft::default()
            },
            publish: true,
        };
        let written = world.service.write_post(&world.staff, &id(post), write);
        written.unwrap();
    };
    let evening = || {
        world.service.keep_eves().unwrap();
        world.deliver()
    };
    call(0, "총회", at(3, 14));
    assert_eq!(world.deliver().await.len(), 5);
    world.read("1", 0).await;
    let answer = Edit {
        key: "a".repeat(32),
        kind: "post_answer".into(),
        id: PostAnswer::id("2", &id(0)),
        set: serde_json::json!({"coming": "no"})
            .as_object()
            .unwrap()
            .clone(),
        was: serde_json::Map::new(),
    };
    let request = PushRequest {
        edits: vec![answer],
    };
    let pushed = world.service.push(caller("2", Role::Member), request);
    pushed.await.unwrap();
    world.clock.advance(at(2, 18) - 1 - NOON);
    assert_eq!(evening().await, []);
    world.clock.advance(1);
    let told = evening().await;
    // Who has read it is told all the same; who stays away is not.
    assert_eq!(tokens(&told), ["0", "1", "3", "staff"]);
    let shown = told[0].shown.as_ref().unwrap();
    assert_eq!(
        (shown.title.as_str(), shown.text.as_str()),
        ("총회 · 내일 14:00", "총회")
    );
    assert!(told.iter().all(|one| !one.quiet));
    assert_eq!(evening().await, [], "once");
    // One that is moved has another eve; one that is called off has none.
    call(0, "총회", at(5, 9));
    call(1, "걷기", at(5, 9));
    world.deliver().await;
    world.withdraw(1);
    world.deliver().await;
    world.clock.advance(24 * hour);
    assert_eq!(evening().await, []);
    world.clock.advance(24 * hour);
    assert_eq!(tokens(&evening().await), ["0", "1", "3", "staff"]);
    // What begins sooner than that is news alone.
    call(2, "내일 모임", at(5, 12));
    assert_eq!(world.deliver().await.len(), 5);
    assert_eq!(evening().await, []);
}
