//! Email, social logins, leaving.

use super::Stage;
use crate::{Error, walk};

pub(super) async fn take(stage: &Stage) -> Result<(), Error> {
    stage.tap("nav-me").await?;
    stage.tap("go-account").await?;
    stage.tap("change-email").await?;
    stage.see("email").await?;
    stage.shot("email").await?;
    stage.fill("email", "gildong@hanbit.example").await?;
    stage.tap("email-submit").await?;
    stage.see("email-code").await?;
    stage.shot("email-code").await?;
    stage.tap("back").await?;
    stage.tap("link-kakao-act").await?;
    stage.see("social-code").await?;
    stage.tap("social-code-submit").await?;
    stage.see("social-code-wrong").await?;
    stage.shot("social-code").await?;
    walk::refuse_elsewhere(&stage.window).await?;
    stage.fill("social-code", "AAAA2222").await?;
    stage.tap("social-code-submit").await?;
    stage.see("social-failed").await?;
    stage.shot("social-failed").await?;
    stage.tap("social-finish").await?;
    stage.see("own-picture").await?;
    stage
        .window
        .script("document.querySelector('[data-test=link-kakao]').scrollIntoView()")
        .await?;
    stage.shot("account-socials").await?;
    stage.tap("go-withdraw").await?;
    stage.see("withdraw-page").await?;
    stage.shot("withdraw").await?;
    stage.shot_lower("withdraw-lower").await?;
    stage.tap("nav-home").await
}
