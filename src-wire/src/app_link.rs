//! The links by which a browser, or a notification, comes back into the app. The server writes them, the
//! app reads them; anything of another shape is not a link of ours.

/// Scheme of the app's own links.
pub const SCHEME: &str = "esujeop";
/// What names the app to the systems of phones: Android's package, iOS's bundle.
pub const IDENTIFIER: &str = "kr.or.kemc.handbook";
/// The longest link that is read, in bytes.
pub const LONGEST: usize = 512;

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AppLink {
    /// `esujeop://identity/ID/CODE`: a verification is done.
    Identity {
        /// 32 hexadecimal digits.
        id: String,
        /// Good once: 43 characters of Base64url.
        code: String,
    },
    /// `esujeop://social/ID/CODE`: somebody comes back from a provider of accounts.
    Social {
        /// 32 hexadecimal digits.
        id: String,
        /// Eight letters and digits, good once.
        code: String,
    },
    /// `esujeop://news/ID`: a notification was touched.
    Post {
        /// 32 hexadecimal digits.
        id: String,
    },
}

impl AppLink {
    /// Reads a link.
    #[must_use]
    pub fn parse(link: &str) -> Option<AppLink> {
        if link.len() > LONGEST {
            return None;
        }
        let rest = link.strip_prefix(SCHEME)?.strip_prefix("://")?;
        let mut parts = rest.split('/');
        let found = match (
            parts.next()?,
            parts.next()?,
            parts.next().unwrap_or_default(),
        ) {
            ("news", id, "") if is_id(id) && !rest.ends_with('/') => {
                AppLink::Post { id: id.to_owned() }
            }
            ("identity", id, code) if is_id(id) && is_code(code) => AppLink::Identity {
                id: id.to_owned(),
                code: code.to_owned(),
            },
            ("social", id, code) if is_id(id) && is_short_code(code) => AppLink::Social {
                id: id.to_owned(),
                code: code.to_owned(),
            },
            _ => return None,
        };
        parts.next().is_none().then_some(found)
    }
}

/// The link of ours behind an address of `server`'s by which a post is passed on: `…/app/news/ID`.
#[must_use]
pub fn behind(address: &str, server: &str) -> Option<String> {
    let path = address.strip_prefix(server.trim_end_matches('/'))?;
    let id = path.strip_prefix("/app/news/")?;
    is_id(id).then(|| format!("{SCHEME}://news/{id}"))
}

impl std::fmt::Display for AppLink {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            AppLink::Identity { id, code } => write!(f, "{SCHEME}://identity/{id}/{code}"),
            AppLink::Social { id, code } => write!(f, "{SCHEME}://social/{id}/{code}"),
            AppLink::Post { id } => write!(f, "{SCHEME}://news/{id}"),
        }
    }
}

fn is_id(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

fn is_code(text: &str) -> bool {
    let ours = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
    text.len() == 43 && text.bytes().all(ours)
}

fn is_short_code(text: &str) -> bool {
    text.len() == 8 && text.bytes().all(|b| matches!(b, b'A'..=b'Z' | b'2'..=b'9'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_post_that_was_passed_on_has_a_link_of_ours_behind_it() {
        let id = "0123456789abcdef0123456789abcdef";
        let server = "https://handbook.example.kr/";
        let passed_on = format!("https://handbook.example.kr/app/news/{id}");
        let link = format!("esujeop://news/{id}");
        assert_eq!(behind(&passed_on, server), Some(link));
        for other in [
            format!("https://handbook.example.kr.evil.example/app/news/{id}"),
            format!("http://handbook.example.kr/app/news/{id}"),
            format!("{passed_on}/"),
            format!("{passed_on}?x"),
            format!("https://handbook.example.kr/app/identity/{id}"),
            "https://handbook.example.kr/app/news/1".to_owned(),
        ] {
            assert_eq!(behind(&other, server), None, "{other}");
        }
    }

    #[test]
    fn only_links_of_ours_are_read() {
        let link = AppLink::Identity {
            id: "0123456789abcdef0123456789abcdef".into(),
            code: "A".repeat(43),
        };
        let text = link.to_string();
        assert_eq!(AppLink::parse(&text), Some(link));
        let post = AppLink::Post {
            id: "0123456789abcdef0123456789abcdef".into(),
        };
        let news = post.to_string();
        assert_eq!(AppLink::parse(&news), Some(post));
        let long = format!("{text}{}", "A".repeat(600));
        for other in [
            "",
            "esujeop://",
            "esujeop://identity",
            "esujeop://identity/1/2",
            "https://identity/0123456789abcdef0123456789abcdef/x",
            "esujeop://member/0123456789abcdef0123456789abcdef/x",
            &format!("{text}/more"),
            &format!("{news}/"),
            &format!("{news}//"),
            &format!("{news}/more"),
            &format!("{news}?q"),
            &news[..news.len() - 1],
            &format!("{text}?q"),
            &text.replace("://", ":"),
            &text.replace("esujeop", "ESUJEOP"),
            &text.replace('f', "F"),
            &text.replace("AAA", "A/.."),
            &text[..text.len() - 1],
            &long,
        ] {
            assert_eq!(AppLink::parse(other), None, "{other}");
        }
    }
}
