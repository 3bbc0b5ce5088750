//! Profile pictures: taken in small and clean, seen by whoever may see the directory.

use std::io::Cursor;
use std::sync::Arc;

use handbook_wire::ErrorCode;
use handbook_wire::auth::Role;
use handbook_wire::entity::{Kind, Portrait};
use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};

use super::{Caller, Failure, Service, canonical, hex, random};
use crate::storage::{Account, Change, Entity, StorageError, StorageWrite};

/// The most pixels on a side of what is sent.
const LONGEST_SIDE: u32 = 8_000;
/// The most bytes that decoding may take.
const DECODING: u64 = 96 << 20;
const QUALITY: u8 = 82;

impl Service {
    /// Puts a picture, JPEG or PNG, in the place of the caller's. It is cut to a square, scaled and
    /// written anew: nothing that it carried besides the picture is kept.
    ///
    /// # Errors
    /// `too_large` beyond [`Portrait::MAX_BYTES`]; `invalid_input` for what is no picture.
    pub async fn set_picture(
        self: &Arc<Self>,
        caller: Caller,
        bytes: Vec<u8>,
    ) -> Result<(), Failure> {
        if bytes.len() > Portrait::MAX_BYTES {
            return Err(ErrorCode::TooLarge.into());
        }
        // Decoding takes memory; as many go on at once as passwords are checked.
        let _slot = self.password_slot().await?;
        self.run(move |service| {
            let picture = written_anew(&bytes).ok_or(ErrorCode::InvalidInput)?;
            let now = service.clock.now();
            service.storage.writing(|txn| {
                let (account, _) = service.own(txn, &caller)?;
                let id = hex(&random::<16>()?);
                txn.set_picture(&account.id, Some((&id, &picture)))?;
                Ok::<_, Failure>(put_portrait(txn, &account, id, now)?)
            })
        })
        .await?;
        self.announce();
        Ok(())
    }

    /// Forgets the caller's picture.
    ///
    /// # Errors
    /// [`Failure`] of the storage.
    pub fn remove_picture(&self, caller: &Caller) -> Result<(), Failure> {
        let now = self.clock.now();
        self.storage.writing(|txn| {
            let (account, _) = self.own(txn, caller)?;
            remove(txn, &account, None, now)?;
            Ok::<_, Failure>(())
        })?;
        self.announce();
        Ok(())
    }

    /// The bytes of a picture, a JPEG.
    ///
    /// # Errors
    /// `not_found`.
    pub fn picture(&self, id: &str) -> Result<Vec<u8>, Failure> {
        let found = self.storage.reading(|txn| txn.picture(id))?;
        Ok(found.ok_or(ErrorCode::NotFound)?)
    }
}

fn put_portrait(
    txn: &mut dyn StorageWrite,
    account: &Account,
    picture: String,
    now: i64,
) -> Result<(), StorageError> {
    let portrait = Portrait {
        name: account.name.clone(),
        member: account.member().map(str::to_owned),
        staff: (account.role == Role::Staff).then(|| account.subject.clone()),
        picture,
    };
    let revision = txn.advance(Change::Shared, now)?.revision;
    txn.put_entity(&Entity {
        kind: Kind::Portrait,
        id: account.subject.clone(),
        owner: None,
        revision,
        deleted: false,
        payload: canonical::text(&portrait)?,
    })
}

/// Forgets the picture of an account, if it has one. `moved` names the revision that this
/// transaction has moved to, if it has; the answer is the same, as it is by then.
pub(super) fn remove(
    txn: &mut dyn StorageWrite,
    account: &Account,
    moved: Option<u64>,
    now: i64,
) -> Result<Option<u64>, StorageError> {
    txn.set_picture(&account.id, None)?;
    let Some(shown) = txn
        .entity(Kind::Portrait, &account.subject)?
        .filter(|shown| !shown.deleted)
    else {
        return Ok(moved);
    };
    let revision = match moved {
        Some(revision) => revision,
        None => txn.advance(Change::Shared, now)?.revision,
    };
    txn.put_entity(&Entity {
        revision,
        deleted: true,
        payload: "{}".to_owned(),
        ..shown
    })?;
    Ok(Some(revision))
}

/// The picture upright, square, in the size that is shown, as a JPEG of its own.
fn written_anew(bytes: &[u8]) -> Option<Vec<u8>> {
    let picture = upright(bytes, LONGEST_SIDE, DECODING)?;
    let side = Portrait::SIZE;
    let square = DynamicImage::from(on_white(&picture))
        .resize_to_fill(side, side, FilterType::CatmullRom)
        .into_rgb8();
    let mut written = Vec::new();
    JpegEncoder::new_with_quality(&mut written, QUALITY)
        .encode_image(&square)
        .ok()?;
    Some(written)
}

/// A JPEG or PNG decoded and turned upright; none for anything else, and beyond `longest` pixels on a
/// side or `memory` bytes.
pub(super) fn upright(bytes: &[u8], longest: u32, memory: u64) -> Option<DynamicImage> {
    let mut reader = ImageReader::new(Cursor::new(bytes))
        .with_guessed_format()
        .ok()?;
    if !matches!(reader.format(), Some(ImageFormat::Jpeg | ImageFormat::Png)) {
        return None;
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(longest);
    limits.max_image_height = Some(longest);
    limits.max_alloc = Some(memory);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().ok()?;
    let orientation = decoder.orientation().ok()?;
    let mut picture = DynamicImage::from_decoder(decoder).ok()?;
    picture.apply_orientation(orientation);
    Some(picture)
}

/// JPEG has no transparency: what shines through is white, not black.
pub(super) fn on_white(picture: &DynamicImage) -> image::RgbImage {
    if !picture.color().has_alpha() {
        return picture.to_rgb8();
    }
    let mut ground =
        image::RgbaImage::from_pixel(picture.width(), picture.height(), [255; 4].into());
    image::imageops::overlay(&mut ground, &picture.to_rgba8(), 0, 0);
    DynamicImage::from(ground).into_rgb8()
}

#[cfg(test)]
mod tests {
    use image::{GenericImageView, Rgb, RgbImage};

    use super::*;

    /// A picture whose upper half is red and whose lower half is blue.
    fn red_over_blue() -> RgbImage {
        RgbImage::from_fn(600, 400, |_, y| {
            if y < 200 {
                Rgb([220, 0, 0])
            } else {
                Rgb([0, 0, 220])
            }
        })
    }

    fn jpeg(picture: &RgbImage) -> Vec<u8> {
        let mut bytes = Vec::new();
        JpegEncoder::new(&mut bytes).encode_image(picture).unwrap();
        bytes
    }

    /// `jpeg` with an EXIF block that names its orientation and a place.
    fn with_exif(jpeg: &[u8], orientation: u8) -> Vec<u8> {
        let mut tiff = b"MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
        tiff.extend([orientation, 0, 0, 0, 0, 0, 0]);
        tiff.extend(b"GPS 37.5665 126.9780");
        let mut exif = b"Exif\0\0".to_vec();
        exif.extend(tiff);
        let mut bytes = jpeg[..2].to_vec();
        bytes.extend([0xff, 0xe1]);
        bytes.extend(u16::try_from(exif.len() + 2).unwrap().to_be_bytes());
        bytes.extend(exif);
        bytes.extend(&jpeg[2..]);
        bytes
    }

    fn opened(bytes: &[u8]) -> DynamicImage {
        image::load_from_memory_with_format(bytes, ImageFormat::Jpeg).unwrap()
    }

    #[test]
    fn a_picture_is_upright_square_and_tells_nothing_else() {
        let turned = with_exif(&jpeg(&red_over_blue()), 6);
        assert!(turned.windows(3).any(|at| at == b"GPS"));
        let written = written_anew(&turned).unwrap();
        assert!(!written.windows(3).any(|at| at == b"GPS"));
        assert!(!written.windows(4).any(|at| at == b"Exif"));
        let shown = opened(&written);
        assert_eq!(shown.dimensions(), (Portrait::SIZE, Portrait::SIZE));
        // Orientation 6 is turned to the right: what was on top is on the right.
        let (left, right) = (shown.get_pixel(40, 240), shown.get_pixel(440, 240));
        assert!(left.0[2] > 150 && left.0[0] < 80, "{left:?}");
        assert!(right.0[0] > 150 && right.0[2] < 80, "{right:?}");
    }

    #[test]
    fn what_shines_through_is_white() {
        let clear = image::RgbaImage::from_pixel(8, 8, [0, 0, 0, 0].into());
        let mut png = Vec::new();
        DynamicImage::from(clear)
            .write_to(&mut Cursor::new(&mut png), ImageFormat::Png)
            .unwrap();
        let shown = opened(&written_anew(&png).unwrap());
        assert!(shown.get_pixel(9, 9).0[0] > 250);
    }

    #[test]
    fn what_is_no_picture_or_too_large_a_one_is_refused() {
        assert!(written_anew(b"").is_none());
        assert!(written_anew(b"<svg onload=alert(1)>").is_none());
        let whole = jpeg(&red_over_blue());
        assert!(written_anew(&whole[..40]).is_none());
        // A header that promises 60,000 x 60,000 pixels.
        let mut bomb = Vec::new();
        DynamicImage::from(RgbImage::new(1, 1))
            .write_to(&mut Cursor::new(&mut bomb), ImageFormat::Png)
            .unwrap();
        bomb[16..24].copy_from_slice(&[0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60]);
        assert!(written_anew(&bomb).is_none());
    }
}
