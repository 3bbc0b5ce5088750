use std::collections::BTreeMap;

use handbook_wire::entity::{ChangeRequest, CompanyField};
use handbook_wire::ipc::{
    ChangeDraft, ChangeReview, OwnCompanyView, ReviewChange, SendChange, SyncState,
};
use handbook_wire::read::FieldFault;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{of_own_company, title};
use crate::components::form::{Form, Submit, as_it_is};
use crate::components::frame::Bar;
use crate::i18n::Text;
use crate::pages::members_only;
use crate::part::{attribute, effect, part};
use crate::preference::{language, say};
use crate::route::{Route, use_router};
use crate::status::use_live;
use crate::toast::use_toast;
use crate::{clock, ipc};

/// How long a pause in typing is before what was typed is kept, in milliseconds.
const PAUSE: i32 = 1_000;

/// 정보 고치기: a form, then what it would change.
#[component]
pub fn EditCompany() -> impl IntoView {
    members_only(|| {
        view! {
            <Bar title=say(Text::CorrectCompany) back=Route::OwnCompany />
            <div class="scroll" data-test="edit-company-page">
                <div class="flow">{of_own_company(steps)}</div>
            </div>
        }
        .into_any()
    })
}

/// One field of the form.
#[derive(Clone, Copy)]
struct Entry {
    field: CompanyField,
    /// As it was when the form was opened.
    first: StoredValue<String>,
    text: RwSignal<String>,
    wrong: RwSignal<Option<Text>>,
}

#[derive(Clone, Copy)]
struct Draft {
    entries: [Entry; CompanyField::ALL.len()],
    note: RwSignal<String>,
    strokes: StoredValue<u32>,
    /// Sent or thrown away: nothing is left to keep.
    done: StoredValue<bool>,
}

impl Draft {
    fn open(own: &OwnCompanyView) -> Self {
        let left = own.draft.clone().unwrap_or_default();
        Self {
            entries: CompanyField::ALL.map(|field| {
                let known = own.fields.iter().find(|one| one.field == field);
                let first = known.map(|one| one.text.clone()).unwrap_or_default();
                let text = left.fields.get(&field).cloned();
                Entry {
                    field,
                    text: RwSignal::new(text.unwrap_or_else(|| first.clone())),
                    first: StoredValue::new(first),
                    wrong: RwSignal::new(None),
                }
            }),
            note: RwSignal::new(left.note),
            strokes: StoredValue::new(0),
            done: StoredValue::new(false),
        }
    }

    /// What was typed, without what is as it was. None once the form is gone.
    fn typed(self) -> Option<ChangeDraft> {
        let mut fields = BTreeMap::new();
        for entry in self.entries {
            let text = entry.text.try_get_untracked()?;
            if entry.first.try_with_value(|first| *first != text)? {
                fields.insert(entry.field, text);
            }
        }
        let note = self.note.try_get_untracked()?;
        Some(ChangeDraft { fields, note })
    }

    /// Keeps what was typed in the encrypted cache.
    fn keep(self) {
        if self.done.try_get_value() == Some(false)
            && let Some(typed) = self.typed()
        {
            spawn_local(async move {
                // It is still on the screen, and kept again at the next pause.
                let _ = ipc::call::<ReviewChange>(typed).await;
            });
        }
    }

    fn stroke(self) {
        let stroke = self.strokes.get_value() + 1;
        self.strokes.set_value(stroke);
        spawn_local(async move {
            clock::pause(PAUSE).await;
            if self.strokes.try_get_value() == Some(stroke) {
                self.keep();
            }
        });
    }

    fn throw_away(self) {
        for entry in self.entries {
            entry.text.set(entry.first.get_value());
            entry.wrong.set(None);
        }
        self.note.set(String::new());
        self.keep();
    }
}

fn steps(own: RwSignal<OwnCompanyView>) -> AnyView {
    let draft = own.with_untracked(Draft::open);
    let was_left = own.with_untracked(|own| own.draft.is_some());
    let review: RwSignal<Option<ChangeReview>> = RwSignal::new(None);
    on_cleanup(move || draft.keep());
    let leaving = window_event_listener(leptos::ev::blur, move |_| draft.keep());
    on_cleanup(move || leaving.remove());
    part(move || {
        review.with(|shown| match shown {
            None => form(draft, was_left, review),
            Some(shown) => confirm(draft, shown, review),
        })
    })
}

fn form(draft: Draft, was_left: bool, review: RwSignal<Option<ChangeReview>>) -> AnyView {
    let form = Form::new();
    let submit = move || {
        let Some(typed) = draft.typed() else { return };
        form.send::<ReviewChange>(
            typed,
            move |found| {
                let mut first = true;
                for (field, fault) in &found.faults {
                    if let Some(entry) = draft.entries.iter().find(|one| one.field == *field) {
                        entry.wrong.set(Some(fault_words(*fault)));
                        if std::mem::take(&mut first) {
                            focus(*field);
                        }
                    }
                }
                if found.faults.is_empty() {
                    match found.changes.is_empty() {
                        true => form.lack(Text::ChangeNothing),
                        false => review.set(Some(found)),
                    }
                }
            },
            as_it_is,
        );
    };
    let left = was_left.then(|| {
        view! {
            <div class="group inset" data-test="draft-left">
                <p>{say(Text::DraftLeft)}</p>
                <button
                    type="button"
                    class="text-button"
                    data-test="draft-drop"
                    on:click=move |_| draft.throw_away()
                >
                    {say(Text::DraftDrop)}
                </button>
            </div>
        }
    });
    let fields = draft.entries.map(|entry| entry_view(draft, entry));
    let fields = view! {
        <p>{say(Text::CorrectHow)}</p>
        {left}
        {fields.collect_view()}
    }
    .into_any();
    let button = Submit {
        words: Text::Next,
        busy: Text::Next,
        test: "change-review",
    };
    form.draw(fields, button, "flow-form", submit)
}

fn entry_view(draft: Draft, entry: Entry) -> AnyView {
    let name = format!("edit-{}", entry.field.as_str());
    let (kind, mode, longest, hint) = match entry.field {
        CompanyField::Phone | CompanyField::Fax => ("text", "tel", "40", Some(Text::PhoneHint)),
        CompanyField::Mobile => ("tel", "tel", "20", None),
        CompanyField::Email => ("email", "email", "254", None),
        CompanyField::Homepage => ("text", "url", "200", None),
        CompanyField::PostalCode => ("text", "numeric", "7", None),
        CompanyField::Name => ("text", "text", "60", Some(Text::PapersHint)),
        CompanyField::Representatives => ("text", "text", "300", Some(Text::PapersHint)),
        CompanyField::Address => ("text", "text", "200", None),
        CompanyField::Products => ("area", "text", "1800", Some(Text::ProductsHint)),
    };
    let note = format!("{name}-note");
    let typed = move |event: leptos::ev::Event| {
        entry.text.set(event_target_value(&event));
        entry.wrong.set(None);
        draft.stroke();
    };
    let invalid = attribute(move || entry.wrong.get().map(|_| "true"));
    let input = if kind == "area" {
        view! {
            <textarea
                id=name.clone()
                rows="3"
                maxlength=longest
                autocomplete="off"
                aria-describedby=note.clone()
                aria-invalid=invalid
                data-test=name.clone()
                prop:value=entry.text
                on:input=typed
            ></textarea>
        }
        .into_any()
    } else {
        view! {
            <input
                id=name.clone()
                type=kind
                inputmode=mode
                autocomplete="off"
                autocapitalize="none"
                spellcheck="false"
                maxlength=longest
                aria-describedby=note.clone()
                aria-invalid=invalid
                data-test=name.clone()
                prop:value=entry.text
                on:input=typed
            />
        }
        .into_any()
    };
    let wrong_test = format!("{name}-wrong");
    view! {
        <div class="field">
            <label for=name>{say(title(entry.field))}</label>
            <div class="input">{input}</div>
            <div id=note aria-live="polite">
                {hint.map(|hint| view! { <p class="hint">{say(hint)}</p> })}
                {part(move || {
                    let test = wrong_test.clone();
                    entry
                        .wrong
                        .get()
                        .map(|wrong| {
                            view! {
                                <p class="wrong" data-test=test>
                                    {say(wrong)}
                                </p>
                            }
                        })
                })}
            </div>
        </div>
    }
    .into_any()
}

/// What would change, old and new, before it is sent.
fn confirm(draft: Draft, shown: &ChangeReview, review: RwSignal<Option<ChangeReview>>) -> AnyView {
    let toast = use_toast();
    let router = use_router();
    let live = use_live();
    let language = language();
    let form = Form::new();
    let submit = move || {
        let Some(typed) = draft.typed() else { return };
        form.send::<SendChange>(
            typed,
            move |found| {
                if !found.faults.is_empty() || found.changes.is_empty() {
                    // Something came from the co-op meanwhile: the form tells.
                    review.set(None);
                    return;
                }
                draft.done.set_value(true);
                let is_offline = live
                    .sync
                    .with_untracked(|sync| matches!(sync, SyncState::Offline));
                toast.show(language.say(if is_offline {
                    Text::ChangeWillBeSent
                } else {
                    Text::ChangeSent
                }));
                router.replace(Route::Changes);
            },
            as_it_is,
        );
    };
    let title_node = NodeRef::<leptos::html::H2>::new();
    effect(move || {
        if let Some(title) = title_node.get() {
            title.scroll_into_view();
            let _ = title.focus();
        }
    });
    let changes = shown
        .changes
        .iter()
        .map(super::change::difference)
        .collect_view();
    let fields = view! {
        <h2 tabindex="-1" node_ref=title_node>
            {say(Text::ChangeCheck)}
        </h2>
        <div class="group" data-test="change-difference">
            {changes}
        </div>
        <div class="field">
            <label for="change-note">{say(Text::ChangeNote)}</label>
            <div class="input">
                <textarea
                    id="change-note"
                    rows="2"
                    maxlength=ChangeRequest::LONGEST_NOTE.to_string()
                    autocomplete="off"
                    data-test="change-note"
                    prop:value=draft.note
                    on:input=move |event| {
                        draft.note.set(event_target_value(&event));
                        draft.stroke();
                    }
                ></textarea>
            </div>
            <p class="hint">{say(Text::ChangeNoteHint)}</p>
        </div>
    }
    .into_any();
    let button = Submit {
        words: Text::ChangeSend,
        busy: Text::ChangeSend,
        test: "change-send",
    };
    view! {
        {form.draw(fields, button, "flow-form", submit)}
        <button
            type="button"
            class="button plain wide"
            data-test="change-again"
            on:click=move |_| review.set(None)
        >
            {say(Text::ChangeAgain)}
        </button>
    }
    .into_any()
}

fn focus(field: CompanyField) {
    use wasm_bindgen::JsCast;
    let found = document().get_element_by_id(&format!("edit-{}", field.as_str()));
    if let Some(node) = found.and_then(|node| node.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = node.focus();
    }
}

const fn fault_words(fault: FieldFault) -> Text {
    match fault {
        FieldFault::Phone => Text::FaultPhone,
        FieldFault::Mobile => Text::FaultMobile,
        FieldFault::Email => Text::EmailWrong,
        FieldFault::Homepage => Text::FaultHomepage,
        FieldFault::PostalCode => Text::FaultPostalCode,
        FieldFault::Empty => Text::FaultEmpty,
        FieldFault::TooLong => Text::FaultTooLong,
        FieldFault::TooMany => Text::FaultTooMany,
        FieldFault::Formula => Text::FaultFormula,
    }
}
