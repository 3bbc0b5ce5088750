//! Links that the system's own apps open: an allow-list of forms, each checked and capped.

use handbook_wire::ErrorCode;
use handbook_wire::ipc::Link;
use tauri::Url;

const MAX_DIGITS: usize = 20;
const MAX_MAIL: usize = 254;
const MAX_WEB: usize = 2_000;
const MAX_PLACE: usize = 200;

/// Searches a place on a map that knows Korean addresses; the phone's map app takes it over where
/// it is installed.
const MAP_SEARCH: &str = "https://map.kakao.com/link/search";

/// The address that opens `link`.
///
/// # Errors
/// [`ErrorCode::TooLarge`] or [`ErrorCode::InvalidInput`] for anything but what it should be.
pub fn address(link: &Link) -> Result<Url, ErrorCode> {
    match link {
        Link::Call(number) => parse(&format!("tel:{}", digits(number)?)),
        Link::Message(number) => parse(&format!("sms:{}", digits(number)?)),
        Link::Mail(to) => parse(&format!("mailto:{}", mail(to)?)),
        Link::Web(page) => web(page),
        Link::Map(place) => map(place),
    }
}

fn parse(text: &str) -> Result<Url, ErrorCode> {
    Url::parse(text).map_err(|_| ErrorCode::InvalidInput)
}

/// Digits alone: a number with `*` or `#` can change settings of the phone.
fn digits(number: &str) -> Result<&str, ErrorCode> {
    check(number, MAX_DIGITS, |c| c.is_ascii_digit())
}

fn mail(to: &str) -> Result<&str, ErrorCode> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "@._+-".contains(c);
    let to = check(to, MAX_MAIL, allowed)?;
    match to.split_once('@') {
        Some((name, host)) if !name.is_empty() && host.contains('.') && !host.contains('@') => {
            Ok(to)
        }
        _ => Err(ErrorCode::InvalidInput),
    }
}

fn web(page: &str) -> Result<Url, ErrorCode> {
    let url = parse(check(page, MAX_WEB, |c| {
        !c.is_control() && !c.is_whitespace()
    })?)?;
    let plain = url.username().is_empty() && url.password().is_none() && url.has_host();
    if matches!(url.scheme(), "http" | "https") && plain {
        Ok(url)
    } else {
        Err(ErrorCode::InvalidInput)
    }
}

fn map(place: &str) -> Result<Url, ErrorCode> {
    let place = check(place.trim(), MAX_PLACE * 4, |c| !c.is_control())?;
    if place.chars().count() > MAX_PLACE {
        return Err(ErrorCode::TooLarge);
    }
    // A path segment of dots alone would climb.
    if place.chars().all(|c| c == '.') {
        return Err(ErrorCode::InvalidInput);
    }
    let mut url = parse(MAP_SEARCH)?;
    url.path_segments_mut()
        .map_err(|()| ErrorCode::InvalidInput)?
        .push(place);
    Ok(url)
}

fn check(text: &str, most: usize, allowed: impl Fn(char) -> bool) -> Result<&str, ErrorCode> {
    if text.len() > most {
        return Err(ErrorCode::TooLarge);
    }
    if text.is_empty() || !text.chars().all(allowed) {
        return Err(ErrorCode::InvalidInput);
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opened(link: Link) -> Result<String, ErrorCode> {
        address(&link).map(Into::into)
    }

    #[test]
    fn what_a_card_shows_can_be_opened() {
        for (link, expected) in [
            (Link::Call("0315550100".into()), "tel:0315550100"),
            (Link::Message("01000001234".into()), "sms:01000001234"),
            (
                Link::Mail("info@hanbit.example".into()),
                "mailto:info@hanbit.example",
            ),
            (
                Link::Web("https://hanbit.example".into()),
                "https://hanbit.example/",
            ),
            (
                Link::Web("http://hanbit.example/a?b=c".into()),
                "http://hanbit.example/a?b=c",
            ),
            (
                Link::Map("서울 1/2 #3".into()),
                "https://map.kakao.com/link/search/%EC%84%9C%EC%9A%B8%201%2F2%20%233",
            ),
        ] {
            assert_eq!(opened(link).as_deref(), Ok(expected));
        }
    }

    #[test]
    fn anything_else_is_refused() {
        for link in [
            Link::Call(String::new()),
            Link::Call("*#06#".into()),
            Link::Call("0315550100,1".into()),
            Link::Message("01000001234?body=x".into()),
            Link::Mail("nobody".into()),
            Link::Mail("a@b.example?cc=c@d.example".into()),
            Link::Mail("a@b@c.example".into()),
            Link::Web("javascript:alert(1)".into()),
            Link::Web("file:///etc/passwd".into()),
            Link::Web("https://name:word@hanbit.example".into()),
            Link::Web("https://hanbit.example/ x".into()),
            Link::Map("  ".into()),
            Link::Map("..".into()),
            Link::Map("서울\n부산".into()),
        ] {
            assert_eq!(
                opened(link.clone()),
                Err(ErrorCode::InvalidInput),
                "{link:?}"
            );
        }
        for link in [
            Link::Call("1".repeat(21)),
            Link::Mail(format!("{}@b.example", "a".repeat(250))),
            Link::Web(format!("https://hanbit.example/{}", "a".repeat(2_000))),
            Link::Map("가".repeat(201)),
        ] {
            assert_eq!(opened(link), Err(ErrorCode::TooLarge));
        }
    }
}
