use serde::{Deserialize, Serialize};

use super::Qr;
use crate::ErrorReply;
use crate::auth::Role;

/// The member's own card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardView {
    /// 성명.
    pub name: String,
    /// 회사명; for staff the 부서, if it is known.
    pub company: String,
    /// 조합원번호; empty for staff.
    pub number: String,
    /// What the person is.
    pub role: Role,
    /// A JPEG in Base64.
    pub picture: Option<String>,
    /// What others read.
    pub code: Option<CardCode>,
    /// Why there is no code, or why its certificate could not be renewed.
    pub failure: Option<ErrorReply>,
}

/// What others read of a card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardCode {
    /// The code.
    pub qr: Qr,
    /// For how many seconds it is shown; then there is another one.
    pub seconds: u32,
    /// When the certificate ends, in milliseconds since 1970 UTC.
    pub until: i64,
}

/// Arguments of [`ReadPicture`](super::ReadPicture).
#[derive(Clone, Serialize, Deserialize)]
pub struct CodePictureArgs {
    /// A JPEG, PNG or WebP file in Base64.
    pub picture: String,
}

/// Arguments of [`ReadCode`](super::ReadCode).
#[derive(Clone, Serialize, Deserialize)]
pub struct CodeTextArgs {
    /// What a camera read.
    pub text: String,
}

/// The most bytes of a picture file that is looked at.
pub const MAX_CODE_PICTURE: usize = 12 << 20;

/// What a QR holds. Nothing of it has been done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "found", rename_all = "snake_case")]
pub enum ScannedCode {
    /// 조합원증.
    Card(CardCheck),
    /// A contact, as a 명함 has it.
    Contact(ScannedContact),
    /// A web page behind https.
    Web {
        /// The address, host in ASCII.
        url: String,
        /// Its host.
        host: String,
    },
    /// Anything else.
    Text {
        /// As it may be shown.
        text: String,
        /// Whether there is more of it.
        cut: bool,
    },
    /// There is no QR in the picture.
    Nothing,
    /// The file is no picture that can be read.
    Unreadable,
    /// More than is looked at.
    TooLarge,
}

/// How a card stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CardVerdict {
    /// It holds now.
    Valid,
    /// It was shown some time ago: a picture of a card.
    Old,
    /// It was shown in the future: one of the two clocks is wrong.
    Ahead,
    /// The certificate is over.
    Over,
    /// The company is not in the co-op any more.
    Left,
    /// Not signed by the co-op or not by the device.
    Forged,
    /// Another co-op's.
    Foreign,
    /// Signed with a key that this device does not know and can't ask about now.
    UnknownKey,
    /// Of a version that this build does not read.
    Newer,
    /// It begins as a card and is none.
    Damaged,
}

/// A card that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardCheck {
    /// How it stands.
    pub verdict: CardVerdict,
    /// What the co-op has signed; none unless it has.
    pub card: Option<SeenCard>,
}

/// What the co-op says of a member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenCard {
    /// 성명.
    pub name: String,
    /// 회사명; for staff the 부서.
    pub company: String,
    /// 조합원번호.
    pub number: String,
    /// What the person is.
    pub role: Role,
    /// Record id of the company in this device's directory.
    pub member: Option<String>,
    /// The person's picture in this device's directory: a JPEG in Base64.
    pub picture: Option<String>,
    /// When it was shown, in milliseconds since 1970 UTC.
    pub shown_at: i64,
}

/// A contact that was read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScannedContact {
    /// 성명.
    pub name: String,
    /// 회사명.
    pub company: String,
    /// 직위.
    pub title: String,
    /// Numbers: what they are, and their digits as written.
    pub phones: Vec<(ScannedPhone, String)>,
    /// E-mail addresses.
    pub emails: Vec<String>,
    /// Addresses, each in one line.
    pub addresses: Vec<String>,
    /// Web pages.
    pub pages: Vec<String>,
    /// 메모.
    pub note: String,
    /// All of it as a vCard of our own writing.
    pub vcard: String,
}

/// What a number is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ScannedPhone {
    /// 휴대폰.
    Mobile,
    /// 팩스.
    Fax,
    /// 전화.
    Phone,
}
