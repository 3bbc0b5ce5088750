//! What a company's stored record holds besides what a roster says: who sees which field, and which
//! fields were corrected since.
//!
//! A correction keeps what the roster said when it was approved. As long as a roster says that, it is
//! merely old, and the correction stands; as soon as it says anything else, the roster stands.

use handbook_wire::entity::{Audience, CompanyField, Kind, Member, OwnCompany};
use serde_json::{Map, Value};

use super::canonical;
use crate::policy::{self, VISIBILITY};
use crate::roster;
use crate::storage::{Entity, StorageError, StorageTxn};

/// Field of a stored company: what the roster said of each corrected field. Nobody is sent it.
const CORRECTED: &str = "corrected";

/// A stored company and the fields of its record.
pub(super) type Company = (Entity, Map<String, Value>);

/// A company that belongs to the co-op.
pub(super) fn current<T: StorageTxn + ?Sized>(
    txn: &T,
    member: &str,
) -> Result<Option<Company>, StorageError> {
    let Some(entity) = txn
        .entity(Kind::Member, member)?
        .filter(|entity| !entity.deleted)
    else {
        return Ok(None);
    };
    let fields = canonical::map(&entity.payload)?;
    let status = fields.get("status").and_then(Value::as_str);
    Ok(matches!(status, Some("active" | "suspended")).then_some((entity, fields)))
}

/// The company of an account as its own people see it: a record that is not stored, at the revision
/// of the company's own. None for an account without a company.
pub(super) fn own<T: StorageTxn + ?Sized>(
    txn: &T,
    account: &str,
) -> Result<Option<Entity>, StorageError> {
    let Some(found) = txn.account(account)? else {
        return Ok(None);
    };
    let Some(member) = found.member() else {
        return Ok(None);
    };
    let Some(stored) = txn.entity(Kind::Member, member)? else {
        return Ok(None);
    };
    let company = current(txn, member)?;
    let payload = match &company {
        Some((_, fields)) => canonical::text(&own_company(member, fields))?,
        None => "{}".to_owned(),
    };
    Ok(Some(Entity {
        kind: Kind::OwnCompany,
        id: OwnCompany::id(account, member),
        owner: Some(account.to_owned()),
        revision: stored.revision,
        deleted: company.is_none(),
        payload,
    }))
}

/// The company as its own people see it.
pub(super) fn own_company(member: &str, fields: &Map<String, Value>) -> OwnCompany {
    let audience = |field| policy::audience(fields, field);
    OwnCompany {
        member: member.to_owned(),
        company: policy::own_company(fields.clone()),
        show_phone: audience(CompanyField::Phone),
        show_fax: audience(CompanyField::Fax),
        show_mobile: audience(CompanyField::Mobile),
        show_email: audience(CompanyField::Email),
        show_address: audience(CompanyField::Address),
    }
}

/// Sets who sees what.
pub(super) fn set_visibility(fields: &mut Map<String, Value>, own: &OwnCompany) {
    let hidden: Map<String, Value> = CompanyField::HIDEABLE
        .into_iter()
        .filter_map(|field| {
            let who = own.audience(field)?;
            let value = serde_json::to_value(who).ok()?;
            (who != Audience::Everyone).then(|| (field.as_str().to_owned(), value))
        })
        .collect();
    put(fields, VISIBILITY, Value::Object(hidden));
}

/// Whether two values of a field say the same: nothing is nothing, however it is written.
pub(super) fn same(a: &Value, b: &Value) -> bool {
    a == b || is_nothing(a) && is_nothing(b)
}

fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(things) => things.is_empty(),
        Value::Object(map) => map.is_empty(),
        _ => false,
    }
}

/// Puts a value there, or takes the field away when it says nothing.
fn put(fields: &mut Map<String, Value>, name: &str, value: Value) {
    if is_nothing(&value) {
        fields.remove(name);
    } else {
        fields.insert(name.to_owned(), value);
    }
}

/// The present value of a field.
pub(super) fn value(fields: &Map<String, Value>, field: CompanyField) -> &Value {
    fields.get(field.as_str()).unwrap_or(&Value::Null)
}

/// Corrects a field, and keeps what the roster says.
pub(super) fn correct(fields: &mut Map<String, Value>, field: CompanyField, wanted: &Value) {
    correct_named(fields, field.as_str(), wanted);
}

/// As [`correct`], of any field that a roster has.
pub(super) fn correct_named(fields: &mut Map<String, Value>, name: &str, wanted: &Value) {
    let mut corrected = corrections(fields);
    let said = corrected
        .remove(name)
        .unwrap_or_else(|| fields.get(name).cloned().unwrap_or_default());
    if !same(&said, wanted) {
        corrected.insert(name.to_owned(), said);
    }
    set(fields, name, wanted.clone());
    put(fields, CORRECTED, Value::Object(corrected));
}

fn set(fields: &mut Map<String, Value>, name: &str, wanted: Value) {
    if name == CompanyField::Address.as_str() {
        let place = wanted.as_str().and_then(roster::locate);
        let place = place.and_then(|place| serde_json::to_value(place).ok());
        put(fields, "position", place.unwrap_or_default());
    }
    put(fields, name, wanted);
}

fn corrections(fields: &Map<String, Value>) -> Map<String, Value> {
    match fields.get(CORRECTED) {
        Some(Value::Object(map)) => map.clone(),
        _ => Map::new(),
    }
}

/// Nearly every record holds no more than a roster says.
fn is_plain(payload: &str) -> bool {
    !payload.contains("\"visibility\":") && !payload.contains("\"corrected\":")
}

/// The payload of a roster's row in the place of `old`: visibility stays, and corrections that the
/// roster does not know of.
pub(super) fn follow_roster(row: &Member, old: &Entity) -> Result<String, StorageError> {
    let payload = canonical::text(row)?;
    if is_plain(&old.payload) {
        return Ok(payload);
    }
    let (mut fields, old_fields) = (canonical::map(&payload)?, canonical::map(&old.payload)?);
    let mut kept = Map::new();
    for (name, said) in corrections(&old_fields) {
        let present = fields.get(&name).unwrap_or(&Value::Null);
        if !old.deleted && same(present, &said) {
            let corrected = old_fields.get(&name).cloned().unwrap_or_default();
            set(&mut fields, &name, corrected);
            kept.insert(name, said);
        }
    }
    put(&mut fields, CORRECTED, Value::Object(kept));
    let visibility = old_fields.get(VISIBILITY).cloned().unwrap_or_default();
    put(&mut fields, VISIBILITY, visibility);
    canonical::text(&fields)
}

/// What a tombstone keeps: `name`, which names the company in a roster, and what it hides, should it
/// come back.
pub(super) fn tombstone(name: &Member, old: &Entity) -> Result<String, StorageError> {
    if is_plain(&old.payload) {
        return canonical::text(name);
    }
    let mut fields = canonical::map(&canonical::text(name)?)?;
    let old = canonical::map(&old.payload)?;
    put(
        &mut fields,
        VISIBILITY,
        old.get(VISIBILITY).cloned().unwrap_or_default(),
    );
    canonical::text(&fields)
}

/// The company as the roster still says, when something of it was corrected.
pub(super) fn as_in_roster(payload: &str) -> Option<Member> {
    if is_plain(payload) {
        return None;
    }
    let mut fields = canonical::map(payload).ok()?;
    let corrected = corrections(&fields);
    if corrected.is_empty() {
        return None;
    }
    for (name, said) in corrected {
        put(&mut fields, &name, said);
    }
    serde_json::from_value(Value::Object(fields)).ok()
}
