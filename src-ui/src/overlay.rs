//! A sheet with choices over the screen: one at a time, closed by Escape, by the way back, by a touch
//! beside it. While it is there the screen behind can be neither reached nor read out.

use std::sync::Arc;

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::components::icon::Icon;
use crate::i18n::Text;
use crate::keys;
use crate::part::{effect, part};
use crate::preference::say;
use crate::route::{Router, use_router};

/// What can take the focus.
const REACHABLE: &str = "button:not([disabled]), a[href], input, textarea, [tabindex='0']";

#[derive(Clone)]
struct Content {
    title: String,
    /// It takes the whole screen.
    whole: bool,
    draw: Arc<dyn Fn() -> AnyView + Send + Sync>,
}

/// The sheet of the app.
#[derive(Clone, Copy)]
pub struct Overlay {
    router: Router,
    content: RwSignal<Option<Content>>,
    /// Where the focus was.
    opener: StoredValue<Option<web_sys::HtmlElement>, LocalStorage>,
}

impl Overlay {
    /// There is none yet.
    pub fn new(router: Router) -> Self {
        let overlay = Self {
            router,
            content: RwSignal::new(None),
            opener: StoredValue::new_local(None),
        };
        effect(move || {
            if !router.is_covered() {
                overlay.take_away();
            }
        });
        overlay
    }

    /// Shows a sheet, in place of one that is there.
    pub fn open(
        self,
        title: impl Into<String>,
        draw: impl Fn() -> AnyView + Send + Sync + 'static,
    ) {
        self.lay(Content {
            title: title.into(),
            whole: false,
            draw: Arc::new(draw),
        });
    }

    /// As [`Overlay::open`], over the whole screen and dark, for pictures.
    pub fn open_whole(
        self,
        title: impl Into<String>,
        draw: impl Fn() -> AnyView + Send + Sync + 'static,
    ) {
        self.lay(Content {
            title: title.into(),
            whole: true,
            draw: Arc::new(draw),
        });
    }

    fn lay(self, content: Content) {
        if self.content.with_untracked(Option::is_none) {
            let focused = document().active_element();
            self.opener
                .set_value(focused.and_then(|element| element.dyn_into().ok()));
            self.router.cover();
        }
        self.content.set(Some(content));
    }

    /// Takes the sheet away; the focus goes back to where it was.
    pub fn close(self) {
        self.take_away();
        self.router.uncover();
    }

    fn take_away(self) {
        if self.content.with_untracked(Option::is_none) {
            return;
        }
        self.content.set(None);
        let opener = self.opener.try_update_value(Option::take).flatten();
        if let Some(opener) = opener.filter(|opener| opener.is_connected()) {
            // The screen behind can be reached from the next frame on.
            request_animation_frame(move || {
                let _ = opener.focus();
            });
        }
    }

    /// Whether there is one; tracked.
    pub fn is_open(self) -> bool {
        self.content.with(Option::is_some)
    }
}

/// The sheet of the app.
pub fn use_overlay() -> Overlay {
    expect_context()
}

/// A choice on a sheet.
pub fn choice(
    icon: Icon,
    title: impl Into<String>,
    note: Option<String>,
    test: &'static str,
    act: impl Fn() + 'static,
) -> AnyView {
    view! {
        <li>
            <button type="button" class="row" data-test=test on:click=move |_| act()>
                {icon.draw()}
                <span class="body">
                    <span class="value">{title.into()}</span>
                    {note.map(|note| view! { <span class="note">{note}</span> })}
                </span>
            </button>
        </li>
    }
    .into_any()
}

/// The place of the sheet.
#[component]
pub fn OverlayPlace() -> impl IntoView {
    let overlay = use_overlay();
    let _ = use_router();
    part(move || {
        overlay
            .content
            .get()
            .map(|content| sheet(overlay, &content))
    })
}

fn sheet(overlay: Overlay, content: &Content) -> AnyView {
    let node = NodeRef::<html::Section>::new();
    let heading = NodeRef::<html::H2>::new();
    effect(move || {
        if let Some(heading) = heading.get() {
            let _ = heading.focus();
        }
    });
    let keys = move |event: web_sys::KeyboardEvent| match event.key().as_str() {
        "Escape" => {
            event.stop_propagation();
            overlay.close();
        }
        "Tab" => {
            if let Some(sheet) = node.get_untracked()
                && let Some(next) = round(&sheet, event.shift_key())
            {
                event.prevent_default();
                let _ = next.focus();
            }
        }
        _ => {}
    };
    let title = content.title.clone();
    let whole = content.whole;
    let body = match whole {
        true => (content.draw)(),
        false => view! { <ul class="overlay-choices">{(content.draw)()}</ul> }.into_any(),
    };
    view! {
        <div class="overlay" data-test="overlay">
            <div class="overlay-behind" on:click=move |_| overlay.close()></div>
            <section
                class="overlay-sheet"
                class:full=whole
                role="dialog"
                aria-modal="true"
                aria-labelledby="overlay-title"
                node_ref=node
                on:keydown=keys
            >
                <header>
                    <h2 id="overlay-title" tabindex="-1" node_ref=heading data-test="overlay-title">
                        {title}
                    </h2>
                    <button
                        type="button"
                        class="icon-button"
                        aria-label=say(Text::Close)
                        data-test="overlay-close"
                        on:click=move |_| overlay.close()
                    >
                        {Icon::Close.draw()}
                    </button>
                </header>
                {body}
            </section>
        </div>
    }
    .into_any()
}

/// The first and the last element of the sheet that can take the focus.
fn ends(sheet: &web_sys::Element) -> Option<(web_sys::HtmlElement, web_sys::HtmlElement)> {
    let all = keys::all(sheet, REACHABLE);
    Some((all.first()?.clone(), all.last()?.clone()))
}

/// The other end of the sheet, when the focus would leave it.
fn round(sheet: &web_sys::Element, backwards: bool) -> Option<web_sys::HtmlElement> {
    let (first, last) = ends(sheet)?;
    let here = document().active_element();
    let is_here = |element: &web_sys::HtmlElement| {
        let node: &web_sys::Node = element;
        here.as_ref()
            .is_some_and(|here| here.is_same_node(Some(node)))
    };
    let on_heading = here
        .as_ref()
        .is_some_and(|here| here.id() == "overlay-title");
    match backwards {
        true if is_here(&first) || on_heading => Some(last),
        false if is_here(&last) => Some(first),
        _ => None,
    }
}
