use serde::{Deserialize, Serialize};

/// 임원, an officer of the co-op in one term.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Officer {
    /// 대수: 27 for 제27대.
    pub term: u32,
    /// 직책: 이사장, 부이사장, 이사, 감사.
    pub role: String,
    /// 성명.
    pub name: String,
    /// 회사명 as the roster has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub company: Option<String>,
    /// Record id of that company, when it is a member.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub member: Option<String>,
    /// First month of the term, `YYYY-MM`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Last month of the term, `YYYY-MM`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// Place in the roster, from 0: the order in which officers are shown.
    pub rank: u32,
}
