//! 참석, 불참, 위임: what the member answers. It works without a signal.

use handbook_wire::entity::{Coming, Event, PostAnswer};
use handbook_wire::ipc::{AnswerArgs, AnswerEvent, PostView};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::components::icon::Icon;
use crate::i18n::{Language, Text, moment};
use crate::part::{attribute, part, switch};
use crate::preference::{language, say};
use crate::status::use_live;
use crate::toast::{Toast, use_toast};
use crate::{clock, ipc};

/// What an answer is called.
pub const fn coming_name(coming: Coming) -> Text {
    match coming {
        Coming::Yes => Text::AnswerYes,
        Coming::No => Text::AnswerNo,
        Coming::Proxy => Text::AnswerProxy,
    }
}

/// An answer in words; `open` while it can still be given.
pub fn answer_words(language: Language, answer: &PostAnswer, open: bool) -> String {
    match answer.coming {
        Some(Coming::Yes) => {
            language.fill(Text::AnswerPeopleOf, &[&answer.people.max(1).to_string()])
        }
        Some(Coming::Proxy) => language.fill(Text::AnswerProxyOf, &[&answer.proxy]),
        Some(Coming::No) => language.say(Text::AnswerNo).to_owned(),
        None if open => language.say(Text::AnswerMissingYet).to_owned(),
        None => language.say(Text::AnswerMissing).to_owned(),
    }
}

/// The question and the answer that was given.
pub(super) fn answer(view: RwSignal<PostView>, event: &Event) -> AnyView {
    let live = use_live();
    let end = event.answers_end().unwrap_or(event.starts_at);
    let over = Memo::new(move |_| live.now.get() >= end);
    let (most, proxy) = (
        event.most_people(),
        event.answers.is_some_and(|call| call.proxy),
    );
    let answering = Answering {
        view,
        toast: use_toast(),
        language: language(),
    };
    part(move || match over.get() {
        true => closed(view),
        false => open(answering, end, most, proxy),
    })
}

fn closed(view: RwSignal<PostView>) -> AnyView {
    let language = language();
    view! {
        <p class="quiet-words">{say(Text::AnswerOver)}</p>
        <p class="strong" data-test="answer-mine">
            {part(move || {
                let words = view.with(|view| answer_words(language, &view.answer, false));
                language.fill(Text::AnswerMine, &[&words])
            })}
        </p>
    }
    .into_any()
}

fn open(answering: Answering, end: i64, most: u8, proxy: bool) -> AnyView {
    let live = use_live();
    let Answering { view, language, .. } = answering;
    let chosen = Memo::new(move |_| view.with(|view| view.answer.coming));
    let naming = RwSignal::new(false);
    let until = moment::span(
        language,
        end,
        None,
        live.now.get_untracked(),
        clock::offset(),
    );
    let button = move |coming: Coming, test: &'static str| {
        let is_chosen = move || chosen.get() == Some(coming);
        let press = move |_| {
            naming.set(coming == Coming::Proxy);
            if coming != Coming::Proxy && chosen.get_untracked() != Some(coming) {
                answering.send(coming, 1, String::new());
            }
        };
        view! {
            <button
                type="button"
                aria-pressed=attribute(move || Some(if is_chosen() { "true" } else { "false" }))
                data-test=test
                on:click=press
            >
                {part(move || is_chosen().then(|| Icon::Check.draw()))}
                <span>{say(coming_name(coming))}</span>
            </button>
        }
    };
    view! {
        <h3 id="answer-ask">{say(Text::AnswerAsk)}</h3>
        <div class="choice answer" role="group" aria-labelledby="answer-ask">
            {button(Coming::Yes, "answer-yes")} {button(Coming::No, "answer-no")}
            {proxy.then(|| button(Coming::Proxy, "answer-proxy"))}
        </div>
        {part(move || (chosen.get() == Some(Coming::Yes) && most > 1).then(|| people(answering, most)))}
        {part(move || {
            let shown = naming.get() || chosen.get() == Some(Coming::Proxy);
            (proxy && shown).then(|| who(answering, naming))
        })}
        <p class="quiet-words" role="status" data-test="answer-state">
            {part(move || {
                let waits = view.with(|view| view.answer_waits);
                waits.then(|| format!("{} ", language.say(Text::AnswerWaits)))
            })}
            {language.fill(Text::AnswerUntil, &[&until])}
        </p>
    }
    .into_any()
}

/// How many come.
fn people(answering: Answering, most: u8) -> AnyView {
    let Answering { view, language, .. } = answering;
    let count = Memo::new(move |_| view.with(|view| view.answer.people.max(1)));
    let step = move |by: i8| {
        let wanted = count
            .get_untracked()
            .saturating_add_signed(by)
            .clamp(1, most);
        if wanted != count.get_untracked() {
            answering.send(Coming::Yes, wanted, String::new());
        }
    };
    view! {
        <div class="people" role="group" aria-label=say(Text::AnswerPeople)>
            <span class="body">{say(Text::AnswerPeople)}</span>
            <button
                type="button"
                class="icon-button"
                aria-label=say(Text::AnswerFewer)
                data-test="people-fewer"
                disabled=switch(move || count.get() <= 1)
                on:click=move |_| step(-1)
            >
                {Icon::Minus.draw()}
            </button>
            <strong role="status" data-test="people-count">
                {part(move || language.fill(Text::People, &[&count.get().to_string()]))}
            </strong>
            <button
                type="button"
                class="icon-button"
                aria-label=say(Text::AnswerMore)
                data-test="people-more"
                disabled=switch(move || count.get() >= most)
                on:click=move |_| step(1)
            >
                {Icon::Plus.draw()}
            </button>
        </div>
    }
    .into_any()
}

/// Who speaks instead.
fn who(answering: Answering, naming: RwSignal<bool>) -> AnyView {
    let Answering {
        view,
        toast,
        language,
    } = answering;
    let typed = RwSignal::new(view.with_untracked(|view| view.answer.proxy.clone()));
    let appoint = move |_| {
        let name = typed.get_untracked().trim().to_owned();
        if name.is_empty() {
            return toast.show(language.say(Text::AnswerProxyWrong));
        }
        naming.set(false);
        answering.send(Coming::Proxy, 0, name);
    };
    view! {
        <div class="field">
            <label for="answer-who">{say(Text::AnswerProxyWho)}</label>
            <div class="input">
                <input
                    id="answer-who"
                    type="text"
                    autocomplete="off"
                    maxlength=PostAnswer::LONGEST_PROXY.to_string()
                    aria-describedby="answer-who-hint"
                    data-test="answer-who"
                    prop:value=typed.get_untracked()
                    on:input=move |event| typed.set(event_target_value(&event))
                />
            </div>
            <p id="answer-who-hint" class="hint">{say(Text::AnswerProxyHint)}</p>
            <button
                type="button"
                class="button soft wide"
                data-test="answer-appoint"
                on:click=appoint
            >
                {say(Text::AnswerProxySend)}
            </button>
        </div>
    }
    .into_any()
}

/// Whose answer it is, and where a failure is told.
#[derive(Clone, Copy)]
struct Answering {
    view: RwSignal<PostView>,
    toast: Toast,
    language: Language,
}

impl Answering {
    fn send(self, coming: Coming, people: u8, proxy: String) {
        let id = self.view.with_untracked(|view| view.id.clone());
        let args = AnswerArgs {
            id,
            coming: Some(coming),
            people,
            proxy,
        };
        spawn_local(async move {
            if let Err(error) = ipc::call::<AnswerEvent>(args).await {
                self.toast.fail(self.language, &error);
            }
        });
    }
}
