//! The member's own company: what is in the roster, who sees it, and what shall be changed (변경 신청).

use std::collections::BTreeMap;

use handbook_wire::entity::{
    ChangeRequest, CompanyField, FieldChange, Kind, OwnCompany, RequestState,
};
use handbook_wire::ipc::{
    AudienceArgs, Change, ChangeArgs, ChangeDraft, ChangeReview, ChangeView, OwnCompanyView,
    OwnField,
};
use rusqlite::Connection;
use serde_json::{Map, Value};
use unicode_normalization::UnicodeNormalization;

use super::Handbook;
use crate::Error;
use crate::session::random_id;
use crate::store::meta::{self, Fact};
use crate::store::{StoreError, change, outbox};

const OWN: &str = Kind::OwnCompany.as_str();

/// The own company's record, as it shows here.
struct Own {
    id: String,
    shown: OwnCompany,
    requests: Vec<change::Request>,
}

impl Handbook {
    /// The company that the account belongs to, with what it hides from others.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an account without a company, or before the co-op has sent it;
    /// [`Error::NotLoggedIn`], [`Error::Limited`], [`Error::Store`]; so for everything here.
    pub async fn get_own_company(&self) -> Result<OwnCompanyView, Error> {
        let id = self.own_id()?;
        self.blocking(move |inner| {
            let view = inner.cache.read(|connection| {
                let Some(own) = own(connection, &id)? else {
                    return Ok(None);
                };
                let draft = meta::get(connection, Fact::ChangeDraft)?;
                let draft = draft.and_then(|json| serde_json::from_str(&json).ok());
                view(connection, &own, draft).map(Some)
            })?;
            view.ok_or(Error::NotFound)
        })
        .await
    }

    /// Changes who sees a field of the own company.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a field that everybody sees, and as [`Handbook::get_own_company`].
    pub async fn set_audience(&self, args: AudienceArgs) -> Result<(), Error> {
        let id = self.own_id()?;
        if !CompanyField::HIDEABLE.contains(&args.field) {
            return Err(Error::Invalid);
        }
        let who = serde_json::to_value(args.audience).map_err(|_| Error::Invalid)?;
        let set: Map<String, Value> = [(show(args.field), who)].into_iter().collect();
        self.blocking(move |inner| {
            if inner
                .cache
                .read(|connection| own(connection, &id))?
                .is_none()
            {
                return Err(Error::NotFound);
            }
            let (key, now) = (random_id()?, inner.clock.now_ms());
            Ok(inner
                .cache
                .add_edit(Kind::OwnCompany, &id, set, &key, now)?)
        })
        .await?;
        self.0.wake.notify_one();
        Ok(())
    }

    /// Keeps what is typed on this device, and says what it asks for and what is wrong with it.
    ///
    /// # Errors
    /// As [`Handbook::get_own_company`].
    pub async fn review_change(&self, draft: ChangeDraft) -> Result<ChangeReview, Error> {
        let id = self.own_id()?;
        self.blocking(move |inner| {
            let asked = inner
                .cache
                .read(|connection| Ok(own(connection, &id)?.map(|own| ask(&own, &draft))))?;
            let (review, _) = asked.ok_or(Error::NotFound)?;
            let is_empty = review == ChangeReview::default() && draft.note.trim().is_empty();
            inner.cache.keep_draft((!is_empty).then_some(&draft))?;
            Ok(review)
        })
        .await
    }

    /// Sends what is typed, unless something is wrong with it or nothing would change.
    ///
    /// # Errors
    /// [`Error::Invalid`] for too long a note, and as [`Handbook::get_own_company`].
    pub async fn send_change(&self, draft: ChangeDraft) -> Result<ChangeReview, Error> {
        let account = self.permitted()?;
        let id = self.own_id()?;
        let note = clean(draft.note.trim());
        if note.chars().count() > ChangeRequest::LONGEST_NOTE {
            return Err(Error::Invalid);
        }
        let review = self
            .blocking(move |inner| {
                let asked = inner
                    .cache
                    .read(|connection| Ok(own(connection, &id)?.map(|own| ask(&own, &draft))))?;
                let (review, fields) = asked.ok_or(Error::NotFound)?;
                if !review.faults.is_empty() || review.changes.is_empty() {
                    return Ok(review);
                }
                let fields = serde_json::to_value(fields).map_err(|_| Error::Invalid)?;
                let mut set: Map<String, Value> =
                    [("fields".to_owned(), fields)].into_iter().collect();
                if !note.is_empty() {
                    set.insert("note".to_owned(), note.into());
                }
                let request = format!("{}.{}", account.id, random_id()?);
                let (key, now) = (random_id()?, inner.clock.now_ms());
                inner
                    .cache
                    .add_edit(Kind::ChangeRequest, &request, set, &key, now)?;
                inner.cache.keep_draft(None)?;
                Ok(review)
            })
            .await?;
        self.0.wake.notify_one();
        Ok(review)
    }

    /// Takes back what the co-op has not decided of a request. One that has not been sent is gone.
    ///
    /// # Errors
    /// As [`Handbook::get_own_company`]; not found also for another account's request.
    pub async fn cancel_change(&self, args: ChangeArgs) -> Result<(), Error> {
        let account = self.permitted()?;
        self.blocking(move |inner| {
            let known = inner.cache.read(change::all)?;
            let own = args
                .id
                .strip_prefix(&account.id)
                .is_some_and(|rest| rest.starts_with('.'));
            if !own || known.iter().all(|one| one.id != args.id) {
                return Err(Error::NotFound);
            }
            let (key, now) = (random_id()?, inner.clock.now_ms());
            Ok(inner.cache.take_back(&args.id, &key, now)?)
        })
        .await?;
        self.0.wake.notify_one();
        Ok(())
    }

    /// The account's requests, newest first.
    ///
    /// # Errors
    /// [`Error::NotLoggedIn`], [`Error::Limited`], [`Error::Store`].
    pub async fn list_changes(&self) -> Result<Vec<ChangeView>, Error> {
        self.permitted()?;
        self.blocking(|inner| {
            let requests = inner.cache.read(change::all)?;
            Ok(requests.into_iter().map(shown).collect())
        })
        .await
    }

    /// Id of the own company's record.
    fn own_id(&self) -> Result<String, Error> {
        let account = self.permitted()?;
        let member = account.member.ok_or(Error::NotFound)?;
        Ok(OwnCompany::id(&account.id, &member))
    }
}

fn show(field: CompanyField) -> String {
    format!("show_{}", field.as_str())
}

fn own(connection: &Connection, id: &str) -> Result<Option<Own>, StoreError> {
    let fields = outbox::shown(connection, OWN, id)?;
    // A record that only holds what was edited here has not come yet.
    if !fields.contains_key("company") {
        return Ok(None);
    }
    let Ok(shown) = serde_json::from_value(Value::Object(fields)) else {
        return Ok(None);
    };
    Ok(Some(Own {
        id: id.to_owned(),
        shown,
        requests: change::all(connection)?,
    }))
}

impl Own {
    fn value(&self, field: CompanyField) -> &Value {
        self.shown
            .company
            .get(field.as_str())
            .unwrap_or(&Value::Null)
    }

    fn text(&self, field: CompanyField) -> String {
        field.text(self.value(field))
    }

    /// What was asked for and is not decided.
    fn wanted(&self, field: CompanyField) -> Option<&Value> {
        let waiting = self.requests.iter().filter(|one| !one.cancelling);
        waiting
            .filter_map(|one| one.request.fields.get(field.as_str()))
            .find(|change| change.decision.is_none())
            .map(|change| &change.wanted)
    }
}

fn view(
    connection: &Connection,
    own: &Own,
    draft: Option<ChangeDraft>,
) -> Result<OwnCompanyView, StoreError> {
    let edited = outbox::fields(connection, OWN, &own.id)?;
    let fact = |name: &str| own.shown.company.get(name).and_then(Value::as_str);
    let fields = CompanyField::ALL.into_iter().map(|field| OwnField {
        field,
        text: own.text(field),
        audience: own.shown.audience(field),
        audience_pending: edited.contains(&show(field)),
        wanted: own.wanted(field).map(|value| field.text(value)),
    });
    let waits =
        |one: &&change::Request| !one.cancelling && one.request.state() == RequestState::Waiting;
    Ok(OwnCompanyView {
        member: own.shown.member.clone(),
        name: fact("name").unwrap_or_default().to_owned(),
        number: fact("number").unwrap_or_default().to_owned(),
        business_number: fact("business_number").map(str::to_owned),
        fields: fields.collect(),
        draft,
        waiting: own.requests.iter().filter(waits).count() as u64,
    })
}

/// What a draft asks for, as shown and as sent.
fn ask(own: &Own, draft: &ChangeDraft) -> (ChangeReview, BTreeMap<String, FieldChange>) {
    let mut review = ChangeReview::default();
    let mut fields = BTreeMap::new();
    for (field, typed) in &draft.fields {
        let present = own.value(*field);
        let wanted = match field.read(&clean(typed)) {
            Ok(wanted) => wanted,
            Err(fault) => {
                review.faults.push((*field, fault));
                continue;
            }
        };
        if field.text(&wanted) == field.text(present) || own.wanted(*field) == Some(&wanted) {
            continue;
        }
        review.changes.push(Change {
            field: Some(*field),
            was: field.text(present),
            wanted: field.text(&wanted),
            decision: None,
            reason: None,
            now: None,
        });
        let change = FieldChange {
            was: present.clone(),
            wanted,
            ..FieldChange::default()
        };
        fields.insert(field.as_str().to_owned(), change);
    }
    (review, fields)
}

/// Composed, without what nobody sees.
fn clean(text: &str) -> String {
    text.nfc()
        .filter(|c| {
            !matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{ad}')
        })
        .map(|c| if c.is_control() && c != '\n' { ' ' } else { c })
        .collect()
}

fn shown(one: change::Request) -> ChangeView {
    let request = one.request;
    let changes = request.fields.iter().map(|(name, change)| {
        let field = CompanyField::parse(name);
        let text = |value: &Value| field.map_or_else(String::new, |field| field.text(value));
        Change {
            field,
            was: text(&change.was),
            wanted: text(&change.wanted),
            decision: change.decision,
            reason: change.reason.clone(),
            now: change.now.as_ref().map(text),
        }
    });
    let mut changes: Vec<Change> = changes.collect();
    changes.sort_by_key(|change| change.field);
    ChangeView {
        id: one.id,
        state: one.sent.then(|| request.state()),
        sent_at: (request.sent_at > 0).then_some(request.sent_at),
        decided_at: request.decided_at,
        cancelling: one.cancelling,
        changes,
        note: request.note,
    }
}
