//! 조합소식: on 홈, the stream, a search, nothing of a kind, a post.

use super::Stage;
use crate::Error;

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
    stage.see("post-row").await.map(drop)
}
