//! `./dev shots`: a picture of every screen in every state, for people to look at.
//!
//! With the name of a look, as `./dev shots dark`, that one alone. `./dev shots judge` takes none: it
//! tells what axe-core and the Tab key find wrong on the screens. `./dev shots store` takes the pictures that
//! the stores show, in their sizes.
#![expect(
    clippy::print_stdout,
    reason = "a command-line tool speaks through its output"
)]

use std::path::PathBuf;
use std::process::ExitCode;

use handbook_tests::{Error, program, shots};

#[tokio::main]
async fn main() -> ExitCode {
    let wanted = std::env::args().nth(1);
    if wanted.as_deref() == Some("judge") {
        return match shots::judge_all().await {
            Ok(()) => ExitCode::SUCCESS,
            Err(faults) => {
                println!("{faults}");
                ExitCode::FAILURE
            }
        };
    }
    match take(wanted).await {
        Ok(folder) => {
            println!("그림: {}", folder.display());
            ExitCode::SUCCESS
        }
        Err(error) => {
            println!("shots: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn take(wanted: Option<String>) -> Result<PathBuf, Error> {
    let folder = program::path("shots")?
        .parent()
        .and_then(std::path::Path::parent)
        .ok_or("no target folder")?
        .join("shots");
    if wanted.as_deref() == Some("store") {
        let folder = folder.join("store");
        shots::take_for_stores(&folder).await?;
        return Ok(folder);
    }
    shots::take_all(&folder, wanted.as_deref()).await?;
    Ok(folder)
}
