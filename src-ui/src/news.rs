//! Which posts are looked at. It outlives the screen, so coming back shows the same.

use handbook_wire::entity::PostKind;
use handbook_wire::ipc::PostQuery;
use leptos::prelude::*;

use crate::i18n::Text;
use crate::part::effect;
use crate::status::{Access, Live};

/// Posts that are shown at first, and more at each touch.
const PAGE: u64 = 30;

/// What is looked at in 조합소식.
#[derive(Clone, Copy)]
pub struct News {
    /// Of one 분류 alone.
    pub kind: RwSignal<Option<PostKind>>,
    /// 보관 alone.
    pub saved: RwSignal<bool>,
    /// What is typed in the search box.
    pub text: RwSignal<String>,
    /// The most rows.
    pub limit: RwSignal<u64>,
    /// How far the list is scrolled, in pixels.
    pub scroll: StoredValue<i32>,
}

impl News {
    /// Everything, from the top.
    pub fn new(live: Live) -> Self {
        let news = Self {
            kind: RwSignal::new(None),
            saved: RwSignal::new(false),
            text: RwSignal::new(String::new()),
            limit: RwSignal::new(PAGE),
            scroll: StoredValue::new(0),
        };
        effect(move || {
            if live.access.get() != Access::Full {
                news.choose(None, false);
                news.text.set(String::new());
            }
        });
        news
    }

    /// Looks at one 분류, or at what was saved.
    pub fn choose(self, kind: Option<PostKind>, saved: bool) {
        self.scroll.set_value(0);
        self.limit.set(PAGE);
        self.kind.set(kind);
        self.saved.set(saved);
    }

    /// Types into the search box.
    pub fn type_text(self, text: String) {
        self.scroll.set_value(0);
        self.limit.set(PAGE);
        self.text.set(text);
    }

    /// Shows more rows.
    pub fn more(self) {
        self.limit.update(|limit| *limit += PAGE);
    }

    /// What is asked for; tracked.
    pub fn query(self) -> PostQuery {
        PostQuery {
            kind: self.kind.get(),
            saved: self.saved.get(),
            text: self.text.get(),
            limit: self.limit.get(),
            ..PostQuery::default()
        }
    }
}

/// What is looked at in 조합소식.
pub fn use_news() -> News {
    expect_context()
}

/// The name of a 분류.
pub fn kind_name(kind: PostKind) -> Text {
    match kind {
        PostKind::Notice => Text::KindNotice,
        PostKind::News => Text::KindNews,
        PostKind::Tender => Text::KindTender,
        PostKind::Assembly => Text::KindAssembly,
        PostKind::Event => Text::KindEvent,
        PostKind::Education => Text::KindEducation,
        PostKind::Condolence => Text::KindCondolence,
        PostKind::Library => Text::KindLibrary,
    }
}
