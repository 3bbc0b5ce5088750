//! 조합소식 in memory: what lists, the badge and search need of each post, and no more.

use std::collections::BTreeMap;
use std::sync::Arc;

use handbook_wire::entity::{
    Attachment, Condolence, Event, FileKind, Kind, Post, PostAnswer, PostKind, PostMark,
};
use handbook_wire::ipc::{OccasionRow, PostQuery, PostRow};
use handbook_wire::rich;
use rusqlite::Connection;
use serde_json::{Map, Value};

use crate::search::hangul::{self, Folded};
use crate::search::{Query, highlight};
use crate::store::meta::{self, Fact};
use crate::store::{StoreError, outbox, record};

/// The most characters of a text that are searched.
const SEARCHED: usize = 20_000;
/// Characters of an excerpt.
const EXCERPT: usize = 120;
/// Characters of an excerpt before the place that a search matched.
const BEFORE: usize = 20;

/// A post as far as lists need it.
#[derive(Debug)]
struct Head {
    kind: PostKind,
    title: String,
    /// The text without its form.
    plain: String,
    /// Title and text, as search compares them.
    folded: [Vec<u16>; 2],
    published_at: i64,
    department: String,
    pinned: bool,
    must_read: bool,
    ends_at: Option<i64>,
    attachments: u32,
    picture: Option<Attachment>,
    occasion: Option<OccasionRow>,
    read: bool,
    saved: bool,
    event: Option<Event>,
}

/// An event that is not over.
#[derive(Debug, Clone, Copy)]
pub struct Upcoming<'a> {
    /// Record id of the post.
    pub id: &'a str,
    /// 분류.
    pub kind: PostKind,
    /// 제목.
    pub title: &'a str,
    /// What it calls to.
    pub event: &'a Event,
}

/// Every post, by record id.
#[derive(Debug, Clone, Default)]
pub struct Posts(BTreeMap<String, Arc<Head>>);

impl Posts {
    /// Those of the cache.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn read(connection: &Connection) -> Result<Self, StoreError> {
        let mut ids = Vec::new();
        record::for_each(connection, Kind::Post, |id, _| {
            ids.push(id.to_owned());
            Ok(())
        })?;
        let mut posts = Self::default();
        posts.update(connection, ids.iter())?;
        Ok(posts)
    }

    /// Reads some anew.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn update<'a>(
        &mut self,
        connection: &Connection,
        ids: impl Iterator<Item = &'a String>,
    ) -> Result<(), StoreError> {
        let account = meta::get(connection, Fact::Account)?.unwrap_or_default();
        for id in ids {
            match record::entity::<Post>(connection, Kind::Post, id)? {
                Some(post) => {
                    let mark = shown_mark(connection, &account, id)?;
                    self.0.insert(id.clone(), Arc::new(Head::new(post, &mark)));
                }
                None => {
                    self.0.remove(id);
                }
            }
        }
        Ok(())
    }

    /// How many were never opened.
    #[must_use]
    pub fn unread(&self) -> u64 {
        self.0.values().filter(|head| !head.read).count() as u64
    }

    /// How many fit `query` at `now`, and the window of them that it asks for.
    #[must_use]
    pub fn list(&self, query: &PostQuery, now: i64, most: usize) -> (u64, Vec<PostRow>) {
        let typed = Query::new(&query.text);
        let mut fitting = self.fitting(query, &typed, now);
        let mut used = &typed;
        let other = Query::on_other_layout(&query.text);
        if fitting.is_empty()
            && let Some(other) = &other
        {
            fitting = self.fitting(query, other, now);
            used = other;
        }
        fitting.sort_by_key(|(id, head)| {
            let waits = query.urgent && head.must_read && !head.read;
            let pinned = head.pinned || query.urgent && waits;
            (!waits, !pinned, std::cmp::Reverse((head.published_at, *id)))
        });
        let offset = usize::try_from(query.offset).unwrap_or(usize::MAX);
        let limit = usize::try_from(query.limit).unwrap_or(usize::MAX).min(most);
        let window = fitting.iter().skip(offset).take(limit);
        (
            fitting.len() as u64,
            window.map(|(id, head)| head.row(id, used)).collect(),
        )
    }

    /// The soonest event that is not over at `now`.
    #[must_use]
    pub fn next_event(&self, now: i64) -> Option<Upcoming<'_>> {
        (self.0.iter())
            .filter(|(_, head)| head.ends_at.is_none_or(|end| now < end))
            .filter_map(|(id, head)| {
                let event = head.event.as_ref()?;
                (now < event.over_at()).then_some(Upcoming {
                    id,
                    kind: head.kind,
                    title: &head.title,
                    event,
                })
            })
            .min_by_key(|next| (next.event.starts_at, next.id))
    }

    fn fitting<'a>(
        &'a self,
        query: &PostQuery,
        typed: &Query,
        now: i64,
    ) -> Vec<(&'a str, &'a Head)> {
        let fits = |head: &Head| {
            query.kind.is_none_or(|kind| kind == head.kind)
                && (!query.saved || head.saved)
                && head.ends_at.is_none_or(|end| now < end)
                && typed.words().all(|(word, half)| head.has(word, half))
        };
        (self.0.iter())
            .filter(|(_, head)| fits(head))
            .map(|(id, head)| (id.as_str(), &**head))
            .collect()
    }
}

impl Head {
    fn new(post: Post, mark: &PostMark) -> Self {
        let mut plain = rich::plain(&rich::read(&post.body), SEARCHED);
        if let Some(condolence) = &post.condolence {
            plain = with_occasion(plain, condolence);
        }
        let is_picture = |one: &&Attachment| one.kind() == FileKind::Picture;
        Self {
            kind: post.kind,
            folded: [&post.title, &plain].map(|text| Folded::new(text).units),
            title: post.title,
            plain,
            published_at: post.published_at,
            department: post.department,
            pinned: post.pinned,
            must_read: post.must_read,
            ends_at: post.ends_at,
            attachments: u32::try_from(post.attachments.len()).unwrap_or(u32::MAX),
            picture: post.attachments.iter().find(is_picture).cloned(),
            occasion: post.condolence.map(|condolence| OccasionRow {
                occasion: condolence.occasion,
                at: condolence.at,
                place: condolence.place,
            }),
            read: mark.read,
            saved: mark.saved,
            event: post.event,
        }
    }

    fn has(&self, word: &Folded, half_typed: bool) -> bool {
        self.folded.iter().any(|text| {
            (0..text.len())
                .any(|at| hangul::match_start(&word.units, &text[at..], half_typed).is_some())
        })
    }

    fn row(&self, id: &str, query: &Query) -> PostRow {
        let marks = |text: &str| match query.is_empty() {
            true => Vec::new(),
            false => highlight::marks(query, handbook_wire::ipc::SearchField::Memo, text),
        };
        let title_marks = marks(&self.title);
        // Where the title does not say why it was found, the text does.
        let place = match title_marks.is_empty() {
            true => marks(&self.plain).first().map(|(from, _)| *from as usize),
            false => None,
        };
        let from = place.map_or(0, |place| place.saturating_sub(BEFORE));
        let mut excerpt: String = self.plain.chars().skip(from).take(EXCERPT).collect();
        if from > 0 {
            excerpt.insert(0, '…');
        }
        if self.plain.chars().nth(from + EXCERPT).is_some() {
            excerpt.push('…');
        }
        PostRow {
            id: id.to_owned(),
            kind: self.kind,
            title: self.title.clone(),
            title_marks,
            excerpt_marks: marks(&excerpt),
            excerpt,
            published_at: self.published_at,
            department: self.department.clone(),
            pinned: self.pinned,
            must_read: self.must_read,
            read: self.read,
            saved: self.saved,
            attachments: self.attachments,
            picture: self.picture.clone(),
            occasion: self.occasion.clone(),
        }
    }
}

/// A text with what is told of an occasion before it: people look for the names.
fn with_occasion(plain: String, condolence: &Condolence) -> String {
    let hosts = condolence.hosts.iter().map(|host| &host.name);
    let told = [
        &condolence.place,
        &condolence.deceased,
        &condolence.company,
        &condolence.person,
    ];
    let told = told.into_iter().chain(hosts).chain([&plain]);
    let told: Vec<&str> = told
        .map(String::as_str)
        .filter(|text| !text.is_empty())
        .collect();
    told.join(" · ")
}

/// What an account has done with a post, with what waits to be sent.
///
/// # Errors
/// What SQLite says.
pub fn shown_mark(
    connection: &Connection,
    account: &str,
    post: &str,
) -> Result<PostMark, StoreError> {
    let id = PostMark::id(account, post);
    let fields: Map<String, Value> = outbox::shown(connection, Kind::PostMark.as_str(), &id)?;
    Ok(serde_json::from_value(Value::Object(fields)).unwrap_or_default())
}

/// What an account answers to an event, with what waits to be sent.
///
/// # Errors
/// What SQLite says.
pub fn shown_answer(
    connection: &Connection,
    account: &str,
    post: &str,
) -> Result<PostAnswer, StoreError> {
    let id = PostAnswer::id(account, post);
    let fields: Map<String, Value> = outbox::shown(connection, Kind::PostAnswer.as_str(), &id)?;
    Ok(serde_json::from_value(Value::Object(fields)).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn posts() -> Posts {
        let post = |title: &str, body: &str, at: i64| Post {
            title: title.into(),
            body: format!("<p>{body}</p>"),
            published_at: at,
            ..Post::default()
        };
        let read = PostMark {
            read: true,
            saved: true,
            ..PostMark::default()
        };
        let fresh = PostMark::default();
        let heads = [
            (
                "a",
                Head::new(post("정기총회 안내", "12월 3일 서울에서 열려요", 1), &read),
            ),
            (
                "b",
                Head::new(
                    Post {
                        kind: PostKind::Tender,
                        ends_at: Some(100),
                        ..post("배전반 입찰 공고", "총회 뒤에 마감", 3)
                    },
                    &fresh,
                ),
            ),
            (
                "c",
                Head::new(
                    Post {
                        pinned: true,
                        ..post("안전 교육", "교육장으로 오세요", 2)
                    },
                    &read,
                ),
            ),
            (
                "d",
                Head::new(
                    Post {
                        must_read: true,
                        ..post("회비 안내", "필독", 0)
                    },
                    &fresh,
                ),
            ),
        ];
        Posts(
            heads
                .map(|(id, head)| (id.to_owned(), Arc::new(head)))
                .into(),
        )
    }

    fn ids(query: &PostQuery, now: i64) -> Vec<String> {
        let query = PostQuery {
            limit: 10,
            ..query.clone()
        };
        let (total, rows) = posts().list(&query, now, 10);
        assert_eq!(total as usize, rows.len());
        rows.into_iter().map(|row| row.id).collect()
    }

    #[test]
    fn pinned_first_then_the_newest() {
        let all = PostQuery::default();
        assert_eq!(ids(&all, 0), ["c", "b", "a", "d"]);
        assert_eq!(ids(&all, 100), ["c", "a", "d"], "what has ended is gone");
        let urgent = PostQuery {
            urgent: true,
            ..all.clone()
        };
        assert_eq!(ids(&urgent, 0), ["d", "c", "b", "a"]);
        let kind = PostQuery {
            kind: Some(PostKind::Tender),
            ..all.clone()
        };
        assert_eq!(ids(&kind, 0), ["b"]);
        let saved = PostQuery { saved: true, ..all };
        assert_eq!(ids(&saved, 0), ["c", "a"]);
        assert_eq!(posts().unread(), 2);
        let page = PostQuery {
            offset: 1,
            limit: 2,
            ..PostQuery::default()
        };
        let (total, rows) = posts().list(&page, 0, 10);
        assert_eq!((total, rows[0].id.as_str(), rows.len()), (4, "b", 2));
    }

    #[test]
    fn the_soonest_event_comes_next_until_it_is_over() {
        let event = |starts_at: i64, ends_at: Option<i64>, gone: Option<i64>| {
            let post = Post {
                kind: PostKind::Assembly,
                ends_at: gone,
                event: Some(Event {
                    starts_at,
                    ends_at,
                    ..Event::default()
                }),
                ..Post::default()
            };
            Arc::new(Head::new(post, &PostMark::default()))
        };
        let mut all = posts();
        let long = Event::UNTOLD;
        for (id, head) in [
            ("e", event(100, Some(200), None)),
            ("f", event(150, None, None)),
            ("g", event(50, Some(400), Some(60))),
        ] {
            all.0.insert(id.to_owned(), head);
        }
        let next = |now| all.next_event(now).map(|next| next.id);
        for (now, id) in [
            (0, Some("g")),
            (60, Some("e")),
            (199, Some("e")),
            (200, Some("f")),
            (150 + long, None),
        ] {
            assert_eq!(next(now), id, "{now}");
        }
        assert!(posts().next_event(0).is_none());
    }

    #[test]
    fn the_search_box_looks_into_titles_and_texts() {
        let with = |text: &str| PostQuery {
            text: text.into(),
            limit: 10,
            ..PostQuery::default()
        };
        for (text, found) in [
            ("총회", &["b", "a"][..]),
            ("ㅈㄱㅊㅎ", &["a"]),
            ("서울 총회", &["a"]),
            ("입찰 마감", &["b"]),
            ("없는말", &[]),
            ("dksdls", &[]),
            ("chdghl", &["b", "a"]),
        ] {
            assert_eq!(ids(&with(text), 0), found, "{text}");
        }
        let (_, rows) = posts().list(&with("총회"), 0, 10);
        assert_eq!(rows[0].title_marks, []);
        assert_eq!(rows[0].excerpt_marks, [(0, 2)]);
        assert_eq!(rows[1].title_marks, [(2, 4)]);
    }

    #[test]
    fn an_occasion_is_found_by_its_names() {
        let post = Post {
            kind: PostKind::Condolence,
            title: "[부고] 부친상".into(),
            condolence: Some(Condolence {
                at: Some(7),
                place: "한빛병원 장례식장".into(),
                deceased: "김어른".into(),
                hosts: vec![handbook_wire::entity::Host {
                    name: "김한빛".into(),
                    ..handbook_wire::entity::Host::default()
                }],
                ..Condolence::default()
            }),
            ..Post::default()
        };
        let head = Head::new(post, &PostMark::default());
        let posts = Posts([("a".to_owned(), Arc::new(head))].into());
        for text in ["장례식장", "ㄱㅎㅂ", "김어른"] {
            let query = PostQuery {
                text: text.into(),
                limit: 1,
                ..PostQuery::default()
            };
            let (total, rows) = posts.list(&query, 0, 1);
            assert_eq!(total, 1, "{text}");
            assert_eq!(rows[0].excerpt, "한빛병원 장례식장 · 김어른 · 김한빛");
            assert_eq!(rows[0].occasion.as_ref().and_then(|one| one.at), Some(7));
        }
    }
}
