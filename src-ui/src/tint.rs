//! The steady tint of a company.

/// How many tints the stylesheet has.
const TINTS: u32 = 12;

/// Class of the tint that belongs to `id`, the same on every device and in every version.
pub fn class(id: &str) -> String {
    // FNV-1a: short, and spreads ids that differ by a digit.
    let hash = id.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    format!("tint-{}", (hash ^ (hash >> 15)) % TINTS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn luminance(hex: &str) -> f64 {
        let channel = |at: usize| {
            let value = f64::from(u8::from_str_radix(&hex[at..at + 2], 16).unwrap()) / 255.0;
            if value <= 0.040_45 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
    }

    fn contrast(one: &str, other: &str) -> f64 {
        let (one, other) = (luminance(one), luminance(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    fn value<'a>(line: &'a str, property: &str) -> Option<&'a str> {
        let (_, rest) = line.split_once(&format!("{property}: #"))?;
        let start = line.len() - rest.len() - 1;
        Some(&line[start..start + 7])
    }

    #[test]
    fn letters_on_every_tint_can_be_read() {
        let css = include_str!("../style/20-tint.css");
        let mut pairs = 0;
        for line in css.lines().filter(|line| line.contains(".tint-")) {
            let background = value(line, "background").unwrap();
            let ink = value(line, "color").unwrap();
            assert!(
                contrast(background, ink) >= 4.5,
                "{line}: {}",
                contrast(background, ink)
            );
            pairs += 1;
        }
        assert_eq!(pairs, 2 * TINTS, "one pair a tint and theme");
    }

    #[test]
    fn words_can_be_read_in_both_themes() {
        let css = include_str!("../style/00-tokens.css");
        let (light, rest) = css.split_once("[data-theme=\"dark\"]").unwrap();
        let (dark, rest) = rest.split_once(":root[data-contrast").unwrap();
        let (strong, rest) = rest.split_once(":root[data-theme").unwrap();
        let dark_strong = rest.split_once("@media").unwrap().0;
        // Each with what it lies over, nearest first.
        let themes: [(&str, &[&str], f64); 4] = [
            ("light", &[light], 0.0),
            ("dark", &[dark, light], 0.0),
            ("light, more contrast", &[strong, light], 7.0),
            (
                "dark, more contrast",
                &[dark_strong, strong, dark, light],
                7.0,
            ),
        ];
        for (theme, layers, floor) in themes {
            // Dark sets every colour, so nothing of the light contrast shows through where it has none.
            let token = |name: &str| {
                let line = layers.iter().find_map(|tokens| {
                    let mut lines = tokens.lines();
                    lines.find(|line| line.trim_start().starts_with(&format!("--{name}: ")))
                });
                value(
                    line.unwrap_or_else(|| panic!("{theme} has no {name}")),
                    name,
                )
                .unwrap()
            };
            for (ink, ground, least) in [
                ("ink", "paper", 7.0),
                ("ink", "surface", 7.0),
                ("ink", "sunken", 7.0),
                ("ink-quiet", "paper", 4.5),
                ("ink-quiet", "surface", 4.5),
                ("ink-quiet", "sunken", 4.5),
                ("action", "paper", 4.5),
                ("action", "surface", 4.5),
                ("action", "action-soft", 4.5),
                ("on-action", "action", 4.5),
                ("on-action", "action-pressed", 4.5),
                ("on-mark", "mark", 4.5),
                ("good", "good-soft", 4.5),
                ("good", "paper", 4.5),
                ("warn", "warn-soft", 4.5),
                ("warn", "paper", 4.5),
                ("bad", "bad-soft", 4.5),
                ("bad", "surface", 4.5),
                ("line-strong", "surface", 3.0),
                ("star", "surface", 3.0),
                ("map-word", "map-land", 7.0),
                ("map-word-quiet", "map-land", 4.5),
                ("map-word", "map-sea", 7.0),
                ("map-word-quiet", "map-sea", 4.5),
            ] {
                let ratio = contrast(token(ink), token(ground));
                // Edges and stars are not words.
                let least = if least < 4.5 { least } else { floor.max(least) };
                assert!(ratio >= least, "{theme}: {ink} on {ground} is {ratio:.2}");
            }
        }
    }

    #[test]
    fn a_tint_is_steady_and_all_are_used() {
        assert_eq!(class("m-0421"), class("m-0421"));
        let used: std::collections::BTreeSet<String> = (0..560)
            .map(|number| class(&format!("m-{number:04}")))
            .collect();
        assert_eq!(used.len(), TINTS as usize);
    }
}
