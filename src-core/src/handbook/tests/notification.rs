//! 알림: what the server is told, and where a touch leads.

use handbook_wire::notification::{
    NotificationLanguage, NotificationSetting, PushDevice, PushService, QuietHours,
};

use super::*;

const ID: &str = "0123456789abcdef0123456789abcdef";
const DEVICE: &str = "Put v1/account/notification/device";

#[tokio::test(flavor = "multi_thread")]
async fn a_touch_on_a_notification_asks_for_that_very_post() {
    let fake = Fake::new(0);
    fake.put("post", ID, json!({"title": "총회"}));
    let device = Device::new(&fake);
    let handbook = device.live().await;
    for other in [
        "esujeop://news/1".to_owned(),
        format!("https://news/{ID}"),
        format!("esujeop://news/{ID}/more"),
        format!("esujeop://news/{}", ID.to_uppercase()),
    ] {
        handbook.open_app_link(&other).await;
        assert_eq!(handbook.status().asked_post, None, "{other}");
    }
    let link = format!("esujeop://news/{ID}");
    handbook.open_app_link(&link).await;
    let first = handbook.status().asked_post.unwrap();
    assert_eq!(first.id, ID);
    handbook.open_app_link(&link).await;
    let second = handbook.status().asked_post.unwrap();
    assert!(second.number > first.number, "each touch counts");
    let post = handbook.get_post(ID.to_owned()).await.unwrap();
    assert_eq!(post.post.title, "총회");
    assert_eq!(handbook.status().asked_post, None, "it is open");
    handbook.open_app_link(&link).await;
    assert!(handbook.logout().await.unwrap().asked_post.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_server_is_told_how_the_device_is_reached() {
    let fake = Fake::new(0);
    let device = Device::new(&fake);
    let handbook = device.live().await;
    let phone = |token: &str| PushDevice {
        service: PushService::Fcm,
        token: token.to_owned(),
        language: NotificationLanguage::Korean,
    };
    fake.answer(DEVICE, Ok(Value::Null));
    assert!(handbook.register_device(phone("a:b")).await.unwrap());
    fake.answer(DEVICE, Err(ErrorCode::NotFound));
    assert!(!handbook.register_device(phone("a:b")).await.unwrap());
    assert!(handbook.register_device(phone("a/b")).await.is_err());
    let wrong = NotificationSetting {
        quiet: Some(QuietHours { from: 1, until: 1 }),
        ..NotificationSetting::default()
    };
    assert!(handbook.set_notifications(wrong).await.is_err());
    let asked = fake.state().asked.len();
    assert_eq!(asked, 2, "what can't be is not sent");
}
