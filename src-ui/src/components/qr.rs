//! A QR code as a drawing.

use handbook_wire::ipc::Qr;
use leptos::prelude::*;

use crate::i18n::Text;
use crate::preference::say;

/// A QR code, with the quiet zone that readers need, dark on light in either colour scheme.
pub fn qr(qr: &Qr) -> AnyView {
    use std::fmt::Write;
    let mut path = String::new();
    for (place, module) in (0_u32..).zip(qr.modules.bytes()) {
        if module == b'1' && qr.size > 0 {
            let (x, y) = (place % qr.size + 4, place / qr.size + 4);
            let _ = write!(path, "M{x} {y}h1v1h-1z");
        }
    }
    let side = qr.size + 8;
    view! {
        <svg class="qr" viewBox=format!("0 0 {side} {side}") role="img" aria-label=say(Text::QrLabel)>
            <path d=path />
        </svg>
    }
    .into_any()
}
