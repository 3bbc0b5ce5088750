//! Events of posts: answered and, by staff, attended without a signal; handed to a calendar.

use handbook_text::ical::{self, Entry};
use handbook_wire::ErrorCode;
use handbook_wire::auth::Role;
use handbook_wire::entity::{Attendance, Coming, Event, Kind, Member, Post, PostAnswer};
use handbook_wire::ipc::{
    AnswerArgs, Attended, AttendedArgs, CardVerdict, CheckInArgs, CheckInBy, CheckedIn,
    MAX_CODE_PICTURE, NextEvent,
};
use handbook_wire::rich;
use rusqlite::Connection;
use serde_json::{Map, Value, json};

use super::Handbook;
use crate::Error;
use crate::card::is_card;
use crate::contact::file_name_of;
use crate::plain;
use crate::post::shown_answer;
use crate::session::random_id;
use crate::store::meta::{self, Fact};
use crate::store::{StoreError, outbox, record};
use crate::sync::remote::RemoteError;

/// The most characters of a name.
const NAME: usize = 60;
/// The most characters of a post's text that a calendar gets.
const DESCRIPTION: usize = 1000;

/// An event in a file for calendars.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventFile {
    /// A name that every system takes: `정기총회.ics`.
    pub name: String,
    /// iCalendar.
    pub text: String,
}

/// Who is to be noted.
struct Whom {
    member: String,
    person: String,
    name: String,
}

impl Handbook {
    /// Answers an event, with or without a connection. The server has the last word on whether it came
    /// in time.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a post that is not there or asks nothing, [`Error::Invalid`] for an answer
    /// that is none, [`Error::NotLoggedIn`], [`Error::Limited`], [`Error::Store`].
    pub async fn answer_event(&self, args: AnswerArgs) -> Result<(), Error> {
        let account = self.permitted()?;
        let proxy = plain::line(&args.proxy, PostAnswer::LONGEST_PROXY);
        self.blocking(move |inner| {
            let event = inner.cache.read(|connection| event(connection, &args.id))?;
            let Some((_, event)) = event.filter(|(_, event)| event.answers.is_some()) else {
                return Err(Error::NotFound);
            };
            let (people, proxy) = match args.coming {
                Some(Coming::Yes) => (args.people.clamp(1, event.most_people()), String::new()),
                Some(Coming::Proxy) => {
                    let taken = event.answers.is_some_and(|call| call.proxy);
                    if !taken || proxy.is_empty() {
                        return Err(Error::Invalid);
                    }
                    (0, proxy)
                }
                Some(Coming::No) | None => (0, String::new()),
            };
            let set = fields([
                ("coming", json!(args.coming)),
                ("people", json!(people)),
                ("proxy", json!(proxy)),
            ]);
            let id = PostAnswer::id(&account.id, &args.id);
            let (key, now) = (random_id()?, inner.clock.now_ms());
            Ok((inner.cache).add_edit(Kind::PostAnswer, &id, set, &key, now)?)
        })
        .await?;
        self.0.wake.notify_one();
        Ok(())
    }

    /// The soonest event that is not over.
    ///
    /// # Errors
    /// [`Error::NotLoggedIn`], [`Error::Limited`], [`Error::Store`].
    pub async fn get_next_event(&self) -> Result<Option<NextEvent>, Error> {
        let account = self.permitted()?;
        let view = self.view().await?;
        self.blocking(move |inner| {
            let Some(next) = view.posts.next_event(inner.clock.now_ms()) else {
                return Ok(None);
            };
            let answer = inner
                .cache
                .read(|connection| shown_answer(connection, &account.id, next.id))?;
            Ok(Some(NextEvent {
                id: next.id.to_owned(),
                kind: next.kind,
                title: next.title.to_owned(),
                event: next.event.clone(),
                answer,
            }))
        })
        .await
    }

    /// Notes who is at an event, with or without a connection.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a post of which nobody notes it and a company that is not there;
    /// `forbidden` for anybody but staff; and as [`Handbook::answer_event`].
    pub async fn check_in(&self, args: CheckInArgs) -> Result<CheckedIn, Error> {
        let account = self.permitted()?;
        if account.role != Role::Staff {
            return Err(RemoteError::Refused(ErrorCode::Forbidden.into()).into());
        }
        let CheckInArgs { id, by } = args;
        let text = match by {
            CheckInBy::Member(member) => return self.note(id, Err(member)).await,
            CheckInBy::Text(text) => text,
            CheckInBy::Picture(picture) if picture.len() > MAX_CODE_PICTURE / 3 * 4 + 4 => {
                return Ok(CheckedIn::NoCard);
            }
            CheckInBy::Picture(picture) => match self.text_of(picture).await? {
                Ok(text) => text,
                Err(_) => return Ok(CheckedIn::NoCard),
            },
        };
        if !is_card(&text) {
            return Ok(CheckedIn::NoCard);
        }
        let (check, certificate) = self.check_card(text).await?;
        let certificate = match (certificate, check.verdict) {
            (Some(certificate), CardVerdict::Valid) => certificate,
            _ => return Ok(CheckedIn::Refused(check)),
        };
        if certificate.role == Role::Staff {
            return Ok(CheckedIn::Staff);
        }
        let whom = Whom {
            member: certificate.member,
            person: certificate.person,
            name: plain::line(&certificate.name, NAME),
        };
        self.note(id, Ok(whom)).await
    }

    /// Notes whom a card names, or a company.
    async fn note(&self, post: String, whom: Result<Whom, String>) -> Result<CheckedIn, Error> {
        let account = self.permitted()?;
        let noted = self
            .blocking(move |inner| {
                let found = inner.cache.read(|connection| {
                    let event = event(connection, &post)?;
                    let member = match &whom {
                        Ok(whom) => &whom.member,
                        Err(member) => member,
                    };
                    let company = record::entity::<Member>(connection, Kind::Member, member)?;
                    Ok::<_, StoreError>((event, company))
                })?;
                let (Some((_, event)), Some(company)) = found else {
                    return Err(Error::NotFound);
                };
                if !event.attendance {
                    return Err(Error::NotFound);
                }
                let whom = whom.unwrap_or_else(|member| Whom {
                    member,
                    person: String::new(),
                    name: match company.representatives.first() {
                        Some(name) => plain::line(name, NAME),
                        None => plain::line(&company.name, NAME),
                    },
                });
                let id = Attendance::id(&account.id, &post, &whom.member, &whom.person);
                let (before, waits) = inner.cache.read(|connection| {
                    let kind = Kind::Attendance.as_str();
                    Ok::<_, StoreError>((
                        shown(connection, &id)?,
                        outbox::is_pending(connection, kind, &id)?,
                    ))
                })?;
                let mut attended = Attended {
                    member: whom.member,
                    person: whom.person,
                    name: whom.name,
                    company: plain::line(&company.name, NAME),
                    at: before.at,
                    waits,
                };
                if before.at != 0 && !before.withdrawn {
                    return Ok(CheckedIn::Already(attended));
                }
                let (key, now) = (random_id()?, inner.clock.now_ms());
                let set = fields([
                    ("member", json!(attended.member)),
                    ("person", json!(attended.person)),
                    ("name", json!(attended.name)),
                    ("at", json!(now)),
                    ("withdrawn", json!(false)),
                ]);
                inner
                    .cache
                    .add_edit(Kind::Attendance, &id, set, &key, now)?;
                (attended.at, attended.waits) = (now, true);
                Ok(CheckedIn::Noted(attended))
            })
            .await?;
        self.0.wake.notify_one();
        Ok(noted)
    }

    /// Whom this account has noted at an event, the last first.
    ///
    /// # Errors
    /// As [`Handbook::get_next_event`].
    pub async fn list_attended(&self, post: String) -> Result<Vec<Attended>, Error> {
        let account = self.permitted()?;
        self.blocking(move |inner| {
            let prefix = Attendance::id(&account.id, &post, "", "");
            let prefix = prefix.trim_end_matches('.').to_owned() + ".";
            Ok(inner
                .cache
                .read(|connection| attended(connection, &prefix))?)
        })
        .await
    }

    /// Takes back that somebody was at an event, with or without a connection.
    ///
    /// # Errors
    /// [`Error::NotFound`] for somebody who was not noted; and as [`Handbook::get_next_event`].
    pub async fn drop_attended(&self, args: AttendedArgs) -> Result<(), Error> {
        let account = self.permitted()?;
        self.blocking(move |inner| {
            let id = Attendance::id(&account.id, &args.id, &args.member, &args.person);
            let before = inner.cache.read(|connection| shown(connection, &id))?;
            if before.at == 0 || before.withdrawn {
                return Err(Error::NotFound);
            }
            let set = fields([("withdrawn", json!(true))]);
            let (key, now) = (random_id()?, inner.clock.now_ms());
            Ok((inner.cache).add_edit(Kind::Attendance, &id, set, &key, now)?)
        })
        .await?;
        self.0.wake.notify_one();
        Ok(())
    }

    /// An event as calendars take it.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a post without one; and as [`Handbook::get_next_event`].
    pub async fn event_file(&self, id: String) -> Result<EventFile, Error> {
        self.permitted()?;
        self.blocking(move |inner| {
            let (found, server) = inner.cache.read(|connection| {
                Ok::<_, StoreError>((
                    event(connection, &id)?,
                    meta::get(connection, Fact::Server)?,
                ))
            })?;
            let (post, event) = found.ok_or(Error::NotFound)?;
            let text = ical::write(&Entry {
                uid: &format!("{id}@{}", server.unwrap_or_default()),
                title: &post.title,
                description: &description(&post, &event),
                published_at: post.published_at,
                edited_at: post.edited_at,
                event: &event,
            });
            Ok(EventFile {
                name: file_name_of(&post.title, "일정", "ics"),
                text,
            })
        })
        .await
    }
}

fn fields<const N: usize>(set: [(&str, Value); N]) -> Map<String, Value> {
    set.map(|(field, value)| (field.to_owned(), value))
        .into_iter()
        .collect()
}

/// A post with its event.
fn event(connection: &Connection, id: &str) -> Result<Option<(Post, Event)>, StoreError> {
    let post = record::entity::<Post>(connection, Kind::Post, id)?;
    Ok(post.and_then(|mut post| {
        let event = post.event.take()?;
        Some((post, event))
    }))
}

/// A note at the door as it is shown, with what waits to be sent.
fn shown(connection: &Connection, id: &str) -> Result<Attendance, StoreError> {
    let fields = outbox::shown(connection, Kind::Attendance.as_str(), id)?;
    Ok(serde_json::from_value(Value::Object(fields)).unwrap_or_default())
}

/// The notes whose ids begin so.
fn attended(connection: &Connection, prefix: &str) -> Result<Vec<Attended>, StoreError> {
    let kind = Kind::Attendance.as_str();
    let mut ids: Vec<String> = record::all::<Attendance>(connection, Kind::Attendance)?
        .into_iter()
        .map(|(id, _)| id)
        .collect();
    let waiting = outbox::all(connection)?.into_iter();
    ids.extend(waiting.filter(|edit| edit.kind == kind).map(|edit| edit.id));
    ids.retain(|id| id.starts_with(prefix));
    ids.sort();
    ids.dedup();
    let mut all = Vec::new();
    for id in ids {
        let note = shown(connection, &id)?;
        if note.withdrawn || note.at == 0 {
            continue;
        }
        let company = record::entity::<Member>(connection, Kind::Member, &note.member)?;
        all.push(Attended {
            company: company.map(|company| company.name).unwrap_or_default(),
            waits: outbox::is_pending(connection, kind, &id)?,
            member: note.member,
            person: note.person,
            name: note.name,
            at: note.at,
        });
    }
    all.sort_by(|one, other| (other.at, &one.member).cmp(&(one.at, &other.member)));
    Ok(all)
}

/// What a calendar says of an event besides: the agenda, then the post.
fn description(post: &Post, event: &Event) -> String {
    let mut lines: Vec<String> = (1..)
        .zip(&event.agenda)
        .map(|(number, line)| format!("{number}. {line}"))
        .collect();
    let body = rich::plain(&rich::read(&post.body), DESCRIPTION);
    if !lines.is_empty() && !body.is_empty() {
        lines.push(String::new());
    }
    lines.push(body);
    lines.join("\n")
}
