use super::{is_nothing, squeeze};

/// Cuts a clean text at commas, slashes, points, semicolons and line breaks, but not inside
/// brackets and not in `AC/DC`. Gives tidy lines that aren't empty, without bullets.
#[must_use]
pub fn split(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let mut parts = Vec::new();
    let mut part = String::new();
    let mut depth = 0_usize;
    // An open bracket that is never closed holds nothing together.
    let mut closing = chars.iter().filter(|c| **c == ')').count();
    for (at, c) in chars.iter().copied().enumerate() {
        match c {
            '(' if closing > depth => depth += 1,
            ')' => {
                closing -= 1;
                depth = depth.saturating_sub(1);
            }
            _ => {}
        }
        let parts_here = match c {
            '\n' | ',' | ';' | '·' | '・' | '･' | 'ㆍ' | '•' | '‧' | '∙' | '、' => true,
            '/' => !is_abbreviation(&chars, at),
            _ => false,
        };
        if parts_here && depth == 0 {
            parts.push(std::mem::take(&mut part));
        } else {
            part.push(c);
        }
    }
    parts.push(part);
    parts
        .iter()
        .map(|part| tidy(part))
        .filter(|part| !part.is_empty())
        .collect()
}

fn tidy(part: &str) -> String {
    let line = squeeze(part);
    if is_nothing(&line) {
        return String::new();
    }
    let bare = line.trim_start_matches(['*', '▶', '■', '□', '●', '○', '◆', '※', ' ']);
    match bare.strip_prefix("- ") {
        Some(bare) => bare.trim_start().to_owned(),
        None => bare.to_owned(),
    }
}

/// Whether the slash at `at` stands in something like `AC/DC` or `A/S`: one or two Latin letters
/// on each side.
fn is_abbreviation(chars: &[char], at: usize) -> bool {
    let run = |letters: &mut dyn Iterator<Item = &char>| {
        letters
            .take_while(|c| c.is_alphanumeric())
            .take(4)
            .copied()
            .collect::<Vec<char>>()
    };
    let before = run(&mut chars[..at].iter().rev());
    let after = run(&mut chars[at + 1..].iter());
    [before, after].iter().all(|letters| {
        (1..=2).contains(&letters.len()) && letters.iter().all(char::is_ascii_uppercase)
    })
}
