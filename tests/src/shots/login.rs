//! The screens before anybody has logged in.

use super::Stage;
use crate::proxy::Fault;
use crate::{Error, walk};

pub(super) async fn take(stage: &Stage) -> Result<(), Error> {
    stage.shot("notice").await?;
    walk::accept_notice(&stage.window).await?;
    stage.see("go-login").await?;
    stage.shot("home-empty").await?;
    stage.tap("nav-directory").await?;
    stage.see("login-needed").await?;
    stage.shot("directory-empty").await?;
    stage.tap("nav-map").await?;
    stage.see("login-needed").await?;
    stage.shot("map-empty").await?;
    stage.tap("nav-me").await?;
    stage.shot("me-empty").await?;
    stage.tap("nav-home").await?;
    stage.tap("go-login").await?;
    stage.see("login-id").await?;
    stage.shot("login-empty").await?;
    stage.tap("login-submit").await?;
    stage.see("login-id-wrong").await?;
    stage.shot("login-missing").await?;
    stage.fill("login-id", walk::LOGIN).await?;
    stage.fill("login-password", "Wrong-2026").await?;
    stage.tap("login-submit").await?;
    stage.see("problem").await?;
    stage.shot("login-error").await?;
    stage.proxy.set(Fault::Down);
    stage.tap("login-submit").await?;
    stage
        .window
        .see_text("[data-test=login-error]", "인터넷")
        .await?;
    stage.shot("login-offline").await?;
    stage.proxy.set(Fault::None);
    stage.shot_lower("login-lower").await?;
    stage.tap("go-find").await?;
    stage.see("find-login").await?;
    stage.shot("find").await?;
    stage.tap("back").await?;
    stage.tap("go-sign-up").await?;
    stage.see("verify-simple").await?;
    stage.shot("sign-up").await?;
    stage.tap("back").await
}
