//! Where this device is, as its system tells once its owner allows it. Read when asked for; the answer
//! goes to the page of this app and nowhere else.

use handbook_wire::ipc::Whereabouts;
use tauri::AppHandle;

use crate::setting::debug_variable;

/// Asks the system, and the owner for leave the first time.
pub async fn locate(app: AppHandle) -> Whereabouts {
    if let Some(pretended) = debug_variable("HANDBOOK_POSITION") {
        return pretend(&pretended);
    }
    // The plugin waits for the owner and for the satellites.
    let asked = tauri::async_runtime::spawn_blocking(move || ask(&app)).await;
    asked.unwrap_or(Whereabouts::Unknown)
}

#[cfg(any(target_os = "android", target_os = "ios"))]
fn ask(app: &AppHandle) -> Whereabouts {
    use tauri::plugin::PermissionState;
    use tauri_plugin_geolocation::{GeolocationExt, PermissionType, PositionOptions};

    let system = app.geolocation();
    // Approximate is enough for a list by distance, and asks for less.
    let allowed = |state: &PermissionState| matches!(state, PermissionState::Granted);
    let Ok(mut status) = system.check_permissions() else {
        return Whereabouts::Unknown;
    };
    if !allowed(&status.coarse_location) && !allowed(&status.location) {
        match system.request_permissions(Some(vec![PermissionType::CoarseLocation])) {
            Ok(answer) => status = answer,
            Err(_) => return Whereabouts::Unknown,
        }
    }
    if !allowed(&status.coarse_location) && !allowed(&status.location) {
        return Whereabouts::Refused;
    }
    let options = PositionOptions {
        enable_high_accuracy: false,
        timeout: 10_000,
        maximum_age: 60_000,
    };
    match system.get_current_position(Some(options)) {
        Ok(found) => Whereabouts::Found {
            latitude: found.coords.latitude,
            longitude: found.coords.longitude,
        },
        Err(_) => {
            tracing::info!("the system did not tell where this device is");
            Whereabouts::Unknown
        }
    }
}

#[cfg(not(any(target_os = "android", target_os = "ios")))]
fn ask(_app: &AppHandle) -> Whereabouts {
    Whereabouts::Unsupported
}

/// What a test wants the device to say: `37.5,127.0`, `refused`, or anything else for not knowing.
fn pretend(text: &str) -> Whereabouts {
    if text == "refused" {
        return Whereabouts::Refused;
    }
    let parts = text.split_once(',');
    match parts.map(|(lat, lng)| (lat.trim().parse(), lng.trim().parse())) {
        Some((Ok(latitude), Ok(longitude))) => Whereabouts::Found {
            latitude,
            longitude,
        },
        _ => Whereabouts::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_says_where_the_device_is() {
        assert_eq!(
            pretend("37.5, 127.0"),
            Whereabouts::Found {
                latitude: 37.5,
                longitude: 127.0
            }
        );
        assert_eq!(pretend("refused"), Whereabouts::Refused);
        assert_eq!(pretend("nowhere"), Whereabouts::Unknown);
        assert_eq!(pretend("x,y"), Whereabouts::Unknown);
    }
}
