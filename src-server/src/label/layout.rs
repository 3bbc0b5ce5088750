use super::font::Font;

/// Points in a millimetre.
const MM: f32 = 72.0 / 25.4;
/// A4, in points.
pub(super) const PAPER: (f32, f32) = (210.0 * MM, 297.0 * MM);
/// Between a label's edge and what is written on it.
const PADDING: (f32, f32) = (4.0 * MM, 2.5 * MM);
/// How high a line is, as a part of its size.
const LINE: f32 = 1.35;
/// Where the first line stands below its top, as a part of its size.
const RISE: f32 = 0.95;
/// How much smaller is tried next.
const SMALLER: f32 = 0.95;

/// How a sheet is cut. The measures are those of sheets that are sold for A4.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sheet {
    /// 24 labels of 63.5 × 33.9 mm: three in a row, eight below each other.
    ThreeByEight,
    /// 16 labels of 99.1 × 33.9 mm: two in a row, eight below each other.
    TwoByEight,
}

/// One label.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Label {
    /// 우편번호.
    pub postal_code: String,
    /// 주소.
    pub address: String,
    /// 회사명.
    pub company: String,
    /// To whom: 대표 홍길동 귀하.
    pub person: String,
}

/// A rectangle from its upper left corner, in points from the paper's.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Area {
    pub(super) x: f32,
    pub(super) y: f32,
    pub(super) width: f32,
    pub(super) height: f32,
}

/// A line of text: where its baseline begins, in points from the paper's upper left corner.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    pub(super) x: f32,
    pub(super) y: f32,
    pub(super) size: f32,
    pub(super) text: String,
}

impl Sheet {
    /// The sheet that has so many labels.
    #[must_use]
    pub fn of(labels: u32) -> Option<Self> {
        match labels {
            24 => Some(Self::ThreeByEight),
            16 => Some(Self::TwoByEight),
            _ => None,
        }
    }

    const fn columns(self) -> usize {
        match self {
            Self::ThreeByEight => 3,
            Self::TwoByEight => 2,
        }
    }

    /// The label's place on the sheet, from 0 along the rows.
    #[expect(clippy::cast_precision_loss, reason = "a sheet has 24 labels at most")]
    pub(super) fn area(self, place: usize) -> Area {
        let (left, width, gap) = match self {
            Self::ThreeByEight => (7.2, 63.5, 2.5),
            Self::TwoByEight => (4.65, 99.1, 2.5),
        };
        let (row, column) = (place / self.columns(), place % self.columns());
        Area {
            x: (left + column as f32 * (width + gap)) * MM,
            y: (12.9 + row as f32 * 33.9) * MM,
            width: width * MM,
            height: 33.9 * MM,
        }
    }

    const fn labels(self) -> usize {
        self.columns() * 8
    }
}

/// Every page with its lines.
pub(super) fn pages(font: &Font, sheet: Sheet, labels: &[Label], mark: &str) -> Vec<Vec<Line>> {
    let count = labels.len().div_ceil(sheet.labels()).max(1);
    let mut pages: Vec<Vec<Line>> = labels
        .chunks(sheet.labels())
        .map(|labels| {
            let labels = labels.iter().enumerate();
            labels
                .flat_map(|(place, label)| set(font, inner(sheet.area(place)), &parts(label)))
                .collect()
        })
        .collect();
    pages.resize_with(count, Vec::new);
    for (number, page) in (1..).zip(&mut pages) {
        let foot = format!("{mark} · {number}/{count}");
        page.extend(set(font, FOOT, &[(foot.as_str(), 6.0)]));
    }
    pages
}

/// Below the labels, above what printers leave white.
const FOOT: Area = Area {
    x: 8.0 * MM,
    y: 285.0 * MM,
    width: 194.0 * MM,
    height: 7.0 * MM,
};

pub(super) fn inner(area: Area) -> Area {
    Area {
        x: area.x + PADDING.0,
        y: area.y + PADDING.1,
        width: area.width - 2.0 * PADDING.0,
        height: area.height - 2.0 * PADDING.1,
    }
}

/// What stands on a label, each with the size that it has where there is room.
fn parts(label: &Label) -> [(&str, f32); 4] {
    [
        (&label.postal_code, 10.5),
        (&label.address, 10.5),
        (&label.company, 12.0),
        (&label.person, 12.0),
    ]
}

/// Sets texts below each other, in the middle of the area's height; all of them smaller until they fit.
fn set(font: &Font, area: Area, parts: &[(&str, f32)]) -> Vec<Line> {
    let mut scale = 1.0;
    loop {
        let mut lines = Vec::new();
        for (text, size) in parts {
            let size = size * scale;
            let wrapped = wrap(text, |text| font.width(text, size) <= area.width);
            lines.extend(wrapped.into_iter().map(|text| (size, text)));
        }
        let height: f32 = lines.iter().map(|(size, _)| size * LINE).sum();
        // A sign that is wider than a line at any size would never fit: a font has none.
        if height > area.height && scale > 0.01 {
            scale *= SMALLER;
            continue;
        }
        let mut top = area.y + (area.height - height) / 2.0;
        return lines
            .into_iter()
            .map(|(size, text)| {
                let line = Line {
                    x: area.x,
                    y: top + size * RISE,
                    size,
                    text,
                };
                top += size * LINE;
                line
            })
            .collect();
    }
}

/// Breaks a text where words end; a word that is longer than a line, anywhere. Loses nothing but the spaces at
/// the breaks.
fn wrap(text: &str, fits: impl Fn(&str) -> bool) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        let longer = match line.is_empty() {
            true => word.to_owned(),
            false => format!("{line} {word}"),
        };
        if fits(&longer) {
            line = longer;
            continue;
        }
        if !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        for sign in word.chars() {
            line.push(sign);
            if !fits(&line) && line.chars().count() > 1 {
                line.pop();
                lines.push(std::mem::replace(&mut line, sign.to_string()));
            }
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}
