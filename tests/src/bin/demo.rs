//! `./dev demo`: the sample co-op's server and the app.
#![expect(
    clippy::print_stdout,
    reason = "a command-line tool speaks through its output"
)]

use std::path::Path;
use std::process::{Command, ExitCode};

use handbook_tests::program::{self, Running};
use handbook_tests::sandbox::Sandbox;
use handbook_tests::{Error, news, walk};

#[tokio::main]
async fn main() -> ExitCode {
    let display = ["DISPLAY", "WAYLAND_DISPLAY"]
        .iter()
        .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()));
    let done = if display && !std::env::args().any(|arg| arg == "--walk") {
        open().await
    } else {
        walk_through().await
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("demo: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Opens the app in a window and waits until it is closed.
async fn open() -> Result<(), Error> {
    let sandbox = Sandbox::start().await?;
    let mut server = walk::sample_coop()?;
    server.use_sandbox(&sandbox);
    news::publish(&server)?;
    news::publish_with_files(&server).await?;
    server.start().await?;
    let folder = tempfile::tempdir()?;
    println!("견본 조합의 서버: {}", server.url());
    println!("아이디 {}  비밀번호 {}", walk::LOGIN, walk::PASSWORD);
    println!(
        "처음 로그인하는 조합원: 아이디 {}  비밀번호 {} (본인인증은 브라우저에 열리는 시험용 인증기관이 맡습니다)",
        walk::INVITED,
        walk::FIRST_PASSWORD
    );
    println!("앱 창을 닫으면 서버도 멈춥니다. 견본의 회사와 사람은 모두 지어낸 것입니다.");
    let app = Running::start(
        Command::new(program::path("handbook-app")?)
            .env("HANDBOOK_SERVER", server.url())
            .env("HANDBOOK_DIR", folder.path().join("cache")),
    )?;
    app.wait()?;
    server.stop()
}

/// Walks through the app on a virtual display.
async fn walk_through() -> Result<(), Error> {
    let binary = program::path("demo")?;
    let pictures = binary
        .parent()
        .and_then(Path::parent)
        .ok_or("no target folder")?
        .join("demo");
    println!("화면이 없어 가상 화면에서 앱을 한 바퀴 돌아봅니다.");
    println!("아이디 {}  비밀번호 {}", walk::LOGIN, walk::PASSWORD);
    walk::whole(&pictures).await?;
    walk::memo(&pictures).await?;
    walk::first_start(&pictures).await?;
    walk::forgotten(&pictures).await?;
    walk::sign_up(&pictures).await?;
    walk::staff(&pictures).await?;
    println!("돌아본 화면의 그림: {}", pictures.display());
    Ok(())
}
