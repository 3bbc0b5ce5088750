//! The co-op's own people, and the directory by product and by distance.

use std::path::Path;

use crate::Error;
use crate::window::PHONE;

use super::{open_for_owner, sample_coop, search};

/// Where the device says that it is: in the middle of the capital.
const HERE: &str = "37.5663,126.9779";

/// Staff by what they do → 임원 as a chart → a product with its companies → the nearest first → what a
/// refusal does.
///
/// # Errors
/// At the first station that is not as it should be; says which.
pub async fn people(pictures: &Path) -> Result<(), Error> {
    let mut server = sample_coop()?;
    let mut window = open_for_owner(&mut server, &[("HANDBOOK_POSITION", HERE)]).await?;
    window.tap("[data-test=nav-directory]").await?;
    window.see_text("[data-test=member-count]", "504").await?;
    search(&window, "회계", "[data-test=found-person]").await?;
    window
        .see_text("[data-test=found-person]", "담당업무")
        .await?;
    window
        .picture(&pictures.join("110-staff-found.png"))
        .await?;
    // The same by keys of the other layout, and an officer by office.
    search(&window, "ghlrP", "[data-test=found-person]").await?;
    search(&window, "이사장", "[data-test=found-person]").await?;
    window
        .picture(&pictures.join("111-officers-found.png"))
        .await?;
    window.tap("[data-test=search-clear]").await?;
    window.see_gone("[data-test=found-person]").await?;

    window.tap("[data-test=nav-home]").await?;
    window.tap("[data-test=door-officers]").await?;
    window.see_text("[data-test=board-level]", "이사장").await?;
    window.picture(&pictures.join("112-board.png")).await?;
    window.tap("[data-test=nav-directory]").await?;

    window.tap("[data-test=go-products]").await?;
    window.see("[data-test=kind] .amount").await?;
    let counts = window.texts("[data-test=kind] .amount").await?;
    let count = counts.first().ok_or("no product has a company")?;
    window.picture(&pictures.join("113-products.png")).await?;
    window.tap("[data-test=kind]").await?;
    window.see("[data-test=filter-chip]").await?;
    window
        .see_text("[data-test=member-count]", count.trim())
        .await?;
    window.tap("[data-test=filter-chip]").await?;
    window.see_text("[data-test=member-count]", "504").await?;

    window.tap("[data-test=go-filter]").await?;
    window.tap("[data-test=sort-distance]").await?;
    window
        .see("[data-test=sort-distance][aria-checked=true]")
        .await?;
    window.tap("[data-test=filter-show]").await?;
    window.see_text("[data-test=away]", "m").await?;
    window
        .picture(&pictures.join("114-by-distance.png"))
        .await?;
    window.close().await?;

    window
        .open_with(PHONE, &[("HANDBOOK_POSITION", "refused")])
        .await?;
    window.tap("[data-test=nav-directory]").await?;
    window.tap("[data-test=go-filter]").await?;
    window.tap("[data-test=sort-number]").await?;
    window.tap("[data-test=sort-distance]").await?;
    window
        .see_text("[data-test=toast]", "순서를 그대로")
        .await?;
    window
        .see("[data-test=sort-number][aria-checked=true]")
        .await?;
    window.close().await
}
