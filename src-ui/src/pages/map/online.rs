//! The online layer on the map: the choice, which says what it means before it is made, and whom the
//! pictures are of.

use handbook_wire::ipc::Link;
use handbook_wire::tile::TileLayer;
use leptos::prelude::*;

use crate::components::icon::Icon;
use crate::i18n::Text;
use crate::map::Map;
use crate::overlay::{self, Overlay, use_overlay};
use crate::part::{attribute, effect, part};
use crate::preference::{Preference, language, say};
use crate::public::use_public;
use crate::toast::{open_said, use_toast};

/// The co-op's layer, if it has one that this app can show; tracked.
fn layer() -> Memo<Option<TileLayer>> {
    let public = use_public();
    Memo::new(move |_| {
        let layer = public.coop().and_then(|coop| coop.tiles);
        layer.filter(TileLayer::is_sound)
    })
}

/// The layer while it is wished for; tracked.
fn chosen() -> Memo<Option<TileLayer>> {
    let (layer, wished) = (layer(), expect_context::<Preference>().online_map);
    Memo::new(move |_| layer.get().filter(|_| wished.get()))
}

/// Lets the layer follow the map for as long as the screen is there.
pub fn follow(map: Map) {
    let public = use_public();
    if public.failure().is_some() {
        public.retry();
    }
    let chosen = chosen();
    effect(move || {
        let (camera, size, moving) = map
            .scene
            .with(|scene| (scene.camera, scene.size, scene.moving));
        if let Some(camera) = camera {
            map.tiles.follow(chosen.get(), camera, size, moving);
        }
    });
    on_cleanup(move || map.tiles.rest());
}

/// 온라인 지도, where the co-op has one.
pub fn choice() -> AnyView {
    let preference = expect_context::<Preference>();
    let (layer, overlay) = (layer(), use_overlay());
    let on = preference.online_map;
    part(move || {
        let layer = layer.get()?;
        let touch = move |_| match on.get_untracked() {
            true => preference.set_online_map(false),
            false => explain(overlay, preference, &layer),
        };
        Some(view! {
            <button
                type="button"
                class="map-button here"
                data-test="map-online"
                aria-pressed=attribute(move || Some(if on.get() { "true" } else { "false" }))
                on:click=touch
            >
                {part(move || if on.get() { Icon::Check.draw() } else { Icon::Globe.draw() })}
                {say(Text::OnlineMap)}
            </button>
        })
    })
}

/// Says what the choice means before it is made.
fn explain(overlay: Overlay, preference: Preference, layer: &TileLayer) {
    let language = preference.language.get_untracked();
    let about = language.fill(Text::OnlineMapAbout, &[host(&layer.url)]);
    overlay.open(language.say(Text::OnlineMap), move || {
        let turn_on = move || {
            preference.set_online_map(true);
            overlay.close();
        };
        view! {
            <li>
                <p class="overlay-words" data-test="online-about">{about.clone()}</p>
            </li>
            {overlay::choice(
                Icon::Globe,
                language.say(Text::OnlineMapOn),
                None,
                "online-on",
                turn_on,
            )}
            {overlay::choice(
                Icon::Close,
                language.say(Text::OnlineMapOff),
                None,
                "online-off",
                move || overlay.close(),
            )}
        }
        .into_any()
    });
}

/// The host of an address.
fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split('/').next().unwrap_or(rest)
}

/// Whom the pictures are of, for as long as they are shown.
pub fn credit() -> AnyView {
    let (chosen, toast, language) = (chosen(), use_toast(), language());
    part(move || {
        let layer = chosen.get()?;
        let words = view! { <span class="credit of-tiles">{layer.attribution}</span> };
        Some(match layer.attribution_url {
            Some(page) => view! {
                <button
                    type="button"
                    class="credit-touch"
                    data-test="map-attribution"
                    on:click=move |_| open_said(toast, language, Link::Web(page.clone()), None)
                >
                    {words}
                </button>
            }
            .into_any(),
            None => view! { <p data-test="map-attribution">{words}</p> }.into_any(),
        })
    })
}

/// A word when nothing of the layer comes.
pub fn failure(map: Map) -> AnyView {
    part(move || {
        map.tiles.fails.get().then(|| {
            view! {
                <p class="map-note" role="status" data-test="online-failed">
                    {say(Text::OnlineMapFails)}
                    <button type="button" class="text-button" on:click=move |_| map.tiles.retry()>
                        {say(Text::Retry)}
                    </button>
                </p>
            }
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_is_named() {
        assert_eq!(
            host("https://tile.example.kr/{z}/{x}/{y}.png"),
            "tile.example.kr"
        );
        assert_eq!(host("http://127.0.0.1:9/{z}"), "127.0.0.1:9");
    }
}
