//! 조합직원: listed, changed, added and taken out. Who can log in follows.

use handbook_wire::ErrorCode;
use handbook_wire::auth::Role;
use handbook_wire::entity::{Kind, Staff};

use super::company::edits;
use super::{Edit, Visitor};
use crate::roster::STAFF_FORM;
use crate::service::console::audit::{Action, Deed};
use crate::service::console::role::{self, ConsoleRole};
use crate::service::import::{self, EditError, PLACE, TypedField};
use crate::service::{Failure, Service};
use crate::storage::{Account, StorageError, StorageTxn};

/// A member of staff with the id of the record.
#[derive(Debug, Clone, Default)]
pub struct StaffView {
    /// Record id.
    pub id: String,
    /// The person.
    pub staff: Staff,
    /// Place in the list, from 1.
    pub place: usize,
    /// What the person types to log in, where that is no mobile number.
    pub login: String,
    /// What was changed of it, newest first.
    pub edits: Vec<Edit>,
}

impl Service {
    /// The staff, in their order.
    ///
    /// # Errors
    /// [`Failure`] of the storage.
    pub fn staff(&self) -> Result<Vec<StaffView>, Failure> {
        Ok(self.storage.reading(|txn| list(txn))?)
    }

    /// One of the staff, with number, login and history.
    ///
    /// # Errors
    /// `not_found`.
    pub fn staff_for(&self, visitor: &Visitor, id: &str) -> Result<StaffView, Failure> {
        let view = self.storage.reading(|txn| {
            let found = list(txn)?.into_iter().find(|one| one.id == id);
            let mut view = found.ok_or(ErrorCode::NotFound)?;
            if let Some(account) = account(txn, id)? {
                view.login = import::own_id(&account).unwrap_or_default().to_owned();
            }
            view.edits = edits(txn, Kind::Staff, id)?;
            Ok::<_, Failure>(view)
        })?;
        let deed = Deed::new(Action::ShowNumbers, format!("조합직원 {}", view.staff.name));
        self.audited(&visitor.actor, deed)
            .writing(|_| Ok::<_, Failure>(()))?;
        Ok(view)
    }

    /// Changes a member of staff, or adds one.
    ///
    /// # Errors
    /// [`EditError`]; nothing was changed then.
    pub fn save_staff_for(
        &self,
        visitor: &Visitor,
        id: Option<&str>,
        typed: &[TypedField],
    ) -> Result<(), EditError> {
        let text = |name: &str| typed.iter().find(|one| one.name == name);
        let changed = |one: &TypedField| one.typed.trim() != one.was.trim();
        let titles: Vec<&str> = STAFF_FORM
            .into_iter()
            .chain([(PLACE, "순서")])
            .filter(|(name, _)| text(name).is_some_and(changed))
            .map(|(_, title)| title)
            .collect();
        let detail = match id {
            Some(_) => format!("고침: {}", titles.join(", ")),
            None => "더함".to_owned(),
        };
        let name = text("name").map_or("", |one| one.typed.as_str());
        let deed = Deed::new(Action::EditStaff, name).with(detail);
        let renames = text("name").is_some_and(changed);
        let now = self.clock.now();
        self.audited(&visitor.actor, deed).writing(|txn| {
            if let Some(id) = id {
                may_change(txn, visitor, id, renames)?;
            }
            import::save_staff(txn, now, id, typed)
        })?;
        self.learn_changes();
        Ok(())
    }

    /// Takes a member of staff out.
    ///
    /// # Errors
    /// [`EditError`].
    pub fn remove_staff_for(&self, visitor: &Visitor, id: &str) -> Result<(), EditError> {
        let found = self.storage.reading(|txn| list(txn))?;
        let name = found.into_iter().find(|one| one.id == id);
        let name = name.map(|one| one.staff.name).unwrap_or_default();
        let deed = Deed::new(Action::EditStaff, name).with("뺌");
        let now = self.clock.now();
        self.audited(&visitor.actor, deed).writing(|txn| {
            may_change(txn, visitor, id, true)?;
            import::remove_staff(txn, now, id)
        })?;
        self.learn_changes();
        Ok(())
    }
}

/// Who keeps the roster alone can't make himself an admin by an admin's number, and nobody takes the last
/// admin out by mistake.
fn may_change<T: StorageTxn + ?Sized>(
    txn: &T,
    visitor: &Visitor,
    id: &str,
    is_another: bool,
) -> Result<(), EditError> {
    let is_admin = match account(txn, id)? {
        Some(account) => role::roles(txn, &account.id)?.has(ConsoleRole::Admin),
        None => false,
    };
    match is_admin {
        true if !visitor.roles.has(ConsoleRole::Admin) => Err(EditError::AdminsOnly),
        true if is_another => Err(EditError::IsAdmin),
        _ => Ok(()),
    }
}

/// The account of the staff member with that record id.
fn account<T: StorageTxn + ?Sized>(txn: &T, id: &str) -> Result<Option<Account>, StorageError> {
    let mut accounts = txn.accounts()?.into_iter();
    Ok(accounts.find(|account| account.role == Role::Staff && account.subject == id))
}

fn list<T: StorageTxn + ?Sized>(txn: &T) -> Result<Vec<StaffView>, StorageError> {
    let mut list = Vec::new();
    for record in txn.entities(Kind::Staff)? {
        if record.deleted {
            continue;
        }
        list.push(StaffView {
            staff: serde_json::from_str(&record.payload)
                .map_err(|_| StorageError::Corrupt("payload"))?,
            id: record.id,
            ..StaffView::default()
        });
    }
    list.sort_by(|a, b| (a.staff.rank, &a.id).cmp(&(b.staff.rank, &b.id)));
    for (place, one) in (1..).zip(&mut list) {
        one.place = place;
    }
    Ok(list)
}
