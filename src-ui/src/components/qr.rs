//! A QR code as a drawing.

use handbook_wire::ipc::Qr;
use leptos::prelude::*;

use crate::i18n::Text;
use crate::preference::say;

/// A QR code, with the quiet zone that readers need, dark on light in either colour scheme.
pub fn qr(qr: &Qr) -> AnyView {
    use std::fmt::Write;
    let mut path = String::new();
    let width = usize::try_from(qr.size).unwrap_or(0).max(1);
    for (y, row) in (4_u32..).zip(qr.modules.as_bytes().chunks(width)) {
        let mut x = 4;
        // Dark modules beside each other are one shape: no seam between them for a reader to stumble over.
        for run in row.chunk_by(|one, next| one == next) {
            if run.first() == Some(&b'1') {
                let _ = write!(path, "M{x} {y}h{0}v1h-{0}z", run.len());
            }
            x += run.len();
        }
    }
    let side = qr.size + 8;
    view! {
        <svg class="qr" shape-rendering="crispEdges" viewBox=format!("0 0 {side} {side}") role="img" aria-label=say(Text::QrLabel)>
            <path d=path />
        </svg>
    }
    .into_any()
}
