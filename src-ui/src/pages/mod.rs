//! The screens, one file each.

pub mod account;
pub mod caller_id;
pub mod contact;
pub mod directory;
pub mod filter;
pub mod find;
pub mod home;
pub mod identity;
pub mod kinds;
pub mod limited;
pub mod lock;
pub mod login;
pub mod map;
pub mod me;
pub mod member;
pub mod membership;
pub mod memo;
pub mod news;
pub mod notice;
pub mod officers;
pub mod own_company;
pub mod scan;
pub mod shelf;
pub mod sign_up;
pub mod social;
pub mod staff;
pub mod unknown;

use leptos::prelude::*;

use crate::components::frame::LoginNeeded;
use crate::components::state;
use crate::part::part;
use crate::status::{Access, use_live};

/// Shows what members alone may see, or what is in the way.
pub fn members_only(show: impl Fn() -> AnyView + Send + 'static) -> AnyView {
    let status = use_live();
    part(move || match status.access.get() {
        Access::Unknown => view! { <div class="page">{state::skeleton(6)}</div> }.into_any(),
        Access::LoggedOut => LoginNeeded().into_any(),
        Access::Limited(steps) => limited::limited(&steps).into_any(),
        Access::Full => show(),
    })
}
