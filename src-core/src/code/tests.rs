use std::io::Cursor;

use handbook_wire::ipc::ScannedCode;
use image::{DynamicImage, GrayImage, ImageFormat, Luma};
use qrcode::{Color, EcLevel, QrCode};

use super::picture::{NoCode, texts};
use super::*;

fn other(text: &str) -> ScannedCode {
    meaning(text).unwrap()
}

#[test]
fn only_https_pages_are_offered_as_pages() {
    assert_eq!(
        other("https://hanbit.example/a?b=c"),
        ScannedCode::Web {
            url: "https://hanbit.example/a?b=c".into(),
            host: "hanbit.example".into()
        }
    );
    // A name that only looks like another is told as what it is.
    assert_eq!(
        other("https://hаnbit.example"),
        ScannedCode::Web {
            url: "https://xn--hnbit-4ve.example/".into(),
            host: "xn--hnbit-4ve.example".into()
        }
    );
    let long = format!("https://a.example/{}", "a".repeat(3000));
    for text in [
        "http://hanbit.example",
        "javascript:alert(1)",
        "JAVASCRIPT:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "file:///etc/passwd",
        "intent://x#Intent;scheme=https;end",
        "esujeop://identity/0123456789abcdef0123456789abcdef/x",
        "tel:112",
        "https://user:word@hanbit.example",
        "https://hanbit.example\u{202e}/x y",
        "https://192.168.0.1/",
        "https://localhost/",
        "https://",
        "<script>alert(1)</script>",
        &long,
    ] {
        assert!(matches!(other(text), ScannedCode::Text { .. }), "{text}");
    }
}

#[test]
fn a_text_is_shown_as_far_as_it_fits() {
    let ScannedCode::Text { text, cut } = other(&"가\u{200b}".repeat(2000)) else {
        panic!("no text");
    };
    assert_eq!((text.chars().count(), cut), (1000, true));
    assert_eq!(other(&"x".repeat(1 << 20)), ScannedCode::TooLarge);
    let huge = format!("BEGIN:VCARD\nFN:{}", "x".repeat(5 << 20));
    assert_eq!(other(&huge), ScannedCode::TooLarge);
    assert_eq!(meaning("ESUJEOP1/X"), None);
}

/// A picture of the code of `text`, `scale` pixels a module, on a grey ground of that size.
fn painted(text: &str, scale: u32, width: u32, height: u32) -> GrayImage {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).unwrap();
    let side = u32::try_from(code.width()).unwrap();
    let colors = code.to_colors();
    let all = (side + 8) * scale;
    let (left, top) = ((width - all) / 2, (height - all) / 2);
    GrayImage::from_fn(width, height, |x, y| {
        if !(left..left + all).contains(&x) || !(top..top + all).contains(&y) {
            return Luma([170]);
        }
        let (x, y) = ((x - left) / scale, (y - top) / scale);
        let inside = (4..side + 4).contains(&x) && (4..side + 4).contains(&y);
        let place = || usize::try_from((y - 4) * side + x - 4).unwrap();
        let dark = inside && colors[place()] == Color::Dark;
        Luma([if dark { 20 } else { 235 }])
    })
}

fn file(picture: GrayImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::ImageLuma8(picture)
        .into_rgb8()
        .write_to(&mut bytes, format)
        .unwrap();
    bytes.into_inner()
}

#[test]
fn a_code_is_found_in_pictures_of_every_sort() {
    // As long as the longest card.
    let text = format!("ESUJEOP1/{}", "7A".repeat(283));
    for (scale, width, height) in [
        (3, 300, 320),
        (4, 390, 844),
        (8, 1080, 2400),
        (20, 4000, 3000),
        (3, 1200, 1200),
    ] {
        let picture = painted(&text, scale, width, height);
        let turned = image::imageops::rotate90(&picture);
        for (format, picture) in [
            (ImageFormat::Png, picture.clone()),
            (ImageFormat::Jpeg, picture),
            (ImageFormat::Png, turned),
        ] {
            let found = texts(&file(picture, format));
            assert_eq!(
                found,
                Ok(vec![text.clone()]),
                "{scale} {width}x{height} {format:?}"
            );
        }
    }
    let picture = painted("https://hanbit.example", 2, 80, 80);
    let webp = file(picture, ImageFormat::WebP);
    assert_eq!(texts(&webp), Ok(vec!["https://hanbit.example".to_owned()]));
}

#[test]
fn what_is_no_picture_or_too_large_a_one_is_told() {
    assert_eq!(texts(b""), Err(NoCode::Unreadable));
    assert_eq!(texts(b"BM not ours"), Err(NoCode::Unreadable));
    assert_eq!(texts(b"<svg onload=alert(1)>"), Err(NoCode::Unreadable));
    assert_eq!(texts(&vec![0; (12 << 20) + 1]), Err(NoCode::TooLarge));
    let png = file(painted("x", 4, 200, 200), ImageFormat::Png);
    assert!(texts(&png[..png.len() / 2]).is_err());
    // A small file that claims to be 60,000 pixels wide.
    let mut wide = png.clone();
    wide[16..20].copy_from_slice(&60_000_u32.to_be_bytes());
    let crc = crc(&wide[12..29]);
    wide[29..33].copy_from_slice(&crc.to_be_bytes());
    assert_eq!(texts(&wide), Err(NoCode::TooLarge));
    let blank = GrayImage::from_pixel(300, 300, Luma([200]));
    assert_eq!(texts(&file(blank, ImageFormat::Png)), Err(NoCode::Nothing));
}

fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| match crc & 1 {
            1 => (crc >> 1) ^ 0xedb8_8320,
            _ => crc >> 1,
        })
    })
}

/// A picture that is nothing but corners of codes costs no more than another one.
#[test]
fn many_corners_are_no_burden() {
    let corner = |x: u32, y: u32| {
        let (x, y) = (x % 9, y % 9);
        let ring = |a: u32, b: u32| (a..=b).contains(&x) && (a..=b).contains(&y);
        ring(1, 7) && !ring(2, 6) || ring(3, 5)
    };
    let picture = GrayImage::from_fn(1080, 1080, |x, y| {
        Luma([if corner(x / 3, y / 3) { 0 } else { 255 }])
    });
    assert_eq!(
        texts(&file(picture, ImageFormat::Png)),
        Err(NoCode::Nothing)
    );
}
