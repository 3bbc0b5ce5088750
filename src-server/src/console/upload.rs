//! A form with a file. Its fields come first, so that the form is known to be ours before a byte of the
//! file is taken; the file is taken piece by piece, up to what a roster may have.

use axum::body::Body;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use multer::{Constraints, Multipart, SizeLimit};
use subtle::ConstantTimeEq;

use super::fields::{Fields, TOKEN};
use super::view;
use crate::roster::Limits;

/// The most bytes of all that is not the file.
const FIELDS: u64 = 64 << 10;

/// A file that somebody has chosen.
#[derive(Debug, Clone)]
pub(super) struct File {
    /// Its name on the computer that it comes from.
    pub(super) name: String,
    pub(super) bytes: bytes::Bytes,
}

/// A form with a file.
pub(super) struct Upload {
    pub(super) fields: Fields,
    /// None when nothing was chosen.
    pub(super) file: Option<File>,
}

/// Whether a request is a form with a file.
pub(super) fn is_upload(headers: &HeaderMap) -> bool {
    boundary(headers).is_some()
}

fn boundary(headers: &HeaderMap) -> Option<String> {
    let text = headers.get(CONTENT_TYPE)?.to_str().ok()?;
    multer::parse_boundary(text).ok()
}

/// Takes a form of a page whose token is `token`; of one that is not ours, only the fields before the file.
pub(super) async fn take(
    headers: &HeaderMap,
    body: Body,
    token: Option<&str>,
) -> Result<Upload, Box<Response>> {
    let most = Limits::default().file_bytes;
    let limits = SizeLimit::new().whole_stream(most + FIELDS);
    let mut form = Multipart::with_constraints(
        body.into_data_stream(),
        boundary(headers).unwrap_or_default(),
        Constraints::new().size_limit(limits),
    );
    let (mut pairs, mut read) = (Vec::new(), 0);
    loop {
        let field = form.next_field().await.map_err(refused)?;
        let Some(mut field) = field else {
            return Ok(Upload {
                fields: Fields::from_pairs(pairs),
                file: None,
            });
        };
        let name = field.name().unwrap_or_default().to_owned();
        let Some(file_name) = field.file_name().map(str::to_owned) else {
            let mut bytes = Vec::new();
            while let Some(piece) = field.chunk().await.map_err(refused)? {
                read += piece.len() as u64;
                if read > FIELDS {
                    return Err(Box::new(too_large()));
                }
                bytes.extend_from_slice(&piece);
            }
            pairs.push((name, String::from_utf8_lossy(&bytes).into_owned()));
            continue;
        };
        let fields = Fields::from_pairs(pairs);
        let shown = fields.get(TOKEN).as_bytes();
        let ours = token.is_some_and(|token| shown.ct_eq(token.as_bytes()).into());
        if !ours {
            return Ok(Upload { fields, file: None });
        }
        let mut bytes = Vec::new();
        while let Some(piece) = field.chunk().await.map_err(refused)? {
            if (bytes.len() + piece.len()) as u64 > most {
                return Err(Box::new(too_large()));
            }
            bytes.extend_from_slice(&piece);
        }
        let file = (!file_name.is_empty()).then(|| File {
            name: file_name,
            bytes: bytes.into(),
        });
        return Ok(Upload { fields, file });
    }
}

fn refused(error: multer::Error) -> Box<Response> {
    Box::new(match error {
        multer::Error::StreamSizeExceeded { .. } | multer::Error::FieldSizeExceeded { .. } => {
            too_large()
        }
        _ => view::refuse(
            StatusCode::BAD_REQUEST,
            "파일을 끝까지 받지 못했어요",
            "뒤로 가서 파일을 다시 골라 올려 주세요.",
        ),
    })
}

fn too_large() -> Response {
    view::refuse(
        StatusCode::PAYLOAD_TOO_LARGE,
        "파일이 너무 커요",
        "20MB까지 올릴 수 있어요. 명부가 아닌 시트와 그림을 지우고 저장한 다음 다시 올려 주세요.",
    )
}
