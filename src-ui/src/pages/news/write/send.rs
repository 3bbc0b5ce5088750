use handbook_wire::ErrorReply;
use handbook_wire::entity::PostKind;
use handbook_wire::ipc::{Command, PostWithdrawArgs, SendPost, SendPostArgs, WithdrawPost};
use handbook_wire::post::{PostEntry, PostState};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{Writing, event};
use crate::components::icon::Icon;
use crate::components::row::Go;
use crate::components::state;
use crate::i18n::Text;
use crate::overlay::{choice, use_overlay};
use crate::part::{part, switch};
use crate::preference::{language, say};
use crate::route::{Route, use_router};
use crate::toast::use_toast;
use crate::{clock, ipc};

/// What can be done with what is written.
pub(super) fn buttons(writing: Writing) -> AnyView {
    let language = language();
    let overlay = use_overlay();
    let busy = RwSignal::new(false);
    let error = RwSignal::new(None::<ErrorReply>);
    let (router, toast) = (use_router(), use_toast());
    let finish = move |entry: PostEntry| {
        let words = match entry.state {
            PostState::Scheduled => Text::WriteScheduled,
            PostState::Published => Text::WritePublished,
            PostState::Withdrawn => Text::WriteWithdrawn,
            _ => Text::WriteDraftSaved,
        };
        toast.show(language.say(words));
        router.back(Route::Desk);
    };
    let send = move |publish: bool| {
        if busy.get_untracked() {
            return;
        }
        if let Some(lacking) = lacking(writing, publish) {
            return writing.lacking.set(Some(lacking));
        }
        let sheet = writing.sheet();
        run::<SendPost>(
            writing,
            busy,
            error,
            SendPostArgs { sheet, publish },
            finish,
        );
    };
    let withdraw = move || {
        overlay.close();
        let args = PostWithdrawArgs {
            id: writing.id.get_value(),
            version: writing.version.get_value(),
        };
        run::<WithdrawPost>(writing, busy, error, args, finish);
    };
    let ask = move |_| {
        overlay.open(language.say(Text::WriteWithdrawAsk), move || {
            let no = move || overlay.close();
            view! {
                <ul>
                    {choice(Icon::Close, language.say(Text::WriteWithdraw), None, "write-withdraw-yes", withdraw)}
                    {choice(Icon::Back, language.say(Text::Cancel), None, "write-withdraw-no", no)}
                </ul>
            }
            .into_any()
        });
    };
    let publish_words = move || {
        if busy.get() {
            return Text::WriteSending;
        }
        let now = clock::now();
        let at = writing.at.get();
        match writing.state.get() {
            Some(PostState::Published) => Text::WriteChange,
            _ if at.is_some_and(|at| at > now) => Text::WriteSchedule,
            _ => Text::WritePublish,
        }
    };
    let is_out = move || writing.state.get() == Some(PostState::Published);
    view! {
        <div class="write-foot">
            <div role="alert" data-test="write-error">
                {part(move || {
                    let lacking = writing.lacking.get();
                    lacking.map(|what| view! { <p class="wrong">{language.say(what)}</p> })
                })} {part(move || error.get().map(|error| state::problem(&error)))}
            </div>
            <button
                type="button"
                class="button wide"
                data-test="write-publish"
                disabled=switch(move || busy.get())
                on:click=move |_| send(true)
            >
                {part(move || say(publish_words()))}
            </button>
            {part(move || {
                (!is_out())
                    .then(|| {
                        view! {
                            <button
                                type="button"
                                class="button plain wide"
                                data-test="write-save"
                                on:click=move |_| send(false)
                            >
                                {language.say(Text::WriteSaveDraft)}
                            </button>
                        }
                    })
            })}
            {part(move || {
                matches!(writing.state.get(), Some(PostState::Published | PostState::Scheduled))
                    .then(|| {
                        view! {
                            <button
                                type="button"
                                class="button plain wide"
                                data-test="write-withdraw"
                                on:click=ask
                            >
                                {language.say(Text::WriteWithdraw)}
                            </button>
                        }
                    })
            })}
            {part(move || {
                let path = Route::Versions(writing.id.get_value());
                writing.state.get().is_some().then(|| {
                    view! {
                        <Go to=path class="text-button wide" test="write-history">
                            {language.say(Text::PostHistory)}
                        </Go>
                    }
                })
            })}
        </div>
    }
    .into_any()
}

fn run<C>(
    writing: Writing,
    busy: RwSignal<bool>,
    error: RwSignal<Option<ErrorReply>>,
    args: C::Args,
    done: impl FnOnce(PostEntry) + 'static,
) where
    C: Command<Reply = PostEntry>,
    C::Args: 'static,
{
    busy.set(true);
    error.set(None);
    // The core keeps what is sent until the server has it.
    writing.done.set_value(true);
    spawn_local(async move {
        let reply = ipc::call::<C>(args).await;
        let _ = busy.try_set(false);
        match reply {
            Ok(entry) => done(entry),
            Err(failure) => {
                let _ = writing.done.try_update_value(|done| *done = false);
                let _ = error.try_set(Some(failure));
            }
        }
    });
}

/// What must be mended first.
fn lacking(writing: Writing, publish: bool) -> Option<Text> {
    // What is kept of a post goes when it is sent; a file that comes later would have nowhere to go.
    if writing.waiting.get_untracked() {
        return Some(Text::WritePicksWait);
    }
    if writing.at.is_wrong() || writing.end.is_wrong() {
        return Some(Text::WriteTimeWrong);
    }
    if let Some(lacking) = event::lacking(writing, publish) {
        return Some(lacking);
    }
    let tells = writing.kind.get_untracked() == PostKind::Condolence;
    if tells {
        let titled = writing
            .title
            .with_untracked(|title| !title.trim().is_empty());
        let has_end = writing.end.is_typed();
        if let Some(lacking) = writing.condolence.lacking(publish, titled, has_end) {
            return Some(lacking);
        }
    }
    let now = clock::now();
    let begins = writing.at.read().map_or(now, |at| at.max(now));
    let ends = writing.end.read();
    if let Some(lacking) = writing.poll.lacking(publish, begins, ends) {
        return Some(lacking);
    }
    if publish
        && !tells
        && writing
            .title
            .with_untracked(|title| title.trim().is_empty())
    {
        return Some(Text::WriteTitleWrong);
    }
    let nobody = writing
        .targets
        .with_untracked(handbook_wire::entity::Targets::is_nobody);
    (publish && nobody).then_some(Text::WriteReachNobody)
}
