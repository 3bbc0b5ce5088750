//! The layer against a service on this very machine that answers as a test says.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::time::Duration;

use bytes::Bytes;
use image::{ExtendedColorType, ImageEncoder};
use proptest::prelude::*;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::fetch::{MAX_BYTES, Patience};
use super::kept::Terms;
use super::*;
use crate::clock::ManualClock;

const START: i64 = 1_795_392_000_000;
const SEOUL: TileId = TileId {
    z: 9,
    x: 436,
    y: 198,
};

/// A service: the answers that it gives in turn, the last one again and again, and what it was asked.
struct Service {
    url: String,
    asked: Arc<Mutex<Vec<String>>>,
    answers: Arc<Mutex<VecDeque<Vec<u8>>>>,
}

impl Service {
    async fn start(answers: impl IntoIterator<Item = Vec<u8>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::<Mutex<Vec<String>>>::default();
        let answers: Arc<Mutex<VecDeque<_>>> = Arc::new(Mutex::new(answers.into_iter().collect()));
        let (heard, left) = (asked.clone(), answers.clone());
        tokio::spawn(async move {
            loop {
                let (mut stream, _) = listener.accept().await.unwrap();
                let (heard, left) = (heard.clone(), left.clone());
                tokio::spawn(async move {
                    let mut request = vec![0; 4096];
                    let length = stream.read(&mut request).await.unwrap_or(0);
                    let request = String::from_utf8_lossy(&request[..length]).into_owned();
                    heard.lock().unwrap().push(request.to_lowercase());
                    let answer = {
                        let mut left = left.lock().unwrap();
                        match left.len() {
                            0 | 1 => left.front().cloned(),
                            _ => left.pop_front(),
                        }
                    };
                    match answer {
                        Some(answer) => drop(stream.write_all(&answer).await),
                        // It never says anything.
                        None => std::future::pending::<()>().await,
                    }
                });
            }
        });
        Self {
            url,
            asked,
            answers,
        }
    }

    fn layer(&self) -> TileLayer {
        layer(&format!("{}/{{z}}/{{x}}/{{y}}.png?key=k", self.url))
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }

    fn answer(&self, answer: Vec<u8>) {
        *self.answers.lock().unwrap() = VecDeque::from([answer]);
    }
}

fn layer(url: &str) -> TileLayer {
    TileLayer {
        url: url.to_owned(),
        attribution: "© 시험".to_owned(),
        attribution_url: None,
        min_zoom: 5,
        max_zoom: 18,
        tile_size: 256,
    }
}

fn answer(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n{headers}\r\n"
    );
    [head.as_bytes(), body].concat()
}

fn png(side: u32, shade: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    let pixels = vec![shade; (side * side) as usize];
    image::codecs::png::PngEncoder::new(&mut bytes)
        .write_image(&pixels, side, side, ExtendedColorType::L8)
        .unwrap();
    bytes
}

/// A phone's layer with its folder and its clock.
struct Phone {
    tiles: Tiles,
    kept: Arc<Kept>,
    clock: Arc<ManualClock>,
    folder: tempfile::TempDir,
}

impl Phone {
    fn new(layer: &TileLayer) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(ManualClock::new(START));
        let server = Url::parse("http://127.0.0.1:1").unwrap();
        let tiles = Tiles::new(&server, clock.clone());
        tiles.set_layer(Some(layer));
        Self {
            kept: Arc::new(Kept::new(folder.path().join(FOLDER))),
            tiles,
            clock,
            folder,
        }
    }

    async fn get(&self) -> Result<Tile, Error> {
        self.tiles.get(&self.kept, SEOUL).await
    }

    fn wait(&self, seconds: i64) {
        self.clock.set(self.clock.now_ms() + seconds * 1000);
    }

    /// The same after a start anew.
    fn restart(&mut self) {
        self.kept = Arc::new(Kept::new(self.folder.path().join(FOLDER)));
    }
}

#[tokio::test]
async fn a_tile_is_asked_for_once_and_nothing_of_the_member_is_told() {
    let service = Service::start([answer("200 OK", "set-cookie: a=b\r\n", &png(256, 9))]).await;
    let mut phone = Phone::new(&service.layer());
    let tile = phone.get().await.unwrap();
    assert_eq!((tile.kind, &*tile.bytes), ("image/png", &*png(256, 9)));
    phone.wait(6 * 86_400);
    assert_eq!(phone.get().await.unwrap(), tile);
    phone.restart();
    assert_eq!(phone.get().await.unwrap(), tile);
    let asked = service.asked();
    assert_eq!(asked.len(), 1);
    assert!(asked[0].starts_with("get /9/436/198.png?key=k http/1.1\r\n"));
    assert!(asked[0].contains("\r\nuser-agent: e-handbook/"));
    let names = asked[0]
        .lines()
        .skip(1)
        .filter_map(|line| Some(line.split_once(':')?.0));
    let mut names: Vec<_> = names.collect();
    names.sort_unstable();
    assert_eq!(names, ["accept", "host", "user-agent"]);
    // The next one, with a cookie in its answer, takes no cookie along.
    phone.wait(2 * 86_400);
    phone.get().await.unwrap();
    assert!(!service.asked()[1].contains("cookie"));
}

#[tokio::test]
async fn a_kept_tile_is_asked_about_when_its_time_is_over() {
    let first = answer(
        "200 OK",
        "cache-control: public, max-age=60\r\netag: \"a1\"\r\n",
        &png(8, 1),
    );
    let same = answer("304 Not Modified", "cache-control: max-age=60\r\n", b"");
    let other = answer(
        "200 OK",
        "cache-control: max-age=60\r\netag: \"b2\"\r\n",
        &png(8, 2),
    );
    let service = Service::start([first, same.clone(), same, other]).await;
    let mut phone = Phone::new(&service.layer());
    let first = phone.get().await.unwrap();
    for asked in [2, 3] {
        phone.wait(61);
        phone.restart();
        assert_eq!(phone.get().await.unwrap().bytes, first.bytes);
        // Fresh anew: no question.
        assert_eq!(phone.get().await.unwrap().bytes, first.bytes);
        assert_eq!(service.asked().len(), asked);
        assert!(service.asked()[asked - 1].contains("\r\nif-none-match: \"a1\"\r\n"));
    }
    phone.wait(61);
    assert_eq!(&*phone.get().await.unwrap().bytes, &*png(8, 2));
    // A clock that was put back by years does not make it fresh for years.
    phone.wait(-400 * 86_400);
    phone.get().await.unwrap();
    assert!(service.asked()[4].contains("if-none-match: \"b2\""));
}

#[tokio::test]
async fn what_may_not_be_kept_is_not() {
    let service =
        Service::start([answer("200 OK", "cache-control: no-store\r\n", &png(8, 1))]).await;
    let phone = Phone::new(&service.layer());
    phone.get().await.unwrap();
    phone.get().await.unwrap();
    assert_eq!(service.asked().len(), 2);
    assert!(!phone.folder.path().join(FOLDER).exists());
}

#[tokio::test]
async fn what_is_no_tile_is_refused() {
    let huge = [png(8, 1), vec![0; MAX_BYTES]].concat();
    let endless = [b"HTTP/1.1 200 OK\r\n\r\n".to_vec(), huge.clone()].concat();
    for (what, answer) in [
        (
            "a page",
            answer(
                "200 OK",
                "content-type: image/png\r\n",
                b"<!doctype html><script>",
            ),
        ),
        ("half a picture", answer("200 OK", "", &png(64, 1)[..60])),
        (
            "a drawing",
            answer("200 OK", "", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ),
        (
            "a GIF",
            answer(
                "200 OK",
                "",
                b"GIF89a\x01\0\x01\0\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x01\0;",
            ),
        ),
        (
            "a picture of 1025 pixels",
            answer("200 OK", "", &png(1025, 1)),
        ),
        ("nothing", answer("200 OK", "", b"")),
        ("too much, as it says", answer("200 OK", "", &huge)),
        ("too much, as it turns out", endless),
        ("a refusal", answer("403 Forbidden", "", &png(8, 1))),
        ("a failure", answer("500 Internal Server Error", "", b"")),
    ] {
        let service = Service::start([answer]).await;
        let phone = Phone::new(&service.layer());
        let found = phone.get().await;
        assert!(
            matches!(found, Err(Error::Remote(RemoteError::BadReply))),
            "{what}: {found:?}"
        );
        assert!(!phone.folder.path().join(FOLDER).exists(), "{what}");
    }
    let service = Service::start([answer("404 Not Found", "", b"")]).await;
    assert!(matches!(
        Phone::new(&service.layer()).get().await,
        Err(Error::NotFound)
    ));
}

#[tokio::test]
async fn a_redirect_leads_nowhere_else() {
    let elsewhere = Service::start([answer("200 OK", "", &png(8, 1))]).await;
    let to = |url: &str| answer("302 Found", &format!("location: {url}\r\n"), b"");
    for location in [
        format!("{}/9/436/198.png", elsewhere.url),
        "https://evil.example/x".to_owned(),
        "file:///etc/passwd".to_owned(),
    ] {
        let service = Service::start([to(&location)]).await;
        let found = Phone::new(&service.layer()).get().await;
        assert!(found.is_err(), "{location}");
    }
    assert_eq!(elsewhere.asked().len(), 0);
    let service = Service::start([to("/other.png"), answer("200 OK", "", &png(8, 1))]).await;
    assert!(Phone::new(&service.layer()).get().await.is_ok());
    assert!(service.asked()[1].starts_with("get /other.png "));
    assert!(!service.asked()[1].contains("referer"));
    let round = Service::start([to("/again.png")]).await;
    assert!(Phone::new(&round.layer()).get().await.is_err());
    assert_eq!(round.asked().len(), 4);
}

#[tokio::test]
async fn a_service_that_says_nothing_is_not_waited_for() {
    let service = Service::start([]).await;
    let fetcher = Fetcher::with(true, Patience::of(Duration::from_millis(200))).unwrap();
    let url = Url::parse(&service.url).unwrap();
    assert!(matches!(
        fetcher.fetch(url, None).await,
        Err(Failure::Offline)
    ));
    // Half an answer is none either.
    let half = answer("200 OK", "", &png(64, 1));
    service.answer([&half[..half.len() - 9], b""].concat());
    let url = Url::parse(&service.url).unwrap();
    assert!(fetcher.fetch(url, None).await.is_err());
}

#[tokio::test]
async fn without_a_service_the_kept_tile_is_shown() {
    let service =
        Service::start([answer("200 OK", "cache-control: max-age=1\r\n", &png(8, 1))]).await;
    let phone = Phone::new(&service.layer());
    let tile = phone.get().await.unwrap();
    phone.wait(100);
    for broken in [
        answer("500 Internal Server Error", "", b""),
        answer("200 OK", "", b"<html>"),
        answer("429 Too Many Requests", "retry-after: 40\r\n", b""),
    ] {
        service.answer(broken);
        assert_eq!(phone.get().await.unwrap(), tile);
    }
}

#[tokio::test]
async fn a_service_with_too_much_to_do_is_left_alone() {
    let busy = answer("429 Too Many Requests", "retry-after: 40\r\n", b"");
    let service = Service::start([busy, answer("200 OK", "", &png(8, 1))]).await;
    let phone = Phone::new(&service.layer());
    for _ in 0..3 {
        assert!(phone.get().await.is_err());
    }
    phone.wait(39);
    assert!(phone.get().await.is_err());
    assert_eq!(service.asked().len(), 1);
    phone.wait(2);
    assert!(phone.get().await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_longer_wanted_is_given_up() {
    let service = Service::start([]).await;
    let phone = Arc::new(Phone::new(&service.layer()));
    let ask = |x: u32| {
        let phone = phone.clone();
        let id = TileId { x, ..SEOUL };
        tokio::spawn(async move { phone.tiles.get(&phone.kept, id).await })
    };
    let asked: Vec<_> = (430..438).map(ask).collect();
    // No more than a few at once.
    let waiting = async {
        while service.asked().len() < AT_ONCE {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), waiting)
        .await
        .unwrap();
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(service.asked().len(), AT_ONCE);
    phone.tiles.want(vec![]);
    for ask in asked {
        let ended = tokio::time::timeout(Duration::from_secs(10), ask).await;
        assert!(matches!(ended.unwrap().unwrap(), Err(Error::Interrupted)));
    }
}

#[tokio::test]
async fn only_what_the_layer_has_is_asked_for() {
    let service = Service::start([answer("200 OK", "", &png(8, 1))]).await;
    let phone = Phone::new(&service.layer());
    for id in [
        TileId { z: 4, x: 1, y: 1 },
        TileId { z: 19, x: 1, y: 1 },
        TileId { z: 9, x: 512, y: 1 },
    ] {
        assert!(matches!(
            phone.tiles.get(&phone.kept, id).await,
            Err(Error::NotFound)
        ));
    }
    phone.tiles.set_layer(None);
    assert!(matches!(phone.get().await, Err(Error::NotFound)));
    assert_eq!(service.asked().len(), 0);
}

#[test]
fn a_layer_is_by_https_and_not_on_this_device() {
    let takes = |url: &str, local| Layer::new(&layer(url), local).is_some();
    assert!(takes("https://tile.example/{z}/{x}/{y}", false));
    assert!(takes("https://tile.example/{z}/{x}/{y}", true));
    assert!(takes("http://127.0.0.1:9/{z}/{x}/{y}", true));
    for refused in [
        "http://127.0.0.1:9/{z}/{x}/{y}",
        "https://localhost/{z}/{x}/{y}",
        "http://[::1]/{z}/{x}/{y}",
        "http://tile.example/{z}/{x}/{y}",
        "file:///{z}/{x}/{y}",
        "javascript://a/{z}/{x}/{y}",
        "https:///{z}/{x}/{y}",
        "https://tile.example/{z}/{x}",
    ] {
        assert!(!takes(refused, false), "{refused}");
    }
}

fn stored(bytes: usize, mark: u8) -> Tile {
    let terms = Terms {
        keep: true,
        age: 60,
        ..Terms::default()
    };
    Tile::new("image/png", Bytes::from(vec![mark; bytes]), terms)
}

fn on_disk(dir: &std::path::Path) -> u64 {
    let files = std::fs::read_dir(dir).unwrap();
    files
        .map(|file| file.unwrap().metadata().unwrap().len())
        .sum()
}

#[test]
fn what_was_looked_at_last_stays() {
    let folder = tempfile::tempdir().unwrap();
    let room = 100_000;
    let kept = Kept::with_room(folder.path().to_owned(), room);
    for number in 0..9_u8 {
        kept.keep(
            &format!("t{number}"),
            &stored(10_000, number),
            START + i64::from(number),
            0,
        );
    }
    // The oldest is looked at, also across a start anew.
    assert!(kept.load("t0", START + 100).is_some());
    let kept = Kept::with_room(folder.path().to_owned(), room);
    for number in 10..12_u8 {
        kept.keep(
            &format!("t{number}"),
            &stored(10_000, number),
            START + 200,
            0,
        );
    }
    let here = |name: &str| kept.load(name, START + 300).is_some();
    assert!(here("t0") && here("t10") && here("t11"));
    assert!(!here("t1") && !here("t2"));
    assert!(on_disk(folder.path()) <= room);
}

#[test]
fn a_damaged_file_is_no_tile() {
    let folder = tempfile::tempdir().unwrap();
    let kept = Kept::new(folder.path().to_owned());
    kept.keep("a", &stored(100, 7), START, 0);
    let path = folder.path().join("a");
    let whole = std::fs::read(&path).unwrap();
    type Damage = fn(&[u8]) -> Vec<u8>;
    let damages: [Damage; 5] = [
        |whole| whole[..whole.len() - 1].to_vec(),
        |whole| [whole, b"x"].concat(),
        |_| Vec::new(),
        |_| b"{}\n".to_vec(),
        |whole| whole.iter().map(|byte| byte ^ 1).collect(),
    ];
    for damage in damages {
        kept.keep("a", &stored(100, 7), START, 0);
        assert!(kept.load("a", START).is_some());
        std::fs::write(&path, damage(&whole)).unwrap();
        assert!(kept.load("a", START).is_none());
        assert!(!path.exists());
    }
}

#[tokio::test]
async fn a_logout_takes_tiles_away_and_none_comes_after_it() {
    let folder = tempfile::tempdir().unwrap();
    let kept = Kept::new(folder.path().join(FOLDER));
    let age = kept.age();
    kept.keep("a", &stored(100, 7), START, age);
    kept.destroy().unwrap();
    assert!(!folder.path().join(FOLDER).exists());
    kept.keep("b", &stored(100, 7), START, age);
    assert!(!folder.path().join(FOLDER).exists());
    assert!(kept.load("a", START).is_none());
    kept.keep("c", &stored(100, 7), START, kept.age());
    assert!(kept.load("c", START).is_some());
    kept.destroy().unwrap();
    kept.destroy().unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever is kept and looked at, in whatever order: never more than there is room for, and what
    /// is there is what was put there.
    #[test]
    fn there_is_never_more_than_there_is_room_for(
        steps in prop::collection::vec((0_u8..12, 1_usize..4_000, any::<bool>()), 1..60)
    ) {
        let folder = tempfile::tempdir().unwrap();
        let kept = Kept::with_room(folder.path().to_owned(), 12_000);
        let mut put = std::collections::HashMap::new();
        for (at, (number, bytes, is_put)) in steps.into_iter().enumerate() {
            let (name, now) = (format!("t{number}"), START + i64::try_from(at).unwrap());
            if is_put {
                kept.keep(&name, &stored(bytes, number), now, 0);
                put.insert(name, bytes);
            } else if let Some(tile) = kept.load(&name, now) {
                prop_assert_eq!(Some(&tile.bytes.len()), put.get(&name));
            }
            prop_assert!(on_disk(folder.path()) <= 12_000);
        }
    }
}
