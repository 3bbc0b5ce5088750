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

    /// The word before the title of a post, as the co-op writes it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Occasion::Bereavement => "부고",
            Occasion::Wedding => "결혼",
            Occasion::Opening => "개업·이전",
            Occasion::Other => "경조사",
        }
    }
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

    /// When nobody sees the post any more, unless staff say otherwise.
    #[must_use]
    pub fn ends_at(&self) -> Option<i64> {
        self.at.map(|at| at.saturating_add(Self::STAYS))
    }

    /// The title of a post that tells of it, as the co-op writes them; none while there is nothing to make it
    /// of.
    #[must_use]
    pub fn heading(&self) -> Option<String> {
        let named = [&self.company, &self.person, &self.title].map(|text| text.trim());
        let words: Vec<&str> = named.into_iter().filter(|text| !text.is_empty()).collect();
        if words.is_empty() {
            return None;
        }
        let heading = format!("[{}] {}", self.occasion.word(), words.join(" "));
        Some(heading.chars().take(super::Post::LONGEST_TITLE).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_says_whose_occasion_it_is() {
        let mut condolence = Condolence {
            occasion: Occasion::Bereavement,
            ..Condolence::default()
        };
        assert_eq!(condolence.heading(), None);
        condolence.title = "부친상".into();
        condolence.company = "한빛전기".into();
        condolence.person = " 김대표 ".into();
        assert_eq!(
            condolence.heading().as_deref(),
            Some("[부고] 한빛전기 김대표 부친상")
        );
        condolence.company.clear();
        condolence.occasion = Occasion::Wedding;
        condolence.title = "장녀 결혼".into();
        assert_eq!(
            condolence.heading().as_deref(),
            Some("[결혼] 김대표 장녀 결혼")
        );
        condolence.person = "가".repeat(300);
        assert_eq!(condolence.heading().unwrap().chars().count(), 120);
    }
}
