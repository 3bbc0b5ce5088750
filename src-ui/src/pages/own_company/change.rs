use handbook_wire::entity::{Decision, RequestState};
use handbook_wire::ipc::{
    CancelChange, Change, ChangeArgs, ChangeDraft, ChangeView, ListChanges, ReviewChange,
};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{changes, or_nothing, title};
use crate::components::frame::Bar;
use crate::components::icon::Icon;
use crate::components::state::{self, stage};
use crate::i18n::Text;
use crate::ipc;
use crate::load::load;
use crate::overlay::{choice, use_overlay};
use crate::pages::members_only;
use crate::part::part;
use crate::preference::{language, say};
use crate::route::{Route, use_router};
use crate::toast::use_toast;

/// One request, field by field.
pub fn change(id: &str) -> impl IntoView + use<> {
    let id = StoredValue::new(id.to_owned());
    members_only(move || {
        let all = load::<ListChanges>(|| ());
        view! {
            <Bar title=say(Text::ChangeTitle) back=Route::Changes />
            <div class="scroll" data-test="change-page">
                <div class="page">
                    {stage(
                        all,
                        4,
                        move |all| part(move || {
                            all.with(|all| {
                                id.with_value(|id| {
                                    all.iter().find(|one| one.id == *id).map_or_else(gone, whole)
                                })
                            })
                        }),
                    )}
                </div>
            </div>
        }
        .into_any()
    })
}

fn gone() -> AnyView {
    state::empty(
        Icon::Company,
        say(Text::ChangesNone),
        say(Text::ChangesNoneHelp),
    )
}

fn whole(one: &ChangeView) -> AnyView {
    let toast = use_toast();
    let router = use_router();
    let language = language();
    let open = matches!(one.state, None | Some(RequestState::Waiting)) && !one.cancelling;
    let id = one.id.clone();
    let unsent = one.state.is_none();
    let cancel = move || {
        let id = id.clone();
        spawn_local(async move {
            match ipc::call::<CancelChange>(ChangeArgs { id }).await {
                Ok(()) => {
                    toast.show(language.say(Text::ChangeTakenBack));
                    if unsent {
                        router.back(Route::Changes);
                    }
                }
                Err(error) => toast.fail(language, &error),
            }
        });
    };
    let overlay = use_overlay();
    let ask = move |_| {
        let cancel = cancel.clone();
        overlay.open(language.say(Text::ChangeCancelAsk), move || {
            let cancel = cancel.clone();
            let sure = move || {
                overlay.close();
                cancel();
            };
            view! {
                <li>
                    <p class="overlay-words">{language.say(Text::ChangeCancelHelp)}</p>
                </li>
                {choice(
                    Icon::Close,
                    language.say(Text::ChangeCancel),
                    None,
                    "change-cancel-sure",
                    sure,
                )}
                {choice(
                    Icon::Back,
                    language.say(Text::ChangeKeep),
                    None,
                    "change-keep",
                    move || overlay.close(),
                )}
            }
            .into_any()
        });
    };
    let again = again(one).map(|draft| {
        let go = move |_| {
            let draft = draft.clone();
            spawn_local(async move {
                match ipc::call::<ReviewChange>(draft).await {
                    Ok(_) => router.go(Route::EditCompany),
                    Err(error) => toast.fail(language, &error),
                }
            });
        };
        view! {
            <button type="button" class="button wide" data-test="change-redo" on:click=go>
                {say(Text::ChangeRedo)}
            </button>
        }
    });
    let note = (!one.note.is_empty()).then(|| {
        view! {
            <div class="row">
                <div class="body">
                    <span class="key">{say(Text::ChangeNote)}</span>
                    <span class="value">{one.note.clone()}</span>
                </div>
            </div>
        }
    });
    view! {
        <div class="group">
            <div class="row">
                <div class="body">
                    <span class="value">{changes::badge(one)}</span>
                    <span class="note">{changes::when(one)}</span>
                </div>
            </div>
            {note}
        </div>
        <div class="group">{one.changes.iter().map(difference).collect_view()}</div>
        {again}
        {open
            .then(|| {
                view! {
                    <button
                        type="button"
                        class="button plain wide"
                        data-test="change-cancel"
                        on:click=ask
                    >
                        {say(Text::ChangeCancel)}
                    </button>
                }
            })}
    }
    .into_any()
}

/// What was overtaken, to be asked for once more.
fn again(one: &ChangeView) -> Option<ChangeDraft> {
    let overtaken = one
        .changes
        .iter()
        .filter(|change| change.decision == Some(Decision::Superseded));
    let fields: std::collections::BTreeMap<_, _> = overtaken
        .filter_map(|change| Some((change.field?, change.wanted.clone())))
        .collect();
    (!fields.is_empty()).then(|| ChangeDraft {
        fields,
        note: String::new(),
    })
}

/// A field before and after, and what became of it.
pub fn difference(change: &Change) -> AnyView {
    let language = language();
    let name = change.field.map_or("", |field| language.say(title(field)));
    let test = change.field.map_or("", |field| field.as_str());
    let decision = change.decision.map(|decision| {
        let (class, text) = match decision {
            Decision::Approved => ("badge good", Text::ChangeApproved),
            Decision::Rejected => ("badge bad", Text::ChangeRejected),
            Decision::Superseded => ("badge warn", Text::ChangeSuperseded),
            Decision::Cancelled | Decision::Unknown => ("badge", Text::ChangeCancelled),
        };
        view! { <span class=class data-test=format!("decision-{test}")>{say(text)}</span> }
    });
    let reason = change.reason.as_deref().map(|reason| {
        let words = language.fill(Text::ChangeReason, &[reason]);
        view! { <p class="quiet-words" data-test=format!("reason-{test}")>{words}</p> }
    });
    let now = change.now.as_deref().map(|now| {
        let words = language.fill(Text::ChangeNowIs, &[&or_nothing(now)]);
        view! { <p class="quiet-words" data-test=format!("now-{test}")>{words}</p> }
    });
    view! {
        <div class="inset difference" data-test=format!("difference-{test}")>
            <p class="difference-name">
                <strong>{name}</strong>
                " "
                {decision}
            </p>
            <dl class="both">
                <div>
                    <dt class="key">{say(Text::ChangeWas)}</dt>
                    <dd>{or_nothing(&change.was)}</dd>
                </div>
                <div>
                    <dt class="key">{say(Text::ChangeWanted)}</dt>
                    <dd class="strong">{or_nothing(&change.wanted)}</dd>
                </div>
            </dl>
            {reason}
            {now}
        </div>
    }
    .into_any()
}
