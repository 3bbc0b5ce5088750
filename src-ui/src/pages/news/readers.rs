use handbook_wire::ipc::{ListReaders, PostArgs};
use handbook_wire::post::{CompanyReaders, PostReaders};
use leptos::prelude::*;

use crate::components::frame::Bar;
use crate::components::icon::Icon;
use crate::components::state::{self, stage};
use crate::i18n::Text;
use crate::load::load;
use crate::pages::members_only;
use crate::part::part;
use crate::preference::{language, say};
use crate::route::Route;

/// Who has read a post, by company; those who have not come first.
pub fn readers(id: &str) -> AnyView {
    let id = id.to_owned();
    view! {
        <Bar title=say(Text::Readers) back=Route::Desk />
        {members_only(move || {
            let id = id.clone();
            let readers = load::<ListReaders>(move || PostArgs { id: id.clone() });
            view! {
                <div class="scroll" data-test="readers">
                    <div class="page">
                        {stage(readers, 6, |readers| part(move || readers.with(list)))}
                    </div>
                </div>
            }
                .into_any()
        })}
    }
    .into_any()
}

fn list(readers: &PostReaders) -> AnyView {
    if readers.companies.is_empty() {
        return state::empty(
            Icon::People,
            say(Text::ReadersNobody),
            say(Text::ReadersNobodyHelp),
        );
    }
    let all = readers.companies.len().to_string();
    let read = readers.companies.iter().filter(|one| one.read > 0).count();
    let mut companies: Vec<&CompanyReaders> = readers.companies.iter().collect();
    companies.sort_by_key(|one| one.read > 0);
    let rows = companies.into_iter().map(|one| {
        let count = [one.read.to_string(), one.people.to_string()];
        let count = language().fill(Text::ReadersCount, &[&count[0], &count[1]]);
        let class = if one.read > 0 { "badge good" } else { "badge" };
        view! {
            <li>
                <div class="row" data-test="reader-row">
                    <div class="body">
                        <span class="value">{one.name.clone()}</span>
                        <span class="note">{one.branch.clone().unwrap_or_default()}</span>
                    </div>
                    <span class=class>{count}</span>
                </div>
            </li>
        }
    });
    view! {
        <p class="quiet-words" data-test="readers-sum">
            {language().fill(Text::ReadersOf, &[&all, &read.to_string()])}
        </p>
        <ul class="group">{rows.collect_view()}</ul>
    }
    .into_any()
}
