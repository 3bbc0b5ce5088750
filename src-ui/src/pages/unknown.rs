use leptos::prelude::*;

use crate::components::frame::Bar;
use crate::components::row::Go;
use crate::i18n::Text;
use crate::preference::say;
use crate::route::Route;

/// An address without a screen.
#[component]
pub fn Unknown() -> impl IntoView {
    view! {
        <Bar title=say(Text::AppName) />
        <div class="state" data-test="unknown">
            <h2>{say(Text::NotFoundTitle)}</h2>
            <Go to=Route::Home class="button soft" test="go-home">
                {say(Text::GoHome)}
            </Go>
        </div>
    }
}
