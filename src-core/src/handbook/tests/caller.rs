//! Whose call it is, and catching up out of sight.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn a_book_is_made_only_while_it_is_wanted_and_goes_with_the_account() {
    let fake = Fake::new(0);
    let hanbit = json!({
        "name": "(주)한빛전기", "representatives": ["김한빛"],
        "phone": {"number": "0315550100"}, "mobile": {"number": "01000000421"},
    });
    fake.put("member", "a", hanbit);
    // One that keeps its telephone to itself: the server has not sent it.
    fake.put("member", "b", json!({"name": "조용한전기"}));
    let staff = json!({"name": "박조합", "position": "과장", "mobile": {"number": "01000000001"}});
    fake.put("staff", "s", staff);
    let device = Device::new(&fake);
    let handbook = device.live().await;
    assert!(!handbook.shows_callers().await.unwrap(), "off at first");
    assert_eq!(handbook.callers().await.unwrap(), None);

    let before = handbook.status().data;
    handbook.show_callers(true).await.unwrap();
    assert!(
        handbook.status().data > before,
        "who follows is told of the change"
    );
    let book = handbook.callers().await.unwrap().unwrap();
    assert!(book.starts_with("82315550100\t(주)한빛전기\n"), "{book}");
    assert!(
        book.contains(" 박조합 과장\n")
            && book.ends_with("821000000421\t(주)한빛전기 대표 김한빛\n")
    );
    assert!(!book.contains("조용한"));

    handbook.close().await;
    let handbook = device.open();
    assert!(handbook.shows_callers().await.unwrap(), "kept over a start");
    handbook.logout().await.unwrap();
    assert!(matches!(handbook.callers().await, Err(Error::NotLoggedIn)));
    handbook.login(right(true)).await.unwrap();
    device.equal(&handbook).await;
    assert_eq!(
        handbook.callers().await.unwrap(),
        None,
        "whoever logs in next finds it off"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn catching_up_takes_what_has_changed_and_gives_up_in_time() {
    let long = Duration::from_secs(20);
    let fake = Fake::new(3);
    let device = Device::new(&fake);
    let handbook = device.open();
    assert!(!handbook.catch_up(long).await, "nobody is logged in");
    handbook.login(right(true)).await.unwrap();
    device.equal(&handbook).await;
    handbook.close().await;

    // The app is woken: it opens, catches up and closes.
    fake.put("member", "new", json!({"name": "새회사"}));
    device.clock.set(2_000);
    let handbook = device.open();
    assert!(handbook.catch_up(long).await);
    assert_eq!(records(&handbook), fake.view());
    handbook.close().await;

    fake.state().offline = true;
    device.clock.set(3_000);
    let handbook = device.open();
    assert!(!handbook.catch_up(Duration::from_millis(50)).await);
    handbook.close().await;
}
