//! What a QR holds, told apart by an allow-list: a card of ours, a contact, a page behind https; the
//! rest is text. Pure, and nothing is done with it.

mod bounded;
pub mod picture;

use handbook_wire::ipc::ScannedCode;
use url::Url;

use crate::card;
use crate::plain;
use crate::vcard::read::{self, Unread};

/// The longest text that is looked at, in bytes.
pub const LONGEST: usize = 64 << 10;
/// The most characters of a text that are shown.
const SHOWN: usize = 1000;
/// The longest address that is taken for one, in bytes.
const LONGEST_ADDRESS: usize = 2000;

/// What `text` is, as it is shown; none for a membership card, which is still to be checked.
#[must_use]
pub fn meaning(text: &str) -> Option<ScannedCode> {
    if text.len() > LONGEST {
        return Some(ScannedCode::TooLarge);
    }
    if card::is_card(text) {
        return None;
    }
    match read::contact(text) {
        Ok(contact) => return Some(ScannedCode::Contact(contact)),
        Err(Unread::TooLarge) => return Some(ScannedCode::TooLarge),
        Err(Unread::NotOne) => {}
    }
    Some(page(text).unwrap_or_else(|| {
        let (text, cut) = plain::lines(text, SHOWN);
        ScannedCode::Text { text, cut }
    }))
}

/// An address that may be offered to be opened: https, of a host with a name, without a login in it.
fn page(text: &str) -> Option<ScannedCode> {
    let text = text.trim();
    let odd = |c: char| c.is_control() || c.is_whitespace();
    if text.len() > LONGEST_ADDRESS || text.contains(odd) {
        return None;
    }
    let url = Url::parse(text).ok()?;
    let host = url.domain()?;
    let fits = url.scheme() == "https"
        && host.contains('.')
        && url.username().is_empty()
        && url.password().is_none();
    fits.then(|| ScannedCode::Web {
        host: host.to_owned(),
        url: url.to_string(),
    })
}

#[cfg(test)]
mod tests;
