//! The result as the service's host answers it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use super::callback::said;
use crate::config::Iv;
use crate::identity::{Callback, IdentityError, Subject, seed};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    result_code: String,
    #[serde(default)]
    result_msg: Option<String>,
    #[serde(default)]
    tx_id: Option<String>,
    #[serde(default)]
    m_tx_id: Option<String>,
    #[serde(default)]
    user_name: Option<String>,
    #[serde(default)]
    user_phone: Option<String>,
    #[serde(default)]
    user_birthday: Option<String>,
    #[serde(default)]
    user_ci: Option<String>,
}

/// Reads an answer about `callback` for the verification `transaction`.
pub(super) fn read(
    bytes: &[u8],
    callback: &Callback,
    transaction: &str,
    iv: &Iv,
) -> Result<Subject, IdentityError> {
    const STRANGE: IdentityError = IdentityError::Unavailable("a result of another form");
    let answer: Answer = serde_json::from_slice(bytes).map_err(|_| STRANGE)?;
    if answer.result_code != "0000" {
        return Err(IdentityError::Refused(answer.result_msg.and_then(said)));
    }
    if answer.tx_id.as_deref() != Some(&callback.transaction)
        || answer.m_tx_id.as_deref() != Some(transaction)
    {
        return Err(IdentityError::OtherTransaction);
    }
    let open = |sealed: Option<String>| {
        let sealed = sealed
            .filter(|sealed| sealed.len() <= 1024)
            .ok_or(STRANGE)?;
        open(&sealed, callback, iv).ok_or(IdentityError::Unavailable(
            "a result that can't be decrypted",
        ))
    };
    let digits = |text: &str| -> String { text.chars().filter(char::is_ascii_digit).collect() };
    Ok(Subject {
        name: open(answer.user_name)?.nfc().collect(),
        phone: digits(&open(answer.user_phone)?),
        birth: digits(&open(answer.user_birthday)?),
        ci: match answer.user_ci.filter(|sealed| !sealed.is_empty()) {
            Some(sealed) => Some(open(Some(sealed))?),
            None => None,
        },
    })
}

/// A field in the clear. Never the field as it came: what can't be decrypted is no answer.
fn open(sealed: &str, callback: &Callback, iv: &Iv) -> Option<Zeroizing<String>> {
    let sealed = STANDARD.decode(sealed).ok()?;
    let plain = seed::decrypt(&callback.key, iv.expose(), &sealed).ok()?;
    let text = Zeroizing::new(String::from_utf8(plain.to_vec()).ok()?);
    (!text.trim().is_empty()).then(|| Zeroizing::new(text.trim().to_owned()))
}
