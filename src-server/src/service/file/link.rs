//! Addresses that give a file without a session, for a short time.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use handbook_wire::ErrorCode;
use handbook_wire::entity::clean_name;
use handbook_wire::file::{LinkReply, LinkRequest};
use serde::{Deserialize, Serialize};

use super::{Known, Service};
use crate::service::{Caller, Failure};

const PURPOSE: &str = "file link";
/// How long an address is good.
const GOOD: i64 = 5 * 60 * 1000;
/// Longer than any token of ours.
const LONGEST: usize = 1024;

#[derive(Serialize, Deserialize)]
struct Content {
    hash: String,
    name: String,
    expires: i64,
}

impl Service {
    /// An address of a file that the caller may have.
    ///
    /// # Errors
    /// `not_found`, as for the file itself.
    pub fn link_file(
        &self,
        caller: &Caller,
        hash: &str,
        request: &LinkRequest,
    ) -> Result<LinkReply, Failure> {
        let file = self.find_file(caller, hash)?;
        let expires = self.clock.now() + GOOD;
        let content = Content {
            hash: file.hash,
            name: clean_name(&request.name),
            expires,
        };
        let body = serde_json::to_vec(&content).map_err(|_| Failure::Internal("a link"))?;
        let mac = self.token_key.sign_for(PURPOSE, &body);
        let mac = mac.ok_or(Failure::Internal("a link's key"))?;
        let [body, mac] = [body, mac].map(|part| URL_SAFE_NO_PAD.encode(part));
        Ok(LinkReply {
            path: format!("/files/{body}.{mac}"),
            expires,
        })
    }

    /// The file behind an address that this server gave out.
    ///
    /// # Errors
    /// `not_found` for any other address, one that has run out, and a file that is gone.
    pub fn linked_file(&self, token: &str) -> Result<Known, Failure> {
        let content = self.open_link(token).ok_or(ErrorCode::NotFound)?;
        let file = self.storage.reading(|txn| txn.file(&content.hash))?;
        let name = Some(content.name).filter(|name| !name.is_empty());
        Known::new(file.ok_or(ErrorCode::NotFound)?, name)
    }

    fn open_link(&self, token: &str) -> Option<Content> {
        if token.len() > LONGEST {
            return None;
        }
        let (body, mac) = token.split_once('.')?;
        let body = URL_SAFE_NO_PAD.decode(body).ok()?;
        let mac = URL_SAFE_NO_PAD.decode(mac).ok()?;
        if !self.token_key.verify_for(PURPOSE, &body, &mac) {
            return None;
        }
        let content: Content = serde_json::from_slice(&body).ok()?;
        (self.clock.now() < content.expires).then_some(content)
    }
}
