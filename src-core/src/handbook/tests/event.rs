use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use handbook_wire::auth::Role;
use handbook_wire::entity::Coming;
use handbook_wire::ipc::{
    AnswerArgs, AttendedArgs, CardVerdict, CheckInArgs, CheckInBy, CheckedIn,
};

use super::*;
use crate::card::DeviceKey;
use crate::card::tests::Coop;

const NOW: i64 = 1_795_392_000_000;
const HOUR: i64 = 3_600_000;
const POST: &str = "0123456789abcdef0123456789abcdef";
const TALLY: &str = "Get v1/posts/0123456789abcdef0123456789abcdef/tally";

/// A server with an assembly in four hours.
fn assembly() -> Fake {
    let fake = Fake::new(3);
    fake.put(
        "post",
        POST,
        json!({"kind": "assembly", "title": "정기총회", "body": "<p>꼭 오세요</p>",
            "published_at": NOW - HOUR, "event": {"starts_at": NOW + 4 * HOUR, "place": "강당",
            "agenda": ["예산"], "answers": {"most": 2, "proxy": true}, "attendance": true}}),
    );
    fake
}

fn answer(coming: Option<Coming>, people: u8, proxy: &str) -> AnswerArgs {
    AnswerArgs {
        id: POST.into(),
        coming,
        people,
        proxy: proxy.into(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_shows_at_once_and_is_sent_when_it_can_be() {
    let fake = assembly();
    let device = Device::new(&fake);
    device.clock.set(NOW);
    let handbook = device.live().await;
    let next = handbook.get_next_event().await.unwrap().unwrap();
    assert_eq!(
        (next.title.as_str(), next.answer.coming),
        ("정기총회", None)
    );
    fake.state().offline = true;
    let yes = answer(Some(Coming::Yes), 9, "누구");
    handbook.answer_event(yes).await.unwrap();
    let shown = handbook.get_post(POST.into()).await.unwrap();
    assert_eq!(shown.answer.coming, Some(Coming::Yes));
    assert_eq!(shown.answer.people, 2, "no more than may come");
    assert!(shown.answer_waits && shown.answer.proxy.is_empty());
    for (wrong, expected) in [
        (answer(Some(Coming::Proxy), 0, " "), ErrorCode::InvalidInput),
        (
            AnswerArgs {
                id: "no-such-post".into(),
                ..answer(None, 0, "")
            },
            ErrorCode::NotFound,
        ),
    ] {
        assert_eq!(code(handbook.answer_event(wrong).await), expected);
    }
    let proxy = answer(Some(Coming::Proxy), 2, " 파워전자\n이대표 ");
    handbook.answer_event(proxy).await.unwrap();
    fake.state().offline = false;
    device.equal(&handbook).await;
    let shown = handbook.get_post(POST.into()).await.unwrap();
    assert!(!shown.answer_waits);
    let sent = &fake.view()[&("post_answer".into(), format!("acc.{POST}"))];
    assert_eq!(sent["coming"], json!("proxy"));
    assert_eq!(sent["proxy"], json!("파워전자 이대표"));
    assert_eq!(sent["people"], json!(0));
    device.clock.set(NOW + 8 * HOUR);
    assert_eq!(handbook.get_next_event().await.unwrap(), None);
    handbook.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn how_many_come_is_kept_for_when_there_is_no_signal() {
    let fake = assembly();
    let device = Device::new(&fake);
    device.clock.set(NOW);
    let handbook = device.live().await;
    let tally = json!({"event": {"coming": 2, "people": 3}});
    fake.answer(TALLY, Ok(tally));
    let told = handbook.get_tally(POST.into()).await.unwrap();
    assert_eq!(told.tally.event.unwrap().people, 3);
    assert!(!told.offline);
    fake.state().offline = true;
    device.clock.set(NOW + HOUR);
    let kept = handbook.get_tally(POST.into()).await.unwrap();
    assert_eq!((kept.tally, kept.at), (told.tally, NOW));
    assert!(kept.offline);
    let other = handbook.get_tally("1".repeat(32)).await;
    assert_eq!(code(other), ErrorCode::Offline);
    handbook.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_note_who_is_there_once_and_without_a_signal() {
    let coop = Coop::new(1, "server");
    let fake = assembly();
    fake.state().role = Role::Staff;
    fake.state().card_keys = vec![coop.told()];
    fake.put("member", "12", json!({"name": "(주)한빛전기"}));
    let device = Device::new(&fake);
    device.clock.set(NOW);
    let handbook = device.live().await;
    fake.state().offline = true;
    let key = DeviceKey::new(&[9; 32]).unwrap();
    let shown = u32::try_from(NOW / 1000).unwrap();
    let card = key.show(&coop.sign(key.public(), NOW, "홍\u{202e}길동"), shown);
    let check_in = async |by| {
        let args = CheckInArgs {
            id: POST.into(),
            by,
        };
        handbook.check_in(args).await
    };
    let by_card = || CheckInBy::Text(card.clone());
    let CheckedIn::Noted(noted) = check_in(by_card()).await.unwrap() else {
        panic!("a card that holds is not noted");
    };
    assert_eq!((noted.name.as_str(), noted.at), ("홍길동", NOW));
    device.clock.set(NOW + 20_000);
    let again = check_in(by_card()).await.unwrap();
    assert!(
        matches!(again, CheckedIn::Already(ref who) if who.at == NOW),
        "{again:?}"
    );
    let hand = check_in(CheckInBy::Member("m0".into())).await.unwrap();
    assert!(matches!(hand, CheckedIn::Noted(_)), "{hand:?}");

    // What is no card, and one that does not hold.
    for by in [
        CheckInBy::Text("https://hanbit.example".into()),
        CheckInBy::Picture(STANDARD.encode("no picture")),
    ] {
        assert_eq!(check_in(by).await.unwrap(), CheckedIn::NoCard);
    }
    device.clock.set(NOW + 10 * 60_000);
    let old = check_in(by_card()).await.unwrap();
    assert!(
        matches!(&old, CheckedIn::Refused(check) if check.verdict == CardVerdict::Old),
        "{old:?}"
    );
    let nobody = check_in(CheckInBy::Member("m9".into())).await;
    assert_eq!(code(nobody), ErrorCode::NotFound);

    let all = handbook.list_attended(POST.into()).await.unwrap();
    let names: Vec<&str> = all.iter().map(|one| one.company.as_str()).collect();
    assert_eq!(names, ["한빛0", "(주)한빛전기"]);
    assert!(all.iter().all(|one| one.waits));
    let gone = AttendedArgs {
        id: POST.into(),
        member: "m0".into(),
        person: String::new(),
    };
    handbook.drop_attended(gone.clone()).await.unwrap();
    let twice = handbook.drop_attended(gone).await;
    assert_eq!(code(twice), ErrorCode::NotFound);
    fake.state().offline = false;
    device.equal(&handbook).await;
    let all = handbook.list_attended(POST.into()).await.unwrap();
    assert_eq!(all.len(), 1);
    assert!(!all[0].waits);
    let sent = &fake.view()[&("attendance".into(), format!("acc.{POST}.12."))];
    assert_eq!(
        (&sent["at"], &sent["name"]),
        (&json!(NOW), &json!("홍길동"))
    );
    handbook.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn members_note_nobody_and_calendars_get_the_event() {
    let fake = assembly();
    let device = Device::new(&fake);
    device.clock.set(NOW);
    let handbook = device.live().await;
    let args = CheckInArgs {
        id: POST.into(),
        by: CheckInBy::Member("m0".into()),
    };
    assert_eq!(code(handbook.check_in(args).await), ErrorCode::Forbidden);
    let file = handbook.event_file(POST.into()).await.unwrap();
    assert_eq!(file.name, "정기총회.ics");
    let text = file.text.replace("\r\n ", "");
    assert!(text.contains(&format!("UID:{POST}@server\r\n")), "{text}");
    assert!(
        text.contains("DESCRIPTION:1. 예산\\n\\n꼭 오세요\r\n"),
        "{text}"
    );
    assert_eq!(
        code(handbook.event_file("1".repeat(32)).await),
        ErrorCode::NotFound
    );
    handbook.close().await;
}
