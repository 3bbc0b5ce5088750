//! 알림: what the account wants to be told, how this device is reached, and where a notification leads.

use handbook_wire::ErrorCode;
use handbook_wire::ipc::AskedPost;
use handbook_wire::notification::{NotificationSetting, Notifications, PushDevice};
use handbook_wire::post::Reminder;

use super::Handbook;
use super::account::{checked_id, json};
use crate::Error;
use crate::sync::remote::{Method, RemoteError};

const PATH: &str = "v1/account/notification";

impl Handbook {
    /// What the account wants to be told, and whether this device is reached.
    ///
    /// # Errors
    /// What the server says, [`Error::NotLoggedIn`]; so for every request here.
    pub async fn get_notifications(&self) -> Result<Notifications, Error> {
        self.ask_as_member(Method::Get, PATH, None).await
    }

    /// Sets what the account wants to be told.
    ///
    /// # Errors
    /// [`Error::Invalid`] for what can't be kept.
    pub async fn set_notifications(
        &self,
        setting: NotificationSetting,
    ) -> Result<Notifications, Error> {
        if !setting.is_sound() {
            return Err(Error::Invalid);
        }
        let body = Some(json(&setting)?);
        self.ask_as_member(Method::Put, PATH, body).await
    }

    /// Tells the server how this device is reached; false when the server does not have that service.
    ///
    /// # Errors
    /// [`Error::Invalid`] for what can't be a token.
    pub async fn register_device(&self, device: PushDevice) -> Result<bool, Error> {
        if !device.service.is_token(&device.token) {
            return Err(Error::Invalid);
        }
        let body = Some(json(&device)?);
        let path = format!("{PATH}/device");
        let done: Result<(), Error> = self.ask_as_member(Method::Put, &path, body).await;
        match done {
            Ok(()) => Ok(true),
            Err(Error::Remote(RemoteError::Refused(reply)))
                if reply.code == ErrorCode::NotFound =>
            {
                Ok(false)
            }
            Err(error) => Err(error),
        }
    }

    /// Reminds those who have not read a post.
    ///
    /// # Errors
    /// `throttled` soon after the last reminder.
    pub async fn remind_readers(&self, id: String) -> Result<Reminder, Error> {
        let path = format!("v1/staff/posts/{}/reminder", checked_id(&id)?);
        self.ask_as_member(Method::Post, &path, None).await
    }

    /// Somebody touched a notification: the page is asked to open the post.
    pub(super) fn ask_for_post(&self, id: String) {
        self.0.board.change(|status| {
            let number = status.asked_post.as_ref().map_or(0, |asked| asked.number) + 1;
            status.asked_post = Some(AskedPost { id, number });
        });
    }

    /// The page has opened a post.
    pub(super) fn has_opened(&self, id: &str) {
        let status = self.0.board.get();
        if status.asked_post.is_some_and(|asked| asked.id == id) {
            self.0.board.change(|status| status.asked_post = None);
        }
    }
}
