//! 조합원증 and what comes of codes that are read.

use super::Stage;
use crate::{Error, code};

const CARD: &str = "BEGIN:VCARD\r\nVERSION:3.0\r\nN:홍;길동;;;\r\nORG:(주)한빛전기\r\nTITLE:과장\r\n\
    TEL;TYPE=CELL:010-0000-1234\r\nEMAIL:gildong@hanbit.example\r\nURL:https://hanbit.example\r\nEND:VCARD\r\n";

pub(super) async fn take(stage: &Stage) -> Result<(), Error> {
    stage.tap("nav-me").await?;
    stage.shot("me-membership").await?;
    stage.tap("go-membership").await?;
    stage.see("membership-code").await?;
    stage.shot("membership").await?;
    stage.shot_lower("membership-lower").await?;
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("code.png");
    // The code alone, however large the letters are.
    let modules = "return document.querySelector('.qr path').getAttribute('d')";
    let drawn = stage.window.script(modules).await?;
    code::paint_drawn(drawn.as_str().unwrap_or_default(), &file)?;
    let card = code::read(&file)?;
    stage.tap("back").await?;
    stage.tap("go-scan").await?;
    stage.see("scan").await?;
    stage.shot("scan").await?;
    let forged = code::forge(&card);
    let cut = card[..60].to_owned();
    for (text, see, name) in [
        (card, "verdict", "scan-valid"),
        (forged, "verdict", "scan-forged"),
        (cut, "verdict", "scan-damaged"),
        (CARD.to_owned(), "scan-contact", "scan-contact"),
        (
            "https://hanbit.example/a".to_owned(),
            "scan-web",
            "scan-web",
        ),
        (
            "제품 번호 12-345\n점검 2026-11".to_owned(),
            "scan-text",
            "scan-text",
        ),
    ] {
        code::paint(&text, &file)?;
        let picture = "[data-test=scan-picture]";
        stage.window.attach(picture, &file).await?;
        stage.see(see).await?;
        stage.shot(name).await?;
        if name == "scan-web" {
            stage.tap("web-open").await?;
            stage.see("web-question").await?;
            stage.shot("scan-web-question").await?;
        }
        stage.tap("scan-again").await?;
        stage.see("scan").await?;
    }
    stage.tap("nav-home").await
}
