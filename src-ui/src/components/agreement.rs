//! Texts to agree to: each of them, all at once, and each to be read in full.

use handbook_wire::coop::{Document, Occasion};
use handbook_wire::identity::Agreement;
use handbook_wire::ipc::{DocumentArgs, GetDocument};
use leptos::prelude::*;

use super::icon::Icon;
use crate::i18n::Text;
use crate::load::{Load, fetch};
use crate::part::part;
use crate::preference::{language, say};
use crate::public::use_public;

/// The texts of an occasion, and which of them are agreed to.
#[derive(Clone, Copy)]
pub struct Agreements {
    ticked: RwSignal<Vec<Agreement>>,
    documents: Memo<Vec<Document>>,
}

impl Agreements {
    /// None is agreed to yet.
    pub fn new(occasion: Occasion) -> Self {
        let public = use_public();
        let documents = Memo::new(move |_| {
            let all = public.coop().map(|coop| coop.documents).unwrap_or_default();
            all.into_iter()
                .filter(|document| document.occasion == occasion)
                .collect::<Vec<_>>()
        });
        Self {
            ticked: RwSignal::new(Vec::new()),
            documents,
        }
    }

    /// Those that are agreed to; none unless all of them are.
    pub fn all(self) -> Option<Vec<Agreement>> {
        let documents = self.documents.get_untracked();
        let ticked = self.ticked.get_untracked();
        let agreed = |document: &Document| ticked.contains(&of(document));
        (!documents.is_empty() && documents.iter().all(agreed)).then_some(ticked)
    }

    fn set(self, agreement: Agreement, on: bool) {
        self.ticked.update(|ticked| {
            ticked.retain(|other| other.document != agreement.document);
            if on {
                ticked.push(agreement);
            }
        });
    }

    /// Draws them.
    pub fn draw(self) -> AnyView {
        let everything = Memo::new(move |_| {
            let count = self.documents.with(Vec::len);
            count > 0 && self.ticked.with(Vec::len) == count
        });
        let rows = part(move || {
            let documents = self.documents.get();
            documents
                .into_iter()
                .map(|document| self.row(document))
                .collect_view()
        });
        view! {
            <fieldset class="agreements">
                <legend class="label">{say(Text::AgreementsTitle)}</legend>
                <label class="check strong">
                    <input
                        type="checkbox"
                        data-test="agree-all"
                        prop:checked=everything
                        on:change=move |event| {
                            let on = event_target_checked(&event);
                            for document in self.documents.get_untracked() {
                                self.set(of(&document), on);
                            }
                        }
                    />
                    {say(Text::AgreeAll)}
                </label>
                {rows}
            </fieldset>
        }
        .into_any()
    }

    fn row(self, document: Document) -> AnyView {
        let agreement = of(&document);
        let id = document.id.clone();
        let open = RwSignal::new(false);
        let language = language();
        let ticked = {
            let agreement = agreement.clone();
            Memo::new(move |_| self.ticked.with(|ticked| ticked.contains(&agreement)))
        };
        view! {
            <div class="agreement">
                <label class="check">
                    <input
                        type="checkbox"
                        data-test=format!("agree-{id}")
                        prop:checked=ticked
                        on:change=move |event| self.set(agreement.clone(), event_target_checked(&event))
                    />
                    {document.title}
                </label>
                <button
                    type="button"
                    class="text-button"
                    data-test=format!("read-{id}")
                    on:click=move |_| open.update(|open| *open = !*open)
                >
                    {part(move || {
                        language.say(if open.get() { Text::ReadLess } else { Text::ReadMore })
                    })}
                </button>
                {part(move || open.get().then(|| full_text(id.clone())))}
            </div>
        }
        .into_any()
    }
}

fn of(document: &Document) -> Agreement {
    Agreement {
        document: document.id.clone(),
        version: document.version.clone(),
    }
}

/// The text in full.
fn full_text(id: String) -> AnyView {
    let text = fetch::<GetDocument>(move || DocumentArgs { id: id.clone() });
    part(move || {
        text.value.with(|text| match text {
            Load::Waiting => view! { <p class="quiet-words">{say(Text::Loading)}</p> }.into_any(),
            Load::Failed(error) => super::state::problem(error),
            Load::Ready(text) => view! {
                <div class="document" data-test="document" tabindex="0">
                    {text.text.clone()}
                </div>
            }
            .into_any(),
        })
    })
}

/// A list of things that are met or not yet, with a sign beside the words.
pub fn tick(met: bool, words: &'static str) -> AnyView {
    let icon = if met { Icon::Check } else { Icon::Dot };
    view! {
        <li class:met=met>
            {icon.draw()} <span>{words}</span>
            <span class="spoken">{say(if met { Text::RuleMet } else { Text::RuleUnmet })}</span>
        </li>
    }
    .into_any()
}
