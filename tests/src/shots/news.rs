//! 조합소식: on 홈, the stream, a search, nothing of a kind, a post.

use super::Stage;
use crate::{Error, news};

pub(super) async fn take(stage: &Stage) -> Result<(), Error> {
    stage.tap("nav-news").await?;
    stage.see("post-row").await?;
    stage.shot("news").await?;
    stage.shot_lower("news-lower").await?;
    stage.tap("news-saved").await?;
    stage.see("empty").await?;
    stage.shot("news-none-saved").await?;
    stage.tap("news-all").await?;
    stage.tap("post-row").await?;
    stage.see("post-body").await?;
    stage.shot("post").await?;
    stage.shot_lower("post-lower").await?;
    stage.tap("back").await?;
    stage.see("post-row").await?;
    files(stage).await
}

/// A post with pictures and files, a picture over the whole screen, what can be done with a file, and where
/// they are kept.
async fn files(stage: &Stage) -> Result<(), Error> {
    let open = format!("a[href=\"/news/{:032x}\"]", news::COUNT);
    stage.window.tap(&open).await?;
    let there = "[data-test=post-body] [data-test=picture-here].drawn";
    stage.window.see(there).await?;
    stage.shot("post-pictures").await?;
    stage.tap("file").await?;
    stage
        .window
        .see("[data-test=file][data-stage=here]")
        .await?;
    stage.shot_lower("post-files").await?;
    stage.tap("file").await?;
    stage.see("file-open").await?;
    stage.shot("file-choices").await?;
    stage.tap("overlay-close").await?;
    stage.window.see_gone("[data-test=overlay]").await?;
    stage.tap("picture").await?;
    let large = "[data-test=viewer] [data-test=picture-here].drawn";
    stage.window.see(large).await?;
    stage.shot("picture-viewer").await?;
    stage.tap("overlay-close").await?;
    stage.window.see_gone("[data-test=overlay]").await?;
    stage.tap("nav-me").await?;
    stage.tap("go-shelf").await?;
    stage.see("shelf-clear").await?;
    stage.shot("storage").await?;
    stage.shot_lower("storage-lower").await?;
    stage.tap("nav-news").await?;
    stage.see("post-row").await.map(drop)
}
