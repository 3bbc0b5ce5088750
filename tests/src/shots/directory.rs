//! Search, filter, card and business card; officers and staff; home and what is one's own.

use super::Stage;
use crate::Error;

pub(super) async fn take(stage: &Stage) -> Result<(), Error> {
    stage.fill("search-box", "ㅎㅂ").await?;
    stage
        .window
        .see("[data-test=hits] [data-test=member-row]")
        .await?;
    stage.shot("search-full").await?;
    stage.fill("search-box", "없는회사이름").await?;
    stage.see("nothing-found").await?;
    stage.shot("search-empty").await?;
    stage.fill("search-box", "0007").await?;
    stage
        .window
        .see_text("[data-test=member-row]", "파워전자")
        .await?;
    stage.shot("search-digits").await?;
    stage.tap("member-row").await?;
    stage.see("card-name").await?;
    stage.shot("card-full").await?;
    stage.tap("favourite").await?;
    let memo = "공장장 직통으로 먼저 전화. 납기는 2주 전에 확인.";
    stage.fill("memo", memo).await?;
    stage
        .window
        .script("document.querySelector('[data-test=memo]').scrollIntoView()")
        .await?;
    stage.shot("card-full-lower").await?;
    // Leaving the field saves, as a look with the Tab key has done already.
    stage.window.script("document.activeElement.blur()").await?;
    stage.window.see_gone("[data-test=memo-save]").await?;
    stage.tap("go-contact").await?;
    stage.window.see("[data-test=contact] .qr").await?;
    stage.shot("business-card").await?;
    stage.shot_lower("business-card-lower").await?;
    stage.tap("back").await?;
    stage.see("card-name").await?;
    stage.tap("card-call").await?;
    stage.see("number").await?;
    stage.shot("card-which-number").await?;
    stage.tap("number").await?;
    stage.tap("card-share").await?;
    stage.see("share-qr").await?;
    stage.shot("card-share").await?;
    stage.tap("overlay-close").await?;
    stage.tap("nav-directory").await?;
    stage.fill("search-box", "파워전쟈").await?;
    stage
        .window
        .see_text("[data-test=found-count]", "비슷한")
        .await?;
    stage.shot("search-alike").await?;
    stage.tap("member-open").await?;
    stage.tap("back").await?;
    stage.tap("search-clear").await?;
    stage.see("recent-search").await?;
    stage.shot("search-recent").await?;
    stage.window.script("document.activeElement.blur()").await?;
    stage.tap("go-filter").await?;
    stage.see("facet").await?;
    stage.shot("filter").await?;
    stage.shot_lower("filter-lower").await?;
    stage.tap("facet").await?;
    stage.tap("sort-number").await?;
    stage.tap("filter-show").await?;
    stage.see("filter-chip").await?;
    stage.see("member-row").await?;
    stage.shot("directory-filtered").await?;
    stage.tap("filter-chip").await?;
    stage.tap("sort-chip").await?;
    stage.tap("nav-home").await?;
    stage.see("favourite-open").await?;
    stage.shot("home-full").await?;
    stage.tap("door-officers").await?;
    stage.see("officer-row").await?;
    stage.shot("officers-full").await?;
    stage.tap("nav-home").await?;
    stage.tap("door-staff").await?;
    stage.see("staff-row").await?;
    stage.shot("staff-full").await?;
    stage.tap("nav-me").await?;
    stage.see("logout").await?;
    stage.shot("me-full").await?;
    stage.shot_lower("me-full-lower").await
}
