use serde::{Deserialize, Serialize};

use super::Phone;

/// 조합직원, one of the co-op's own people.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Staff {
    /// 부서.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub department: Option<String>,
    /// 직위.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<String>,
    /// 성명.
    pub name: String,
    /// 내선.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extension: Option<String>,
    /// 휴대폰.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mobile: Option<Phone>,
    /// 담당업무.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duties: Option<String>,
    /// Place in the roster, from 0.
    pub rank: u32,
}
