//! 우리 회사 정보, what is wrong with a form, a difference, and what staff decided.

use super::Stage;
use crate::{Error, wait_for};

pub(super) async fn take(stage: &Stage) -> Result<(), Error> {
    stage.tap("nav-me").await?;
    stage.tap("go-own-company").await?;
    stage.see("own-phone").await?;
    stage.shot("own-company").await?;
    stage.tap("audience-phone-open").await?;
    stage.see("audience-phone-staff").await?;
    stage.shot("own-company-audience").await?;
    stage.shot_lower("own-company-lower").await?;
    stage.tap("go-changes").await?;
    stage.see("empty").await?;
    stage.shot("changes-empty").await?;
    stage.tap("back").await?;
    stage.tap("edit-company").await?;
    stage.see("edit-name").await?;
    stage.shot("edit-company").await?;
    stage.fill("edit-phone", "555").await?;
    stage.tap("change-review-submit").await?;
    stage.see("edit-phone-wrong").await?;
    stage.shot("edit-company-wrong").await?;
    stage.fill("edit-phone", "031-555-0199").await?;
    stage.fill("edit-homepage", "hanbit.example").await?;
    stage.tap("change-review-submit").await?;
    stage.see("change-difference").await?;
    stage.shot("change-difference").await?;
    stage.tap("change-send-submit").await?;
    stage.see("change").await?;
    stage.shot("changes").await?;
    let id = wait_for("a request that waits", || async {
        let list = stage.server.run(&["change-request", "list"]).ok()?;
        let id = list.split('\t').next()?;
        id.contains('.').then(|| id.to_owned())
    })
    .await?;
    let decide = |args: &[&str]| {
        let args = [&["change-request"], args].concat();
        stage.server.run(&args).map(drop)
    };
    decide(&["approve", &id, "--field", "phone"])?;
    decide(&["reject", &id, "--reason", "홈페이지가 열리지 않아요."])?;
    stage
        .window
        .see_text("[data-test=change-state]", "일부 승인")
        .await?;
    stage.tap("change").await?;
    stage.see("reason-homepage").await?;
    stage.shot("change").await?;
    stage.shot_lower("change-lower").await?;
    stage.tap("nav-home").await
}
