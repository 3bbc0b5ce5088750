//! One company: looked at, its numbers shown, changed, made one with another.

use handbook_wire::ErrorCode;
use handbook_wire::auth::Role;
use handbook_wire::entity::{Kind, Officer};
use serde_json::{Map, Value};

use super::Visitor;
use crate::policy;
use crate::service::console::audit::{Action, Deed};
use crate::service::import::{self, EditError, TypedField};
use crate::service::{Failure, Service, canonical, field};
use crate::storage::{FieldEdit, StorageError, StorageTxn};

/// The most edits that are shown.
const EDITS: usize = 200;
/// The most companies that are offered to be made one with another.
const TWINS: usize = 20;

/// Somebody who can log in for a company.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The person's name.
    pub name: String,
    /// Whether it came by sign-up.
    pub by_sign_up: bool,
    /// Whether it is locked.
    pub locked: bool,
    /// When somebody last logged in.
    pub last_login_at: Option<i64>,
}

/// A field that was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// Name of the field; empty for the company's coming in.
    pub field: String,
    /// What it said.
    pub was: String,
    /// What it says since.
    pub now: String,
    /// When.
    pub at: i64,
    /// Who; empty where nobody was named.
    pub name: String,
}

/// A company as staff see it.
#[derive(Debug, Clone, Default)]
pub struct CompanyView {
    /// Record id.
    pub id: String,
    /// What staff may see of it.
    pub fields: Map<String, Value>,
    /// Names of the fields that the company keeps to itself.
    pub hidden: Vec<String>,
    /// Who can log in for it.
    pub people: Vec<Person>,
    /// Its officers of the co-op.
    pub officers: Vec<Officer>,
    /// What was changed of it, newest first.
    pub edits: Vec<Edit>,
}

impl CompanyView {
    /// A field as people write it.
    #[must_use]
    pub fn text(&self, name: &str) -> String {
        field::text(name, self.fields.get(name))
    }
}

impl Service {
    /// A company, for a page that masks its numbers, or, with `action`, for one that shows them.
    ///
    /// # Errors
    /// `not_found`; `forbidden` when the visitor may not see numbers.
    pub fn company_for(
        &self,
        visitor: &Visitor,
        id: &str,
        action: Action,
    ) -> Result<CompanyView, Failure> {
        if action != Action::ReadCompany && !visitor.keeps_roster() {
            return Err(ErrorCode::Forbidden.into());
        }
        let view = self.storage.reading(|txn| view(txn, id))?;
        let deed = Deed::new(action, view.text("name")).with(view.text("number"));
        self.audited(&visitor.actor, deed)
            .writing(|_| Ok::<_, Failure>(()))?;
        Ok(view)
    }

    /// Companies that may be the same as one: of its 사업자등록번호, its name or its mobile number.
    ///
    /// # Errors
    /// [`Failure`] of the storage.
    pub fn twins_of(&self, view: &CompanyView) -> Result<Vec<super::Entry>, Failure> {
        let name = view.text("name");
        let proper = proper(&name);
        let mobile = view.fields.get("mobile").and_then(|it| it.get("number"));
        let business = view.fields.get("business_number");
        let same = |entry: &&super::Entry| {
            let member = &entry.member;
            let their_mobile = member.mobile.as_ref().map(|phone| phone.number.as_str());
            entry.id != view.id
                && (self::proper(&member.name) == proper
                    || mobile
                        .and_then(Value::as_str)
                        .is_some_and(|it| Some(it) == their_mobile)
                    || business
                        .and_then(Value::as_str)
                        .is_some_and(|it| Some(it) == member.business_number.as_deref()))
        };
        let directory = self.directory()?;
        let twins = directory.entries.iter().filter(same).take(TWINS);
        Ok(twins.cloned().collect())
    }

    /// Changes a company, or adds one; answers its id.
    ///
    /// # Errors
    /// [`EditError`]; nothing was changed then.
    pub fn save_company_for(
        &self,
        visitor: &Visitor,
        id: Option<&str>,
        typed: &[TypedField],
    ) -> Result<String, EditError> {
        let name = typed.iter().find(|one| one.name == "name");
        let name = name.map_or("", |one| one.typed.as_str());
        let titles = typed
            .iter()
            .filter(|one| one.typed.trim() != one.was.trim());
        let titles = titles.filter_map(|one| field::title(Kind::Member, &one.name));
        let titles: Vec<_> = titles.collect();
        let action = match id {
            Some(_) => Action::EditCompany,
            None => Action::AddCompany,
        };
        let deed = Deed::new(action, name).with(titles.join(", "));
        let now = self.clock.now();
        let (id, _) = self
            .audited(&visitor.actor, deed)
            .writing(|txn| import::save_member(txn, now, id, typed))?;
        self.learn_changes();
        Ok(id)
    }

    /// Makes one company of two.
    ///
    /// # Errors
    /// [`EditError`]; nothing was changed then.
    pub fn merge_companies_for(
        &self,
        visitor: &Visitor,
        (keep, gone): (&str, &str),
        taken: &[String],
    ) -> Result<(), EditError> {
        let name = |id: &str| {
            let found = self.storage.reading(|txn| view(txn, id));
            found.map(|view| view.text("name"))
        };
        let (Ok(kept), Ok(left)) = (name(keep), name(gone)) else {
            return Err(EditError::Unknown);
        };
        let deed = Deed::new(Action::MergeCompanies, kept).with(format!("합친 회사: {left}"));
        let now = self.clock.now();
        self.audited(&visitor.actor, deed)
            .writing(|txn| import::merge_members(txn, now, (keep, gone), taken))?;
        self.learn_changes();
        Ok(())
    }

    /// Tells the apps, and whose sessions ended, after records and accounts have changed.
    pub(super) fn learn_changes(&self) {
        self.announce();
        if let Err(failure) = self.learn_ended_sessions() {
            tracing::warn!(%failure, "sessions that ended are learned later");
        }
    }
}

fn proper(name: &str) -> &str {
    handbook_wire::entity::CompanyName::parse(name).proper
}

fn view(txn: &dyn StorageTxn, id: &str) -> Result<CompanyView, Failure> {
    let record = txn.entity(Kind::Member, id)?;
    let Some(record) = record.filter(|record| !record.deleted) else {
        return Err(ErrorCode::NotFound.into());
    };
    let all = canonical::map(&record.payload)?;
    let fields = policy::project(Role::Staff, Kind::Member, all.clone()).unwrap_or_default();
    let hidden: Vec<String> = field::fields(Kind::Member)
        .iter()
        .filter(|(name, _)| all.contains_key(*name) && !fields.contains_key(*name))
        .map(|(name, _)| (*name).to_owned())
        .collect();
    let people = txn.accounts()?.into_iter();
    let people = people.filter(|account| account.member() == Some(id));
    let officers = txn.entities(Kind::Officer)?.into_iter();
    let mut officers: Vec<Officer> = officers
        .filter(|record| !record.deleted)
        .filter_map(|record| serde_json::from_str(&record.payload).ok())
        .filter(|officer: &Officer| officer.member.as_deref() == Some(id))
        .collect();
    officers.sort_by_key(|officer| (std::cmp::Reverse(officer.term), officer.rank));
    let mut edits = edits(txn, Kind::Member, id)?;
    edits.retain(|edit| !hidden.contains(&edit.field));
    Ok(CompanyView {
        id: id.to_owned(),
        edits,
        hidden,
        fields,
        people: people
            .map(|account| Person {
                by_sign_up: account.company.is_some(),
                locked: account.is_locked(),
                last_login_at: account.last_login_at,
                name: account.name,
            })
            .collect(),
        officers,
    })
}

/// What was changed of a record, newest first.
pub(super) fn edits<T: StorageTxn + ?Sized>(
    txn: &T,
    kind: Kind,
    id: &str,
) -> Result<Vec<Edit>, StorageError> {
    let edits = txn.field_history(kind, id, EDITS)?.into_iter();
    Ok(edits.map(edit).collect())
}

fn edit(edit: FieldEdit) -> Edit {
    let text = |json: &str| {
        let value = serde_json::from_str::<Value>(json).ok();
        field::text(&edit.field, value.as_ref())
    };
    Edit {
        was: text(&edit.was),
        now: text(&edit.now),
        at: edit.at,
        name: edit.name,
        field: edit.field,
    }
}
