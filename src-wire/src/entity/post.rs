use serde::{Deserialize, Serialize};

use super::{Attachment, Condolence, Event, Poll};

/// 조합소식, as its readers see it. What it holds besides (`event`, `condolence`, `poll`) are fields of
/// their own: a build that doesn't know one passes over it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Post {
    /// 분류.
    pub kind: PostKind,
    /// 제목, one line.
    pub title: String,
    /// Safe rich text: HTML of the elements that [`crate::rich`] knows.
    pub body: String,
    /// When it was published, in milliseconds since 1970 UTC.
    pub published_at: i64,
    /// When it was last changed since.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edited_at: Option<i64>,
    /// 작성 부서.
    pub department: String,
    /// 작성자, as shown.
    pub author: String,
    /// 상단 고정.
    pub pinned: bool,
    /// 필독.
    pub must_read: bool,
    /// From then on nobody sees it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ends_at: Option<i64>,
    /// Whom it is for. Sent to staff alone: whom the co-op has chosen is nobody else's business.
    #[serde(skip_serializing_if = "Targets::is_nobody")]
    pub targets: Targets,
    /// 첨부. A picture within the body refers to one of them by its hash.
    pub attachments: Vec<Attachment>,
    /// What it calls to; of 총회, 행사 and 교육.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event: Option<Event>,
    /// What happened; of 경조사.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub condolence: Option<Condolence>,
    /// What it asks, of any kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub poll: Option<Poll>,
}

/// 분류 of a post.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PostKind {
    /// 조합소식.
    News,
    /// 입찰·조달.
    Tender,
    /// 총회.
    Assembly,
    /// 행사.
    Event,
    /// 교육.
    Education,
    /// 경조사.
    Condolence,
    /// 자료실.
    Library,
    /// 공지; also what a kind of a newer build is shown as.
    #[default]
    #[serde(other)]
    Notice,
}

impl PostKind {
    /// Every kind, in the order in which they are shown.
    pub const ALL: [PostKind; 8] = [
        PostKind::Notice,
        PostKind::News,
        PostKind::Tender,
        PostKind::Assembly,
        PostKind::Event,
        PostKind::Education,
        PostKind::Condolence,
        PostKind::Library,
    ];

    /// The name that goes over the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            PostKind::Notice => "notice",
            PostKind::News => "news",
            PostKind::Tender => "tender",
            PostKind::Assembly => "assembly",
            PostKind::Event => "event",
            PostKind::Education => "education",
            PostKind::Condolence => "condolence",
            PostKind::Library => "library",
        }
    }
}

/// Whom a post is for: everybody whom any part names. Nothing named is nobody.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct Targets {
    /// 전체.
    pub all: bool,
    /// The companies of these 지회.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub branches: Vec<String>,
    /// 임원 of the newest term.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub officers: bool,
    /// Record ids of chosen companies.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<String>,
}

impl Targets {
    /// Everybody.
    #[must_use]
    pub fn everybody() -> Self {
        Self {
            all: true,
            ..Self::default()
        }
    }

    /// Whether it names nobody.
    #[must_use]
    pub fn is_nobody(&self) -> bool {
        *self == Self::default()
    }
}

impl Post {
    /// The most characters of a title.
    pub const LONGEST_TITLE: usize = 120;
    /// The most bytes of a body, in UTF-8, before and after it was made safe.
    pub const LONGEST_BODY: usize = 128 << 10;
    /// The most characters of a department and of an author.
    pub const LONGEST_NAME: usize = 40;
    /// The most branches, and the most chosen companies, that a post may name.
    pub const MOST_TARGETS: usize = 2_000;

    /// Whether nobody sees it any more at `now`, whatever has reached the device.
    #[must_use]
    pub fn has_ended(&self, now: i64) -> bool {
        self.ends_at.is_some_and(|end| end <= now)
    }
}

/// What an account has done with a post. Belongs to the account; its devices share it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PostMark {
    /// Record id of the post.
    pub post: String,
    /// It was opened.
    pub read: bool,
    /// 보관.
    pub saved: bool,
}

impl PostMark {
    /// The record id of `account`'s mark on `post`.
    #[must_use]
    pub fn id(account: &str, post: &str) -> String {
        format!("{account}.{post}")
    }

    /// The post that the mark with that id is on.
    #[must_use]
    pub fn post_of(id: &str) -> &str {
        id.split_once('.').map_or("", |(_, post)| post)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_of_a_newer_server_reads_as_a_notice_and_its_part_is_passed_over() {
        let post: Post = serde_json::from_value(serde_json::json!({
            "kind": "minutes", "title": "회의록", "minutes": {"choices": ["가", "나"]}
        }))
        .unwrap();
        assert_eq!(
            (post.kind, post.title.as_str()),
            (PostKind::Notice, "회의록")
        );
        assert!(post.targets.is_nobody());
    }

    #[test]
    fn every_kind_comes_back() {
        for kind in PostKind::ALL {
            let text = serde_json::to_string(&kind).unwrap();
            assert_eq!(serde_json::from_str::<PostKind>(&text).unwrap(), kind);
        }
    }
}
