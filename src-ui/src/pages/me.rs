use handbook_wire::auth::Role;
use handbook_wire::ipc::{
    DismissLostEdit, ListLostEdits, Logout, LostEdit, LostEditArgs, SyncNow, SyncState,
};
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::components::banner;
use crate::components::frame::Bar;
use crate::components::icon::Icon;
use crate::components::row::{Go, Group, fact};
use crate::i18n::{Language, Text, amount, moment};
use crate::load::{Load, load};
use crate::pages::{caller_id, lock, own_company, shelf};
use crate::part::{attribute, effect, part, switch};
use crate::preference::{Preference, TEXT_SIZES, Theme, language, say};
use crate::route::Route;
use crate::status::{Live, use_live};
use crate::toast::use_toast;
use crate::{clock, ipc, tint};

/// 나: the account and how this device shows the handbook.
#[component]
pub fn Me() -> impl IntoView {
    let status = use_live();
    let logged_in = Memo::new(move |_| status.account.with(Option::is_some));
    view! {
        <Bar title=say(Text::Me) />
        <div class="scroll" data-test="me">
            <div class="page">
                {part(move || account(status))} {part(move || logged_in.get().then(|| lost_edits(status)))}
                {part(move || logged_in.get().then(|| sync(status)))} {text_size()} {colours()} {languages()}
                {lock::setting()} {part(move || logged_in.get().then(caller_id::setting))}
                {part(move || logged_in.get().then(shelf::row_of_me))}
                <Group title=say(
                    Text::AppInfo,
                )>{fact(say(Text::Version), env!("CARGO_PKG_VERSION"), "version")}</Group>
                {part(move || logged_in.get().then(|| log_out(status)))}
                <p class="credits">{say(Text::Credits)}</p>
            </div>
        </div>
    }
}

fn account(status: Live) -> AnyView {
    let Some(account) = status.account.get() else {
        return view! {
            <section class="hero">
                <p>{say(Text::NotLoggedIn)}</p>
                <Go to=Route::Login class="button wide" test="go-login">
                    {say(Text::Login)}
                </Go>
            </section>
        }
        .into_any();
    };
    let role = match account.role {
        Role::Member => Text::RoleMember,
        Role::Staff => Text::RoleStaff,
    };
    let company = account.member.is_some().then(|| {
        view! {
            <Go to=Route::OwnCompany class="row" test="go-own-company">
                <div class="body">
                    <span class="value">{say(Text::OwnCompany)}</span>
                    <span class="note">{say(Text::OwnCompanyWhat)}</span>
                </div>
                {Icon::Forward.draw()}
            </Go>
        }
    });
    let letter: String = account.name.chars().take(1).collect();
    view! {
        <div class="group">
            <div class="row" data-test="account">
                <span class=format!("tile {}", tint::class(&account.id)) aria-hidden="true">
                    {letter}
                </span>
                <div class="body">
                    <span class="value strong" data-test="account-name">
                        {account.name}
                    </span>
                    <span class="note" data-test="account-role">
                        {say(role)}
                    </span>
                </div>
            </div>
            <Go to=Route::Membership class="row" test="go-membership">
                <div class="body">
                    <span class="value">{say(Text::Membership)}</span>
                    <span class="note">{say(Text::MembershipWhat)}</span>
                </div>
                {Icon::Qr.draw()}
            </Go>
            <Go to=Route::Scan class="row" test="go-scan">
                <div class="body">
                    <span class="value">{say(Text::Scan)}</span>
                    <span class="note">{say(Text::ScanWhat)}</span>
                </div>
                {Icon::Scan.draw()}
            </Go>
            <Go to=Route::Account class="row" test="go-account">
                <div class="body">
                    <span class="value">{say(Text::AccountMine)}</span>
                    <span class="note">{say(Text::AccountMineWhat)}</span>
                </div>
                {Icon::Forward.draw()}
            </Go>
            {company}
            <Go to=Route::Notifications class="row" test="go-notifications">
                <div class="body">
                    <span class="value">{say(Text::Notifications)}</span>
                    <span class="note">{say(Text::NotificationsWhat)}</span>
                </div>
                {Icon::Forward.draw()}
            </Go>
        </div>
    }
    .into_any()
}

fn sync(status: Live) -> impl IntoView {
    let toast = use_toast();
    let language = language();
    let when = move || {
        status.last_synced.get().map_or_else(
            || language.say(Text::NeverSynced).to_owned(),
            |then| moment::ago(language, then, status.now.get(), clock::offset()),
        )
    };
    let pending = move || {
        let pending = status.pending.get();
        (pending > 0).then(|| {
            let words = language.fill(Text::Pending, &[&amount::grouped(pending)]);
            view! {
                <span class="note" data-test="pending">
                    {words}
                </span>
            }
        })
    };
    let busy = move || {
        let sync = status.sync.get();
        matches!(sync, SyncState::Connecting) || banner::progress(&sync).is_some()
    };
    let now = move |_| {
        spawn_local(async move {
            match ipc::call::<SyncNow>(()).await {
                Ok(()) => toast.show(language.say(Text::SyncStarted)),
                Err(error) => toast.fail(language, &error),
            }
        });
    };
    view! {
        <Group title=say(Text::SyncSection)>
            <div class="row">
                <div class="body">
                    <span class="key">{say(Text::LastSync)}</span>
                    <span class="value" data-test="last-sync">
                        {part(when)}
                    </span>
                    {part(pending)}
                </div>
                <button
                    type="button"
                    class="text-button"
                    data-test="sync-now"
                    disabled=switch(busy)
                    on:click=now
                >
                    {say(Text::SyncNow)}
                </button>
            </div>
        </Group>
    }
}

fn text_size() -> impl IntoView {
    let preference: Preference = expect_context();
    let sizes = TEXT_SIZES.map(|size| {
        let chosen = move || preference.text_size.get() == size;
        view! {
            <button
                type="button"
                role="radio"
                aria-checked=attribute(move || Some(chosen().to_string()))
                data-test=format!("text-size-{size}")
                on:click=move |_| preference.set_text_size(size)
            >
                {format!("{size}%")}
            </button>
        }
    });
    view! {
        <Group title=say(Text::LetterSize)>
            <div class="inset choice" role="radiogroup" aria-label=say(Text::LetterSize)>
                {sizes.into_iter().collect_view()}
            </div>
        </Group>
    }
}

fn colours() -> impl IntoView {
    let preference: Preference = expect_context();
    let themes = Theme::ALL.map(|theme| {
        let text = match theme {
            Theme::System => Text::ThemeSystem,
            Theme::Light => Text::ThemeLight,
            Theme::Dark => Text::ThemeDark,
        };
        view! {
            <button
                type="button"
                role="radio"
                aria-checked=attribute(move || Some((preference.theme.get() == theme).to_string()))
                data-test=format!("theme-{}", theme.name())
                on:click=move |_| preference.set_theme(theme)
            >
                {say(text)}
            </button>
        }
    });
    view! {
        <Group title=say(Text::Colours)>
            <div class="inset choice" role="radiogroup" aria-label=say(Text::Colours)>
                {themes.into_iter().collect_view()}
            </div>
            <label class="row check">
                <input
                    type="checkbox"
                    data-test="contrast"
                    prop:checked=preference.contrast
                    on:change=move |event| preference.set_contrast(event_target_checked(&event))
                />
                <span class="body">
                    <span class="value">{say(Text::Contrast)}</span>
                    <span class="note">{say(Text::ContrastHelp)}</span>
                </span>
            </label>
        </Group>
    }
}

fn languages() -> impl IntoView {
    let preference: Preference = expect_context();
    let choices = [
        (Language::Korean, Text::LanguageKorean, "language-ko"),
        (Language::English, Text::LanguageEnglish, "language-en"),
    ];
    let choices = choices.map(|(choice, text, test)| {
        view! {
            <button
                type="button"
                role="radio"
                aria-checked=attribute(move || Some((preference.language.get() == choice).to_string()))
                lang=choice.tag()
                data-test=test
                on:click=move |_| preference.set_language(choice)
            >
                {say(text)}
            </button>
        }
    });
    view! {
        <Group title=say(Text::LanguageSetting)>
            <div class="inset choice" role="radiogroup" aria-label=say(Text::LanguageSetting)>
                {choices.into_iter().collect_view()}
            </div>
        </Group>
    }
}

/// Edits that gave way, each with both values, until they are acknowledged.
fn lost_edits(status: Live) -> AnyView {
    let edits = load::<ListLostEdits>(move || status.lost.track());
    part(move || {
        edits.value.with(|edits| match edits {
            Load::Ready(edits) if !edits.is_empty() => Some(view! {
                <section data-test="lost-edits">
                    <h2 class="group-title">{say(Text::LostTitle)}</h2>
                    <div class="group">
                        <p class="inset quiet-words">{say(Text::LostHelp)}</p>
                        {edits.iter().map(lost_edit).collect_view()}
                    </div>
                </section>
            }),
            _ => None,
        })
    })
}

fn lost_edit(edit: &LostEdit) -> impl IntoView + use<> {
    let toast = use_toast();
    let language = language();
    let id = edit.id;
    let value = |text: &str| match (edit.field.as_str(), text) {
        ("favourite", "true") => say(Text::FavouriteOn).to_owned(),
        ("favourite", _) => say(Text::FavouriteOff).to_owned(),
        ("coming" | "answer_late" | "answer_refused", "yes") => say(Text::AnswerYes).to_owned(),
        ("coming" | "answer_late" | "answer_refused", "no") => say(Text::AnswerNo).to_owned(),
        ("coming" | "answer_late" | "answer_refused", "proxy") => say(Text::AnswerProxy).to_owned(),
        (field, text) => match own_company::lost_value(field, text) {
            Some(words) => words.to_owned(),
            None if text.is_empty() => say(Text::LostNothing).to_owned(),
            None => text.to_owned(),
        },
    };
    let field = match edit.field.as_str() {
        "memo" => say(Text::FieldMemo).to_owned(),
        "favourite" => say(Text::Favourites).to_owned(),
        "coming" => say(Text::LostAnswer).to_owned(),
        "answer_late" => say(Text::LostAnswerLate).to_owned(),
        "answer_refused" => say(Text::LostAnswerRefused).to_owned(),
        "people" => say(Text::LostAnswerPeople).to_owned(),
        "proxy" => say(Text::AnswerProxyWho).to_owned(),
        "attendance" => say(Text::LostAttendance).to_owned(),
        "vote_late" => say(Text::LostVoteLate).to_owned(),
        "vote_refused" => say(Text::LostVoteRefused).to_owned(),
        // The cache was damaged, and with it edits of which nothing is known any more.
        "*" => say(Text::LostWithCache).to_owned(),
        name => own_company::lost_field(name),
    };
    // What was chosen is forgotten with a vote.
    let known = !matches!(edit.field.as_str(), "*" | "vote_late" | "vote_refused");
    let dismiss = move |_| {
        spawn_local(async move {
            if let Err(error) = ipc::call::<DismissLostEdit>(LostEditArgs { id }).await {
                toast.fail(language, &error);
            }
        });
    };
    let open = edit.member.clone().map(|member| {
        view! {
            <Go to=Route::Member(member) class="button plain" test="lost-open">
                {say(Text::LostOpen)}
            </Go>
        }
    });
    view! {
        <div class="inset" data-test="lost-edit">
            <p>
                <strong>{edit.member_name.clone().or_else(|| edit.post_title.clone())}</strong>
                " "
                <span class="form">{field}</span>
            </p>
            {known
                .then(|| {
                    view! {
                        <dl class="both">
                            <div>
                                <dt class="key">{say(Text::LostYours)}</dt>
                                <dd data-test="lost-yours">{value(&edit.yours)}</dd>
                            </div>
                            <div>
                                <dt class="key">{say(Text::LostTheirs)}</dt>
                                <dd data-test="lost-theirs">{value(&edit.theirs)}</dd>
                            </div>
                        </dl>
                    }
                })}
            <div class="buttons">
                {open}
                <button type="button" class="button soft" data-test="lost-dismiss" on:click=dismiss>
                    {say(Text::LostDismiss)}
                </button>
            </div>
        </div>
    }
}

fn log_out(status: Live) -> AnyView {
    let asking = RwSignal::new(false);
    part(move || {
        if asking.get() {
            view! { <LogoutQuestion status=status asking=asking /> }.into_any()
        } else {
            view! {
                <div class="group">
                    <button
                        type="button"
                        class="row danger"
                        data-test="logout"
                        on:click=move |_| asking.set(true)
                    >
                        <span class="body">{say(Text::Logout)}</span>
                        {Icon::Leave.draw()}
                    </button>
                </div>
            }
            .into_any()
        }
    })
}

#[component]
fn LogoutQuestion(
    /// Tells what would be lost.
    status: Live,
    /// Set to false to take the question back.
    asking: RwSignal<bool>,
) -> impl IntoView {
    let toast = use_toast();
    let language = language();
    let busy = RwSignal::new(false);
    let cancel = NodeRef::<html::Button>::new();
    effect(move || {
        if let Some(cancel) = cancel.get() {
            cancel.scroll_into_view();
            let _ = cancel.focus();
        }
    });
    let confirm = move |_| {
        busy.set(true);
        spawn_local(async move {
            match ipc::call::<Logout>(()).await {
                Ok(newest) => status.take(newest),
                Err(error) => {
                    toast.fail(language, &error);
                    let _ = busy.try_set(false);
                }
            }
        });
    };
    let pending = move || {
        let pending = status.pending.get();
        (pending > 0).then(|| language.fill(Text::LogoutPending, &[&amount::grouped(pending)]))
    };
    view! {
        <div
            class="group inset"
            role="alertdialog"
            aria-labelledby="logout-ask"
            aria-describedby="logout-what"
            data-test="logout-question"
            on:keydown=move |event| {
                if event.key() == "Escape" {
                    asking.set(false);
                }
            }
        >
            <h2 id="logout-ask">
                <strong>{say(Text::LogoutAsk)}</strong>
            </h2>
            <p id="logout-what" class="quiet-words">
                {say(Text::LogoutWhat)}
                " "
                {part(pending)}
            </p>
            <div class="buttons">
                <button
                    type="button"
                    class="button plain"
                    data-test="logout-cancel"
                    node_ref=cancel
                    on:click=move |_| asking.set(false)
                >
                    {say(Text::Cancel)}
                </button>
                <button
                    type="button"
                    class="button danger"
                    data-test="logout-confirm"
                    disabled=switch(move || busy.get())
                    on:click=confirm
                >
                    {part(move || {
                        language.say(if busy.get() { Text::LoggingOut } else { Text::Logout })
                    })}
                </button>
            </div>
        </div>
    }
}
