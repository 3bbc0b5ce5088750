//! 총회, 행사, 교육: when and where, what about, who comes.

use handbook_wire::ErrorCode;
use handbook_wire::auth::Role;
use handbook_wire::entity::{Event, PostKind};
use handbook_wire::ipc::{PostArgs, PostView, SaveEvent, SaveEventFile, TallyView};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::answer::answer;
use super::place::Place;
use crate::actions::use_actions;
use crate::components::icon::Icon;
use crate::components::row::Go;
use crate::i18n::{Text, moment};
use crate::load::{Load, Loaded};
use crate::part::part;
use crate::preference::{language, say};
use crate::route::Route;
use crate::status::{Live, use_live};
use crate::toast::use_toast;
use crate::{clock, ipc};

/// The event of a post, as its readers see it.
pub(super) fn event(view: RwSignal<PostView>, tally: Loaded<TallyView>) -> AnyView {
    let live = use_live();
    let (id, kind, event) =
        view.with_untracked(|view| (view.id.clone(), view.post.kind, view.post.event.clone()));
    let Some(event) = event else {
        return ().into_any();
    };
    let role = live
        .account
        .with_untracked(|account| account.as_ref().map(|account| account.role));
    let answers =
        (event.answers.is_some() && role == Some(Role::Member)).then(|| answer(view, &event));
    let staff = (role == Some(Role::Staff)).then(|| for_staff(&id, &event));
    view! {
        <section class="event" aria-label=say(Text::EventLabel) data-test="event">
            {facts(live, kind, &event)} {answers} {there(view)} {counts(live, tally, &event)}
            {calendar(id)} {staff}
        </section>
    }
    .into_any()
}

/// When, where and what about.
pub(super) fn facts(live: Live, kind: PostKind, event: &Event) -> AnyView {
    let now = live.now.get_untracked();
    let when = moment::span(
        language(),
        event.starts_at,
        event.ends_at,
        now,
        moment::KOREA,
    );
    let when = moment::in_korea(language(), when, clock::offset());
    let agenda = (!event.agenda.is_empty()).then(|| {
        let title = match kind {
            PostKind::Assembly => Text::EventAgenda,
            _ => Text::EventProgram,
        };
        let lines = event.agenda.iter().cloned();
        view! {
            <h3>{say(title)}</h3>
            <ol class="agenda" data-test="event-agenda">
                {lines.map(|line| view! { <li>{line}</li> }).collect_view()}
            </ol>
        }
    });
    let told = [&event.place, &event.address]
        .iter()
        .any(|text| !text.is_empty());
    view! {
        <p class="event-line strong" data-test="event-when">
            {Icon::Calendar.draw()}
            <span>{when}</span>
        </p>
        {told.then(|| place(event))}
        {agenda}
    }
    .into_any()
}

fn place(event: &Event) -> AnyView {
    let place = Place {
        name: &event.place,
        address: &event.address,
        position: event.position,
    };
    let name = place.called().to_owned();
    let second =
        (!event.place.is_empty() && !event.address.is_empty()).then(|| event.address.clone());
    let on_map = place.on_map("chip", "event-map");
    let copied = place.copy("chip", "event-copy");
    view! {
        <p class="event-line" data-test="event-place">
            {Icon::Pin.draw()}
            <span>
                {name} {second.map(|address| view! { <span class="quiet">{address}</span> })}
            </span>
        </p>
        <div class="chips">{on_map} {copied}</div>
    }
    .into_any()
}

/// That staff have seen the member there.
fn there(view: RwSignal<PostView>) -> AnyView {
    let (live, language) = (use_live(), language());
    let at = Memo::new(move |_| view.with(|view| view.answer.attended_at));
    part(move || {
        let when = moment::clock(language, at.get()?, live.now.get(), clock::offset());
        let words = language.fill(Text::EventThere, &[&when]);
        Some(view! {
            <p class="event-there" role="status" data-test="event-there">
                {Icon::Check.draw()}
                <span>{words}</span>
            </p>
        })
    })
}

/// How many come, and without a signal how old that is.
fn counts(live: Live, tally: Loaded<TallyView>, event: &Event) -> AnyView {
    if event.answers.is_none() && !event.attendance {
        return ().into_any();
    }
    let language = language();
    let call = event.answers;
    part(move || {
        let words = tally.value.with(|tally| match tally {
            Load::Waiting => None,
            Load::Failed(_) => Some(language.say(Text::EventCountsUnknown).to_owned()),
            Load::Ready(told) => {
                let counts = told.tally.event.unwrap_or_default();
                let [people, no, proxies, there] = [
                    counts.people,
                    counts.not_coming,
                    counts.proxies,
                    counts.attended,
                ]
                .map(|count| count.to_string());
                let mut parts = Vec::new();
                match call {
                    Some(call) if call.proxy => {
                        let text = Text::EventCountsProxy;
                        parts.push(language.fill(text, &[&people, &no, &proxies]));
                    }
                    Some(_) => parts.push(language.fill(Text::EventCounts, &[&people, &no])),
                    None => {}
                }
                if counts.attended > 0 || call.is_none() {
                    parts.push(language.fill(Text::EventCountsThere, &[&there]));
                }
                if told.offline {
                    let at = moment::ago(language, told.at, live.now.get(), clock::offset());
                    parts.push(language.fill(Text::EventCountsAsOf, &[&at]));
                }
                Some(parts.join(" · "))
            }
        });
        words.map(|words| view! { <p class="event-counts" data-test="event-counts">{words}</p> })
    })
}

/// 일정 저장.
fn calendar(id: String) -> AnyView {
    let (actions, toast, language) = (use_actions(), use_toast(), language());
    let id = StoredValue::new(id);
    let args = move || PostArgs { id: id.get_value() };
    let save = move |_| {
        spawn_local(async move {
            match ipc::call::<SaveEvent>(args()).await {
                Ok(()) => {}
                Err(error) if error.code == ErrorCode::Internal => {
                    toast.show(language.say(Text::EventSaveFailed));
                }
                Err(error) => toast.fail(language, &error),
            }
        });
    };
    let save_file = move |_| {
        spawn_local(async move {
            match ipc::call::<SaveEventFile>(args()).await {
                Ok(name) => toast.show(language.fill(Text::FileSaved, &[&name])),
                Err(error) => toast.fail(language, &error),
            }
        });
    };
    view! {
        <div class="chips">
            <button type="button" class="chip" data-test="event-save" on:click=save>
                {Icon::Calendar.draw()}
                {say(Text::EventSave)}
            </button>
            {part(move || {
                actions
                    .abilities
                    .get()
                    .save_file
                    .then(|| {
                        view! {
                            <button
                                type="button"
                                class="chip"
                                data-test="event-save-file"
                                on:click=save_file
                            >
                                {Icon::Paper.draw()}
                                {language.say(Text::EventSaveFile)}
                            </button>
                        }
                    })
            })}
        </div>
    }
    .into_any()
}

/// The screens that staff have besides.
fn for_staff(id: &str, event: &Event) -> AnyView {
    let attendance = event.attendance.then(|| {
        view! {
            <Go
                to=Route::Attendance(id.to_owned())
                class="button soft wide"
                test="go-attendance"
            >
                {say(Text::Attendance)}
            </Go>
        }
    });
    view! {
        <Go to=Route::Answers(id.to_owned()) class="button soft wide" test="go-answers">
            {say(Text::Answers)}
        </Go>
        {attendance}
    }
    .into_any()
}
