use leptos::prelude::*;

use super::recent_searches::recent_searches;
use super::search_field::SearchField;
use crate::directory::use_directory;
use crate::i18n::Text;

/// The directory's search box, with what was searched for lately.
#[component]
pub fn SearchBox() -> impl IntoView {
    let directory = use_directory();
    let has_cursor = RwSignal::new(false);
    let field = SearchField {
        label: Text::SearchLabel,
        hint: Text::SearchHint,
        test: "search-box",
        clear_test: "search-clear",
        has_cursor,
    };
    view! {
        <div class="search-place">
            {field.draw(move || directory.query.get(), move |text| directory.type_query(text))}
            {recent_searches(directory, has_cursor)}
        </div>
    }
}
