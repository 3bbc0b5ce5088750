//! Draws the base map: land, borders, names.

use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, HtmlImageElement};

use super::borders::{Borders, Frame, Kind, Label};
use super::projection::{Camera, Point, Size};

/// What is less than this many pixels is not worth drawing.
const FINE: f64 = 0.6;
/// Zooms between which the borders of 시군구 come to be seen.
const DISTRICTS: (f64, f64) = (7.0, 8.4);
/// Above this zoom the names of 시도 give way to those of 시군구.
const PROVINCES_END: f64 = 10.6;
/// The most pixels of the canvas for one of the screen.
const SHARPEST: f64 = 2.5;

/// A rectangle of the screen: left, top, right, bottom.
pub type Rect = (f64, f64, f64, f64);

/// Draws what `camera` sees, `tiles` over the borders. Names keep clear of them and of `taken`.
pub fn draw(
    canvas: &HtmlCanvasElement,
    borders: &Borders,
    camera: Camera,
    size: Size,
    tiles: &[(Frame, HtmlImageElement)],
    taken: &[Rect],
) {
    let Some(pen) = Pen::new(canvas, camera, size) else {
        return;
    };
    pen.lay_ground();
    pen.trace(borders, Kind::Coast);
    pen.context.set_fill_style_str(&pen.look("--map-land"));
    pen.context.fill();
    let shown = ((camera.zoom - DISTRICTS.0) / (DISTRICTS.1 - DISTRICTS.0)).clamp(0.0, 1.0);
    if shown > 0.0 {
        pen.context.set_global_alpha(shown);
        pen.stroke(borders, Kind::District, "--map-district", 1.0);
        pen.context.set_global_alpha(1.0);
    }
    pen.stroke(borders, Kind::Province, "--map-province", 1.4);
    pen.stroke(borders, Kind::Coast, "--map-coast", 1.0);
    let mut taken = taken.to_vec();
    pen.lay_tiles(tiles, &mut taken);
    pen.names(borders, taken);
}

struct Pen {
    context: CanvasRenderingContext2d,
    style: web_sys::CssStyleDeclaration,
    camera: Camera,
    size: Size,
    /// Pixels of the canvas for one of the screen.
    sharp: f64,
    /// What can be seen, with room for the width of a line.
    view: Frame,
}

impl Pen {
    fn new(canvas: &HtmlCanvasElement, camera: Camera, size: Size) -> Option<Self> {
        let window = web_sys::window()?;
        let style = window.get_computed_style(canvas).ok()??;
        let sharp = window.device_pixel_ratio().clamp(1.0, SHARPEST);
        let (width, height) = (pixels(size.0 * sharp), pixels(size.1 * sharp));
        if canvas.width() != width || canvas.height() != height {
            canvas.set_width(width);
            canvas.set_height(height);
        }
        let context: CanvasRenderingContext2d = canvas.get_context("2d").ok()??.dyn_into().ok()?;
        context
            .set_transform(sharp, 0.0, 0.0, sharp, 0.0, 0.0)
            .ok()?;
        context.set_line_join("round");
        let view = Frame {
            from: camera.at((-4.0, -4.0), size),
            to: camera.at((size.0 + 4.0, size.1 + 4.0), size),
        };
        Some(Self {
            context,
            style,
            camera,
            size,
            sharp,
            view,
        })
    }

    fn look(&self, token: &str) -> String {
        self.style.get_property_value(token).unwrap_or_default()
    }

    fn lay_ground(&self) {
        self.context.set_fill_style_str(&self.look("--map-sea"));
        self.context.fill_rect(0.0, 0.0, self.size.0, self.size.1);
    }

    /// Makes a path of all lines of `kind`.
    fn trace(&self, borders: &Borders, kind: Kind) {
        let scale = self.camera.scale();
        let (left, top) = (
            self.size.0 / 2.0 - self.camera.middle.x * scale,
            self.size.1 / 2.0 - self.camera.middle.y * scale,
        );
        self.context.begin_path();
        for line in borders.lines.iter().filter(|line| line.kind == kind) {
            let mut first = true;
            line.trace(&self.view, FINE / scale, |Point { x, y }| {
                let (x, y) = (x * scale + left, y * scale + top);
                if first {
                    self.context.move_to(x, y);
                    first = false;
                } else {
                    self.context.line_to(x, y);
                }
            });
        }
    }

    fn stroke(&self, borders: &Borders, kind: Kind, token: &str, width: f64) {
        self.trace(borders, kind);
        self.context.set_stroke_style_str(&self.look(token));
        self.context.set_line_width(width);
        self.context.stroke();
    }

    /// The tiles that can be seen, edge to edge; in the dark they are dimmed.
    fn lay_tiles(&self, tiles: &[(Frame, HtmlImageElement)], taken: &mut Vec<Rect>) {
        let dim = self.look("--map-dim");
        let seen = tiles.iter().filter(|(frame, _)| frame.touches(&self.view));
        for (frame, picture) in seen {
            // Whole pixels of the canvas: between two tiles there is neither a gap nor an overlap.
            let place = |point: Point| {
                let (x, y) = self.camera.on_screen(point, self.size);
                let whole = |length: f64| (length * self.sharp).round() / self.sharp;
                (whole(x), whole(y))
            };
            let ((left, top), (right, bottom)) = (place(frame.from), place(frame.to));
            let (wide, high) = (right - left, bottom - top);
            // A picture that can't be drawn leaves what is under it.
            let drawn = self
                .context
                .draw_image_with_html_image_element_and_dw_and_dh(picture, left, top, wide, high);
            if drawn.is_err() {
                continue;
            }
            if !dim.is_empty()
                && self
                    .context
                    .set_global_composite_operation("multiply")
                    .is_ok()
            {
                self.context.set_fill_style_str(&dim);
                self.context.fill_rect(left, top, wide, high);
                let _ = self.context.set_global_composite_operation("source-over");
            }
            taken.push((left, top, right, bottom));
        }
    }

    /// The names: those with the most room first, none over another or over a mark.
    fn names(&self, borders: &Borders, mut taken: Vec<Rect>) {
        let height = js_sys::parse_float(&self.look("font-size"));
        let family = self.look("font-family");
        self.context.set_text_align("center");
        self.context.set_text_baseline("middle");
        self.context.set_line_width(4.0);
        self.context.set_stroke_style_str(&self.look("--map-land"));
        for kind in [Kind::Province, Kind::District] {
            let (weight, height, token) = match kind {
                Kind::District => ("500", height, "--map-word-quiet"),
                _ => ("700", height * 1.12, "--map-word"),
            };
            self.context
                .set_font(&format!("{weight} {height}px {family}"));
            self.context.set_fill_style_str(&self.look(token));
            for label in borders.labels.iter().filter(|label| label.kind == kind) {
                if !self.has_room(label, height) {
                    continue;
                }
                let (x, y) = self.camera.on_screen(label.point, self.size);
                let Some(y) = free_line(label, (x, y), height, self.size, &mut taken) else {
                    continue;
                };
                // A name that can't be drawn is missed, no more.
                let _ = self.context.stroke_text(&label.name, x, y);
                let _ = self.context.fill_text(&label.name, x, y);
            }
        }
    }

    fn has_room(&self, label: &Label, height: f64) -> bool {
        match label.kind {
            Kind::District => {
                let room = label.room * self.camera.scale() * 2.0;
                self.camera.zoom > DISTRICTS.1 && room > width(label, height) * 0.8
            }
            _ => self.camera.zoom < PROVINCES_END,
        }
    }
}

/// Korean letters are about as wide as they are high.
fn width(label: &Label, height: f64) -> f64 {
    f64::from(u32::try_from(label.name.chars().count()).unwrap_or(0)) * height
}

/// A line for the name at, above or below its place that nothing else takes; it is taken then.
fn free_line(
    label: &Label,
    (x, y): (f64, f64),
    height: f64,
    size: Size,
    taken: &mut Vec<Rect>,
) -> Option<f64> {
    let half = width(label, height) / 2.0 + 2.0;
    let tall = height * 0.62;
    for shift in [0.0, 2.6, -2.6, 3.6, -3.6] {
        let y = y + shift * tall;
        let rect = (x - half, y - tall, x + half, y + tall);
        let seen = rect.2 > 0.0 && rect.0 < size.0 && rect.3 > 0.0 && rect.1 < size.1;
        if seen && !taken.iter().any(|other| overlap(&rect, other)) {
            taken.push(rect);
            return Some(y);
        }
    }
    None
}

fn overlap(a: &Rect, b: &Rect) -> bool {
    a.0 < b.2 && b.0 < a.2 && a.1 < b.3 && b.1 < a.3
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "pixels of a screen; negatives are cut off"
)]
fn pixels(length: f64) -> u32 {
    length.round() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn label(name: &str) -> Label {
        Label {
            kind: Kind::Province,
            point: Point::default(),
            room: 1.0,
            name: name.to_owned(),
        }
    }

    #[test]
    fn names_keep_clear_of_each_other_and_of_marks() {
        let size = (390.0, 600.0);
        let mut taken = vec![(150.0, 280.0, 210.0, 320.0)];
        let first = free_line(&label("서울"), (180.0, 300.0), 16.0, size, &mut taken);
        assert!(first.is_some_and(|y| y > 300.0), "below the mark");
        let second = free_line(&label("경기"), (180.0, 300.0), 16.0, size, &mut taken);
        assert!(second.is_some_and(|y| y < 300.0), "above it");
        assert_eq!(taken.len(), 3);
        for (at, a) in taken.iter().enumerate() {
            assert!(!taken[at + 1..].iter().any(|b| overlap(a, b)));
        }
    }

    #[test]
    fn a_name_without_room_or_out_of_sight_is_left_out() {
        let size = (390.0, 600.0);
        let mut taken = vec![(0.0, 0.0, 390.0, 600.0)];
        assert_eq!(
            free_line(&label("서울"), (180.0, 300.0), 16.0, size, &mut taken),
            None
        );
        taken.clear();
        assert_eq!(
            free_line(&label("부산"), (900.0, 300.0), 16.0, size, &mut taken),
            None
        );
        assert!(taken.is_empty());
    }
}
