//! 품목별 and 지회별: every value with how many companies have it; a touch lists them.

use handbook_wire::ipc::{Facet, Facets, Filter, FilterArgs, ListFacets, Sort};
use leptos::prelude::*;

use crate::components::frame::Bar;
use crate::components::icon::Icon;
use crate::components::state::{self, stage};
use crate::directory::use_directory;
use crate::i18n::{Text, amount};
use crate::load::load;
use crate::pages::members_only;
use crate::part::part;
use crate::preference::{language, say};
use crate::route::{Route, use_router};

/// What the companies are told apart by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// 취급품목.
    Product,
    /// 지회.
    Branch,
}

/// The values of a kind.
pub fn kinds(kind: Kind) -> impl IntoView {
    let title = match kind {
        Kind::Product => Text::ByProduct,
        Kind::Branch => Text::ByBranch,
    };
    view! {
        <Bar title=say(title) back=Route::Directory />
        {members_only(move || {
            let facets = load::<ListFacets>(FilterArgs::default);
            view! {
                <div class="scroll" data-test="kinds">
                    <div class="page">
                        {stage(facets, 8, move |facets| part(move || facets.with(|it| list(kind, it))))}
                    </div>
                </div>
            }
                .into_any()
        })}
    }
}

fn list(kind: Kind, facets: &Facets) -> AnyView {
    let values = match kind {
        Kind::Product => &facets.products,
        Kind::Branch => &facets.branches,
    };
    if values.is_empty() {
        return state::empty(
            Icon::Company,
            say(Text::DirectoryEmpty),
            say(Text::DirectoryEmptyHelp),
        );
    }
    let rows = values.iter().map(|facet| row(kind, facet)).collect_view();
    view! { <ul class="group">{rows}</ul> }.into_any()
}

fn row(kind: Kind, facet: &Facet) -> AnyView {
    let (directory, router) = (use_directory(), use_router());
    let value = facet.value.clone();
    let open = move |_| {
        let value = value.clone();
        directory.type_query(String::new());
        directory.browse(move |filter, sort| {
            let (mut branches, mut products) = (Vec::new(), Vec::new());
            match kind {
                Kind::Product => products.push(value),
                Kind::Branch => branches.push(value),
            }
            *filter = Filter {
                branches,
                products,
                ..Filter::default()
            };
            *sort = Sort::Name;
        });
        router.back(Route::Directory);
    };
    let count = language().fill(Text::Places, &[&amount::grouped(facet.count)]);
    view! {
        <li>
            <button type="button" class="row" data-test="kind" on:click=open>
                <span class="body">
                    <span class="value">{facet.value.clone()}</span>
                </span>
                <span class="amount">{count}</span>
                <svg class="icon quiet" viewBox="0 0 24 24" aria-hidden="true">
                    <path d=Icon::Forward.lines() />
                </svg>
            </button>
        </li>
    }
    .into_any()
}
