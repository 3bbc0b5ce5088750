//! What a code holds, and what can be done with it if the reader wants.

use handbook_wire::ipc::{ContactSource, Link, ScannedCode, ScannedContact, ScannedPhone};
use leptos::html;
use leptos::prelude::*;

use super::card::card;
use crate::actions::use_actions;
use crate::components::icon::Icon;
use crate::components::row::{Group, fact};
use crate::i18n::Text;
use crate::part::{effect, part};
use crate::preference::{language, say};
use crate::toast::{open_link, use_toast};

/// What was found, or that there is nothing.
pub fn found(code: &ScannedCode) -> AnyView {
    match code {
        ScannedCode::Card(check) => card(check),
        ScannedCode::Contact(found) => contact(found),
        ScannedCode::Web { url, host } => web(url, host),
        ScannedCode::Text { text, cut } => written(text, *cut),
        ScannedCode::Nothing => nothing(Text::ScanNothing, Text::ScanNothingHelp),
        ScannedCode::Unreadable => nothing(Text::ScanUnreadable, Text::ScanUnreadableHelp),
        ScannedCode::TooLarge => nothing(Text::ScanTooLarge, Text::ScanTooLargeHelp),
    }
}

fn nothing(what: Text, help: Text) -> AnyView {
    view! {
        <section class="verdict warn" role="status" data-test="scan-nothing">
            <span class="sign">{Icon::Qr.draw()}</span>
            <h2>{say(what)}</h2>
            <p>{say(help)}</p>
        </section>
    }
    .into_any()
}

fn written(text: &str, cut: bool) -> AnyView {
    let (shown, copied) = (text.to_owned(), text.to_owned());
    view! {
        <Group title=say(Text::ScanWritten)>
            <p class="inset scanned" dir="auto" data-test="scan-text">
                {shown}
            </p>
        </Group>
        {cut.then(|| view! { <p class="quiet">{say(Text::ScanCut)}</p> })}
        <p class="quiet">{say(Text::ScanWrittenHelp)}</p>
        {copy(copied)}
    }
    .into_any()
}

fn copy(text: String) -> AnyView {
    let actions = use_actions();
    view! {
        <button
            type="button"
            class="button soft wide"
            data-test="scan-copy"
            on:click=move |_| actions.copy(text.clone())
        >
            {say(Text::ScanCopy)}
        </button>
    }
    .into_any()
}

fn web(url: &str, host: &str) -> AnyView {
    let asking = RwSignal::new(false);
    let toast = use_toast();
    let host = StoredValue::new(host.to_owned());
    let address = StoredValue::new(url.to_owned());
    let (shown, copied) = (url.to_owned(), url.to_owned());
    let cancel = NodeRef::<html::Button>::new();
    effect(move || {
        if let Some(cancel) = cancel.get() {
            let _ = cancel.focus();
        }
    });
    let question = move || {
        view! {
            <div
                class="group inset"
                role="alertdialog"
                aria-labelledby="web-ask"
                aria-describedby="web-what"
                data-test="web-question"
                on:keydown=move |event| {
                    if event.key() == "Escape" {
                        asking.set(false);
                    }
                }
            >
                <h2 id="web-ask" class="scanned">
                    <strong>{language().fill(Text::ScanWebAsk, &[&host.get_value()])}</strong>
                </h2>
                <p id="web-what" class="quiet-words">
                    {say(Text::ScanWebAskHelp)}
                </p>
                <div class="buttons">
                    <button
                        type="button"
                        class="button plain"
                        node_ref=cancel
                        data-test="web-cancel"
                        on:click=move |_| asking.set(false)
                    >
                        {say(Text::Cancel)}
                    </button>
                    <button
                        type="button"
                        class="button"
                        data-test="web-go"
                        on:click=move |_| {
                            asking.set(false);
                            open_link(toast, Link::Web(address.get_value()));
                        }
                    >
                        {say(Text::ScanWebGo)}
                    </button>
                </div>
            </div>
        }
        .into_any()
    };
    let offer = move || {
        view! {
            <button
                type="button"
                class="button wide"
                data-test="web-open"
                on:click=move |_| asking.set(true)
            >
                {say(Text::ScanWebOpen)}
            </button>
        }
        .into_any()
    };
    view! {
        <Group title=say(Text::ScanWeb)>
            <p class="inset scanned" dir="ltr" data-test="scan-web">
                {shown}
            </p>
        </Group>
        <p class="quiet">{say(Text::ScanWebHelp)}</p>
        {part(move || if asking.get() { question() } else { offer() })}
        {copy(copied)}
    }
    .into_any()
}

fn contact(found: &ScannedContact) -> AnyView {
    let actions = use_actions();
    let mut rows = Vec::new();
    for (key, value) in [
        (Text::FieldName, &found.company),
        (Text::ScanTitleOf, &found.title),
    ] {
        if !value.is_empty() {
            rows.push(fact(say(key), value.clone(), "contact-row"));
        }
    }
    for (kind, number) in &found.phones {
        let key = match kind {
            ScannedPhone::Mobile => Text::FieldMobile,
            ScannedPhone::Fax => Text::FieldFax,
            ScannedPhone::Phone => Text::FieldPhone,
        };
        rows.push(fact(say(key), number.clone(), "contact-row"));
    }
    for (key, values) in [
        (Text::FieldEmail, &found.emails),
        (Text::FieldAddress, &found.addresses),
        (Text::FieldHomepage, &found.pages),
    ] {
        for value in values {
            rows.push(fact(say(key), value.clone(), "contact-row"));
        }
    }
    if !found.note.is_empty() {
        rows.push(fact(say(Text::ScanNote), found.note.clone(), "contact-row"));
    }
    let vcard = StoredValue::new(found.vcard.clone());
    let source = move || ContactSource::Vcard(vcard.get_value());
    let save = move || {
        let abilities = actions.abilities.get();
        let contacts = abilities.save_contact.then(|| {
            view! {
                <button
                    type="button"
                    class="button wide"
                    data-test="contact-save"
                    on:click=move |_| actions.save(source())
                >
                    {say(Text::SaveContact)}
                </button>
            }
            .into_any()
        });
        let file = abilities.save_file.then(|| {
            view! {
                <button
                    type="button"
                    class="button soft wide"
                    data-test="contact-save-file"
                    on:click=move |_| actions.save_file(source())
                >
                    {say(Text::SaveFile)}
                </button>
            }
            .into_any()
        });
        view! {
            {contacts}
            {file}
        }
        .into_any()
    };
    let shown = match found.name.is_empty() {
        true => &found.company,
        false => &found.name,
    };
    view! {
        <section class="scanned-contact" data-test="scan-contact">
            <h2 class="group-title">{say(Text::ScanContact)}</h2>
            <div class="group">
                <div class="row">
                    <div class="body">
                        <strong class="value strong" data-test="contact-name">
                            {shown.clone()}
                        </strong>
                    </div>
                </div>
                {rows}
            </div>
        </section>
        <p class="quiet">{say(Text::ScanContactHelp)}</p>
        {part(save)}
    }
    .into_any()
}
