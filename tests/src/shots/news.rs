//! 조합소식: on 홈, the stream, a search, nothing of a kind, a post, an occasion, a poll.

use super::Stage;
use crate::{Error, news};

pub(super) async fn take(stage: &Stage) -> Result<(), Error> {
    occasion(stage).await?;
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
    stage.tap("answer-yes").await?;
    stage
        .window
        .see("[data-test=answer-yes][aria-pressed=true]")
        .await?;
    stage.shot("post-answered").await?;
    stage.tap("back").await?;
    stage.see("post-row").await?;
    stage.tap("nav-home").await?;
    stage.see("next-answer").await?;
    stage.shot("home-next-event").await?;
    stage.tap("nav-news").await?;
    stage.see("post-row").await?;
    poll(stage).await?;
    files(stage).await
}

/// 경조사 on 홈, its post, where it is on the map.
async fn occasion(stage: &Stage) -> Result<(), Error> {
    stage.tap("nav-home").await?;
    stage.see("occasion-row").await?;
    stage
        .window
        .script("document.querySelector('[data-test=home-occasions]').scrollIntoView()")
        .await?;
    stage.shot("home-occasion").await?;
    stage.tap("occasion-row").await?;
    stage.see("condolence").await?;
    stage.shot("condolence").await?;
    stage.shot_lower("condolence-lower").await?;
    stage.tap("condolence-map").await?;
    stage.see("spot").await?;
    stage.shot("map-spot").await?;
    stage.tap("sheet-close").await
}

/// A poll before the vote, without an answer, to be confirmed, and how it stands.
async fn poll(stage: &Stage) -> Result<(), Error> {
    let open = format!("a[href=\"/news/{}\"]", news::poll_post());
    stage.window.tap(&open).await?;
    stage.see("poll-rules").await?;
    let top = "document.querySelector('[data-test=poll]').scrollIntoView()";
    stage.window.script(top).await?;
    stage.shot("poll").await?;
    stage.tap("vote").await?;
    stage.see("poll-lacking").await?;
    stage.shot("poll-lacking").await?;
    for (question, choice) in [(0, 1), (0, 2), (1, 2)] {
        let input = format!("[id=poll-question-{question}] label:nth-of-type({choice}) input");
        stage.window.tap(&input).await?;
    }
    stage.tap("vote").await?;
    stage.see("vote-yes").await?;
    stage.shot("poll-confirm").await?;
    stage.tap("vote-yes").await?;
    stage.see("vote-cast").await?;
    stage.see("poll-result").await?;
    stage.window.script(top).await?;
    stage.shot("poll-result").await?;
    stage.shot_lower("poll-result-lower").await?;
    stage.tap("back").await?;
    stage.see("post-row").await
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
