//! The way of a new account: who somebody is, and the first password.

use super::Stage;
use crate::proxy::Fault;
use crate::{Error, walk};

pub(super) async fn take(stage: &Stage) -> Result<(), Error> {
    stage.see("login-id").await?;
    stage.fill("login-id", walk::INVITED).await?;
    stage.fill("login-password", walk::FIRST_PASSWORD).await?;
    stage.tap("login-submit").await?;
    stage.see("verify-simple").await?;
    stage.shot("identity-needed").await?;
    stage.tap("verify-simple").await?;
    stage.see("agencies").await?;
    stage.shot("identity-agencies").await?;
    stage.tap("agency-naver").await?;
    stage.see("person-name").await?;
    stage.shot("identity-form").await?;
    stage.tap("identity-submit").await?;
    stage.see("person-name-wrong").await?;
    stage.shot("identity-form-wrong").await?;
    stage.fill("person-name", "다른사람").await?;
    stage.fill("person-phone", walk::INVITED).await?;
    stage.fill("person-birth", "19700412").await?;
    stage.tap("agree-all").await?;
    stage.shot_lower("identity-form-lower").await?;
    stage.tap("identity-submit").await?;
    stage.see("identity-waiting").await?;
    stage.shot("identity-steps").await?;
    stage.tap("identity-check").await?;
    stage
        .window
        .see_text("[data-test=identity-not-yet]", "아직")
        .await?;
    stage.shot_lower("identity-not-yet").await?;
    stage.proxy.set(Fault::Down);
    stage.tap("identity-check").await?;
    stage.see("problem").await?;
    stage.shot_lower("identity-offline").await?;
    stage.proxy.set(Fault::None);
    walk::confirm(&stage.window, &stage.sandbox).await?;
    stage.tap("identity-check").await?;
    stage.see("identity-failed").await?;
    stage.shot("identity-failed").await?;
    stage.server.run(&["account", "vouch", walk::INVITED])?;
    stage.tap("limited-logout").await?;
    stage.tap("nav-home").await?;
    stage.tap("go-login").await?;
    stage.fill("login-id", walk::INVITED).await?;
    stage.fill("login-password", walk::FIRST_PASSWORD).await?;
    stage.tap("login-submit").await?;
    stage.see("password-new").await?;
    stage.fill("password-new", "Neues").await?;
    stage.shot("password-step").await?;
    stage.tap("limited-logout").await?;
    stage.tap("nav-home").await?;
    stage.tap("go-login").await?;
    stage.fill("login-id", walk::LOGIN).await
}
