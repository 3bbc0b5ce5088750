//! What can be done with a place that a post names.

use handbook_wire::entity::Position;
use leptos::prelude::*;

use crate::actions::use_actions;
use crate::components::icon::Icon;
use crate::i18n::Text;
use crate::map::{Spot, use_map};
use crate::preference::say;
use crate::route::{Route, use_router};

/// A place by its name, and by its address where it has no name.
pub(super) struct Place<'a> {
    pub(super) name: &'a str,
    pub(super) address: &'a str,
    pub(super) position: Option<Position>,
}

impl Place<'_> {
    /// What it is called.
    pub(super) fn called(&self) -> &str {
        match self.name.is_empty() {
            true => self.address,
            false => self.name,
        }
    }

    /// The way to it on the map of companies; none where nobody knows the place.
    pub(super) fn on_map(&self, class: &'static str, test: &'static str) -> Option<AnyView> {
        let (map, router) = (use_map(), use_router());
        let spot = Spot {
            name: self.called().to_owned(),
            address: self.address.to_owned(),
            position: self.position?,
        };
        let go = move |_| {
            map.point_out(spot.clone());
            router.go(Route::Map);
        };
        let button = view! {
            <button type="button" class=class data-test=test on:click=go>
                {Icon::Map.draw()}
                {say(Text::NavMap)}
            </button>
        };
        Some(button.into_any())
    }

    /// Copies the address; none without one.
    pub(super) fn copy(&self, class: &'static str, test: &'static str) -> Option<AnyView> {
        let actions = use_actions();
        let address = self.address.to_owned();
        (!address.is_empty()).then(|| {
            view! {
                <button
                    type="button"
                    class=class
                    data-test=test
                    on:click=move |_| actions.copy(address.clone())
                >
                    {Icon::Copy.draw()}
                    {say(Text::CopyAddress)}
                </button>
            }
            .into_any()
        })
    }
}
