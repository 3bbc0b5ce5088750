use handbook_wire::entity::RequestState;
use handbook_wire::ipc::{ChangeView, ListChanges};
use leptos::prelude::*;

use super::title;
use crate::clock;
use crate::components::frame::Bar;
use crate::components::icon::Icon;
use crate::components::row::Go;
use crate::components::state::{self, stage};
use crate::i18n::{Text, moment};
use crate::load::load;
use crate::pages::members_only;
use crate::part::part;
use crate::preference::{language, say};
use crate::route::Route;

/// 신청 내역.
#[component]
pub fn Changes() -> impl IntoView {
    members_only(|| {
        let all = load::<ListChanges>(|| ());
        view! {
            <Bar title=say(Text::Changes) back=Route::OwnCompany />
            <div class="scroll" data-test="changes">
                <div class="page">{stage(all, 4, |all| part(move || all.with(|all| list(all))))}</div>
            </div>
        }
        .into_any()
    })
}

fn list(all: &[ChangeView]) -> AnyView {
    if all.is_empty() {
        return state::empty(
            Icon::Company,
            say(Text::ChangesNone),
            say(Text::ChangesNoneHelp),
        );
    }
    let rows = all.iter().map(|one| {
        let names: Vec<&str> = one
            .changes
            .iter()
            .filter_map(|change| change.field)
            .map(|field| say(title(field)))
            .collect();
        let (names, when, badge) = (names.join(", "), when(one), badge(one));
        view! {
            <Go to=Route::Change(one.id.clone()) class="row" test="change">
                <div class="body">
                    <span class="value strong">{names}</span>
                    <span class="note">{when}</span>
                    {badge}
                </div>
                {Icon::Forward.draw()}
            </Go>
        }
    });
    view! { <div class="group">{rows.collect_view()}</div> }.into_any()
}

/// When it was sent, or that it will be.
pub fn when(one: &ChangeView) -> String {
    let language = language();
    let time = |then| moment::ago(language, then, clock::now(), clock::offset());
    match (one.state, one.sent_at, one.decided_at) {
        (None, ..) => language.say(Text::ChangeWhenConnected).to_owned(),
        (Some(RequestState::Waiting), Some(sent), _) => {
            language.fill(Text::ChangeSentAt, &[&time(sent)])
        }
        (_, _, Some(decided)) => language.fill(Text::ChangeDecidedAt, &[&time(decided)]),
        _ => language.say(Text::ChangeSentNow).to_owned(),
    }
}

/// Where it stands, in a word.
pub fn badge(one: &ChangeView) -> AnyView {
    let (class, text) = match one.state {
        _ if one.cancelling => ("badge", Text::ChangeCancelling),
        None => ("badge warn", Text::ChangeToSend),
        Some(RequestState::Waiting) => ("badge", Text::ChangeWaiting),
        Some(RequestState::Approved) => ("badge good", Text::ChangeApproved),
        Some(RequestState::Partly) => ("badge warn", Text::ChangePartly),
        Some(RequestState::Rejected) => ("badge bad", Text::ChangeRejected),
        Some(RequestState::Superseded) => ("badge warn", Text::ChangeSuperseded),
        Some(RequestState::Cancelled) => ("badge", Text::ChangeCancelled),
    };
    view! { <span class=class data-test="change-state">{say(text)}</span> }.into_any()
}
