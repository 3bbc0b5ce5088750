//! A single company or officer, changed by hand: by the rules of an import, in the same transaction as what follows
//! from it. A change is a correction: a roster that still says what it said before does not undo it.

use std::collections::BTreeMap;

use handbook_wire::auth::Role;
use handbook_wire::entity::{Kind, Member, Officer};
use serde_json::{Map, Value};

use super::account::Accounts;
use super::record::{self, Stored, Writer};
use crate::policy;
use crate::roster::{self, Fault};
use crate::service::{canonical, company, field};
use crate::storage::{Entity, StorageError, StorageWrite};

/// A field of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypedField {
    /// Its name in the record.
    pub name: String,
    /// What it said when the form was opened.
    pub was: String,
    /// What it says now.
    pub typed: String,
}

/// A field that somebody else has changed since the form was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// Its name in the record.
    pub field: String,
    /// What it says by now.
    pub theirs: String,
    /// What was typed.
    pub mine: String,
}

/// What to do about a login that two people want.
pub(super) const DIFFERENT: &str = "두 사람의 번호를 확인해서 서로 다르게 적어 주세요.";

/// Why a company was not changed.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    /// There is no such company or officer.
    #[error("이 기록은 명부에 없어요. 그사이 지워졌거나 합쳐졌을 수 있어요.")]
    Unknown,
    /// Something that was typed is wrong; a fault's column is the name of its field.
    #[error("적은 내용을 확인해 주세요.")]
    Faulty(Vec<Fault>),
    /// Somebody else was faster.
    #[error("그사이 다른 사람이 같은 항목을 바꿨어요.")]
    Conflict(Vec<Conflict>),
    /// Only an admin may change what is known of an admin.
    #[error("관리자의 기록은 관리자만 고칠 수 있어요.")]
    AdminsOnly,
    /// An admin would be somebody else, or gone.
    #[error(
        "이분은 콘솔의 관리자예요. 이름을 바꾸거나 명단에서 빼려면 먼저 [직원 권한]에서 관리자 권한을 거둬 주세요."
    )]
    IsAdmin,
    /// The database failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Changes a company, or adds one. Answers its id and the titles of what was changed.
///
/// # Errors
/// [`EditError`]; the transaction must be let go then.
pub fn save_member(
    txn: &mut dyn StorageWrite,
    now: i64,
    id: Option<&str>,
    typed: &[TypedField],
) -> Result<(String, Vec<&'static str>), EditError> {
    let old = match id {
        Some(id) => Some(living(txn, Kind::Member, id)?),
        None => None,
    };
    let mut fields = match &old {
        Some(old) => canonical::map(&old.payload)?,
        None => Map::new(),
    };
    let wanted = wanted(Kind::Member, &fields, typed, old.is_none())?;
    if let Some(old) = &old
        && wanted.is_empty()
    {
        return Ok((old.id.clone(), Vec::new()));
    }
    let name = field::text("name", fields.get("name"));
    let mut texts: Vec<(&str, &str)> = vec![("name", &name)];
    texts.retain(|_| !wanted.contains_key("name"));
    texts.extend(wanted.iter().map(|(name, text)| (*name, *text)));
    let read = roster::read_form(&texts).map_err(EditError::Faulty)?;
    let read = canonical::map(&canonical::text(&read)?)?;
    for name in wanted.keys() {
        let value = read.get(*name).cloned().unwrap_or_default();
        match old {
            Some(_) => company::correct_named(&mut fields, name, &value),
            None => fields.clone_from(&read),
        }
    }
    let member = parse(&fields)?;
    let accounts = Accounts::load(txn)?;
    let others = record::load::<Member>(txn)?;
    let faults = clashes(&member, id, &others, &accounts);
    if !faults.is_empty() {
        return Err(EditError::Faulty(faults));
    }
    let id = match id {
        Some(id) => id.to_owned(),
        None => txn.next_id()?.to_string(),
    };
    let titles = wanted
        .keys()
        .filter_map(|name| field::title(Kind::Member, name));
    let titles = titles.collect();
    write(txn, now, &id, &fields, &member, accounts)?;
    Ok((id, titles))
}

pub(super) fn living(txn: &dyn StorageWrite, kind: Kind, id: &str) -> Result<Entity, EditError> {
    let found = txn.entity(kind, id)?;
    found
        .filter(|entity| !entity.deleted)
        .ok_or(EditError::Unknown)
}

pub(super) fn parse(fields: &Map<String, Value>) -> Result<Member, StorageError> {
    serde_json::from_value(Value::Object(fields.clone()))
        .map_err(|_| StorageError::Corrupt("payload"))
}

/// What is to be changed: the fields that were typed anew. What a company hides from staff is not theirs
/// to change here.
pub(super) fn wanted<'a>(
    kind: Kind,
    fields: &Map<String, Value>,
    typed: &'a [TypedField],
    all: bool,
) -> Result<BTreeMap<&'a str, &'a str>, EditError> {
    let shown = policy::project(Role::Staff, kind, fields.clone()).unwrap_or_default();
    let (mut wanted, mut conflicts) = (BTreeMap::new(), Vec::new());
    for one in typed {
        let name = one.name.as_str();
        let hidden = fields.contains_key(name) && !shown.contains_key(name);
        if hidden || field::title(kind, name).is_none() {
            continue;
        }
        if all {
            let mine = one.typed.trim();
            if !mine.is_empty() || name == "name" {
                wanted.insert(name, mine);
            }
            continue;
        }
        match newly(one, &field::text(name, fields.get(name))) {
            Ok(Some(mine)) => _ = wanted.insert(name, mine),
            Ok(None) => {}
            Err(conflict) => conflicts.push(conflict),
        }
    }
    match conflicts.is_empty() {
        true => Ok(wanted),
        false => Err(EditError::Conflict(conflicts)),
    }
}

/// What was typed anew in a field that says `theirs` by now; none when it is nothing new.
pub(super) fn newly<'a>(one: &'a TypedField, theirs: &str) -> Result<Option<&'a str>, Conflict> {
    let mine = one.typed.trim();
    if mine == one.was.trim() || mine == theirs {
        return Ok(None);
    }
    match theirs == one.was.trim() {
        true => Ok(Some(mine)),
        false => Err(Conflict {
            field: one.name.clone(),
            theirs: theirs.to_owned(),
            mine: mine.to_owned(),
        }),
    }
}

/// Something wrong with what was typed in the field `name`.
pub(super) fn fault(name: &str, reason: impl Into<String>, advice: &str) -> Fault {
    Fault {
        column: name.to_owned(),
        reason: reason.into(),
        advice: advice.to_owned(),
        sheet: String::new(),
        row: 0,
        value: String::new(),
    }
}

/// Numbers that belong to somebody else.
fn clashes(
    member: &Member,
    id: Option<&str>,
    others: &[Stored<Member>],
    accounts: &Accounts,
) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mobile = |member: &Member| member.mobile.as_ref().map(|phone| phone.number.clone());
    for other in others {
        if other.entity.deleted || Some(other.entity.id.as_str()) == id {
            continue;
        }
        let theirs = &other.value;
        let same = |a: Option<&str>, b: Option<&str>| a.is_some_and(|a| !a.is_empty()) && a == b;
        let whose = |what: &str| format!("{}의 {what}와 같아요.", theirs.name);
        if same(Some(&member.number), Some(&theirs.number)) {
            let reason = whose("조합원번호");
            let advice = "두 회사의 조합원번호를 확인해 주세요.";
            faults.push(fault("number", reason, advice));
        }
        let (mine, other) = (&member.business_number, &theirs.business_number);
        if same(mine.as_deref(), other.as_deref()) {
            let advice =
                "같은 회사가 두 번 있으면 한 회사의 화면에서 [다른 회사와 합치기]를 써 주세요.";
            faults.push(fault("business_number", whose("사업자등록번호"), advice));
        }
        if member.status.is_current()
            && theirs.status.is_current()
            && same(mobile(member).as_deref(), mobile(theirs).as_deref())
        {
            let advice = "휴대폰 번호로 로그인하니 회사마다 다른 번호를 적어 주세요.";
            let reason = format!("{}의 휴대폰과 같아요.", theirs.name);
            faults.push(fault("mobile", reason, advice));
        }
    }
    if faults.iter().all(|fault| fault.column != "mobile")
        && let Some(holder) = accounts.holder(member, id)
    {
        let reason = format!("{} 님이 이 번호로 로그인해요.", holder.name);
        faults.push(fault("mobile", reason, DIFFERENT));
    }
    faults
}

fn write(
    txn: &mut dyn StorageWrite,
    now: i64,
    id: &str,
    fields: &Map<String, Value>,
    member: &Member,
    mut accounts: Accounts,
) -> Result<(), StorageError> {
    let mut writer = Writer::new(txn, now);
    writer.put_one(Kind::Member, id, canonical::text(fields)?)?;
    accounts.want_member(id, member);
    writer.write_accounts(accounts)?;
    writer.finish()?;
    Ok(())
}

/// Changes an officer, or adds one at the end. Answers whether anything was changed.
///
/// # Errors
/// [`EditError`]; the transaction must be let go then.
pub fn save_officer(
    txn: &mut dyn StorageWrite,
    now: i64,
    id: Option<&str>,
    typed: &[TypedField],
) -> Result<bool, EditError> {
    let old = match id {
        Some(id) => Some(living(txn, Kind::Officer, id)?),
        None => None,
    };
    let fields = match &old {
        Some(old) => canonical::map(&old.payload)?,
        None => Map::new(),
    };
    let wanted = wanted(Kind::Officer, &fields, typed, old.is_none())?;
    if old.is_some() && wanted.is_empty() {
        return Ok(false);
    }
    // An officer is read as a whole: fields that were not typed anew as they are.
    let texts = roster::OFFICER_FORM.iter().map(|(name, _)| {
        let text = match wanted.get(name) {
            Some(text) => (*text).to_owned(),
            None => match fields.get(*name).and_then(Value::as_u64) {
                Some(0) => String::new(),
                _ => field::text(name, fields.get(*name)),
            },
        };
        (*name, text)
    });
    let texts: Vec<(&str, String)> = texts.collect();
    let texts: Vec<(&str, &str)> = texts.iter().map(|(name, text)| (*name, &**text)).collect();
    let read = roster::read_officer_form(&texts).map_err(EditError::Faulty)?;
    let others = record::load::<Officer>(txn)?;
    let ranks = others.iter().filter(|other| !other.entity.deleted);
    let rank = match fields.get("rank").and_then(Value::as_u64) {
        Some(rank) => u32::try_from(rank).unwrap_or_default(),
        None => ranks.map(|other| other.value.rank + 1).max().unwrap_or(0),
    };
    let officer = Officer {
        member: record::companies(txn)?.find(&read),
        rank,
        ..read
    };
    let id = match id {
        Some(id) => id.to_owned(),
        None => txn.next_id()?.to_string(),
    };
    let mut writer = Writer::new(txn, now);
    writer.put_one(Kind::Officer, &id, canonical::text(&officer)?)?;
    writer.finish()?;
    Ok(true)
}

/// Takes an officer out.
///
/// # Errors
/// [`EditError`].
pub fn remove_officer(txn: &mut dyn StorageWrite, now: i64, id: &str) -> Result<(), EditError> {
    let old = living(txn, Kind::Officer, id)?;
    let mut writer = Writer::new(txn, now);
    writer.remove(&old, &record::Nameless {})?;
    writer.finish()?;
    Ok(())
}
