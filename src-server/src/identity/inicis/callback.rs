//! What the service sends back with the browser.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use url::form_urlencoded;
use zeroize::Zeroizing;

use crate::identity::{Callback, IdentityError};

/// The code of a result.
const DONE: &str = "0000";
/// The most characters of the service's words that are kept.
const LONGEST_MESSAGE: usize = 200;

/// The fields, each once at most and of a bounded length.
#[derive(Default)]
struct Fields {
    code: Option<String>,
    message: Option<String>,
    url: Option<String>,
    transaction: Option<String>,
    token: Option<String>,
}

impl Fields {
    fn parse(body: &[u8]) -> Option<Self> {
        let mut fields = Self::default();
        for (name, value) in form_urlencoded::parse(body) {
            let (place, longest) = match &*name {
                "resultCode" => (&mut fields.code, 10),
                "resultMsg" => (&mut fields.message, 2000),
                "authRequestUrl" => (&mut fields.url, 200),
                "txId" => (&mut fields.transaction, 40),
                "token" => (&mut fields.token, 64),
                _ => continue,
            };
            if value.len() > longest || place.replace(value.into_owned()).is_some() {
                return None;
            }
        }
        Some(fields)
    }
}

pub(super) fn read(body: &[u8]) -> Result<Callback, IdentityError> {
    const STRANGE: IdentityError = IdentityError::Unavailable("a callback of another form");
    let fields = Fields::parse(body).ok_or(STRANGE)?;
    if fields.code.as_deref().ok_or(STRANGE)? != DONE {
        return Err(IdentityError::Refused(fields.message.and_then(said)));
    }
    let token = Zeroizing::new(fields.token.ok_or(STRANGE)?);
    let key = Zeroizing::new(STANDARD.decode(token.as_bytes()).map_err(|_| STRANGE)?);
    let key = <[u8; 16]>::try_from(key.as_slice()).map_err(|_| STRANGE)?;
    let transaction = fields.transaction.ok_or(STRANGE)?;
    if transaction.is_empty() || !transaction.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(STRANGE);
    }
    Ok(Callback {
        transaction,
        result_url: fields.url.ok_or(STRANGE)?,
        key: Zeroizing::new(key),
    })
}

/// What the service said; none when it is not the service's form.
pub(super) fn message(body: &[u8]) -> Option<String> {
    said(Fields::parse(body)?.message?)
}

/// The service's words as they may be shown: the service encodes them once more than the form
/// does.
pub(super) fn said(text: String) -> Option<String> {
    let decoded = if text.contains('%') || text.contains('+') {
        let pair = format!("x={}", text.replace('&', "%26"));
        let (_, value) = form_urlencoded::parse(pair.as_bytes()).next()?;
        value.into_owned()
    } else {
        text
    };
    let shown: String = decoded
        .chars()
        .filter(|c| !c.is_control() && *c != char::REPLACEMENT_CHARACTER)
        .take(LONGEST_MESSAGE)
        .collect();
    let shown = shown.trim();
    (!shown.is_empty()).then(|| shown.to_owned())
}
