//! `kept://localhost/<hash>`: a file that is on this device, for pictures and videos of the page. In
//! parts too, so that a video is played and wound without being in memory.

use handbook_core::FilePart;
use handbook_wire::entity::FileHash;
use tauri::http::header::{
    ACCEPT_RANGES, CONTENT_RANGE, CONTENT_TYPE, RANGE, X_CONTENT_TYPE_OPTIONS,
};
use tauri::http::{Request, Response, StatusCode};
use tauri::{Manager, Runtime, UriSchemeContext, UriSchemeResponder};

use crate::shell::Shell;

/// The scheme. Android and Windows write `http://kept.localhost/<hash>`.
pub const SCHEME: &str = "kept";

/// The most bytes of one part.
const PART: u64 = 1 << 20;
/// The most bytes of a file that is asked for as a whole: larger than any picture.
const WHOLE: u64 = 40 << 20;
/// What the page may show. Anything else is opened by other apps.
const SHOWN: [&str; 5] = [
    "image/jpeg",
    "image/png",
    "video/mp4",
    "video/quicktime",
    "video/webm",
];

/// Answers the page.
pub fn answer<R: Runtime>(
    context: UriSchemeContext<'_, R>,
    request: Request<Vec<u8>>,
    responder: UriSchemeResponder,
) {
    let app = context.app_handle().clone();
    tauri::async_runtime::spawn(async move {
        let asked = asked(&request);
        let response = match (app.try_state::<Shell>(), asked) {
            (Some(shell), Some(asked)) => file(&shell, asked).await,
            _ => None,
        };
        responder.respond(response.unwrap_or_else(|| empty(StatusCode::NOT_FOUND)));
    });
}

/// A file, and which of its bytes.
#[derive(Debug, PartialEq, Eq)]
struct Asked {
    file: FileHash,
    /// First byte, and last where it is said.
    range: Option<(u64, Option<u64>)>,
}

fn asked(request: &Request<Vec<u8>>) -> Option<Asked> {
    let file = FileHash::parse(request.uri().path().trim_start_matches('/'))?;
    let range = request.headers().get(RANGE).and_then(|range| {
        let (from, to) = range
            .to_str()
            .ok()?
            .strip_prefix("bytes=")?
            .split_once('-')?;
        Some((from.parse().ok()?, to.parse().ok()))
    });
    Some(Asked { file, range })
}

async fn file(shell: &Shell, asked: Asked) -> Option<Response<Vec<u8>>> {
    let handbook = shell.handbook().await.ok()?;
    let (from, most) = match asked.range {
        None => (0, WHOLE),
        Some((from, None)) => (from, PART),
        Some((from, Some(to))) => (from, to.checked_sub(from)?.saturating_add(1).min(PART)),
    };
    let most = usize::try_from(most).ok()?;
    let part = handbook.read_file(asked.file, from, most).await.ok()?;
    if !SHOWN.contains(&part.media_type.as_str()) {
        return None;
    }
    Some(match asked.range {
        Some(_) if from >= part.total => empty(StatusCode::RANGE_NOT_SATISFIABLE),
        Some(_) => partial(part, from)?,
        None if part.bytes.len() as u64 != part.total => empty(StatusCode::PAYLOAD_TOO_LARGE),
        None => respond(StatusCode::OK, &part.media_type, None, part.bytes)?,
    })
}

fn partial(part: FilePart, from: u64) -> Option<Response<Vec<u8>>> {
    let last = (from + part.bytes.len() as u64).saturating_sub(1);
    let range = format!("bytes {from}-{last}/{}", part.total);
    respond(
        StatusCode::PARTIAL_CONTENT,
        &part.media_type,
        Some(range),
        part.bytes,
    )
}

fn respond(
    status: StatusCode,
    media_type: &str,
    range: Option<String>,
    bytes: Vec<u8>,
) -> Option<Response<Vec<u8>>> {
    let mut response = Response::builder()
        .status(status)
        .header(CONTENT_TYPE, media_type)
        .header(X_CONTENT_TYPE_OPTIONS, "nosniff")
        .header(ACCEPT_RANGES, "bytes");
    if let Some(range) = range {
        response = response.header(CONTENT_RANGE, range);
    }
    response.body(bytes).ok()
}

fn empty(status: StatusCode) -> Response<Vec<u8>> {
    let mut response = Response::new(Vec::new());
    *response.status_mut() = status;
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_hash_is_asked_for() {
        let hash = "0123456789abcdef".repeat(4);
        let request = |address: &str, range: Option<&str>| {
            let mut request = Request::builder().uri(address);
            if let Some(range) = range {
                request = request.header(RANGE, range);
            }
            asked(&request.body(Vec::new()).unwrap())
        };
        let address = format!("kept://localhost/{hash}");
        let range = |range| request(&address, Some(range)).unwrap().range;
        assert_eq!(request(&address, None).unwrap().range, None);
        assert_eq!(range("bytes=5-"), Some((5, None)));
        assert_eq!(range("bytes=5-9"), Some((5, Some(9))));
        assert_eq!(range("bytes=-9"), None);
        for address in [
            "kept://localhost/",
            "kept://localhost/../cache",
            "kept://localhost/x",
        ] {
            assert_eq!(request(address, None), None);
        }
    }
}
