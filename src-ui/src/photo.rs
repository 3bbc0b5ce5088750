//! A picture file made small on the device: upright, square, without anything that the camera wrote
//! beside the picture. What is sent was painted anew, so no place and no time can be in it.

use handbook_wire::entity::Portrait;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{CanvasRenderingContext2d, File, HtmlCanvasElement, HtmlImageElement, Url};

const QUALITY: f64 = 0.85;

/// The middle of the picture as a JPEG in Base64; none for what the system can't show.
pub async fn square(file: &File) -> Option<String> {
    let address = Url::create_object_url_with_blob(file).ok()?;
    let jpeg = paint(&address).await;
    // It is only held on to for longer when this fails.
    let _ = Url::revoke_object_url(&address);
    let jpeg = jpeg.ok()?;
    jpeg.strip_prefix("data:image/jpeg;base64,")
        .map(str::to_owned)
}

async fn paint(address: &str) -> Result<String, JsValue> {
    let image = HtmlImageElement::new()?;
    image.set_src(address);
    JsFuture::from(image.decode()).await?;
    // Both are of the picture as it is shown, turned as the camera was.
    let (width, height) = (image.natural_width(), image.natural_height());
    let part = width.min(height);
    if part == 0 {
        return Err(JsValue::NULL);
    }
    let document = leptos::prelude::document();
    let canvas: HtmlCanvasElement = document.create_element("canvas")?.dyn_into()?;
    canvas.set_width(Portrait::SIZE);
    canvas.set_height(Portrait::SIZE);
    let brush: CanvasRenderingContext2d =
        canvas.get_context("2d")?.ok_or(JsValue::NULL)?.dyn_into()?;
    let (left, top) = ((width - part) / 2, (height - part) / 2);
    let side = f64::from(Portrait::SIZE);
    // What shines through is white.
    brush.set_fill_style_str("#fff");
    brush.fill_rect(0.0, 0.0, side, side);
    brush.draw_image_with_html_image_element_and_sw_and_sh_and_dx_and_dy_and_dw_and_dh(
        &image,
        f64::from(left),
        f64::from(top),
        f64::from(part),
        f64::from(part),
        0.0,
        0.0,
        side,
        side,
    )?;
    canvas.to_data_url_with_type_and_encoder_options(Portrait::TYPE, &JsValue::from_f64(QUALITY))
}
