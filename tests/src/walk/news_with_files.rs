//! 조합소식 with pictures and files: attached by staff while the line breaks, seen, fetched over a line that
//! breaks, opened and saved by a member, also without a server; what is not the file is never opened.

use std::path::{Path, PathBuf};

use handbook_wire::entity::{Attachment, FileKind};
use handbook_wire::ipc::PostQuery;
use image::{ImageFormat, Rgb, RgbImage};

use crate::proxy::{Fault, Proxy};
use crate::window::{PHONE, Window};
use crate::{Error, TestServer, wait_for};

use super::news::{coop, core, device};
use super::{LOGIN, PASSWORD, accept_notice, log_in};

const TITLE: &str = "사진과 자료가 있는 소식";
/// A name that would be an element if anybody drew it as one.
const ODD: &str = "<img src=x onerror=alert(1)>.pdf";
const PDF: &str = "정기총회 자료집.pdf";
const PDF_STEM: &str = "정기총회 자료집";
/// Long enough to break off in the middle.
const PDF_BYTES: usize = 4 << 20;
const PLACE: &[u8] = b"GPS 37.5665 126.9780";

/// The files that staff have on their device.
struct Files {
    folder: tempfile::TempDir,
}

impl Files {
    fn new() -> Result<Self, Error> {
        let files = Self {
            folder: tempfile::tempdir()?,
        };
        let scene = |red: u8| {
            RgbImage::from_fn(1600, 1200, |x, y| {
                let far = (x.abs_diff(800).pow(2) + y.abs_diff(600).pow(2)) / 4000;
                let shade = u8::try_from(far.min(200)).unwrap_or(200);
                Rgb([red, 220 - shade, 60 + (y / 10) as u8])
            })
        };
        let mut jpeg = std::io::Cursor::new(Vec::new());
        scene(30).write_to(&mut jpeg, ImageFormat::Jpeg)?;
        let mut jpeg = jpeg.into_inner();
        // What a camera writes behind the first mark: here, where it was.
        let mut exif = b"\xff\xe1\0\x40Exif\0\0MM\0\x2a\0\0\0\x08\0\0".to_vec();
        exif.extend(PLACE);
        exif.resize(0x42, 0);
        drop(jpeg.splice(2..2, exif));
        std::fs::write(files.path("현장.jpg"), jpeg)?;
        std::fs::write(files.path("기념식.bmp"), bmp(&scene(200)))?;
        std::fs::write(files.path(PDF), pdf(PDF_BYTES, 251))?;
        std::fs::write(files.path(ODD), pdf(300_000, 249))?;
        let svg = "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>";
        std::fs::write(files.path("로고.svg"), svg)?;
        Ok(files)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

/// A picture of a sort that the server does not take.
fn bmp(picture: &RgbImage) -> Vec<u8> {
    let (width, height) = picture.dimensions();
    let bytes = width * height * 3;
    let mut bmp = b"BM".to_vec();
    for number in [
        54 + bytes,
        0,
        54,
        40,
        width,
        height,
        24 << 16 | 1,
        0,
        bytes,
        0,
        0,
        0,
        0,
    ] {
        bmp.extend(number.to_le_bytes());
    }
    for row in picture.rows().rev() {
        bmp.extend(row.flat_map(|pixel| pixel.0.into_iter().rev()));
    }
    bmp
}

fn pdf(bytes: usize, turn: usize) -> Vec<u8> {
    let mut pdf = b"%PDF-1.7\n".to_vec();
    pdf.extend((pdf.len()..bytes).map(|n| (n % turn) as u8));
    pdf
}

/// Staff attach pictures and files over a line that breaks, a member sees, fetches, opens and saves them, also
/// without a server; a file that is not what its hash says is refused.
///
/// # Errors
/// At the first station that is not as it should be; says which.
pub async fn news_with_files(pictures: &Path) -> Result<(), Error> {
    let (mut server, staff) = coop().await?;
    let proxy = Proxy::start(&server.url()).await?;
    let files = Files::new()?;
    write(&proxy, &files, &staff, pictures).await?;
    let attachments = listed(&server).await?;
    no_place(&server, &attachments)?;
    read(&mut server, &proxy, &files, &attachments, pictures).await
}

/// Staff's side.
async fn write(proxy: &Proxy, files: &Files, staff: &str, pictures: &Path) -> Result<(), Error> {
    let mut window = Window::new(&proxy.url())?;
    window.open(PHONE).await?;
    accept_notice(&window).await?;
    log_in(&window, staff, PASSWORD).await?;
    window.see("[data-test=home-news]").await?;
    window.tap("[data-test=nav-news]").await?;
    window.tap("[data-test=go-desk]").await?;
    window.tap("[data-test=desk-new]").await?;
    window.fill("[data-test=write-title]", TITLE).await?;
    window.fill("[data-test=write-text]", "현장이에요.").await?;
    for (count, name) in ["현장.jpg", "기념식.bmp"].into_iter().enumerate() {
        attach(&window, &files.path(name)).await?;
        let nth = format!("[data-test=attached]:nth-of-type({})", count + 1);
        window.see(&nth).await?;
    }
    window.tap("[data-test=attached-show]").await?;
    // What could run is refused, and says so.
    attach(&window, &files.path("로고.svg")).await?;
    window.see("[data-test=toast] .toast").await?;
    window.see_gone("[data-test=pick]").await?;
    // The line breaks: what was picked waits, also for the next start.
    proxy.set(Fault::Down);
    attach(&window, &files.path(PDF)).await?;
    window.see_text("[data-test=pick]", "아직 올리지").await?;
    window.see("[data-test=pick-again]").await?;
    window.picture(&pictures.join("130-attach.png")).await?;
    window.close().await?;
    window.open(PHONE).await?;
    window.tap("[data-test=nav-news]").await?;
    window.tap("[data-test=go-desk]").await?;
    window.tap("[data-test=desk-row]").await?;
    window.see_text("[data-test=pick]", PDF).await?;
    window.tap("[data-test=write-publish]").await?;
    window
        .see_text("[data-test=write-error]", "아직 올라가지 않은")
        .await?;
    proxy.set(Fault::None);
    window.tap("[data-test=pick-again]").await?;
    window
        .see_text("[data-test=attached]:nth-of-type(3)", PDF)
        .await?;
    attach(&window, &files.path(ODD)).await?;
    window.see("[data-test=attached]:nth-of-type(4)").await?;
    window.tap("[data-test=target-all]").await?;
    window.see_text("[data-test=write-reach]", "받아요").await?;
    window.tap("[data-test=write-preview]").await?;
    window
        .see("[data-test=post-body] [data-test=picture-here].drawn")
        .await?;
    window
        .picture(&pictures.join("131-attach-preview.png"))
        .await?;
    window.tap("[data-test=write-publish]").await?;
    window.see_text("[data-test=desk]", "게시 중").await?;
    window.close().await
}

/// Chooses a file; the one before has been taken up by then.
async fn attach(window: &Window, file: &Path) -> Result<(), Error> {
    window.see("[data-test=write-files]").await?;
    window.attach("[data-test=pick-files]", file).await
}

/// The files of the post, as another device of a member's has them.
async fn listed(server: &TestServer) -> Result<Vec<Attachment>, Error> {
    let member = device(server, LOGIN).await?;
    let handbook = member.handbook()?;
    let query = PostQuery {
        limit: 50,
        ..PostQuery::default()
    };
    let page = handbook.list_posts(query).await.map_err(core)?;
    let row = page.rows.iter().find(|row| row.title == TITLE);
    let id = row.ok_or("the post is not there")?.id.clone();
    let post = handbook.get_post(id).await.map_err(core)?;
    let files = post.post.attachments;
    let kinds: Vec<FileKind> = files.iter().map(Attachment::kind).collect();
    let wanted = [
        FileKind::Picture,
        FileKind::Picture,
        FileKind::Pdf,
        FileKind::Pdf,
    ];
    if kinds != wanted {
        return Err(format!("these files are listed: {files:?}").into());
    }
    Ok(files)
}

/// Where the server keeps a file.
fn stored(server: &TestServer, file: &Attachment) -> PathBuf {
    let hash = file.file.as_str();
    server.data().join("files").join(&hash[..2]).join(hash)
}

/// What the camera wrote is nowhere.
fn no_place(server: &TestServer, attachments: &[Attachment]) -> Result<(), Error> {
    for one in attachments {
        let bytes = std::fs::read(stored(server, one))?;
        if memchr::memmem::find(&bytes, PLACE).is_some() {
            return Err(format!("{} tells where it was taken", one.name).into());
        }
    }
    Ok(())
}

/// A member's side.
async fn read(
    server: &mut TestServer,
    proxy: &Proxy,
    files: &Files,
    attachments: &[Attachment],
    pictures: &Path,
) -> Result<(), Error> {
    let mut window = Window::new(&proxy.url())?;
    window.open(PHONE).await?;
    accept_notice(&window).await?;
    log_in(&window, LOGIN, PASSWORD).await?;
    window.see("[data-test=home-news]").await?;
    window.tap("[data-test=nav-news]").await?;
    window
        .see("[data-test=post-row] [data-test=picture-here].drawn")
        .await?;
    window.picture(&pictures.join("132-news-thumb.png")).await?;
    open_post(&window).await?;
    window.picture(&pictures.join("133-post-files.png")).await?;
    window
        .script("document.querySelector('[data-test=files]').scrollIntoView()")
        .await?;
    window
        .picture(&pictures.join("134-post-files-lower.png"))
        .await?;

    // A picture over the whole screen: nearer, on to the next, away by the way back.
    window
        .tap("[data-test=post-body] [data-test=picture]")
        .await?;
    window
        .see("[data-test=viewer] [data-test=picture-here].drawn")
        .await?;
    window.picture(&pictures.join("135-viewer.png")).await?;
    window.tap("[data-test=viewer-nearer]").await?;
    window.see("[data-test=viewer][data-near=yes]").await?;
    window.tap("[data-test=viewer-next]").await?;
    window.see("[data-test=viewer][data-at='1']").await?;
    window.see_text("[data-test=viewer-words]", "2 / 2").await?;
    wipe(&window).await?;
    window.see("[data-test=viewer][data-at='0']").await?;
    window.script("history.back()").await?;
    window.see_gone("[data-test=viewer]").await?;
    window.see("[data-test=post]").await?;

    // A download that breaks off goes on where it was.
    let row = |n: usize| format!("[data-test=files] li:nth-of-type({n}) [data-test=file]");
    let (large, odd) = (row(1), row(2));
    proxy.set(Fault::HoldAfter(2_500_000));
    window.tap(&large).await?;
    window.see_text(&large, "받는 중").await?;
    window.picture(&pictures.join("136-loading.png")).await?;
    proxy.set(Fault::Down);
    window.see(&format!("{large}[data-stage=failed]")).await?;
    window.see_text(&large, "이어서").await?;
    let before = proxy.received();
    proxy.set(Fault::None);
    window.tap(&large).await?;
    window.see(&format!("{large}[data-stage=here]")).await?;
    let came = proxy.received() - before;
    if came >= PDF_BYTES as u64 {
        return Err(format!("{came} bytes came again").into());
    }

    // What the server sends is not the file: it is deleted, and fetched anew once it is.
    let path = stored(server, &attachments[3]);
    let right = std::fs::read(&path)?;
    std::fs::write(&path, vec![b'x'; right.len()])?;
    window.tap(&odd).await?;
    window.see(&format!("{odd}[data-stage=failed]")).await?;
    window.see_text(&odd, "원본과 달라서").await?;
    window.see_text(&odd, "onerror=alert").await?;
    window.picture(&pictures.join("137-wrong.png")).await?;
    std::fs::write(&path, right)?;
    window.tap(&odd).await?;
    window.see(&format!("{odd}[data-stage=here]")).await?;

    open_and_save(&window, &large, files, pictures).await?;

    // Without a server, after a restart.
    proxy.set(Fault::Down);
    server.stop()?;
    window.close().await?;
    std::fs::remove_file(window.link_log())?;
    window.open(PHONE).await?;
    window.tap("[data-test=nav-news]").await?;
    open_post(&window).await?;
    window.see(&format!("{large}[data-stage=here]")).await?;
    open_and_save(&window, &large, files, pictures).await?;

    window.tap("[data-test=nav-me]").await?;
    window.tap("[data-test=go-shelf]").await?;
    window.see_text("[data-test=shelf]", PDF).await?;
    window.picture(&pictures.join("139-storage.png")).await?;
    window.tap("[data-test=shelf-clear]").await?;
    window.tap("[data-test=shelf-clear-yes]").await?;
    window.see_text("[data-test=shelf-used]", "0 KB").await?;
    window
        .picture(&pictures.join("140-storage-empty.png"))
        .await?;
    window.close().await
}

/// Opens the post, until its picture is drawn from this device.
async fn open_post(window: &Window) -> Result<(), Error> {
    window.see_text("[data-test=news]", TITLE).await?;
    let open = "[...document.querySelectorAll('[data-test=post-row]')]\
        .find(row => row.innerText.includes('사진과 자료')).click()";
    window.script(open).await?;
    window
        .see("[data-test=post-body] [data-test=picture-here].drawn")
        .await?;
    let wide = "return document.querySelector('[data-test=post-body] [data-test=picture-here]').naturalWidth";
    match window.script(wide).await?.as_u64() {
        Some(1600) => Ok(()),
        other => Err(format!("the picture is {other:?} pixels wide").into()),
    }
}

/// A finger's wipe to the right.
async fn wipe(window: &Window) -> Result<(), Error> {
    let wipe = "const stage = document.querySelector('[data-test=viewer]'); \
        const send = (name, x) => stage.dispatchEvent(new PointerEvent(name, \
        {bubbles: true, pointerId: 7, isPrimary: true, button: 0, clientX: x, clientY: 300})); \
        send('pointerdown', 100); send('pointermove', 150); send('pointermove', 260); send('pointerup', 260)";
    window.script(wipe).await.map(drop)
}

/// Opens the file with another app and puts it into the downloads; both are what staff attached.
async fn open_and_save(
    window: &Window,
    row: &str,
    files: &Files,
    pictures: &Path,
) -> Result<(), Error> {
    let right = std::fs::read(files.path(PDF))?;
    window.tap(row).await?;
    window.see("[data-test=file-open]").await?;
    window.picture(&pictures.join("138-file.png")).await?;
    window.tap("[data-test=file-open]").await?;
    let opened = wait_for("the file to be opened", || async {
        let log = std::fs::read_to_string(window.link_log()).ok()?;
        let path = log
            .lines()
            .find_map(|line| line.strip_prefix("open-file "))?;
        std::fs::read(path).ok()
    })
    .await?;
    if opened != right {
        return Err("what was opened is not the file".into());
    }
    window.tap(row).await?;
    window.tap("[data-test=file-save]").await?;
    window.see_text("[data-test=toast]", PDF_STEM).await?;
    let saved = window.cache().with_extension("downloads").join(PDF);
    if std::fs::read(saved)? != right {
        return Err("what was saved is not the file".into());
    }
    Ok(())
}
