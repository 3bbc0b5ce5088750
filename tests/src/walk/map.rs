//! The way over the map: from a mark to a card and back, and what is near.

use std::path::Path;

use crate::Error;
use crate::window::Window;

use super::{open_for_owner, sample_coop, search};

/// The map when it does not move.
const STILL: &str = "[data-test=map][data-still]";
/// Where the device says that it is: in the middle of the capital.
const HERE: &str = "37.5663,126.9779";

/// Map → a mark that spreads out → a company → its card → back; then from a card to the map, and what
/// is near, with the server gone all the while.
///
/// # Errors
/// At the first station that is not as it should be; says which.
pub async fn map(pictures: &Path) -> Result<(), Error> {
    let mut server = sample_coop()?;
    let mut window = open_for_owner(&mut server, &[("HANDBOOK_POSITION", HERE)]).await?;
    window.tap("[data-test=nav-directory]").await?;
    window.see_text("[data-test=member-count]", "504").await?;
    server.stop()?;
    window.see("[data-test=offline-banner]").await?;

    window.tap("[data-test=nav-map]").await?;
    window.see("[data-test=cluster]").await?;
    window.see(STILL).await?;
    // A co-op that has chosen no tiles has no online map.
    window.see_gone("[data-test=map-online]").await?;
    window.picture(&pictures.join("60-map.png")).await?;

    // The largest mark spreads out, again and again, until there is one company to touch.
    let name = reach_company(&window).await?;
    window.see(STILL).await?;
    window.picture(&pictures.join("61-map-company.png")).await?;
    window
        .tap("[data-test=sheet] [data-test=member-open]")
        .await?;
    window.see_text("[data-test=card-name]", &name).await?;
    window.tap("[data-test=back]").await?;
    window.see_text("[data-test=sheet]", &name).await?;
    window.tap("[data-test=sheet-close]").await?;
    window.see_gone("[data-test=sheet]").await?;

    window.tap("[data-test=nav-directory]").await?;
    search(&window, "010-0000-0007", "파워전자").await?;
    window.tap("[data-test=member-open]").await?;
    window.tap("[data-test=row-map]").await?;
    window.see_text("[data-test=sheet]", "파워전자").await?;
    window.see("[data-test=pin]").await?;
    window.see(STILL).await?;
    window
        .picture(&pictures.join("62-map-from-card.png"))
        .await?;
    window.tap("[data-test=back]").await?;
    window.see_text("[data-test=card-name]", "파워전자").await?;

    window.tap("[data-test=nav-map]").await?;
    window.tap("[data-test=map-here]").await?;
    window.see("[data-test=sheet-row]").await?;
    window.see_text("[data-test=distance]", "km").await?;
    window.see("[data-test=here]").await?;
    window.see(STILL).await?;
    window.picture(&pictures.join("63-map-near.png")).await?;
    in_order(&window.texts("[data-test=distance]").await?)?;
    window.close().await
}

/// Touches marks until a company is chosen, and gives its name.
///
/// # Errors
/// When no company can be reached.
pub async fn reach_company(window: &Window) -> Result<String, Error> {
    // A mark in sight, as far from the edges as there is one: the one that shows what kind it is.
    let pick = "const map = document.querySelector('[data-test=map]').getBoundingClientRect();
        const middle = [map.left + map.width / 2, map.top + map.height / 2];
        const far = e => { const r = e.getBoundingClientRect();
            return Math.hypot(r.left + r.width / 2 - middle[0], r.top + r.height / 2 - middle[1]); };
        const kind = k => Array.from(document.querySelectorAll(`[data-test=${k}]`))
            .filter(e => far(e) < map.width * 0.4).sort((a, b) => far(a) - far(b))[0];
        document.querySelectorAll('[data-picked]').forEach(e => e.removeAttribute('data-picked'));
        const found = kind('mark') ?? kind('cluster');
        found?.setAttribute('data-picked', '');
        return found?.dataset.test ?? ''";
    for _ in 0..16 {
        window.see(STILL).await?;
        let kind = crate::wait_for("a mark in sight", || async {
            let kind = window.script(pick).await.ok()?;
            kind.as_str()
                .filter(|kind| !kind.is_empty())
                .map(str::to_owned)
        })
        .await?;
        window.tap("[data-picked]").await?;
        if kind == "mark" {
            break;
        }
        // Either it spreads out or it lists its companies.
        if window.script(LISTED).await? == true {
            break;
        }
    }
    window
        .see("[data-test=sheet] [data-test=sheet-row]")
        .await?;
    let names = window
        .texts("[data-test=sheet] [data-test=member-name]")
        .await?;
    let name = names.first().ok_or("the sheet is empty")?;
    Ok(name.trim().to_owned())
}

const LISTED: &str = "return document.querySelector('[data-test=sheet]') !== null";

/// Distances as they are read: none is less than the one before it.
fn in_order(distances: &[String]) -> Result<(), Error> {
    let metres = |text: &str| -> Option<f64> {
        let text = text.trim().trim_start_matches('약').trim();
        match text.strip_suffix("km") {
            Some(kilometres) => Some(kilometres.replace(',', "").parse::<f64>().ok()? * 1000.0),
            None => text.strip_suffix('m')?.parse().ok(),
        }
    };
    let read: Option<Vec<f64>> = distances.iter().map(|text| metres(text)).collect();
    let read = read.ok_or_else(|| format!("no distances: {distances:?}"))?;
    if read.len() > 3 && read.windows(2).all(|pair| pair[0] <= pair[1]) {
        Ok(())
    } else {
        Err(format!("not by distance: {distances:?}").into())
    }
}
