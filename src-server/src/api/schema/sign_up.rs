use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Agency, Agreement, Device, Phone, SocialProvider};

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "name": "한국전기공업협동조합", "phone": {"number": "020000000"}, "address": "서울특별시 어딘가 1",
    "homepage": "https://www.example.kr/", "joining": "가입 신청서를 사무국에 내 주세요.",
    "agencies": ["naver", "pass"], "socials": ["kakao"], "email": true, "tiles": {
        "url": "https://tile.example.kr/{z}/{x}/{y}.png", "attribution": "© 지도 서비스",
        "attribution_url": "https://tile.example.kr/", "min_zoom": 6, "max_zoom": 18, "tile_size": 256
    }, "documents": [{
        "id": "identity-collect", "version": "2026-11-23", "title": "개인정보 수집 및 이용동의",
        "occasion": "identity"
    }]
}))]
pub(in crate::api) struct Coop {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    phone: Option<Phone>,
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    homepage: Option<String>,
    /// How to join.
    #[serde(skip_serializing_if = "Option::is_none")]
    joining: Option<String>,
    /// Who can verify people, in the order to show.
    agencies: Vec<Agency>,
    /// Where people can link accounts of theirs to log in by.
    socials: Vec<SocialProvider>,
    /// Whether an account can have an e-mail address.
    email: bool,
    /// Where the map's online layer comes from.
    #[serde(skip_serializing_if = "Option::is_none")]
    tiles: Option<TileLayer>,
    /// Texts that are agreed to.
    documents: Vec<Document>,
}

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "url": "https://tile.example.kr/{z}/{x}/{y}.png", "attribution": "© 지도 서비스",
    "attribution_url": "https://tile.example.kr/", "min_zoom": 6, "max_zoom": 18, "tile_size": 256
}))]
pub(in crate::api) struct TileLayer {
    /// Address of a tile, with `{z}`, `{x}` and `{y}` once each.
    url: String,
    /// Whom the pictures are of.
    attribution: String,
    /// Where that leads to.
    #[serde(skip_serializing_if = "Option::is_none")]
    attribution_url: Option<String>,
    min_zoom: u8,
    max_zoom: u8,
    /// Pixels of the screen that a side of a tile takes.
    tile_size: u16,
}

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "id": "identity-collect", "version": "2026-11-23", "title": "개인정보 수집 및 이용동의",
    "occasion": "identity"
}))]
pub(in crate::api) struct Document {
    id: String,
    version: String,
    /// 제목.
    title: String,
    occasion: Occasion,
}

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[schema(example = json!("identity"))]
pub(in crate::api) enum Occasion {
    Identity,
    SignUp,
}

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "id": "identity-collect", "version": "2026-11-23", "title": "개인정보 수집 및 이용동의",
    "text": "…"
}))]
pub(in crate::api) struct DocumentText {
    id: String,
    version: String,
    /// 제목.
    title: String,
    /// Paragraphs, plain.
    text: String,
}

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"companies": [{"id": "7", "name": "(주)한빛전기"}]}))]
pub(in crate::api) struct CompanyNames {
    /// At most 20.
    companies: Vec<CompanyName>,
}

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"id": "7", "name": "(주)한빛전기"}))]
pub(in crate::api) struct CompanyName {
    id: String,
    /// 회사명.
    name: String,
}

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "ticket": "AAAA…", "company": "7", "position": "이사", "password": "Hanbit-77",
    "agreed": [{"document": "sign-up-terms", "version": "2026-11-23"}],
    "challenge": "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU",
    "device": {"id": "0123456789abcdef0123456789abcdef", "name": "Galaxy A54"}
}))]
pub(in crate::api) struct SignUpRequest {
    /// From the verification of the applicant.
    ticket: String,
    /// Record id of the company.
    company: String,
    /// 직책.
    position: String,
    password: String,
    /// The texts that were agreed to.
    agreed: Vec<Agreement>,
    /// Base64url without padding of SHA-256 of the app's secret.
    challenge: String,
    device: Device,
}

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"id": "0123456789abcdef0123456789abcdef"}))]
pub(in crate::api) struct SignUpReceived {
    id: String,
}

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"verifier": "the app's secret"}))]
pub(in crate::api) struct SignUpCheck {
    /// The secret behind the challenge.
    verifier: String,
}

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case", deny_unknown_fields)]
#[schema(example = json!({"state": "rejected", "reason": "재직을 확인할 수 없어요."}))]
pub(in crate::api) enum SignUpState {
    /// Staff have not decided yet.
    Waiting {
        /// When it was received.
        at: i64,
    },
    /// The account is there.
    Approved,
    /// It was turned down.
    Rejected {
        /// Why.
        reason: String,
    },
}

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "id": "0123456789abcdef0123456789abcdef", "at": 1_795_392_000_000_i64, "name": "홍길동",
    "phone": "01000001234", "company": "(주)한빛전기", "position": "이사"
}))]
pub(in crate::api) struct SignUp {
    id: String,
    /// When it was received.
    at: i64,
    /// The verified person's name.
    name: String,
    /// The verified number.
    phone: String,
    company: String,
    /// 직책.
    position: String,
}

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"sign_ups": [{
    "id": "0123456789abcdef0123456789abcdef", "at": 1_795_392_000_000_i64, "name": "홍길동",
    "phone": "01000001234", "company": "(주)한빛전기", "position": "이사"
}]}))]
pub(in crate::api) struct SignUpList {
    /// Oldest first.
    sign_ups: Vec<SignUp>,
}

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(tag = "decision", rename_all = "snake_case", deny_unknown_fields)]
#[schema(example = json!({"decision": "reject", "reason": "재직을 확인할 수 없어요."}))]
pub(in crate::api) enum SignUpDecision {
    /// Makes the account.
    Approve,
    /// Turns it down.
    Reject {
        /// What the applicant is told.
        reason: String,
    },
}
