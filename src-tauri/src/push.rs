//! What names this device at a service that reaches closed apps.

use handbook_wire::notification::PushService;
use tauri::AppHandle;

/// Why there is no name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoToken {
    /// Nothing on this kind of device reaches a closed app.
    NoService,
    /// Its owner has not allowed it.
    Refused,
    /// The service does not answer now.
    Later,
}

/// Where the name comes from.
pub trait PushSource: Send + Sync {
    /// The service and the device's name there. Names change: asked at each start. May block for minutes,
    /// while the owner is asked the first time.
    ///
    /// # Errors
    /// [`NoToken`].
    fn token(&self) -> Result<(PushService, String), NoToken>;
}

/// The device's own system; a desktop has nothing of the kind.
pub struct System(pub AppHandle);

impl PushSource for System {
    fn token(&self) -> Result<(PushService, String), NoToken> {
        use tauri_plugin_handbook_device as device;

        let named = device::token(&self.0).map_err(|why| match why {
            device::NoToken::NotHere => NoToken::NoService,
            device::NoToken::NotAllowed => NoToken::Refused,
            device::NoToken::NotNow => NoToken::Later,
        })?;
        let service = match named.service {
            device::Service::Fcm => PushService::Fcm,
            device::Service::Apns => PushService::Apns,
        };
        Ok((service, named.token))
    }
}

/// What a test says: `fcm:TOKEN`, `apns:TOKEN`, or anything else for a device whose owner refuses.
pub struct Told(pub String);

impl PushSource for Told {
    fn token(&self) -> Result<(PushService, String), NoToken> {
        let (service, token) = self.0.split_once(':').ok_or(NoToken::Refused)?;
        let service = PushService::parse(service).ok_or(NoToken::Refused)?;
        Ok((service, token.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_says_how_the_device_is_reached() {
        let told = |text: &str| Told(text.to_owned()).token();
        assert_eq!(told("fcm:a:b"), Ok((PushService::Fcm, "a:b".to_owned())));
        assert_eq!(told("refused"), Err(NoToken::Refused));
        assert_eq!(told("other:a"), Err(NoToken::Refused));
    }
}
