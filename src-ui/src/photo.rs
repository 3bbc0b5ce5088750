//! Pictures made small on the device: upright, without anything that the camera wrote beside the picture.
//! What is sent was painted anew, so no place and no time can be in it.

use handbook_wire::entity::Portrait;
use js_sys::Promise;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, CanvasRenderingContext2d, File, HtmlCanvasElement, HtmlImageElement, Url};

const QUALITY: f64 = 0.85;
/// The most pixels on a side of a picture in a post: no screen shows more.
const SIDE: f64 = 2_560.0;

/// The middle of the picture as a JPEG in Base64; none for what the system can't show.
pub async fn square(file: &File) -> Option<String> {
    let (canvas, brush, image) = opened(file).await?;
    // Both are of the picture as it is shown, turned as the camera was.
    let (width, height) = (image.natural_width(), image.natural_height());
    let part = width.min(height);
    canvas.set_width(Portrait::SIZE);
    canvas.set_height(Portrait::SIZE);
    let (left, top) = ((width - part) / 2, (height - part) / 2);
    let side = f64::from(Portrait::SIZE);
    // What shines through is white.
    brush.set_fill_style_str("#fff");
    brush.fill_rect(0.0, 0.0, side, side);
    brush
        .draw_image_with_html_image_element_and_sw_and_sh_and_dx_and_dy_and_dw_and_dh(
            &image,
            f64::from(left),
            f64::from(top),
            f64::from(part),
            f64::from(part),
            0.0,
            0.0,
            side,
            side,
        )
        .ok()?;
    let quality = JsValue::from_f64(QUALITY);
    let jpeg = canvas.to_data_url_with_type_and_encoder_options(Portrait::TYPE, &quality);
    let jpeg = jpeg.ok()?;
    jpeg.strip_prefix("data:image/jpeg;base64,")
        .map(str::to_owned)
}

/// The whole picture, not larger than a screen, with its new ending: a PNG stays one, since something may
/// shine through. None for what the system can't show, and for drawings that could run something.
pub async fn anew(file: &File) -> Option<(Blob, &'static str)> {
    let given = file.type_();
    if given.starts_with("image/svg") || file.name().to_lowercase().ends_with(".svg") {
        return None;
    }
    let (canvas, brush, image) = opened(file).await?;
    let (width, height) = (
        f64::from(image.natural_width()),
        f64::from(image.natural_height()),
    );
    let scale = (SIDE / width.max(height)).min(1.0);
    let (width, height) = (pixels(width * scale), pixels(height * scale));
    canvas.set_width(width);
    canvas.set_height(height);
    let (wide, high) = (f64::from(width), f64::from(height));
    let is_png = given == "image/png" || file.name().to_lowercase().ends_with(".png");
    let (media_type, ending) = match is_png {
        true => ("image/png", "png"),
        false => ("image/jpeg", "jpg"),
    };
    if ending == "jpg" {
        brush.set_fill_style_str("#fff");
        brush.fill_rect(0.0, 0.0, wide, high);
    }
    brush
        .draw_image_with_html_image_element_and_dw_and_dh(&image, 0.0, 0.0, wide, high)
        .ok()?;
    let written = Promise::new(&mut |done, failed| {
        let took = Closure::once_into_js(move |blob: JsValue| {
            let _ = done.call1(&JsValue::NULL, &blob);
        });
        let asked = canvas.to_blob_with_type_and_encoder_options(
            took.unchecked_ref(),
            media_type,
            &JsValue::from_f64(QUALITY),
        );
        if let Err(error) = asked {
            let _ = failed.call1(&JsValue::NULL, &error);
        }
    });
    let blob = JsFuture::from(written).await.ok()?;
    Some((blob.dyn_into().ok()?, ending))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "between 1 and what a picture has"
)]
fn pixels(side: f64) -> u32 {
    side.round().max(1.0) as u32
}

/// The picture, and an empty canvas with its brush.
async fn opened(
    file: &File,
) -> Option<(
    HtmlCanvasElement,
    CanvasRenderingContext2d,
    HtmlImageElement,
)> {
    let address = Url::create_object_url_with_blob(file).ok()?;
    let image = decoded(&address).await;
    // It is only held on to for longer when this fails.
    let _ = Url::revoke_object_url(&address);
    let image = image.ok()?;
    if image.natural_width() == 0 || image.natural_height() == 0 {
        return None;
    }
    let canvas = leptos::prelude::document().create_element("canvas").ok()?;
    let canvas: HtmlCanvasElement = canvas.dyn_into().ok()?;
    let brush = canvas.get_context("2d").ok()??.dyn_into().ok()?;
    Some((canvas, brush, image))
}

async fn decoded(address: &str) -> Result<HtmlImageElement, JsValue> {
    let image = HtmlImageElement::new()?;
    image.set_src(address);
    JsFuture::from(image.decode()).await?;
    Ok(image)
}
