//! Pictures of QR codes, as cameras and screens leave them.

use std::path::Path;

use image::{GrayImage, Luma};
use qrcode::{Color, EcLevel, QrCode};

use crate::Error;

/// Pixels of a module.
const MODULE: u32 = 6;
/// Modules around the code.
const QUIET: u32 = 4;

/// Writes a picture of `text` as a QR code.
///
/// # Errors
/// When there is too much of it, or no room.
pub fn paint(text: &str, file: &Path) -> Result<(), Error> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M)?;
    let (side, colors) = (u32::try_from(code.width())?, code.to_colors());
    let all = (side + 2 * QUIET) * MODULE;
    let picture = GrayImage::from_fn(all, all, |x, y| {
        let (x, y) = (x / MODULE, y / MODULE);
        let inside = |part: u32| (QUIET..QUIET + side).contains(&part);
        let module = || {
            let place = (y - QUIET) * side + x - QUIET;
            usize::try_from(place)
                .ok()
                .and_then(|place| colors.get(place))
        };
        let dark = inside(x) && inside(y) && module() == Some(&Color::Dark);
        Luma([if dark { 0 } else { 255 }])
    });
    Ok(picture.save(file)?)
}

/// The text of the code in a picture.
///
/// # Errors
/// When there is none.
pub fn read(file: &Path) -> Result<String, Error> {
    let texts = handbook_core::code::picture::texts(&std::fs::read(file)?)
        .map_err(|why| format!("no code in {}: {why:?}", file.display()))?;
    Ok(texts.into_iter().next().ok_or("no text")?)
}

/// Writes a picture of a code as a page draws it: a path of a rectangle for every run of dark modules, the quiet
/// zone included in its places.
///
/// # Errors
/// When the path is not such a one, or there is no room.
pub fn paint_drawn(path: &str, file: &Path) -> Result<(), Error> {
    let mut dark = std::collections::HashSet::new();
    for square in path.split('M').filter(|square| !square.is_empty()) {
        let (place, rest) = square.split_once('h').ok_or("no width")?;
        let (x, y) = place.split_once(' ').ok_or("no place")?;
        let (x, y) = (x.parse::<u32>()?, y.parse::<u32>()?);
        let width: u32 = rest.split('v').next().unwrap_or_default().parse()?;
        dark.extend((x..x + width).map(|x| (x, y)));
    }
    let last = dark.iter().map(|(x, y)| *x.max(y)).max().ok_or("no code")?;
    let all = (last + 1 + QUIET) * MODULE;
    let picture = GrayImage::from_fn(all, all, |x, y| {
        let is_dark = dark.contains(&(x / MODULE, y / MODULE));
        Luma([if is_dark { 0 } else { 255 }])
    });
    Ok(picture.save(file)?)
}

/// A card like `text` with one byte of its last signature changed.
#[must_use]
pub fn forge(text: &str) -> String {
    let mut characters: Vec<char> = text.chars().collect();
    // The third of a group counts most; with a small digit there it is a number that fits two bytes.
    let start = handbook_wire::card::PREFIX.len();
    let place = start + (characters.len() - start) / 3 * 3 - 4;
    if let Some(digit) = characters.get_mut(place) {
        *digit = if *digit == 'A' { 'B' } else { 'A' };
    }
    characters.into_iter().collect()
}
