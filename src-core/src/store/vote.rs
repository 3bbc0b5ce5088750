//! The account's votes: cast once, sent when there is a connection. Of a secret poll the ballot is on this
//! device until the server has counted it, and not after.

use handbook_wire::ErrorCode;
use handbook_wire::entity::{Kind, Post, Vote};
use handbook_wire::ipc::VoteView;
use handbook_wire::sync::Edit;
use rusqlite::{Connection, OptionalExtension, Transaction};
use serde_json::{Map, Value};

use super::{StoreError, lost_edit, outbox, record};

/// [`LostEdit::field`](handbook_wire::ipc::LostEdit::field) of a vote that came too late, or second.
pub const LATE: &str = "vote_late";
/// The same of one that the server did not take for another reason.
pub const REFUSED: &str = "vote_refused";

const KIND: &str = Kind::Vote.as_str();

/// Where the vote of `account` on a post stands.
///
/// # Errors
/// What SQLite says.
pub fn shown(connection: &Connection, account: &str, post: &str) -> Result<VoteView, StoreError> {
    let id = Vote::id(account, post);
    if outbox::is_pending(connection, KIND, &id)? {
        let fields = outbox::shown(connection, KIND, &id)?;
        let vote: Vote = serde_json::from_value(Value::Object(fields)).unwrap_or_default();
        return Ok(VoteView::Waiting {
            ballot: vote.ballot,
        });
    }
    if let Some(vote) = record::entity::<Vote>(connection, Kind::Vote, &id)? {
        return Ok(VoteView::Cast {
            at: vote.cast_at,
            ballot: vote.ballot,
        });
    }
    let lost: Option<String> = connection
        .prepare_cached("SELECT field FROM lost_edit WHERE kind = ?1 AND id = ?2 LIMIT 1")?
        .query_row([KIND, &id], |row| row.get(0))
        .optional()?;
    Ok(match lost.as_deref() {
        None => VoteView::None,
        Some(LATE) => VoteView::Refused {
            code: ErrorCode::Conflict,
        },
        Some(_) => VoteView::Refused {
            code: ErrorCode::InvalidInput,
        },
    })
}

/// Accepts a vote; false when there is no such poll here, or a vote on it.
///
/// # Errors
/// What SQLite says.
pub fn cast(
    tx: &Transaction<'_>,
    account: &str,
    post: &str,
    ballot: &[Vec<u8>],
    key: &str,
    now_ms: i64,
) -> Result<bool, StoreError> {
    let poll = record::entity::<Post>(tx, Kind::Post, post)?.and_then(|post| post.poll);
    let Some(poll) = poll.filter(|poll| poll.check(ballot).is_ok()) else {
        return Ok(false);
    };
    let stands = shown(tx, account, post)?;
    if !matches!(stands, VoteView::None | VoteView::Refused { .. }) {
        return Ok(false);
    }
    let id = Vote::id(account, post);
    tx.prepare_cached("DELETE FROM lost_edit WHERE kind = ?1 AND id = ?2")?
        .execute([KIND, &id])?;
    let only = |field: &str, value: Value| -> Map<String, Value> {
        [(field.to_owned(), value)].into_iter().collect()
    };
    let edit = Edit {
        key: key.to_owned(),
        kind: KIND.to_owned(),
        id,
        set: only("ballot", serde_json::to_value(ballot)?),
        // The server counts it only as an answer to what was asked here.
        was: only("poll", serde_json::to_value(&poll)?),
    };
    outbox::insert(tx, &edit, now_ms, false)?;
    Ok(true)
}

/// Takes in that the server has counted a vote; false for an edit of another kind. When it was counted comes
/// with the record.
///
/// # Errors
/// What SQLite says.
pub(super) fn taken(tx: &Transaction<'_>, edit: &Edit, revision: u64) -> Result<bool, StoreError> {
    if edit.kind != KIND {
        return Ok(false);
    }
    let held = record::fields(tx, &edit.kind, &edit.id)?;
    if held.is_some_and(|(held, _)| held >= revision) {
        return Ok(true);
    }
    let post = Vote::post_of(&edit.id);
    let poll = record::entity::<Post>(tx, Kind::Post, post)?.and_then(|post| post.poll);
    let ballot = match poll {
        Some(poll) if !poll.secret => edit.set.get("ballot").cloned(),
        _ => None,
    };
    let vote = Vote {
        post: post.to_owned(),
        ballot: ballot
            .and_then(|ballot| serde_json::from_value(ballot).ok())
            .unwrap_or_default(),
        cast_at: None,
    };
    let payload = serde_json::to_string(&vote)?;
    record::put(tx, &edit.kind, &edit.id, revision, &payload)?;
    Ok(true)
}

/// Takes in that the server has not counted a vote, and why; false for an edit of another kind. What was
/// chosen is forgotten.
///
/// # Errors
/// What SQLite says.
pub(super) fn refused(
    tx: &Transaction<'_>,
    edit: &Edit,
    code: ErrorCode,
) -> Result<bool, StoreError> {
    if edit.kind != KIND {
        return Ok(false);
    }
    let why = match code {
        ErrorCode::Conflict => LATE,
        _ => REFUSED,
    };
    lost_edit::insert(tx, [&edit.kind, &edit.id, why, "", ""])?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use handbook_wire::entity::{Poll, Question};
    use handbook_wire::sync::{EditOutcome, EditResult};
    use zeroize::Zeroizing;

    use super::*;
    use crate::store::{KEY_BYTES, Store};

    const ACCOUNT: &str = "a";

    /// A cache with a secret poll `s` and an open one `o`.
    fn filled(dir: &std::path::Path) -> Store {
        let store = Store::open(dir, &Zeroizing::new([1; KEY_BYTES])).unwrap();
        for (id, secret) in [("s", true), ("o", false)] {
            let post = Post {
                poll: Some(Poll {
                    questions: vec![Question {
                        choices: (0..20).map(|n| n.to_string()).collect(),
                        most: 3,
                        ..Question::default()
                    }],
                    secret,
                    ..Poll::default()
                }),
                ..Post::default()
            };
            let payload = serde_json::to_string(&post).unwrap();
            store
                .write(|tx| record::put(tx, Kind::Post.as_str(), id, 1, &payload))
                .unwrap();
        }
        store
    }

    fn cast_on(store: &Store, post: &str, ballot: &[Vec<u8>]) -> bool {
        store
            .write(|tx| cast(tx, ACCOUNT, post, ballot, &format!("key {post}"), 5))
            .unwrap()
    }

    fn settle(store: &Store, post: &str, outcome: EditOutcome) {
        let result = EditResult {
            key: format!("key {post}"),
            outcome,
        };
        store.write(|tx| outbox::take_for_push(tx, 9)).unwrap();
        store.write(|tx| outbox::settle(tx, &[result])).unwrap();
    }

    fn stands(store: &Store, post: &str) -> VoteView {
        store.read(|c| shown(c, ACCOUNT, post)).unwrap()
    }

    /// Whether any text of any table holds `needle`.
    fn keeps(store: &Store, needle: &str) -> bool {
        let rows: Result<Vec<String>, StoreError> = store.read(|connection| {
            let mut rows = Vec::new();
            for sql in [
                "SELECT fields || was FROM outbox",
                "SELECT payload FROM record",
                "SELECT field || yours || theirs FROM lost_edit",
            ] {
                let mut statement = connection.prepare(sql)?;
                let texts = statement.query_map([], |row| row.get::<_, String>(0))?;
                for text in texts {
                    rows.push(text?);
                }
            }
            Ok(rows)
        });
        rows.unwrap().iter().any(|row| row.contains(needle))
    }

    #[test]
    fn a_secret_ballot_leaves_once_it_is_counted() {
        let dir = tempfile::tempdir().unwrap();
        let store = filled(dir.path());
        let ballot = vec![vec![13, 17, 19]];
        for (post, kept) in [("s", false), ("o", true)] {
            assert!(cast_on(&store, post, &ballot));
            let waits = VoteView::Waiting {
                ballot: ballot.clone(),
            };
            assert_eq!(stands(&store, post), waits);
            assert!(!cast_on(&store, post, &[vec![1]]), "there is a vote");
            settle(&store, post, EditOutcome::Applied { revision: 7 });
            let cast = VoteView::Cast {
                at: None,
                ballot: if kept { ballot.clone() } else { Vec::new() },
            };
            assert_eq!(stands(&store, post), cast);
            assert_eq!(keeps(&store, "13,17,19"), kept);
            assert!(!cast_on(&store, post, &[vec![1]]));
        }
    }

    #[test]
    fn a_vote_that_was_refused_says_why_and_forgets_what_was_chosen() {
        let dir = tempfile::tempdir().unwrap();
        let store = filled(dir.path());
        for code in [ErrorCode::Conflict, ErrorCode::InvalidInput] {
            assert!(cast_on(&store, "o", &[vec![13, 17, 19]]));
            settle(&store, "o", EditOutcome::Rejected { code });
            assert_eq!(stands(&store, "o"), VoteView::Refused { code });
            assert!(!keeps(&store, "13,17,19"));
            assert_eq!(store.read(lost_edit::count).unwrap(), 1);
        }
        assert!(!cast_on(&store, "x", &[vec![1]]), "no such post");
        assert!(!cast_on(&store, "o", &[vec![]]), "no answer");
    }
}
