//! What everybody may know of the co-op, asked for once and shared by the screens.

use handbook_wire::ErrorReply;
use handbook_wire::coop::Coop;
use handbook_wire::ipc::GetCoop;
use leptos::prelude::*;

use crate::load::{Load, Loaded, fetch};

/// The co-op's public facts.
#[derive(Clone, Copy)]
pub struct Public(Loaded<Coop>);

impl Public {
    /// Asks for them.
    pub fn start() -> Self {
        Self(fetch::<GetCoop>(|| ()))
    }

    /// The facts, once they are there; tracked.
    pub fn coop(self) -> Option<Coop> {
        self.0.value.with(|value| match value {
            Load::Ready(coop) => Some(coop.clone()),
            _ => None,
        })
    }

    /// Why they are not there; tracked.
    pub fn failure(self) -> Option<ErrorReply> {
        self.0.value.with(|value| match value {
            Load::Failed(error) => Some(error.clone()),
            _ => None,
        })
    }

    /// Asks once more.
    pub fn retry(self) {
        self.0.retry();
    }
}

/// The co-op's public facts.
pub fn use_public() -> Public {
    expect_context()
}
