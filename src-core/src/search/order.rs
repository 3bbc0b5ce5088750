//! The directory's order, and the bar beside it.

use std::cmp::Ordering;

use handbook_wire::ipc::Initial;

use super::hangul::{CHOSEONG, parts};

/// The bar's labels in the directory's order.
const LABELS: [char; 17] = [
    'ㄱ', 'ㄴ', 'ㄷ', 'ㄹ', 'ㅁ', 'ㅂ', 'ㅅ', 'ㅇ', 'ㅈ', 'ㅊ', 'ㅋ', 'ㅌ', 'ㅍ', 'ㅎ', 'A', '0',
    '#',
];

/// Hangul by syllable, then Latin, digits and the rest. A name that folds to nothing stands with the
/// rest, behind every other.
pub(super) fn by_name(a: impl Iterator<Item = u16>, b: impl Iterator<Item = u16>) -> Ordering {
    let (mut a, mut b) = (a.peekable(), b.peekable());
    a.peek()
        .is_none()
        .cmp(&b.peek().is_none())
        .then_with(|| a.map(weight).cmp(b.map(weight)))
}

fn weight(unit: u16) -> (u8, u16) {
    let latin = u16::from(b'a')..=u16::from(b'z');
    let digit = u16::from(b'0')..=u16::from(b'9');
    let class = match unit {
        unit if parts(unit).is_some() => 0,
        unit if latin.contains(&unit) => 1,
        unit if digit.contains(&unit) => 2,
        _ => 3,
    };
    (class, unit)
}

/// How many names stand under each label.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Bar([u32; LABELS.len()]);

impl Bar {
    pub fn add(&mut self, name: impl Iterator<Item = u16>) {
        self.0[label(name)] += 1;
    }

    pub fn take(&mut self, name: impl Iterator<Item = u16>) {
        let count = &mut self.0[label(name)];
        *count = count.saturating_sub(1);
    }

    /// Where each label begins, of those that have a name.
    pub fn initials(&self) -> Vec<Initial> {
        let mut offset = 0;
        let mut initials = Vec::new();
        for (label, count) in LABELS.iter().zip(self.0) {
            if count > 0 {
                initials.push(Initial {
                    label: label.to_string(),
                    offset,
                    count: u64::from(count),
                });
            }
            offset += u64::from(count);
        }
        initials
    }
}

/// Place of a folded name's label in [`LABELS`].
fn label(mut name: impl Iterator<Item = u16>) -> usize {
    let rest = LABELS.len() - 1;
    let Some(first) = name.next() else {
        return rest;
    };
    match weight(first).0 {
        0 => {
            let letter = parts(first).map(|(choseong, _, _)| CHOSEONG[usize::from(choseong)]);
            let single = match letter {
                Some('ㄲ') => 'ㄱ',
                Some('ㄸ') => 'ㄷ',
                Some('ㅃ') => 'ㅂ',
                Some('ㅆ') => 'ㅅ',
                Some('ㅉ') => 'ㅈ',
                Some(single) => single,
                None => '#',
            };
            LABELS
                .iter()
                .position(|label| *label == single)
                .unwrap_or(rest)
        }
        1 => rest - 2,
        2 => rest - 1,
        _ => rest,
    }
}
