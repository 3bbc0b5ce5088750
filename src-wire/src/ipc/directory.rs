use serde::{Deserialize, Serialize};

use super::{Filter, Qr, Sort};
use crate::entity::{Member, Note, Officer, Staff};

/// Arguments of [`ListMembers`](super::ListMembers).
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ListArgs {
    /// Rows to pass over.
    pub offset: u64,
    /// The most rows to answer with, up to 500.
    pub limit: u64,
    /// Which companies.
    #[serde(default)]
    pub filter: Filter,
    /// In which order.
    #[serde(default)]
    pub sort: Sort,
    /// The point for [`Sort::Distance`]: degrees north and east. It is neither kept nor sent.
    #[serde(default)]
    pub near: Option<(f64, f64)>,
}

/// A window of the directory.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct MemberPage {
    /// Companies in all.
    pub total: u64,
    /// The rows of the window.
    pub rows: Vec<MemberRow>,
}

/// A company as a list shows it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct MemberRow {
    /// Record id.
    pub id: String,
    /// 회사명.
    pub name: String,
    /// 대표자, joined by `·`.
    pub representatives: String,
    /// 지회.
    pub branch: String,
    /// At most two 취급품목.
    pub products: Vec<String>,
    /// Digits of the number that a call should go to: the office, else the mobile.
    pub call: Option<String>,
    /// 휴업.
    pub suspended: bool,
    /// 즐겨찾기.
    pub favourite: bool,
    /// How far it is, with [`Sort::Distance`].
    #[serde(default)]
    pub away: Option<Away>,
}

/// How far a company is.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Away {
    /// Metres as the crow flies.
    pub metres: f64,
    /// Whether its place is less than exact.
    pub rough: bool,
}

/// An entry of the index bar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Initial {
    /// `ㄱ` … `ㅎ` (doubled consonants with their single one), `A`, `0`, or `#` for anything else.
    pub label: String,
    /// Place of its first row in the directory.
    pub offset: u64,
    /// Rows under it.
    pub count: u64,
}

/// Arguments of [`GetMember`](super::GetMember).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MemberArgs {
    /// Record id.
    pub id: String,
}

/// One company with what belongs to it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MemberCard {
    /// Record id.
    pub id: String,
    /// The company.
    pub member: Member,
    /// The member's own note.
    pub note: Note,
    /// Whether the note has changes that wait for a connection.
    pub note_pending: bool,
    /// Those of its people who show a picture, its representative first.
    #[serde(default)]
    pub people: Vec<Person>,
    /// Offices that people of the company hold now or held.
    pub offices: Vec<Officer>,
}

/// Somebody of a company who shows a picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The person's name.
    pub name: String,
    /// Whether it is the company's first representative.
    pub representative: bool,
    /// A JPEG in Base64, once it was fetched.
    pub picture: Option<String>,
}

/// 조합직원 as a list shows them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffRow {
    /// The person.
    pub staff: Staff,
    /// A JPEG in Base64, once it was fetched.
    pub picture: Option<String>,
}

/// A company as a contact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// vCard 4.0.
    pub vcard: String,
    /// The same as QR; none when there is too much in it.
    pub qr: Option<Qr>,
    /// The same in lines that a person reads.
    pub text: String,
}

/// Arguments of [`Search`](super::Search).
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct SearchArgs {
    /// As typed.
    pub text: String,
    /// The most hits to answer with, up to 200.
    pub limit: u64,
    /// Among which companies.
    #[serde(default)]
    pub filter: Filter,
}

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct SearchReply {
    /// Companies found in all.
    pub total: u64,
    /// Whether nothing is as it was typed: these are alike but for one slip of a finger.
    #[serde(default)]
    pub alike: bool,
    /// The best of them, best first.
    pub hits: Vec<SearchHit>,
}

/// A company that was found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SearchHit {
    /// The company.
    pub row: MemberRow,
    /// Where the name matched: ranges of characters (Unicode scalar values) in `row.name`.
    pub name_marks: Vec<(u32, u32)>,
    /// Why it matched, when that is not the name.
    pub why: Option<MatchedField>,
}

/// A field in which a search matched.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MatchedField {
    /// Which.
    pub field: SearchField,
    /// Its text as shown.
    pub text: String,
    /// Where it matched: ranges of characters in `text`.
    pub marks: Vec<(u32, u32)>,
}

/// The fields that a search looks into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SearchField {
    /// 회사명.
    Name,
    /// 대표자.
    Representative,
    /// 전화.
    Phone,
    /// 팩스.
    Fax,
    /// 휴대폰.
    Mobile,
    /// 취급품목.
    Product,
    /// 인증.
    Certificate,
    /// 지회.
    Branch,
    /// 주소.
    Address,
    /// 조합원번호.
    Number,
    /// 이메일.
    Email,
    /// 홈페이지.
    Homepage,
    /// The member's own 메모.
    Memo,
}
