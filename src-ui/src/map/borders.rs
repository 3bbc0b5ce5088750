//! The base map: coast, borders of 시도 and 시군구, and their names. It is a file of the page, fetched
//! when the map is first opened; xtask/borders.py makes it and describes its form.

use super::projection::{Point, plane};

/// Address of the file.
pub const ADDRESS: &str = "/map/borders.bin";
/// The form that this reads.
const VERSION: u64 = 1;
/// Degrees of a step of the file.
const STEP: f64 = 2e-4;
/// Nodes of a line that are looked at together when it is asked whether they can be seen.
const RUN: usize = 40;

/// What a line or a name belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The coast, a ring around land.
    Coast,
    /// 시도.
    Province,
    /// 시군구.
    District,
}

/// The base map.
#[derive(Debug, PartialEq)]
pub struct Borders {
    /// Coast and borders.
    pub lines: Vec<Line>,
    /// Names, 시도 before 시군구.
    pub labels: Vec<Label>,
}

/// A line of the base map.
#[derive(Debug, PartialEq)]
pub struct Line {
    /// What it is.
    pub kind: Kind,
    nodes: Vec<Node>,
    /// Frame of the whole line, then of every [`RUN`] nodes of it.
    frame: Frame,
    runs: Vec<Frame>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Node {
    point: Point,
    /// How far the line would lie beside this node without it: whoever looks from so far away that
    /// this is less than a pixel need not draw it.
    weight: f64,
}

/// A name on the map.
#[derive(Debug, PartialEq)]
pub struct Label {
    /// Of what.
    pub kind: Kind,
    /// Where it stands.
    pub point: Point,
    /// How far the nearest border is from there, in units of the plane.
    pub room: f64,
    /// The name.
    pub name: String,
}

/// A rectangle of the plane.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Frame {
    /// Its north-western corner.
    pub from: Point,
    /// Its south-eastern corner.
    pub to: Point,
}

impl Frame {
    fn around(nodes: &[Node]) -> Self {
        let start = Frame {
            from: Point {
                x: f64::INFINITY,
                y: f64::INFINITY,
            },
            to: Point {
                x: f64::NEG_INFINITY,
                y: f64::NEG_INFINITY,
            },
        };
        nodes.iter().fold(start, |frame, node| Frame {
            from: Point {
                x: frame.from.x.min(node.point.x),
                y: frame.from.y.min(node.point.y),
            },
            to: Point {
                x: frame.to.x.max(node.point.x),
                y: frame.to.y.max(node.point.y),
            },
        })
    }

    /// Whether they have anything in common.
    pub fn touches(&self, other: &Frame) -> bool {
        self.from.x <= other.to.x
            && other.from.x <= self.to.x
            && self.from.y <= other.to.y
            && other.from.y <= self.to.y
    }
}

impl Borders {
    /// Reads the file; none when it is not one or not whole.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut rest = Bytes(bytes);
        if rest.number()? != VERSION {
            return None;
        }
        let count = rest.count()?;
        let mut lines = Vec::with_capacity(count);
        for _ in 0..count {
            let kind = rest.kind()?;
            let length = rest.count()?;
            let mut nodes = Vec::with_capacity(length);
            let (mut x, mut y) = (0, 0);
            for _ in 0..length {
                x += rest.signed()?;
                y += rest.signed()?;
                nodes.push(Node {
                    point: at(x, y),
                    weight: f64::INFINITY,
                });
            }
            if nodes.len() > 1 {
                lines.push(Line::new(kind, nodes));
            }
        }
        let count = rest.count()?;
        let mut labels = Vec::with_capacity(count);
        for _ in 0..count {
            let kind = rest.kind()?;
            let (x, y) = (rest.signed()?, rest.signed()?);
            let steps = i64::try_from(rest.number()?).ok()?;
            let length = rest.count()?;
            labels.push(Label {
                kind,
                point: at(x, y),
                room: at(x + steps, y).x - at(x, y).x,
                name: rest.text(length)?,
            });
        }
        Some(Self { lines, labels })
    }
}

impl Line {
    fn new(kind: Kind, mut nodes: Vec<Node>) -> Self {
        weigh(&mut nodes);
        let runs = (0..nodes.len()).step_by(RUN);
        // A run ends with the node that the next one begins with.
        let runs = runs.map(|from| Frame::around(&nodes[from..(from + RUN + 1).min(nodes.len())]));
        Self {
            kind,
            runs: runs.collect(),
            frame: Frame::around(&nodes),
            nodes,
        }
    }

    /// Calls `each` with the nodes that are worth drawing for somebody who sees `view` and for whom
    /// `fine` is too little to see. What lies beyond the view is cut short, outside of it.
    pub fn trace(&self, view: &Frame, fine: f64, mut each: impl FnMut(Point)) {
        if !self.frame.touches(view) {
            return;
        }
        for (run, nodes) in self.runs.iter().zip(self.nodes.chunks(RUN)) {
            if run.touches(view) {
                let seen = nodes.iter().filter(|node| node.weight >= fine);
                seen.for_each(|node| each(node.point));
            } else if let Some(first) = nodes.first() {
                each(first.point);
            }
        }
        if let Some(last) = self.nodes.last() {
            each(last.point);
        }
    }
}

/// Gives each node its weight (Douglas and Peucker, for every distance at once).
fn weigh(nodes: &mut [Node]) {
    let mut open = vec![(0, nodes.len().saturating_sub(1), f64::INFINITY)];
    while let Some((from, to, most)) = open.pop() {
        if to < from + 2 {
            continue;
        }
        let (a, b) = (nodes[from].point, nodes[to].point);
        let mut farthest = (from + 1, -1.0);
        for (at, node) in nodes.iter().enumerate().take(to).skip(from + 1) {
            let away = beside(node.point, a, b);
            if away > farthest.1 {
                farthest = (at, away);
            }
        }
        let weight = farthest.1.min(most);
        nodes[farthest.0].weight = weight;
        open.push((from, farthest.0, weight));
        open.push((farthest.0, to, weight));
    }
}

/// How far `point` is from the stretch between `a` and `b`.
fn beside(point: Point, a: Point, b: Point) -> f64 {
    let (dx, dy) = (b.x - a.x, b.y - a.y);
    let length = dx * dx + dy * dy;
    let along = if length > 0.0 {
        (((point.x - a.x) * dx + (point.y - a.y) * dy) / length).clamp(0.0, 1.0)
    } else {
        0.0
    };
    (point.x - a.x - along * dx).hypot(point.y - a.y - along * dy)
}

#[expect(
    clippy::cast_precision_loss,
    reason = "steps of 0.0002 degrees lie far below 2^52"
)]
fn at(x: i64, y: i64) -> Point {
    plane(y as f64 * STEP, x as f64 * STEP)
}

/// What is left of the file.
struct Bytes<'a>(&'a [u8]);

impl Bytes<'_> {
    fn number(&mut self) -> Option<u64> {
        let mut number = 0_u64;
        for shift in (0..35).step_by(7) {
            let (byte, rest) = self.0.split_first()?;
            self.0 = rest;
            number |= u64::from(byte & 127) << shift;
            if byte & 128 == 0 {
                return Some(number);
            }
        }
        None
    }

    fn signed(&mut self) -> Option<i64> {
        let number = self.number()?;
        let half = i64::try_from(number >> 1).ok()?;
        Some(if number & 1 == 0 { half } else { -half - 1 })
    }

    /// A number of things, of which each takes a byte at least.
    fn count(&mut self) -> Option<usize> {
        let count = usize::try_from(self.number()?).ok()?;
        (count <= self.0.len()).then_some(count)
    }

    fn kind(&mut self) -> Option<Kind> {
        match self.number()? {
            0 => Some(Kind::Coast),
            1 => Some(Kind::Province),
            2 => Some(Kind::District),
            _ => None,
        }
    }

    fn text(&mut self, length: usize) -> Option<String> {
        let (text, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        String::from_utf8(text.to_vec()).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &[u8] = include_bytes!("../../public/map/borders.bin");
    const EVERYTHING: Frame = Frame {
        from: Point { x: -99.0, y: -99.0 },
        to: Point { x: 99.0, y: 99.0 },
    };

    fn traced(line: &Line, view: &Frame, fine: f64) -> Vec<Point> {
        let mut points = Vec::new();
        line.trace(view, fine, |point| points.push(point));
        points
    }

    /// Whether a point lies on land, by the rings as drawn.
    fn on_land(borders: &Borders, point: Point, view: &Frame, fine: f64) -> bool {
        let mut inside = false;
        for line in borders.lines.iter().filter(|line| line.kind == Kind::Coast) {
            let ring = traced(line, view, fine);
            for pair in ring.windows(2) {
                let (a, b) = (pair[0], pair[1]);
                if (a.y > point.y) != (b.y > point.y)
                    && point.x < (b.x - a.x) * (point.y - a.y) / (b.y - a.y) + a.x
                {
                    inside = !inside;
                }
            }
        }
        inside
    }

    #[test]
    fn the_file_of_the_page_is_the_country() {
        let borders = Borders::read(FILE).expect("the file can be read");
        let named = |kind| {
            borders
                .labels
                .iter()
                .filter(move |label| label.kind == kind)
        };
        assert_eq!(named(Kind::Province).count(), 17);
        assert_eq!(named(Kind::District).count(), 229);
        for (lat, lng, land) in [
            (37.5663, 126.9779, true),
            (35.1798, 129.0750, true),
            (33.3617, 126.5292, true),
            (37.5, 130.0, false),
            (34.0, 127.5, false),
            (36.5, 125.5, false),
        ] {
            let point = plane(lat, lng);
            assert_eq!(
                on_land(&borders, point, &EVERYTHING, 0.0),
                land,
                "{lat}, {lng}"
            );
            // Neither leaving out the fine parts nor what is not seen changes what is seen.
            assert_eq!(
                on_land(&borders, point, &EVERYTHING, 0.005),
                land,
                "{lat}, {lng}"
            );
            let (from, to) = (plane(lat + 0.1, lng - 0.1), plane(lat - 0.1, lng + 0.1));
            assert_eq!(
                on_land(&borders, point, &Frame { from, to }, 0.0),
                land,
                "{lat}, {lng}"
            );
        }
        for label in &borders.labels {
            assert!(
                on_land(&borders, label.point, &EVERYTHING, 0.0),
                "{}",
                label.name
            );
            assert!(
                label.room > 0.0 && label.name.chars().count() >= 2,
                "{}",
                label.name
            );
        }
    }

    #[test]
    fn from_afar_there_is_less_to_draw() {
        let borders = Borders::read(FILE).expect("the file can be read");
        let drawn = |fine: f64| -> usize {
            let lines = borders.lines.iter();
            lines
                .map(|line| traced(line, &EVERYTHING, fine).len())
                .sum()
        };
        let (all, country) = (drawn(0.0), drawn(0.6 / 7_f64.exp2()));
        assert!(all > 15_000 && country < all / 2, "{all}, {country}");
    }

    #[test]
    fn what_is_no_such_file_is_refused() {
        for broken in [
            &FILE[..FILE.len() / 2],
            &[],
            &[2, 0, 0],
            &[1, 255, 255, 3],
            b"<!doctype html>",
        ] {
            assert_eq!(Borders::read(broken), None);
        }
        assert_eq!(
            Borders::read(&[1, 0, 0]).map(|empty| empty.lines.len()),
            Some(0)
        );
    }

    #[test]
    fn a_node_weighs_what_the_line_would_miss_without_it() {
        let node = |x, y| Node {
            point: Point { x, y },
            weight: f64::INFINITY,
        };
        let line = Line::new(
            Kind::Province,
            vec![
                node(0.0, 0.0),
                node(1.0, 0.1),
                node(2.0, 3.0),
                node(3.0, 0.0),
                node(4.0, 0.0),
            ],
        );
        assert_eq!(traced(&line, &EVERYTHING, 0.0).len(), 6);
        let seen: Vec<f64> = traced(&line, &EVERYTHING, 2.5)
            .iter()
            .map(|p| p.x)
            .collect();
        assert_eq!(seen, [0.0, 2.0, 4.0, 4.0]);
    }
}
