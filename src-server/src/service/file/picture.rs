//! Pictures are written anew: upright, not larger than any screen, and telling nothing but themselves.

use std::io::Cursor;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use handbook_wire::entity::Picture;
use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, ImageFormat, RgbImage};

use crate::service::picture::{on_white, upright};

/// The most bytes that decoding may take.
const DECODING: u64 = 256 << 20;
/// The most pixels on a side of what is kept.
const SIDE: u32 = 2_560;
/// The most pixels on a side of the preview.
const PREVIEW: u32 = 480;
/// The most pixels on a side of what is shown blurred.
const BLUR: u32 = 8;
const QUALITY: u8 = 85;
const PREVIEW_QUALITY: u8 = 75;

/// A picture as it is kept.
pub(super) struct Written {
    pub media_type: &'static str,
    pub bytes: Vec<u8>,
    /// A JPEG, unless the picture is small itself.
    pub preview: Option<Vec<u8>>,
    /// Without the preview's hash and size.
    pub picture: Picture,
}

/// The picture anew; none for what is none, or too large to be decoded.
pub(super) fn written_anew(bytes: &[u8]) -> Option<Written> {
    let mut picture = upright(bytes, Picture::LONGEST_SIDE, DECODING)?;
    if picture.width().max(picture.height()) > SIDE {
        picture = picture.resize(SIDE, SIDE, FilterType::CatmullRom);
    }
    let (width, height) = (picture.width(), picture.height());
    let clear = picture.color().has_alpha()
        && picture
            .to_rgba8()
            .pixels()
            .any(|pixel| pixel.0[3] < u8::MAX);
    let opaque = on_white(&picture);
    let (media_type, written) = match clear {
        true => ("image/png", png(&picture.into_rgba8().into())?),
        false => ("image/jpeg", jpeg(&opaque, QUALITY)?),
    };
    let opaque = DynamicImage::from(opaque);
    let is_small = width.max(height) <= PREVIEW;
    let preview = match is_small {
        true => None,
        false => Some(jpeg(
            &opaque
                .resize(PREVIEW, PREVIEW, FilterType::CatmullRom)
                .into_rgb8(),
            PREVIEW_QUALITY,
        )?),
    };
    let blur = opaque.thumbnail(BLUR, BLUR).into_rgb8();
    Some(Written {
        media_type,
        bytes: written,
        preview,
        picture: Picture {
            width,
            height,
            blur: STANDARD.encode(png(&blur.into())?),
            preview: None,
            preview_bytes: 0,
        },
    })
}

fn jpeg(picture: &RgbImage, quality: u8) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, quality)
        .encode_image(picture)
        .ok()?;
    Some(bytes)
}

fn png(picture: &DynamicImage) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    picture
        .write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png)
        .ok()?;
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use image::{GenericImageView, Rgb};

    use super::*;

    #[test]
    fn a_large_picture_comes_with_a_preview_and_a_blur() {
        let large = RgbImage::from_fn(3_000, 1_500, |x, _| Rgb([(x / 12) as u8, 40, 90]));
        let written = written_anew(&png(&large.into()).unwrap()).unwrap();
        assert_eq!(written.media_type, "image/jpeg");
        assert_eq!(
            (written.picture.width, written.picture.height),
            (2_560, 1_280)
        );
        let preview = image::load_from_memory(&written.preview.unwrap()).unwrap();
        assert_eq!(preview.dimensions(), (480, 240));
        let blur = STANDARD.decode(&written.picture.blur).unwrap();
        assert_eq!(image::load_from_memory(&blur).unwrap().dimensions(), (8, 4));
        assert!(written.picture.blur.len() <= Picture::LONGEST_BLUR);
    }

    #[test]
    fn what_lies_behind_a_picture_is_dropped() {
        let mut polyglot = png(&RgbImage::new(4, 4).into()).unwrap();
        polyglot.extend(b"PK\x03\x04<script>alert(1)</script>");
        let written = written_anew(&polyglot).unwrap();
        assert!(!written.bytes.windows(6).any(|at| at == b"script"));
        assert!(written.preview.is_none());
        assert!(written_anew(b"<svg onload=alert(1)>").is_none());
    }

    #[test]
    fn what_shines_through_stays_so() {
        let clear = image::RgbaImage::from_pixel(9, 9, [10, 20, 30, 100].into());
        let written = written_anew(&png(&clear.into()).unwrap()).unwrap();
        assert_eq!(written.media_type, "image/png");
        let opened = image::load_from_memory(&written.bytes).unwrap();
        assert_eq!(opened.get_pixel(0, 0).0, [10, 20, 30, 100]);
    }
}
