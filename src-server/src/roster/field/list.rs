use handbook_wire::entity::Certificate;

use super::super::sheet::Cell;
use super::{Mended, Reason, date, text};

/// The things named in a cell, each once, in their order.
pub(in super::super) fn mend_list(cell: &Cell) -> Mended<Vec<String>> {
    let mut things: Vec<String> = Vec::new();
    for thing in split(&text::clean(&cell.shown())) {
        if text::is_formula(&thing, false) {
            return Err(Reason::Formula);
        }
        if !text::is_nothing(&thing) && !things.contains(&thing) {
            things.push(thing);
        }
    }
    Ok(Some(things).filter(|things| !things.is_empty()))
}

/// Certificates, with the last day on which each is good where the cell gives it:
/// `단체표준(~2027.03.01)`.
pub(in super::super) fn mend_certificates(cell: &Cell) -> Mended<Vec<Certificate>> {
    let mut certificates: Vec<Certificate> = Vec::new();
    for name in mend_list(cell)?.unwrap_or_default() {
        let certificate = certificate(name);
        if !certificates.contains(&certificate) {
            certificates.push(certificate);
        }
    }
    Ok(Some(certificates).filter(|certificates| !certificates.is_empty()))
}

fn certificate(text: String) -> Certificate {
    let parts = text
        .strip_suffix(')')
        .and_then(|text| text.rsplit_once('('))
        .or_else(|| {
            text.split_once('~')
                .map(|(name, _)| (name, &text[name.len()..]))
        });
    if let Some((name, note)) = parts
        && !name.trim().is_empty()
        && let Some(day) = expiry(note)
    {
        return Certificate {
            name: name.trim().to_owned(),
            expires: Some(day),
        };
    }
    Certificate {
        name: text,
        expires: None,
    }
}

/// The day in `~2027.03.01`, `2024.03.02~2027.03.01`, `유효기간: 2027-03-01까지`.
fn expiry(note: &str) -> Option<String> {
    let day = note.rsplit(['~', '∼', '〜', ':']).next()?;
    let day = day
        .trim()
        .trim_start_matches("유효기간")
        .trim_end_matches("까지")
        .trim();
    date::mend_date(&Cell::Text(day.to_owned())).ok().flatten()
}

/// Cuts a clean text at commas, slashes, points, semicolons and line breaks, but not inside
/// brackets and not in `AC/DC`. Gives tidy lines that aren't empty, without bullets.
pub(super) fn split(text: &str) -> Vec<String> {
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
    let line = text::squeeze(part);
    if text::is_nothing(&line) {
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
