//! Which rows of a long list are worth drawing, and which pages of it must be asked for.

use std::ops::Range;

/// Rows that one question asks for.
pub const PAGE: u64 = 100;
/// Rows drawn beyond each edge of what is seen.
const MARGIN: u64 = 4;

/// Rows to draw when a list of `total` rows, each `row` pixels high, is scrolled by `top` pixels in
/// a window of `height` pixels. They are as many wherever the list stands. Without a measured height of a
/// row there is nothing to draw.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "pixels of a screen and rows of a list lie far below 2^52; negatives are cut off"
)]
pub fn rows(total: u64, row: f64, top: f64, height: f64) -> Range<u64> {
    if row.is_nan() || row < 1.0 || total == 0 {
        return 0..0;
    }
    let top = top.clamp(0.0, (total as f64 * row - height).max(0.0));
    let first = (top / row).floor() as u64;
    // One more than fit: a window seldom begins where a row does.
    let seen = (height.max(0.0) / row).ceil() as u64 + 1;
    let count = (seen + 2 * MARGIN).min(total);
    let start = first.saturating_sub(MARGIN).min(total - count);
    start..start + count
}

/// Numbers of the pages that `rows` touches, with one more on each side where the list has one, so
/// that a page is there before it is seen.
pub fn pages(rows: &Range<u64>, total: u64) -> Range<u64> {
    if rows.is_empty() || total == 0 {
        return 0..u64::from(total > 0);
    }
    let last = (total - 1) / PAGE;
    let first_needed = rows.start / PAGE;
    let last_needed = (rows.end - 1) / PAGE;
    first_needed.saturating_sub(1)..(last_needed + 1).min(last) + 1
}

/// Entry of a bar of `count` entries under a finger that is `along` of the way down (0 to 1).
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "a bar has some twenty entries; negatives are cut off"
)]
pub fn entry(along: f64, count: usize) -> Option<usize> {
    let last = count.checked_sub(1)?;
    Some(((along.clamp(0.0, 1.0) * count as f64) as usize).min(last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_seen_is_drawn_with_a_margin() {
        assert_eq!(rows(560, 80.0, 0.0, 640.0), 0..17);
        assert_eq!(rows(560, 80.0, 800.0, 640.0), 6..23);
        assert_eq!(rows(560, 80.0, 801.0, 640.0), 6..23);
        assert_eq!(rows(560, 80.0, 879.0, 640.0), 6..23);
        assert_eq!(rows(5, 80.0, 0.0, 640.0), 0..5);
    }

    #[test]
    fn the_end_and_beyond_show_the_last_rows() {
        assert_eq!(rows(560, 80.0, 44_160.0, 640.0), 543..560);
        assert_eq!(rows(560, 80.0, 9e9, 640.0), 543..560);
        assert_eq!(rows(560, 80.0, -50.0, 640.0), 0..17);
    }

    #[test]
    fn nothing_is_drawn_before_a_row_is_measured() {
        assert_eq!(rows(560, 0.0, 0.0, 640.0), 0..0);
        assert!(rows(560, f64::NAN, 0.0, 640.0).is_empty());
        assert_eq!(rows(0, 80.0, 0.0, 640.0), 0..0);
    }

    #[test]
    fn pages_come_before_they_are_seen() {
        assert_eq!(pages(&(0..14), 560), 0..2);
        assert_eq!(pages(&(95..115), 560), 0..3);
        assert_eq!(pages(&(546..560), 560), 4..6);
        assert_eq!(pages(&(0..5), 5), 0..1);
        assert_eq!(pages(&(0..0), 560), 0..1);
        assert_eq!(pages(&(0..0), 0), 0..0);
    }

    #[test]
    fn a_finger_finds_its_entry() {
        assert_eq!(entry(0.0, 16), Some(0));
        assert_eq!(entry(0.5, 16), Some(8));
        assert_eq!(entry(1.0, 16), Some(15));
        assert_eq!(entry(7.0, 16), Some(15));
        assert_eq!(entry(-1.0, 16), Some(0));
        assert_eq!(entry(0.5, 0), None);
    }
}
