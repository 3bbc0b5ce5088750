use serde::{Deserialize, Serialize};

use super::Position;

/// What happened in somebody's family or company, as a post of 경조사 tells it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Condolence {
    /// What sort of thing it is.
    pub occasion: Occasion,
    /// The occasion in its own word: 부친상, 장녀 결혼, 사옥 이전.
    pub title: String,
    /// Record id of the company that it concerns, when that is in the directory.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub member: Option<String>,
    /// Its name, as written.
    pub company: String,
    /// Whose occasion it is: name and position.
    pub person: String,
    /// 고인, with age when the family wishes it. Of [`Occasion::Bereavement`] alone.
    pub deceased: String,
    /// 별세, in milliseconds since 1970 UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub died_at: Option<i64>,
    /// 발인, or when a wedding or an opening begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<i64>,
    /// 빈소 or 식장, with the room.
    pub place: String,
    /// Its address; empty when none is told.
    pub address: String,
    /// Where that is. The server finds it from the address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
    /// Number of the place itself; empty when none is told.
    pub place_phone: String,
    /// 장지.
    pub burial: String,
    /// 상주, 혼주: whom to call.
    pub hosts: Vec<Host>,
    /// 마음 전하실 곳: an account, as written.
    pub gift: String,
}

/// What sort of occasion it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Occasion {
    /// 부고.
    Bereavement,
    /// 결혼.
    Wedding,
    /// 개업, 이전.
    Opening,
    /// Something else, also what a newer build knows besides.
    #[default]
    #[serde(other)]
    Other,
}

impl Occasion {
    /// Every occasion, in the order in which they are shown.
    pub const ALL: [Occasion; 4] = [
        Occasion::Bereavement,
        Occasion::Wedding,
        Occasion::Opening,
        Occasion::Other,
    ];
}

/// Whom to call about an occasion.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Host {
    /// 상주, 장남, 혼주.
    pub role: String,
    /// 성명.
    pub name: String,
    /// Number; empty when the family does not give one.
    pub phone: String,
}

impl Condolence {
    /// The most characters of a text of one line.
    pub const LONGEST_LINE: usize = 120;
    /// The most hosts.
    pub const MOST_HOSTS: usize = 8;
    /// How long after [`Condolence::at`] nobody sees the post any more, unless staff say otherwise, in
    /// milliseconds: a day.
    pub const STAYS: i64 = 24 * 60 * 60 * 1000;
}
