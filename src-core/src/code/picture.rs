//! The QR in a picture. Size and pixels are looked at before anything is decoded.

use std::cell::Cell;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;

use handbook_wire::ipc::MAX_CODE_PICTURE;
use image::imageops::{FilterType, resize, thumbnail};
use image::{DynamicImage, GrayImage, ImageDecoder, ImageFormat, ImageReader, Limits};
use rqrr::PreparedImage;

use super::bounded::Bounded;

/// The longest side of a picture, in pixels.
const LONGEST_SIDE: u32 = 12_000;
/// The most pixels of a picture.
const MOST_PIXELS: u64 = 50_000_000;
/// The most bytes that decoding may take at a time.
const MOST_MEMORY: u64 = 320 << 20;
/// Longest sides in which a code is looked for, in this order.
const LOOKED_AT: [u32; 3] = [1000, 1600, 500];
/// A picture that is smaller than this is looked at twice as large, too: its modules may be a few pixels
/// wide, and not all of them the same number.
const SMALL: u32 = 1000;
/// How often the search may copy the picture, at all sizes together.
const MOST_COPIES: u32 = 100;

/// Why there is no text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoCode {
    /// The picture has no code that can be read.
    Nothing,
    /// It is not a JPEG, PNG or WebP, or a broken one.
    Unreadable,
    /// It is larger than what is looked at.
    TooLarge,
}

/// The texts of the codes in a picture file, at least one.
///
/// # Errors
/// [`NoCode`].
pub fn texts(file: &[u8]) -> Result<Vec<String>, NoCode> {
    if file.len() > MAX_CODE_PICTURE {
        return Err(NoCode::TooLarge);
    }
    let picture = decode(file)?;
    let (width, height) = picture.dimensions();
    let longest = width.max(height);
    let copies = Rc::new(Cell::new(MOST_COPIES));
    for side in LOOKED_AT {
        let looked_at = if side < longest {
            let scale = |part: u32| {
                let scaled = u64::from(part) * u64::from(side) / u64::from(longest);
                u32::try_from(scaled).unwrap_or(side).max(1)
            };
            thumbnail(&picture, scale(width), scale(height))
        } else {
            picture.clone()
        };
        let found = find(looked_at, &copies)?;
        if !found.is_empty() {
            return Ok(found);
        }
        // The picture as it is was looked at.
        if longest <= side {
            break;
        }
    }
    if longest <= SMALL {
        let larger = resize(&picture, width * 2, height * 2, FilterType::Triangle);
        let found = find(larger, &copies)?;
        if !found.is_empty() {
            return Ok(found);
        }
    }
    Err(NoCode::Nothing)
}

fn decode(file: &[u8]) -> Result<GrayImage, NoCode> {
    let mut reader = ImageReader::new(Cursor::new(file))
        .with_guessed_format()
        .map_err(|_| NoCode::Unreadable)?;
    match reader.format() {
        Some(ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP) => {}
        _ => return Err(NoCode::Unreadable),
    }
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits);
    let decoder = reader.into_decoder().map_err(|_| NoCode::Unreadable)?;
    let (width, height) = decoder.dimensions();
    if width.max(height) > LONGEST_SIDE || u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(NoCode::TooLarge);
    }
    let picture = DynamicImage::from_decoder(decoder).map_err(|_| NoCode::Unreadable)?;
    Ok(on_white(picture))
}

/// In greys; what shines through is white.
fn on_white(picture: DynamicImage) -> GrayImage {
    if !picture.color().has_alpha() {
        return picture.into_luma8();
    }
    let picture = picture.into_luma_alpha8();
    GrayImage::from_fn(picture.width(), picture.height(), |x, y| {
        let [grey, alpha] = picture.get_pixel(x, y).0.map(u32::from);
        let mixed = (grey * alpha + 255 * (255 - alpha)) / 255;
        image::Luma([u8::try_from(mixed).unwrap_or(u8::MAX)])
    })
}

/// The texts of the codes in `picture`.
fn find(picture: GrayImage, copies: &Rc<Cell<u32>>) -> Result<Vec<String>, NoCode> {
    let picture = Bounded::new(picture, Rc::clone(copies));
    // It may come to no end that is worth waiting for, and it may trip over an odd picture.
    let search = AssertUnwindSafe(move || {
        let mut prepared = PreparedImage::prepare(picture);
        let grids = prepared.detect_grids();
        let read = grids.iter().filter_map(|grid| {
            let mut bytes = Vec::new();
            grid.decode_to(&mut bytes).ok()?;
            String::from_utf8(bytes).ok()
        });
        read.collect()
    });
    catch_unwind(search).map_err(|_| NoCode::Nothing)
}
