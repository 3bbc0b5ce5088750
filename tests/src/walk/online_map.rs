//! The way to the online map and back, with a service of tiles on this very machine.

use std::path::Path;

use crate::tile::{RED, TileService};
use crate::window::{PHONE, Window};
use crate::{Error, wait_for};

use super::{open_for_owner, sample_coop};

const STILL: &str = "[data-test=map][data-still]";
/// Where the device says that it is.
const HERE: (f64, f64) = (37.5663, 126.9779);

/// Not asked for, nothing comes; what it means is said; it is switched on; a mark stands where the tiles
/// say; the service goes, and what was seen stays; it is remembered, in the dark too; it is switched off.
///
/// # Errors
/// At the first station that is not as it should be; says which.
pub async fn online_map(pictures: &Path) -> Result<(), Error> {
    let tiles = TileService::start(HERE).await?;
    let mut server = sample_coop()?;
    server.set(tiles.settings());
    let position = format!("{},{}", HERE.0, HERE.1);
    let position = ("HANDBOOK_POSITION", position.as_str());
    let mut window = open_for_owner(&mut server, &[position]).await?;
    window.tap("[data-test=nav-map]").await?;
    window.see("[data-test=cluster]").await?;
    window
        .see("[data-test=map-online][aria-pressed=false]")
        .await?;

    window.tap("[data-test=map-online]").await?;
    window
        .see_text("[data-test=online-about]", "127.0.0.1")
        .await?;
    window
        .picture(&pictures.join("64-online-about.png"))
        .await?;
    window.tap("[data-test=online-off]").await?;
    window.see_gone("[data-test=overlay]").await?;
    go_here(&window).await?;
    if !tiles.asked().is_empty() {
        return Err("a tile was asked for before anybody wished for one".into());
    }

    window.tap("[data-test=map-online]").await?;
    window.tap("[data-test=online-on]").await?;
    window
        .see("[data-test=map-online][aria-pressed=true]")
        .await?;
    let credit = window
        .see_text("[data-test=map-attribution]", "시험 지도")
        .await?;
    red_under_here(&window, 1.0).await?;
    window.picture(&pictures.join("65-online-map.png")).await?;
    for step in ["map-nearer", "map-nearer", "map-farther"] {
        window.tap(&format!("[data-test={step}]")).await?;
        go_here(&window).await?;
        red_under_here(&window, 1.0).await?;
    }
    // Between two zooms, too.
    window.script(WHEEL).await?;
    window.see(STILL).await?;
    red_under_here(&window, 1.0).await?;
    window
        .picture(&pictures.join("66-online-map-between.png"))
        .await?;
    nothing_told(&tiles)?;

    // Without the service what was seen stays; where nothing was seen there are the borders and a word.
    let asked = tiles.asked().len();
    drop(tiles);
    window.tap("[data-test=map-attribution]").await?;
    wait_for("the page of the service", || async {
        let log = std::fs::read_to_string(window.link_log()).ok()?;
        log.contains("https://tile.example/copyright").then_some(())
    })
    .await?;
    for _ in 0..4 {
        window.tap("[data-test=map-farther]").await?;
        window.see(STILL).await?;
    }
    window.see("[data-test=online-failed]").await?;
    window.see("[data-test=cluster]").await?;
    window
        .picture(&pictures.join("67-online-map-gone.png"))
        .await?;

    // Remembered; what was seen is there without the service.
    window.close().await?;
    window
        .open_with(PHONE, &[position, ("GTK_THEME", "Adwaita:dark")])
        .await?;
    window.tap("[data-test=nav-map]").await?;
    window
        .see("[data-test=map-online][aria-pressed=true]")
        .await?;
    window
        .see_text("[data-test=map-attribution]", &credit)
        .await?;
    go_here(&window).await?;
    red_under_here(&window, 0.35).await?;
    window
        .picture(&pictures.join("68-online-map-dark.png"))
        .await?;

    window.tap("[data-test=map-online]").await?;
    window
        .see("[data-test=map-online][aria-pressed=false]")
        .await?;
    window.see_gone("[data-test=map-attribution]").await?;
    wait_for("the borders alone", || async {
        let shade = under_here(&window).await?;
        (!is_red(shade, 0.35)).then_some(())
    })
    .await?;
    window.close().await?;
    if asked == 0 {
        return Err("no tile was asked for".into());
    }
    Ok(())
}

/// Puts this device's place into the middle.
async fn go_here(window: &Window) -> Result<(), Error> {
    window.see(STILL).await?;
    window.tap("[data-test=map-here]").await?;
    window.see("[data-test=sheet]").await?;
    window.see("[data-test=here]").await?;
    window.see(STILL).await?;
    window.tap("[data-test=sheet-close]").await
}

/// Turns the wheel by a part of a zoom.
const WHEEL: &str = "const ground = document.querySelector('[data-test=map-ground]');
    const frame = ground.getBoundingClientRect();
    ground.dispatchEvent(new WheelEvent('wheel', { deltaY: -140, bubbles: true, cancelable: true,
        clientX: frame.left + frame.width / 2, clientY: frame.top + frame.height / 2 }))";

/// Waits until the tiles' red place is where this device's mark stands.
async fn red_under_here(window: &Window, least: f64) -> Result<(), Error> {
    let shade = || async { under_here(window).await };
    let found = wait_for("the marked place under the mark", || async {
        is_red(shade().await?, least).then_some(())
    })
    .await;
    match found {
        Ok(()) => Ok(()),
        Err(error) => Err(format!("{error}: it is {:?} there", shade().await).into()),
    }
}

/// The colour that the canvas has under this device's mark.
async fn under_here(window: &Window) -> Option<[f64; 3]> {
    let script = "const canvas = document.querySelector('[data-test=map-ground] canvas');
        const frame = canvas.getBoundingClientRect();
        const mark = document.querySelector('[data-test=here]').getBoundingClientRect();
        const at = (middle, from, length, pixels) => Math.round((middle - from) / length * pixels);
        const x = at(mark.left + mark.width / 2, frame.left, frame.width, canvas.width);
        const y = at(mark.top + mark.height / 2, frame.top, frame.height, canvas.height);
        return Array.from(canvas.getContext('2d').getImageData(x, y, 1, 1).data)";
    let shade = window.script(script).await.ok()?;
    let part = |at: usize| shade.get(at)?.as_f64();
    Some([part(0)?, part(1)?, part(2)?])
}

/// Whether it is the service's red, at least so bright.
fn is_red([red, green, blue]: [f64; 3], least: f64) -> bool {
    let full = f64::from(RED[0]);
    red >= full * least - 12.0 && green < red * 0.45 && blue < red * 0.45
}

/// Whether the service has learnt no more than the addresses of tiles.
fn nothing_told(tiles: &TileService) -> Result<(), Error> {
    let asked = tiles.asked();
    let heads = asked.iter().flat_map(axum::http::HeaderMap::keys);
    let mut names: Vec<_> = heads.map(axum::http::HeaderName::as_str).collect();
    names.sort_unstable();
    names.dedup();
    if names == ["accept", "host", "user-agent"] {
        return Ok(());
    }
    Err(format!("{} requests for tiles told {names:?}", asked.len()).into())
}
