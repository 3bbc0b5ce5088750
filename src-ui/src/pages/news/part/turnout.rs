//! 참여 현황 of a poll, for staff: who has voted, and who has a vote and has not.

use std::collections::BTreeMap;

use handbook_wire::entity::{Poll, Voter};
use handbook_wire::ipc::{ListAnswers, PostArgs};
use handbook_wire::post::{PersonAnswer, PostAnswers};
use leptos::prelude::*;

use super::poll::names;
use crate::clock;
use crate::components::state::stage;
use crate::i18n::{Text, moment};
use crate::load::fetch;
use crate::part::part;
use crate::preference::{language, say};
use crate::status::use_live;

/// A button, and once it was touched the list: that it was looked at is written down.
pub(super) fn turnout(id: &str, poll: &Poll) -> AnyView {
    let shown = RwSignal::new(false);
    let (id, poll) = (id.to_owned(), StoredValue::new(poll.clone()));
    part(move || match shown.get() {
        false => view! {
            <button
                type="button"
                class="button soft wide"
                data-test="poll-who"
                on:click=move |_| shown.set(true)
            >
                {say(Text::PollWho)}
            </button>
        }
        .into_any(),
        true => {
            let id = id.clone();
            let answers = fetch::<ListAnswers>(move || PostArgs { id: id.clone() });
            view! {
                <h3>{say(Text::PollWho)}</h3>
                {stage(
                    answers,
                    4,
                    move |answers| {
                        part(move || answers.with(|answers| poll.with_value(|poll| list(poll, answers))))
                    },
                )}
            }
            .into_any()
        }
    })
}

/// Those who have a vote, those who have not cast it first. Of 1사 1표 a row a company, with who voted for it.
fn voters(poll: &Poll, answers: &PostAnswers) -> Vec<PersonAnswer> {
    let mut rows: Vec<PersonAnswer> = match poll.voter {
        Voter::Person => answers.people.clone(),
        Voter::Company => {
            let mut companies: BTreeMap<&str, PersonAnswer> = BTreeMap::new();
            for person in &answers.people {
                let company = companies
                    .entry(&person.member)
                    .or_insert_with(|| PersonAnswer {
                        name: String::new(),
                        ..person.clone()
                    });
                if person.voted_at.is_some() {
                    *company = person.clone();
                }
            }
            companies.into_values().collect()
        }
    };
    rows.sort_by_cached_key(|row| {
        (
            row.voted_at.is_some(),
            row.company.clone(),
            row.name.clone(),
        )
    });
    rows
}

fn list(poll: &Poll, answers: &PostAnswers) -> AnyView {
    let language = language();
    let rows = voters(poll, answers);
    let voted = rows.iter().filter(|row| row.voted_at.is_some()).count();
    let words = match poll.voter {
        Voter::Person => Text::PollWhoPeople,
        Voter::Company => Text::PollWhoCompanies,
    };
    let sum = [voted, rows.len() - voted].map(|count| count.to_string());
    view! {
        <p class="quiet-words" data-test="poll-who-sum">
            {language.fill(words, &[&sum[0], &sum[1]])}
        </p>
        <ul class="poll-who">{rows.iter().map(|person| row(poll, person)).collect_view()}</ul>
    }
    .into_any()
}

fn row(poll: &Poll, person: &PersonAnswer) -> AnyView {
    let (language, live) = (language(), use_live());
    let named = [person.company.as_str(), person.name.as_str()];
    let named = named.into_iter().filter(|text| !text.is_empty());
    let named = named.collect::<Vec<_>>().join(" · ");
    let when = person
        .voted_at
        .map(|at| moment::clock(language, at, live.now.get_untracked(), clock::offset()));
    let (class, when) = match when {
        Some(when) => ("note", when),
        None => ("note wrong", language.say(Text::PollNotYet).to_owned()),
    };
    let chosen = poll.questions.iter().zip(&person.ballot);
    let chosen: Vec<String> = chosen
        .map(|(question, chosen)| names(question, chosen))
        .collect();
    let chosen =
        (!chosen.is_empty()).then(|| view! { <span class="note">{chosen.join(" / ")}</span> });
    view! {
        <li class="row" data-test="poll-who-row">
            <div class="body">
                <span class="value">{named}</span>
                <span class=class>{when}</span>
                {chosen}
            </div>
        </li>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_company_has_voted_once_one_of_its_people_has() {
        let person = |member: &str, name: &str, voted_at: Option<i64>| PersonAnswer {
            member: member.to_owned(),
            company: format!("회사{member}"),
            name: name.to_owned(),
            voted_at,
            ..PersonAnswer::default()
        };
        let answers = PostAnswers {
            people: vec![
                person("1", "가", None),
                person("1", "나", Some(5)),
                person("1", "다", None),
                person("2", "라", None),
            ],
        };
        let rows = |voter| {
            let poll = Poll {
                voter,
                ..Poll::default()
            };
            let rows = voters(&poll, &answers).into_iter();
            rows.map(|row| (row.company, row.name, row.voted_at))
                .collect::<Vec<_>>()
        };
        let row = |company: &str, name: &str, at| (company.to_owned(), name.to_owned(), at);
        assert_eq!(
            rows(Voter::Company),
            [row("회사2", "", None), row("회사1", "나", Some(5))]
        );
        assert_eq!(rows(Voter::Person).len(), 4);
        assert_eq!(rows(Voter::Person)[3], row("회사1", "나", Some(5)));
    }
}
