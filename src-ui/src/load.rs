//! A value that a command answers with, asked for again whenever cached records change.

use handbook_wire::ipc::Command;
use handbook_wire::{ErrorCode, ErrorReply};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::ipc;
use crate::part::effect;
use crate::status::use_live;

/// Where the question stands.
#[derive(Debug, Clone, PartialEq)]
pub enum Load<T> {
    /// Asked, for the first time.
    Waiting,
    /// It did not work, and there is no earlier answer.
    Failed(ErrorReply),
    /// The newest answer.
    Ready(T),
}

/// A question that is asked again by itself.
pub struct Loaded<T: Send + Sync + 'static> {
    /// Where it stands.
    pub value: RwSignal<Load<T>>,
    again: RwSignal<u32>,
}

impl<T: Send + Sync + 'static> Clone for Loaded<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Loaded<T> {}

impl<T: Send + Sync + 'static> Loaded<T> {
    /// Asks again; the answer that is there stays until the next one comes.
    pub fn renew(self) {
        self.again.update(|again| *again += 1);
    }

    /// Asks again after a failure.
    pub fn retry(self) {
        self.value.set(Load::Waiting);
        self.again.update(|again| *again += 1);
    }
}

/// Asks `C` with what `args` returns, and again whenever cached records or anything that `args`
/// tracks change. An answer stays until the next one is there; answers that come late are dropped.
pub fn load<C>(args: impl Fn() -> C::Args + 'static) -> Loaded<C::Reply>
where
    C: Command,
    C::Args: 'static,
    C::Reply: PartialEq + Send + Sync + 'static,
{
    let live = use_live();
    ask::<C>(move || {
        live.data.track();
        args()
    })
}

/// Asks `C` with what `args` returns once, and again only when that changes or somebody asks for it: for
/// what the server answers rather than the cache.
pub fn fetch<C>(args: impl Fn() -> C::Args + 'static) -> Loaded<C::Reply>
where
    C: Command,
    C::Args: 'static,
    C::Reply: PartialEq + Send + Sync + 'static,
{
    ask::<C>(args)
}

fn ask<C>(args: impl Fn() -> C::Args + 'static) -> Loaded<C::Reply>
where
    C: Command,
    C::Args: 'static,
    C::Reply: PartialEq + Send + Sync + 'static,
{
    let loaded = Loaded {
        value: RwSignal::new(Load::Waiting),
        again: RwSignal::new(0),
    };
    let newest = StoredValue::new(0_u32);
    effect(move || {
        loaded.again.track();
        let args = args();
        let number = newest.get_value() + 1;
        newest.set_value(number);
        spawn_local(async move {
            let reply = ipc::call::<C>(args).await;
            if newest.try_get_value() != Some(number) {
                return;
            }
            match reply {
                Ok(value) => {
                    let value = Load::Ready(value);
                    if loaded.value.with_untracked(|old| *old != value) {
                        loaded.value.set(value);
                    }
                }
                Err(error) => {
                    // An answer that is there stays, unless it is known to hold no more.
                    let over = matches!(
                        error.code,
                        ErrorCode::NotFound | ErrorCode::NotLoggedIn | ErrorCode::SessionLimited
                    );
                    if over
                        || !loaded
                            .value
                            .with_untracked(|old| matches!(old, Load::Ready(_)))
                    {
                        loaded.value.set(Load::Failed(error));
                    }
                }
            }
        });
    });
    loaded
}
