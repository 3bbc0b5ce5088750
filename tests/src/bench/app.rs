//! `bench app`: cold start to the first rows, scrolling, size of the page; in the real window, the
//! release build, beside an empty app.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use super::Options;
use super::figure::{Report, Rounds, percentile};
use super::quiet::Quiet;
use super::sync::fill;
use crate::window::Window;
use crate::{Error, TestServer, walk};

/// What can be measured beside us: an app with nothing in it.
pub const PEERS: [&str; 1] = ["empty"];
/// The port on which a release that was built without an address looks for its server.
const PORT: u16 = 8787;
/// Companies of the cold start: a co-op's.
const FEW: u64 = 1_000;
/// Programs of this workspace.
const OURS: &str = "handbook-app";
const EMPTY: &str = "empty-app";

/// Goes to the directory and answers once its rows fill the screen: the number of frames that took.
const ROWS: &str = "const done = arguments[arguments.length - 1]; let frames = 0, gone = false; \
    const look = () => { frames += 1; \
    const way = document.querySelector('[data-test=nav-directory]'); \
    if (way && !gone) { gone = true; way.click(); } \
    const list = document.querySelector('[data-test=roster] .scroll'); \
    const rows = document.querySelectorAll('[data-test=member-row][data-id]:not([data-id=\"\"])'); \
    const last = rows[rows.length - 1]?.getBoundingClientRect(); \
    if (list && last && last.bottom >= list.getBoundingClientRect().bottom) done(frames); \
    else requestAnimationFrame(look); }; look()";

/// The same for the empty app's one word.
const WORD: &str = "const done = arguments[arguments.length - 1]; let frames = 0; \
    const look = () => { frames += 1; \
    if (document.querySelector('[data-test=empty]')) done(frames); \
    else requestAnimationFrame(look); }; look()";

/// Milliseconds between frames: a slow scroll, a fast one, then jumps along the index bar, 200 frames
/// each. A page without a list is left alone.
const FRAMES: &str = "const done = arguments[arguments.length - 1]; \
    const list = document.querySelector('[data-test=roster] .scroll'); \
    const index = document.querySelector('[data-test=index]'); \
    const deltas = []; let last = 0, frames = 0; \
    const frame = now => { if (last) deltas.push(now - last); last = now; frames += 1; \
    if (frames > 600) return done(deltas); \
    if (list && frames <= 200) list.scrollTop += 40; \
    else if (list && frames <= 400) list.scrollTop += 2000; \
    else if (index && frames % 8 === 0) index.dispatchEvent(new KeyboardEvent('keydown', \
    {key: frames % 400 < 300 ? 'ArrowDown' : 'ArrowUp', bubbles: true})); \
    requestAnimationFrame(frame); }; requestAnimationFrame(frame)";

/// Measures; scrolls through `records` companies.
///
/// # Errors
/// When a program is not built or the app does not show its rows.
pub async fn run(records: u64, options: &Options) -> Result<Report, Error> {
    let mut rounds = Rounds::default();
    bundle(options, &mut rounds)?;
    let mut few = filled(FEW, options).await?;
    let mut many = filled(records, options).await?;
    let mut empty = Window::new(&format!("http://127.0.0.1:{PORT}"))?;
    let mut quiet = Quiet::new(options.any_load);
    while rounds.counted < options.rounds && quiet.wait(&mut rounds) {
        if rounds.counted > 0 {
            bundle(options, &mut rounds)?;
        }
        let (cold, _) = few.start_clocked(OURS, ROWS).await?;
        rounds.add("cold_start", "ms", "", cold);
        few.close().await?;
        if options.wants("empty") {
            let (cold, _) = empty.start_clocked(EMPTY, WORD).await?;
            rounds.add("cold_start", "ms", "empty", cold);
            add_frames("empty", &empty.answer_of(FRAMES).await?, &mut rounds)?;
            empty.close().await?;
        }
        let (cold, _) = many.start_clocked(OURS, ROWS).await?;
        rounds.add("cold_start_many", "ms", "", cold);
        add_frames("", &many.answer_of(FRAMES).await?, &mut rounds)?;
        many.close().await?;
        rounds.counted += 1;
    }
    Ok(rounds.report())
}

/// A phone that holds so many companies; the server is gone again.
async fn filled(records: u64, options: &Options) -> Result<Window, Error> {
    let mut server = TestServer::at(PORT)?;
    fill(&server, records, options.shape)?;
    server.start().await?;
    let mut window = Window::new(&server.url())?;
    window
        .start_clocked(OURS, "arguments[arguments.length - 1](0)")
        .await?;
    walk::accept_notice(&window).await?;
    walk::log_in(&window, walk::LOGIN, walk::PASSWORD).await?;
    window.tap("[data-test=nav-directory]").await?;
    window.see("[data-test=member-row]").await?;
    let total = (records + 1).to_string();
    crate::wait_for("every company", || async {
        let shown = window
            .texts("[data-test=member-count]")
            .await
            .ok()?
            .concat();
        let digits: String = shown.chars().filter(char::is_ascii_digit).collect();
        (digits == total).then_some(())
    })
    .await?;
    window.close().await?;
    server.stop()?;
    Ok(window)
}

fn add_frames(who: &str, deltas: &Value, rounds: &mut Rounds) -> Result<(), Error> {
    let deltas: Vec<f64> = serde_json::from_value(deltas.clone())?;
    for (metric, percent) in [
        ("frame_p95", 95.0),
        ("frame_p99", 99.0),
        ("frame_max", 100.0),
    ] {
        rounds.add(metric, "ms", who, percentile(&deltas, percent));
    }
    Ok(())
}

/// WASM and JavaScript as `gzip -9` packs them.
fn bundle(options: &Options, rounds: &mut Rounds) -> Result<(), Error> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let ours = page_size(&root.join("../src-ui/dist"), "handbook-ui")?;
    rounds.add("bundle", "bytes", "", ours as f64);
    if options.wants("empty") {
        let empty = page_size(&root.join("peer/empty-app/page/dist"), "empty-page")?;
        rounds.add("bundle", "bytes", "empty", empty as f64);
    }
    Ok(())
}

/// Packed bytes of a page's WASM and JavaScript.
///
/// # Errors
/// When the page is not built.
pub fn page_size(dist: &Path, name: &str) -> Result<u64, Error> {
    let files = [format!("{name}_bg.wasm"), format!("{name}.js")];
    files.iter().map(|file| gzip(&dist.join(file))).sum()
}

/// Bytes of a file as `gzip -9` packs it.
fn gzip(path: &PathBuf) -> Result<u64, Error> {
    let output = Command::new("gzip")
        .args(["-9", "--stdout"])
        .arg(path)
        .stderr(Stdio::inherit())
        .output()?;
    if !output.status.success() {
        return Err(format!("gzip {}", path.display()).into());
    }
    Ok(output.stdout.len() as u64)
}
