use serde::{Deserialize, Serialize};

use crate::entity::{Officer, Phone};

/// Arguments of [`FindPeople`](super::FindPeople).
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct PeopleArgs {
    /// As typed.
    pub text: String,
}

/// One of the co-op's own people who was found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundPerson {
    /// 성명.
    pub name: String,
    /// Where it matched: ranges of characters (Unicode scalar values) in `name`.
    pub name_marks: Vec<(u32, u32)>,
    /// What the person is: 총무부 과장, 제27대 이사.
    pub title: FoundTitle,
    /// Why the person was found, when that is neither name nor title: 담당업무, 내선, a number.
    pub why: Option<FoundWhy>,
    /// 휴대폰 of 조합직원.
    pub mobile: Option<Phone>,
    /// 내선 of 조합직원.
    pub extension: Option<String>,
    /// Record id of the company of 임원.
    pub member: Option<String>,
}

/// What a person is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum FoundTitle {
    /// 조합직원.
    Staff {
        /// 부서.
        department: Option<String>,
        /// 직위.
        position: Option<String>,
    },
    /// 임원 of the newest term.
    Officer {
        /// 대수.
        term: u32,
        /// 직책.
        role: String,
        /// 회사명.
        company: Option<String>,
    },
}

impl Default for FoundTitle {
    fn default() -> Self {
        FoundTitle::Staff {
            department: None,
            position: None,
        }
    }
}

/// Where else a person was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundWhy {
    /// In what.
    pub field: PersonField,
    /// Its text as shown.
    pub text: String,
    /// Where it matched: ranges of characters in `text`.
    pub marks: Vec<(u32, u32)>,
}

/// What is looked into beside name and title.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PersonField {
    /// 담당업무.
    Duties,
    /// 휴대폰.
    Mobile,
    /// 내선.
    Extension,
}

/// 임원 of the newest term, as a chart shows them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Board {
    /// Those of each office, the highest first.
    pub ranks: Vec<BoardRank>,
}

/// An office and who holds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoardRank {
    /// 직책.
    pub role: String,
    /// In the roster's order.
    pub people: Vec<BoardPerson>,
}

/// Somebody on the chart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoardPerson {
    /// The person.
    pub officer: Officer,
    /// A JPEG in Base64, when the person shows a picture and it was fetched.
    pub picture: Option<String>,
}
