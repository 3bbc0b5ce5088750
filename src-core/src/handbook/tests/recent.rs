//! What was done lately on this device.

use handbook_wire::ipc::{ContactArgs, ContactWay, RecentArgs, RecentKind, RecentSearchArgs};

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn calls_and_searches_are_kept_here_until_they_are_cleared() {
    let fake = Fake::new(0);
    for (id, name) in [("a", "한빛가"), ("b", "한빛나"), ("c", "한빛다")] {
        fake.put("member", id, json!({"name": name}));
    }
    let device = Device::new(&fake);
    let handbook = device.live().await;
    let order = async |handbook: &Handbook| {
        let search = SearchArgs {
            text: "한빛".into(),
            limit: 9,
            ..SearchArgs::default()
        };
        let hits = handbook.search(search).await.unwrap().hits;
        hits.into_iter().map(|hit| hit.row.id).collect::<Vec<_>>()
    };
    assert_eq!(order(&handbook).await, ["a", "b", "c"]);
    let contact = |member: &str, way| ContactArgs {
        member: member.into(),
        way,
    };
    let call = contact("c", ContactWay::Call);
    handbook.add_recent_contact(call).await.unwrap();
    device.clock.set(2_000);
    let message = contact("b", ContactWay::Message);
    handbook.add_recent_contact(message).await.unwrap();
    assert_eq!(order(&handbook).await, ["b", "c", "a"]);
    for text in ["한빛", " 0007 ", "한빛", " "] {
        let text = text.to_owned();
        device.clock.set(handbook.0.clock.now_ms() + 1);
        let search = RecentSearchArgs { text };
        handbook.add_recent_search(search).await.unwrap();
    }
    let searches = handbook.list_recent_searches().await.unwrap();
    assert_eq!(searches, ["한빛", "0007"]);

    // They are there after a restart; a company that is gone is left out.
    kill(handbook).await;
    fake.remove("member", "c");
    let handbook = device.open();
    device.equal(&handbook).await;
    let contacts = handbook.list_recent_contacts().await.unwrap();
    let [only] = &contacts[..] else {
        panic!("{contacts:?}");
    };
    assert_eq!((only.row.id.as_str(), only.way), ("b", ContactWay::Message));
    for kind in [RecentKind::Searches, RecentKind::Contacts] {
        handbook.clear_recent(RecentArgs { kind }).await.unwrap();
    }
    assert!(handbook.list_recent_searches().await.unwrap().is_empty());
    assert!(handbook.list_recent_contacts().await.unwrap().is_empty());
    assert_eq!(order(&handbook).await, ["a", "b"]);
}
