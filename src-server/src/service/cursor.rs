use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use crate::storage::{Position, Stamp};

/// Longer than any cursor of ours.
const LONGEST: usize = 1024;

/// Where a device stands. Opaque to it, and believed only as far as it fits this server: a forged
/// one harms its sender alone, since the policy is applied to every answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Cursor {
    /// The server.
    #[serde(rename = "s")]
    pub server: String,
    /// The view.
    #[serde(rename = "v")]
    pub view: String,
    /// Revision up to which shared records have been taken.
    #[serde(rename = "r")]
    pub shared: u64,
    /// Tag of the newer of `shared` and `own`.
    #[serde(rename = "t")]
    pub tag: u64,
    /// Revision up to which the account's own records have been taken.
    #[serde(rename = "o")]
    pub own: u64,
    /// Last record taken of the revision `shared`, when a page ended within it.
    #[serde(rename = "p", default, skip_serializing_if = "Option::is_none")]
    pub shared_place: Option<(String, String)>,
    /// Last record taken of the revision `own`, when a page ended within it.
    #[serde(rename = "q", default, skip_serializing_if = "Option::is_none")]
    pub own_place: Option<(String, String)>,
}

impl Cursor {
    /// After a snapshot of the shared records at `stamp`.
    pub(super) fn after_snapshot(server: &str, view: &str, stamp: Stamp) -> Self {
        Self {
            server: server.to_owned(),
            view: view.to_owned(),
            shared: stamp.revision,
            tag: stamp.tag,
            own: 0,
            shared_place: None,
            own_place: None,
        }
    }

    pub(super) fn shared_position(&self) -> Position {
        Position {
            revision: self.shared,
            place: self.shared_place.clone(),
        }
    }

    pub(super) fn own_position(&self) -> Position {
        Position {
            revision: self.own,
            place: self.own_place.clone(),
        }
    }

    /// The newest revision that the cursor knows of, whose tag is [`Cursor::tag`].
    pub(super) fn newest(&self) -> u64 {
        self.shared.max(self.own)
    }

    pub(super) fn encode(&self) -> String {
        URL_SAFE_NO_PAD.encode(serde_json::to_vec(self).unwrap_or_default())
    }

    /// None for garbage.
    pub(super) fn decode(text: &str) -> Option<Self> {
        if text.len() > LONGEST {
            return None;
        }
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).ok()?).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_comes_back_and_garbage_is_none() {
        let mut cursor = Cursor::after_snapshot(
            "s",
            "v",
            Stamp {
                revision: 7,
                tag: u64::MAX,
            },
        );
        assert_eq!(Cursor::decode(&cursor.encode()), Some(cursor.clone()));
        cursor.shared_place = Some(("member".into(), "12".into()));
        assert_eq!(Cursor::decode(&cursor.encode()), Some(cursor));
        for garbage in ["", "x", "bm90IGpzb24", &"A".repeat(5000)] {
            assert_eq!(Cursor::decode(garbage), None);
        }
    }
}
