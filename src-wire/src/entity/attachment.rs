use std::fmt;

use serde::{Deserialize, Serialize};

use crate::read::is_unseen;

/// SHA-256 of a file's bytes in 64 lower-case hexadecimal digits: what a file is stored and asked for by.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FileHash(String);

impl FileHash {
    /// Number of digits.
    pub const DIGITS: usize = 64;

    /// The hash that `text` writes; none for anything else, upper-case digits included.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        (text.len() == Self::DIGITS && text.bytes().all(digit)).then(|| Self(text.to_owned()))
    }

    /// The hash whose bytes are `bytes`.
    #[must_use]
    pub fn of_bytes(bytes: [u8; 32]) -> Self {
        use fmt::Write;
        let mut digits = String::with_capacity(Self::DIGITS);
        for byte in bytes {
            let _ = write!(digits, "{byte:02x}");
        }
        Self(digits)
    }

    /// Its digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for FileHash {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("not a file's hash")
    }
}

impl From<FileHash> for String {
    fn from(hash: FileHash) -> Self {
        hash.0
    }
}

impl fmt::Display for FileHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A file that a record lists. Its bytes are fetched apart, by its hash; see `docs/files.md`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// What it is asked for by.
    pub file: FileHash,
    /// As it is shown and saved, at most [`Attachment::LONGEST_NAME`] bytes; no path.
    pub name: String,
    /// Content type that the server found in its bytes: `application/pdf`.
    pub media_type: String,
    /// Its size.
    pub bytes: u64,
    /// Of a picture: what is known before it is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<Picture>,
}

/// What is known of a picture before its bytes are there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// A PNG of a few pixels in base64, to be shown blurred meanwhile.
    pub blur: String,
    /// A smaller JPEG of it, for lists; none when the picture is small itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preview: Option<FileHash>,
    /// The preview's size; 0 when there is none.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub preview_bytes: u64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
fn is_zero(number: &u64) -> bool {
    *number == 0
}

/// What a file is to the reader: which sign stands beside it and what opens it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileKind {
    /// Shown in the app.
    Picture,
    /// Played in the app.
    Video,
    /// PDF.
    Pdf,
    /// HWP, HWPX, DOCX.
    Text,
    /// XLSX, XLS, CSV.
    Sheet,
    /// PPTX, PPT.
    Slides,
    /// ZIP.
    Archive,
    /// Any other.
    Other,
}

/// Why an [`Attachment`] can't be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttachmentFault {
    /// The name is empty, too long, a path, or holds what nobody sees.
    Name,
    /// The content type is none.
    MediaType,
    /// It is empty or larger than [`Attachment::MAX_BYTES`].
    Size,
    /// The picture's measures or its blur make no sense.
    Picture,
}

impl Attachment {
    /// The most bytes of any file.
    pub const MAX_BYTES: u64 = 300 << 20;
    /// The most bytes of a name, in UTF-8.
    pub const LONGEST_NAME: usize = 180;
    /// The most files that one record lists.
    pub const MOST: usize = 20;

    /// Whether it can be taken.
    ///
    /// # Errors
    /// The first [`AttachmentFault`] found.
    pub fn check(&self) -> Result<(), AttachmentFault> {
        if self.name.is_empty() || clean_name(&self.name) != self.name {
            return Err(AttachmentFault::Name);
        }
        if !is_media_type(&self.media_type) {
            return Err(AttachmentFault::MediaType);
        }
        if self.bytes == 0 || self.bytes > Self::MAX_BYTES {
            return Err(AttachmentFault::Size);
        }
        match &self.picture {
            Some(picture) if !picture.is_sound() => Err(AttachmentFault::Picture),
            _ => Ok(()),
        }
    }

    /// What it is to the reader.
    #[must_use]
    pub fn kind(&self) -> FileKind {
        FileKind::of(&self.media_type)
    }

    /// Every file that it names: its own and its preview's.
    pub fn files(&self) -> impl Iterator<Item = &FileHash> {
        let preview = self.picture.as_ref().and_then(|one| one.preview.as_ref());
        std::iter::once(&self.file).chain(preview)
    }

    /// What a list shows of a picture: its preview, or the picture itself when that is small.
    #[must_use]
    pub fn preview(&self) -> Option<Self> {
        let picture = self.picture.as_ref()?;
        let (Some(file), 1..) = (&picture.preview, picture.preview_bytes) else {
            return Some(self.clone());
        };
        Some(Self {
            file: file.clone(),
            name: self.name.clone(),
            media_type: "image/jpeg".to_owned(),
            bytes: picture.preview_bytes,
            picture: None,
        })
    }
}

impl Picture {
    /// The most pixels on a side.
    pub const LONGEST_SIDE: u32 = 12_000;
    /// The most characters of [`Picture::blur`].
    pub const LONGEST_BLUR: usize = 800;

    fn is_sound(&self) -> bool {
        let side = |pixels: u32| (1..=Self::LONGEST_SIDE).contains(&pixels);
        let base64 = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=');
        side(self.width)
            && side(self.height)
            && self.blur.len() <= Self::LONGEST_BLUR
            && self.blur.bytes().all(base64)
            && self.preview_bytes <= Attachment::MAX_BYTES
            && (self.preview.is_some() || self.preview_bytes == 0)
    }
}

impl FileKind {
    /// What a file of that content type is.
    #[must_use]
    pub fn of(media_type: &str) -> Self {
        const OFFICE: &str = "application/vnd.openxmlformats-officedocument.";
        match media_type {
            "image/jpeg" | "image/png" | "image/webp" | "image/gif" => Self::Picture,
            "video/mp4" | "video/webm" | "video/quicktime" => Self::Video,
            "application/pdf" => Self::Pdf,
            "application/x-hwp" | "application/hwp+zip" | "application/msword" => Self::Text,
            "application/vnd.ms-excel" | "text/csv" => Self::Sheet,
            "application/vnd.ms-powerpoint" => Self::Slides,
            "application/zip" => Self::Archive,
            _ => match media_type.strip_prefix(OFFICE) {
                Some(kind) if kind.starts_with("wordprocessingml") => Self::Text,
                Some(kind) if kind.starts_with("spreadsheetml") => Self::Sheet,
                Some(kind) if kind.starts_with("presentationml") => Self::Slides,
                _ => Self::Other,
            },
        }
    }
}

/// A name that is safe to show and to save a file under: the last part of a path, without what systems
/// refuse and without what nobody sees (controls, marks that turn the writing round), cut to
/// [`Attachment::LONGEST_NAME`] with its ending kept. Empty when nothing is left.
#[must_use]
pub fn clean_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept: String = last
        .chars()
        .filter(|c| !c.is_control() && !is_unseen(*c))
        .filter(|c| !matches!(c, '\u{fffd}' | '<' | '>' | ':' | '"' | '|' | '?' | '*'))
        .collect();
    let trimmed = kept.trim_matches(|c: char| c == '.' || c.is_whitespace());
    let reserved = ["con", "prn", "aux", "nul"];
    let stem = trimmed.split('.').next().unwrap_or_default();
    let name = match reserved.iter().any(|word| stem.eq_ignore_ascii_case(word)) {
        true => format!("_{trimmed}"),
        false => trimmed.to_owned(),
    };
    if name.len() <= Attachment::LONGEST_NAME {
        return name;
    }
    let ending = name
        .rfind('.')
        .map(|at| &name[at..])
        .filter(|ending| ending.len() <= 16)
        .unwrap_or_default();
    let mut room = Attachment::LONGEST_NAME - ending.len();
    while !name.is_char_boundary(room) {
        room -= 1;
    }
    let cut = name[..room].trim_end_matches(|c: char| c == '.' || c.is_whitespace());
    format!("{cut}{ending}")
}

fn is_media_type(text: &str) -> bool {
    let token = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"+-._".contains(&byte))
    };
    text.len() <= 100
        && text
            .split_once('/')
            .is_some_and(|(kind, sort)| token(kind) && token(sort))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attachment() -> Attachment {
        Attachment {
            file: FileHash::of_bytes([7; 32]),
            name: "총회 자료.pdf".to_owned(),
            media_type: "application/pdf".to_owned(),
            bytes: 1,
            picture: None,
        }
    }

    #[test]
    fn a_hash_is_64_lower_case_digits_and_nothing_else() {
        let whole = "0123456789abcdef".repeat(4);
        assert_eq!(FileHash::parse(&whole).unwrap().as_str(), whole);
        for other in [
            String::new(),
            whole[1..].to_owned(),
            format!("{whole}0"),
            whole.to_uppercase(),
            format!("../{}", &whole[3..]),
            format!("{}\0", &whole[1..]),
            format!("한{}", &whole[3..]),
        ] {
            assert!(FileHash::parse(&other).is_none(), "{other}");
            assert!(serde_json::from_value::<FileHash>(other.into()).is_err());
        }
    }

    #[test]
    fn what_an_attachment_says_is_bounded() {
        use AttachmentFault as F;
        let with = |change: &dyn Fn(&mut Attachment)| {
            let mut one = attachment();
            change(&mut one);
            one.check()
        };
        let picture = Picture {
            width: 4,
            height: 3,
            blur: "iVBORw0KGgo=".to_owned(),
            preview: None,
            preview_bytes: 0,
        };
        assert_eq!(attachment().check(), Ok(()));
        assert_eq!(with(&|one| one.name = "../가.pdf".into()), Err(F::Name));
        assert_eq!(with(&|one| one.name.clear()), Err(F::Name));
        assert_eq!(
            with(&|one| one.media_type = "pdf".into()),
            Err(F::MediaType)
        );
        assert_eq!(
            with(&|one| one.media_type = "text/html\r\nx: y".into()),
            Err(F::MediaType)
        );
        assert_eq!(with(&|one| one.bytes = 2 << 30), Err(F::Size));
        assert_eq!(with(&|one| one.bytes = 0), Err(F::Size));
        assert_eq!(with(&|one| one.picture = Some(picture.clone())), Ok(()));
        for wrong in [
            Picture {
                width: 0,
                ..picture.clone()
            },
            Picture {
                height: 1 << 30,
                ..picture.clone()
            },
            Picture {
                blur: "\"><script>".into(),
                ..picture.clone()
            },
            Picture {
                blur: "A".repeat(801),
                ..picture.clone()
            },
        ] {
            assert_eq!(
                with(&|one| one.picture = Some(wrong.clone())),
                Err(F::Picture)
            );
        }
    }

    #[test]
    fn a_name_is_made_safe() {
        for (given, safe) in [
            ("총회 자료.pdf", "총회 자료.pdf"),
            ("../../etc/passwd", "passwd"),
            (r"C:\Users\a\예산.xlsx", "예산.xlsx"),
            ("..", ""),
            (".profile", "profile"),
            ("a\0b\r\n.pdf", "ab.pdf"),
            ("사진\u{202e}gpj.exe", "사진gpj.exe"),
            ("\u{200b}\u{feff}", ""),
            ("con.txt", "_con.txt"),
            ("a<b>:\"|?*.zip", "ab.zip"),
        ] {
            assert_eq!(clean_name(given), safe, "{given:?}");
        }
        let long = clean_name(&format!("{}.hwpx", "가".repeat(200)));
        assert!(long.len() <= Attachment::LONGEST_NAME && long.ends_with("가.hwpx"));
        assert_eq!(clean_name(&long), long);
    }

    #[test]
    fn the_kind_follows_from_the_content_type() {
        for (media_type, kind) in [
            ("image/jpeg", FileKind::Picture),
            ("image/svg+xml", FileKind::Other),
            ("text/html", FileKind::Other),
            ("application/hwp+zip", FileKind::Text),
            (
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                FileKind::Sheet,
            ),
        ] {
            assert_eq!(FileKind::of(media_type), kind);
        }
    }

    #[test]
    fn every_file_is_named_the_preview_too() {
        let mut one = attachment();
        assert_eq!(one.files().count(), 1);
        one.picture = Some(Picture {
            width: 1,
            height: 1,
            blur: String::new(),
            preview: Some(FileHash::of_bytes([8; 32])),
            preview_bytes: 9,
        });
        assert_eq!(one.files().count(), 2);
    }
}
