//! A service of map tiles on this very machine: streets in a grid, and one place marked in red on all
//! of them.

use std::io::Cursor;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use image::{ImageFormat, Rgb, RgbImage};
use tokio::task::JoinHandle;

use crate::Error;

/// Side of a tile, in pixels.
const SIDE: u32 = 256;
/// Radius of the marked place, in pixels.
const MARK: f64 = 9.0;
/// Colour of the marked place.
pub const RED: [u8; 3] = [214, 40, 40];

/// A service that runs until it is dropped.
pub struct TileService {
    port: u16,
    asked: Arc<Mutex<Vec<HeaderMap>>>,
    task: JoinHandle<()>,
}

#[derive(Clone)]
struct Shared {
    marked: (f64, f64),
    asked: Arc<Mutex<Vec<HeaderMap>>>,
}

impl TileService {
    /// Starts one that marks a place, degrees north and east.
    ///
    /// # Errors
    /// When there is no port for it.
    pub async fn start(marked: (f64, f64)) -> Result<Self, Error> {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let port = listener.local_addr()?.port();
        let asked = Arc::<Mutex<Vec<HeaderMap>>>::default();
        let shared = Shared {
            marked,
            asked: asked.clone(),
        };
        let router = Router::new()
            .route("/{z}/{x}/{y}", get(show))
            .with_state(shared);
        let task = tokio::spawn(async move {
            // It ends with the task.
            let _ = axum::serve(listener, router).await;
        });
        Ok(Self { port, asked, task })
    }

    /// The settings of a server whose co-op has chosen it.
    #[must_use]
    pub fn settings(&self) -> [(&'static str, String); 5] {
        let url = format!("http://127.0.0.1:{}/{{z}}/{{x}}/{{y}}", self.port);
        [
            ("HANDBOOK_SERVER_MAP_TILE_URL", url),
            (
                "HANDBOOK_SERVER_MAP_ATTRIBUTION",
                "© 시험 지도 서비스".to_owned(),
            ),
            (
                "HANDBOOK_SERVER_MAP_ATTRIBUTION_URL",
                "https://tile.example/copyright".to_owned(),
            ),
            ("HANDBOOK_SERVER_MAP_MIN_ZOOM", "5".to_owned()),
            ("HANDBOOK_SERVER_MAP_MAX_ZOOM", "17".to_owned()),
        ]
    }

    /// The heads of what it was asked.
    #[must_use]
    pub fn asked(&self) -> Vec<HeaderMap> {
        self.asked
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

impl Drop for TileService {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn show(
    State(shared): State<Shared>,
    Path((z, x, y)): Path<(u8, u32, u32)>,
    heads: HeaderMap,
) -> Response {
    shared
        .asked
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .push(heads);
    let mut png = Cursor::new(Vec::new());
    let drawn = draw(shared.marked, z, x, y).write_to(&mut png, ImageFormat::Png);
    if drawn.is_err() {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    }
    let heads = [
        (header::CONTENT_TYPE, "image/png"),
        (header::CACHE_CONTROL, "max-age=86400"),
        // A connection that is kept would outlive the service.
        (header::CONNECTION, "close"),
    ];
    (heads, png.into_inner()).into_response()
}

fn draw((lat, lng): (f64, f64), z: u8, x: u32, y: u32) -> RgbImage {
    let whole = f64::from(SIDE) * f64::from(z).exp2();
    let east = (lng + 180.0) / 360.0 * whole;
    let south = (1.0 - lat.to_radians().tan().asinh() / std::f64::consts::PI) / 2.0 * whole;
    RgbImage::from_fn(SIDE, SIDE, |column, row| {
        let (right, down) = (x * SIDE + column, y * SIDE + row);
        let away = (f64::from(right) + 0.5 - east).hypot(f64::from(down) + 0.5 - south);
        Rgb(if away <= MARK {
            RED
        } else {
            ground(right, down)
        })
    })
}

/// Streets, blocks and a park now and then; they go on from tile to tile.
fn ground(right: u32, down: u32) -> [u8; 3] {
    let wide = |at: u32| at % 160 < 7;
    let narrow = |at: u32| at % 40 < 3;
    let (block, line) = (right / 160, down / 160);
    match () {
        () if wide(right) || wide(down) => [253, 236, 190],
        () if narrow(right) || narrow(down) => [255, 255, 255],
        () if (block * 7 + line * 3).is_multiple_of(11) => [205, 230, 196],
        () if (block * 5 + line * 2).is_multiple_of(13) => [176, 211, 233],
        () if (right / 20 + down / 20).is_multiple_of(3) => [222, 214, 203],
        () => [242, 239, 233],
    }
}
