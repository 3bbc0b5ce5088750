//! What a form holds.

use url::form_urlencoded;

/// Name of the field that proves that a form is ours.
pub(super) const TOKEN: &str = "form";
/// Where a form that came too late was going, and what was in it.
const KEPT_PATH: &str = "kept_path";
const KEPT: &str = "kept";

/// The fields of a form, in their order.
#[derive(Debug, Clone, Default)]
pub(super) struct Fields(Vec<(String, String)>);

impl Fields {
    /// Reads `application/x-www-form-urlencoded`.
    pub(super) fn parse(bytes: &[u8]) -> Self {
        Self(form_urlencoded::parse(bytes).into_owned().collect())
    }

    /// Fields that were read already.
    pub(super) fn from_pairs(pairs: Vec<(String, String)>) -> Self {
        Self(pairs)
    }

    /// Every field, as they came.
    pub(super) fn into_pairs(self) -> Vec<(String, String)> {
        self.0
    }

    /// The first field of that name, empty if there is none.
    pub(super) fn get(&self, name: &str) -> &str {
        let found = self.pairs().find(|(found, _)| *found == name);
        found.map_or("", |(_, value)| value)
    }

    /// Every field, by name and value.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The fields of that name.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0
            .iter()
            .filter(move |(found, _)| found == name)
            .map(|(_, value)| value.as_str())
    }
}

/// A form that came when its session was over, kept until somebody has logged in again. It is kept
/// in the pages themselves, so the server stores nothing of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Kept {
    /// Where it was going.
    pub(super) path: String,
    /// What was in it, as a form writes it.
    pub(super) form: String,
}

impl Kept {
    /// Keeps a form on its way to `path`.
    pub(super) fn new(path: &str, fields: &Fields) -> Self {
        let mut form = form_urlencoded::Serializer::new(String::new());
        for (name, value) in fields.0.iter().filter(|(name, _)| name != TOKEN) {
            form.append_pair(name, value);
        }
        Self {
            path: path.to_owned(),
            form: form.finish(),
        }
    }

    /// The form that another form carries along.
    pub(super) fn carried(fields: &Fields) -> Option<Self> {
        let path = fields.get(KEPT_PATH);
        is_ours(path).then(|| Self {
            path: path.to_owned(),
            form: fields.get(KEPT).to_owned(),
        })
    }

    /// Its fields.
    pub(super) fn fields(&self) -> Vec<(String, String)> {
        Fields::parse(self.form.as_bytes()).0
    }
}

/// Whether `path` leads to a page of the console, and nowhere else.
pub(super) fn is_ours(path: &str) -> bool {
    let inside = path == "/console" || path.starts_with("/console/");
    inside
        && path.len() <= 200
        && !path.contains("//")
        && path
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'\\' | b'"' | b'<' | b'>'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_kept_as_it_was_without_its_proof() {
        let fields = Fields::parse("a=1&form=x&b=%ED%95%9C+%26&a=2".as_bytes());
        assert_eq!(fields.get("b"), "한 &");
        assert_eq!(fields.all("a").collect::<Vec<_>>(), ["1", "2"]);
        let kept = Kept::new("/console/staff", &fields);
        let expected = [("a", "1"), ("b", "한 &"), ("a", "2")];
        let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(kept.fields(), expected);
    }

    #[test]
    fn only_our_own_pages_are_led_to() {
        for path in ["/console", "/console/staff?a=b"] {
            assert!(is_ours(path), "{path}");
        }
        for path in [
            "",
            "/",
            "//console",
            "/console//evil.example",
            "https://evil.example/console/",
            "/consolex",
            "/console/\\evil",
            "/console/ x",
            "/console/\nx",
        ] {
            assert!(!is_ours(path), "{path}");
        }
    }
}
