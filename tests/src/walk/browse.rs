//! The directory by what companies have in common.

use std::path::Path;

use crate::Error;
use crate::window::PHONE;

use super::{open_for_owner, sample_coop, search};

/// A search that led somewhere and a call are remembered on this device, and forgotten at one's wish.
///
/// # Errors
/// At the first station that is not as it should be; says which.
pub async fn recent(pictures: &Path) -> Result<(), Error> {
    let mut server = sample_coop()?;
    let mut window = open_for_owner(&mut server, &[]).await?;
    window.tap("[data-test=nav-directory]").await?;
    window.see("[data-test=member-row]").await?;
    search(&window, "0007", "파워전자").await?;
    window.tap("[data-test=hits] [data-test=row-call]").await?;
    window.tap("[data-test=number]").await?;
    window.see_gone("[data-test=overlay]").await?;
    window.tap("[data-test=search-clear]").await?;
    window.see_text("[data-test=recent-search]", "0007").await?;
    window
        .picture(&pictures.join("85-recent-searches.png"))
        .await?;
    window.tap("[data-test=recent-search]").await?;
    window
        .see_text("[data-test=member-row]", "파워전자")
        .await?;
    window.tap("[data-test=search-clear]").await?;
    window.tap("[data-test=recent-clear]").await?;
    window.see_gone("[data-test=recent-search]").await?;

    // The card to be read across a table.
    search(&window, "0007", "파워전자").await?;
    window.tap("[data-test=member-open]").await?;
    window.tap("[data-test=go-contact]").await?;
    window
        .see_text("[data-test=business-card]", "파워전자")
        .await?;
    window.see("[data-test=contact] .qr").await?;
    window
        .picture(&pictures.join("87-business-card.png"))
        .await?;
    window.tap("[data-test=back]").await?;
    window.see("[data-test=card-name]").await?;

    window.tap("[data-test=nav-home]").await?;
    window
        .see_text("[data-test=contacts]", "전화 · 방금")
        .await?;
    window
        .picture(&pictures.join("86-recent-contacts.png"))
        .await?;
    window.close().await?;
    // After a restart too.
    window.open(PHONE).await?;
    window.see("[data-test=contact-open]").await?;
    window.tap("[data-test=contacts-clear]").await?;
    window.see_gone("[data-test=contacts]").await?;
    window.close().await
}

/// Choices with counts → the list that they leave → a search within it → another order → all again.
///
/// # Errors
/// At the first station that is not as it should be; says which.
pub async fn browse(pictures: &Path) -> Result<(), Error> {
    let mut server = sample_coop()?;
    let mut window = open_for_owner(&mut server, &[]).await?;
    window.tap("[data-test=nav-directory]").await?;
    window.see_text("[data-test=member-count]", "504").await?;
    window.picture(&pictures.join("80-directory.png")).await?;
    window.tap("[data-test=go-filter]").await?;
    window.see("[data-test=facet]").await?;
    window.picture(&pictures.join("81-filter.png")).await?;

    // What a choice promises is what it brings.
    let first = "document.querySelector('[data-test=facet]')";
    let value = window
        .script(&format!("return {first}.dataset.value"))
        .await?;
    let count = window
        .script(&format!(
            "return {first}.querySelector('.amount').innerText"
        ))
        .await?;
    let (value, count) = (
        value.as_str().unwrap_or_default().to_owned(),
        count.as_str().unwrap_or_default().to_owned(),
    );
    window.tap("[data-test=facet] input").await?;
    window
        .see_text("[data-test=filter-show]", &format!("{count}곳"))
        .await?;
    window.picture(&pictures.join("82-chosen.png")).await?;
    window.tap("[data-test=filter-show]").await?;
    window.see_text("[data-test=filter-chip]", &value).await?;
    window.see_text("[data-test=member-count]", &count).await?;
    window.see("[data-test=member-row]").await?;
    window.picture(&pictures.join("83-filtered.png")).await?;

    search(&window, "ㅈ", "[data-test=member-row]").await?;
    window.tap("[data-test=search-clear]").await?;
    window.tap("[data-test=go-filter]").await?;
    window.tap("[data-test=sort-number]").await?;
    window.tap("[data-test=filter-show]").await?;
    window.see("[data-test=sort-chip]").await?;
    window.see("[data-test=member-row]").await?;
    window.see_gone("[data-test=index-item]").await?;
    window.picture(&pictures.join("84-by-number.png")).await?;
    window.tap("[data-test=sort-chip]").await?;
    window.tap("[data-test=filter-chip]").await?;
    window.see_text("[data-test=member-count]", "504").await?;
    window.close().await
}
