use serde::{Deserialize, Serialize};

use super::Phone;

/// 조합원사, a member company. Every field may be hidden from a view, so each has a default.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Member {
    /// 조합원번호, the digits alone: `0421` for 제0421호.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub number: String,
    /// 회사명 as it is written on the sign, spaces tidied: `(주)한빛전기`.
    pub name: String,
    /// 대표자, first named first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub representatives: Vec<String>,
    /// 사업자등록번호, 10 digits. For staff.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub business_number: Option<String>,
    /// 전화.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<Phone>,
    /// 팩스.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fax: Option<Phone>,
    /// 휴대폰 of the first representative.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mobile: Option<Phone>,
    /// 이메일.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// 홈페이지, with its scheme.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub homepage: Option<String>,
    /// 우편번호, 5 digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<String>,
    /// 주소 in one line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// Where the address lies on the map.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
    /// 지회.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub branch: Option<String>,
    /// 취급품목.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub products: Vec<String>,
    /// 인증.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub certificates: Vec<Certificate>,
    /// 가입일, `YYYY-MM-DD`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub joined: Option<String>,
    /// 상태.
    pub status: MemberStatus,
}

/// Standing of a member company.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MemberStatus {
    /// 정상.
    #[default]
    Active,
    /// 휴업.
    Suspended,
    /// 탈퇴.
    Withdrawn,
    /// 제명.
    Expelled,
}

impl MemberStatus {
    /// Whether the company still belongs to the co-op.
    #[must_use]
    pub const fn is_current(self) -> bool {
        matches!(self, MemberStatus::Active | MemberStatus::Suspended)
    }
}

/// 인증, a certificate that the company holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certificate {
    /// Name, such as 단체표준 or ISO9001.
    pub name: String,
    /// Last day on which it is good, `YYYY-MM-DD`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<String>,
}

/// A point on the map, WGS84.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Position {
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lng: f64,
    /// How near the point is to the address.
    pub precision: Precision,
}

/// How near a point is to the address that it stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Precision {
    /// Somewhere in the province or metropolitan city (시도).
    Province,
    /// Somewhere in the city, county or district (시군구).
    District,
    /// Somewhere in the town or neighbourhood (읍면동).
    Town,
    /// The address itself.
    Exact,
}
