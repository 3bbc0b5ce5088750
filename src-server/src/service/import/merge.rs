//! One company of two records that say the same one.

use handbook_wire::auth::Role;
use handbook_wire::entity::{Kind, Member, Note, Officer};

use super::account::Accounts;
use super::one::{EditError, living, parse};
use super::record::{self, Writer};
use crate::policy;
use crate::service::{canonical, company, field};
use crate::storage::{StorageError, StorageWrite};

/// Makes one company of two records: `keep` gets the fields of `gone` that are named in `taken`, its
/// officers, the accounts of its people, their votes and the notes that members made on it; `gone` leaves the roster.
///
/// # Errors
/// [`EditError`]; the transaction must be let go then.
pub fn merge_members(
    txn: &mut dyn StorageWrite,
    now: i64,
    (keep, gone): (&str, &str),
    taken: &[String],
) -> Result<(), EditError> {
    if keep == gone {
        return Err(EditError::Unknown);
    }
    let (kept, left) = (
        living(txn, Kind::Member, keep)?,
        living(txn, Kind::Member, gone)?,
    );
    let (mut fields, other) = (
        canonical::map(&kept.payload)?,
        canonical::map(&left.payload)?,
    );
    let shown = policy::project(Role::Staff, Kind::Member, other).unwrap_or_default();
    for name in taken {
        if field::title(Kind::Member, name).is_some()
            && let Some(value) = shown.get(name)
        {
            company::correct_named(&mut fields, name, value);
        }
    }
    let member = parse(&fields)?;
    let mut accounts = Accounts::load(txn)?;
    for account in txn.accounts_of_company(gone)? {
        txn.put_account(&crate::storage::Account {
            company: Some(keep.to_owned()),
            ..account
        })?;
    }
    let old = record::load::<Member>(txn)?
        .into_iter()
        .find(|stored| stored.entity.id == gone)
        .ok_or(EditError::Unknown)?;
    let officers = record::load::<Officer>(txn)?;
    let mut writer = Writer::new(txn, now);
    writer.put_one(Kind::Member, keep, canonical::text(&fields)?)?;
    writer.remove_member(&old)?;
    for officer in officers {
        if !officer.entity.deleted && officer.value.member.as_deref() == Some(gone) {
            let payload = canonical::text(&Officer {
                member: Some(keep.to_owned()),
                ..officer.value
            })?;
            writer.put_one(Kind::Officer, &officer.entity.id, payload)?;
        }
    }
    writer.txn().move_votes(gone, keep)?;
    move_notes(&mut writer, keep, gone)?;
    accounts.lock((Role::Member, gone));
    accounts.want_member(keep, &member);
    writer.write_accounts(accounts)?;
    writer.finish()?;
    Ok(())
}

/// Two notes as one; of a memo that grows too long only the beginning stays.
fn joined(note: Note, moved: Note) -> Note {
    let parts = [note.memo, moved.memo];
    let parts: Vec<&str> = parts
        .iter()
        .map(String::as_str)
        .filter(|part| !part.is_empty())
        .collect();
    Note {
        favourite: note.favourite || moved.favourite,
        memo: parts.join("\n").chars().take(Note::MAX_MEMO).collect(),
        member: note.member,
    }
}

/// Moves what members noted on a company to another; where both have a note, one is put under the other.
fn move_notes(writer: &mut Writer<'_>, keep: &str, gone: &str) -> Result<(), StorageError> {
    let owners = writer.txn().owners_since(0)?;
    for (owner, _) in owners {
        let find =
            |txn: &mut dyn StorageWrite, member: &str| -> Result<Option<Note>, StorageError> {
                let id = Note::id(&owner, member);
                let found = txn.entity(Kind::Note, &id)?.filter(|note| !note.deleted);
                Ok(found.and_then(|note| serde_json::from_str(&note.payload).ok()))
            };
        let Some(moved) = find(writer.txn(), gone)? else {
            continue;
        };
        let note = match find(writer.txn(), keep)? {
            Some(note) => joined(note, moved),
            None => Note {
                member: keep.to_owned(),
                ..moved
            },
        };
        writer.put_own(
            Kind::Note,
            &owner,
            &Note::id(&owner, keep),
            Some(canonical::text(&note)?),
        )?;
        writer.put_own(Kind::Note, &owner, &Note::id(&owner, gone), None)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_memo_that_is_joined_says_both_and_stays_as_long_as_a_memo_may_be() {
        let note = |memo: &str, favourite| Note {
            member: "1".to_owned(),
            memo: memo.to_owned(),
            favourite,
        };
        let both = joined(note("먼저", false), note("나중", true));
        assert_eq!(both, note("먼저\n나중", true));
        assert_eq!(joined(note("", false), note("나중", false)).memo, "나중");
        let long = "가".repeat(Note::MAX_MEMO);
        assert_eq!(joined(note(&long, false), note("나중", false)).memo, long);
    }
}
