//! How an event or a poll stands: in numbers to whom the post is sent, by person to staff.

use std::collections::BTreeMap;

use handbook_wire::auth::Role;
use handbook_wire::post::{PersonAnswer, PostAnswers, PostTally};

use super::reach::People;
use super::read::is_seen;
use super::{PostError, draft, vote};
use crate::service::console::audit::{Action, Deed};
use crate::service::sign_up::require_staff;
use crate::service::{Caller, Failure, Service};

impl Service {
    /// How many come, and were there; how votes stand, as the caller may know it.
    ///
    /// # Errors
    /// `not_found` for a post that is not sent to the caller.
    pub fn tally_post(&self, caller: &Caller, id: &str) -> Result<PostTally, Failure> {
        let now = self.clock.now();
        self.storage.reading(|txn| {
            let post = txn.post(id)?.ok_or(PostError::Unknown)?;
            if caller.role != Role::Staff && !is_seen(txn, &caller.account, id)? {
                return Err(PostError::Unknown.into());
            }
            let written = draft(&post.draft)?;
            let event = match written.event {
                Some(_) => Some(txn.event_tally(id)?),
                None => None,
            };
            let poll = match &written.poll {
                Some(poll) => {
                    let asked = (poll, &written.targets);
                    Some(vote::tally(txn, caller, id, asked, now)?)
                }
                None => None,
            };
            Ok(PostTally { event, poll })
        })
    }

    /// Who of those whom a post reaches answered or voted, and who was there; who answered first and is not
    /// reached any more, and who was there without an account, besides.
    ///
    /// # Errors
    /// `forbidden` for anybody but staff; `not_found`.
    pub fn list_answers(&self, caller: &Caller, id: &str) -> Result<PostAnswers, Failure> {
        require_staff(caller)?;
        let (title, people) = self.storage.reading(|txn| {
            let post = txn.post(id)?.ok_or(PostError::Unknown)?;
            let written = draft(&post.draft)?;
            let people = People::load(txn)?;
            let company = |member: &str| {
                let found = people.companies.get(member);
                found.map(|(name, _)| name.clone()).unwrap_or_default()
            };
            let blank = |member: &str, name: &str| PersonAnswer {
                member: member.to_owned(),
                company: company(member),
                name: name.to_owned(),
                ..PersonAnswer::default()
            };
            // By account.
            let mut by_account: BTreeMap<String, PersonAnswer> = people
                .reached(&written.targets)
                .map(|(account, member)| (account.id.clone(), blank(member, &account.name)))
                .collect();
            for answer in txn.answers(id)? {
                if !by_account.contains_key(&answer.account)
                    && let Some(account) = txn.account(&answer.account)?
                {
                    let member = account.member().unwrap_or_default();
                    by_account.insert(account.id.clone(), blank(member, &account.name));
                }
                if let Some(person) = by_account.get_mut(&answer.account) {
                    person.coming = Some(answer.coming);
                    person.people = answer.people;
                    person.proxy = answer.proxy;
                }
            }
            if let Some(poll) = &written.poll {
                vote::add_votes(txn, (id, poll), &mut by_account, blank)?;
            }
            // Those without an account, by company and person.
            let mut others: BTreeMap<(String, String), PersonAnswer> = BTreeMap::new();
            for there in txn.attendances(id)? {
                let account = txn.account_of_card(&there.member, &there.person)?;
                let person = match account {
                    Some(account) => by_account.entry(account.id.clone()).or_insert_with(|| {
                        blank(account.member().unwrap_or_default(), &account.name)
                    }),
                    None => others
                        .entry((there.member.clone(), there.person))
                        .or_insert_with(|| blank(&there.member, &there.name)),
                };
                let earliest = person.attended_at.map_or(there.at, |at| at.min(there.at));
                person.attended_at = Some(earliest);
            }
            let mut all: Vec<PersonAnswer> = by_account
                .into_values()
                .chain(others.into_values())
                .collect();
            all.sort_by(|one, other| {
                (&one.company, &one.name, &one.member).cmp(&(
                    &other.company,
                    &other.name,
                    &other.member,
                ))
            });
            Ok::<_, Failure>((written.title, all))
        })?;
        self.note_in_app(caller, Deed::new(Action::ReadAnswers, title))?;
        Ok(PostAnswers { people })
    }
}
