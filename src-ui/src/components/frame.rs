//! The frame around every screen.

use leptos::html;
use leptos::prelude::*;

use super::icon::Icon;
use super::row::Go;
use crate::i18n::{Text, amount};
use crate::part::{attribute, effect, part};
use crate::preference::{language, say};
use crate::route::{Route, use_router};
use crate::status::{Live, use_live};

/// The title bar. Focus goes to the title when the screen was opened from another one.
#[component]
pub fn Bar(
    /// Title of the screen.
    #[prop(into)]
    title: String,
    /// Where 뒤로 leads when the app started on this screen; none on a tab's own screen.
    #[prop(optional)]
    back: Option<Route>,
    /// Buttons at the right.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let router = use_router();
    let heading = NodeRef::<html::H1>::new();
    effect(move || {
        if let Some(heading) = heading.get()
            && router.has_moved()
        {
            let _ = heading.focus();
        }
    });
    let class = if back.is_some() {
        "bar has-back"
    } else {
        "bar"
    };
    view! {
        <header class=class>
            {back
                .map(|otherwise| {
                    view! {
                        <button
                            type="button"
                            class="icon-button"
                            aria-label=say(Text::Back)
                            data-test="back"
                            on:click=move |_| router.back(otherwise.clone())
                        >
                            {Icon::Back.draw()}
                        </button>
                    }
                })}
            <h1 tabindex="-1" node_ref=heading data-test="title">{title}</h1>
            {children.map(|children| children())}
        </header>
    }
}

/// The bottom bar.
#[component]
pub fn TabBar() -> impl IntoView {
    let router = use_router();
    let live = use_live();
    let tab = Memo::new(move |_| router.route().tab());
    let entry = move |to: Route, icon: Icon, text: Text, test: &'static str| {
        let here = to.clone();
        let here_news = to == Route::News;
        let path = to.path();
        view! {
            <a
                class="tab"
                href=path
                data-test=test
                aria-current=attribute(move || (tab.get() == here).then_some("page"))
                on:click=move |event| {
                    event.prevent_default();
                    router.go(to.clone());
                }
            >
                {icon.draw()}
                <span>{say(text)}</span>
                {(here_news).then(|| unread(live))}
            </a>
        }
    };
    view! {
        <nav class="tabbar" aria-label=say(Text::NavLabel)>
            {entry(Route::Home, Icon::Home, Text::NavHome, "nav-home")}
            {entry(Route::Directory, Icon::Company, Text::NavDirectory, "nav-directory")}
            {entry(Route::News, Icon::News, Text::NavNews, "nav-news")}
            {entry(Route::Map, Icon::Map, Text::NavMap, "nav-map")}
            {entry(Route::Me, Icon::Person, Text::NavMe, "nav-me")}
        </nav>
    }
}

/// The number of posts that were never opened.
fn unread(live: Live) -> AnyView {
    let language = language();
    part(move || {
        let count = live.unread.get();
        (count > 0).then(|| {
            let words = language.fill(Text::NavNewsUnread, &[&amount::grouped(count)]);
            let shown = if count > 99 {
                "99+".to_owned()
            } else {
                count.to_string()
            };
            view! {
                <span class="tab-count" aria-hidden="true" data-test="nav-unread">{shown}</span>
                <span class="spoken">{words}</span>
            }
        })
    })
}

/// The screen of somebody who is not logged in, where only members may look.
#[component]
pub fn LoginNeeded() -> impl IntoView {
    view! {
        <div class="state" data-test="login-needed">
            {Icon::Person.draw()}
            <h2>{say(Text::LoginNeeded)}</h2>
            <p>{say(Text::LoginNeededHelp)}</p>
            <Go to=Route::Login class="button" test="go-login">
                {say(Text::Login)}
            </Go>
        </div>
    }
}
