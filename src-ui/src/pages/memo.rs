use handbook_wire::ipc::MemberCard;
use leptos::prelude::*;

use crate::i18n::{Text, failure};
use crate::note_draft::{DraftState, NoteDraft};
use crate::part::{effect, part};
use crate::preference::{language, say};

/// The private memo on a company's card. It saves itself; the button is for those who want to see
/// it happen.
#[component]
pub fn PrivateMemo(
    /// The card, as new as the cache.
    card: RwSignal<MemberCard>,
) -> impl IntoView {
    let language = language();
    let draft = card.with_untracked(|card| NoteDraft::open(&card.id, &card.note.memo));
    effect(move || card.with(|card| draft.follow(&card.note.memo)));
    let leaving = window_event_listener(leptos::ev::blur, move |_| draft.save());
    on_cleanup(move || leaving.remove());

    let pending = Memo::new(move |_| card.with(|card| card.note_pending));
    let unsaved = move || matches!(draft.state.get(), DraftState::Typed | DraftState::Failed(_));
    let words = move || match draft.state.get() {
        DraftState::Typed => language.say(Text::MemoUnsaved).to_owned(),
        DraftState::Saving => language.say(Text::MemoSaving).to_owned(),
        DraftState::Failed(error) => {
            let words = failure::words(language, &error);
            format!("{} {}", words.what, words.advice)
        }
        DraftState::Stored | DraftState::Saved if pending.get() => {
            language.say(Text::MemoPending).to_owned()
        }
        DraftState::Saved => language.say(Text::MemoSaved).to_owned(),
        DraftState::Stored => language.say(Text::MemoPrivate).to_owned(),
    };
    view! {
        <section>
            <h2 class="group-title">
                <label for="memo">{say(Text::MemoTitle)}</label>
            </h2>
            <div class="group memo">
                <textarea
                    id="memo"
                    rows="3"
                    maxlength=handbook_wire::entity::Note::MAX_MEMO.to_string()
                    aria-describedby="memo-state"
                    placeholder=say(Text::MemoHint)
                    data-test="memo"
                    prop:value=draft.text
                    on:input=move |event| draft.typed(event_target_value(&event))
                    on:blur=move |_| draft.save()
                ></textarea>
                <div class="memo-foot">
                    <span id="memo-state" role="status" data-test="memo-state">
                        {part(words)}
                    </span>
                    {part(move || {
                        unsaved()
                            .then(|| {
                                view! {
                                    <button
                                        type="button"
                                        class="text-button"
                                        data-test="memo-save"
                                        on:pointerdown=move |event| event.prevent_default()
                                        on:click=move |_| draft.save()
                                    >
                                        {language.say(Text::MemoSave)}
                                    </button>
                                }
                            })
                    })}
                </div>
            </div>
        </section>
    }
}
