//! Safe rich text: what of a post's body is shown. The server writes only HTML of the elements below; a
//! reader makes a tree of it and passes over everything else, so that even a body that nobody made safe
//! can't become more than these elements. Screens draw the tree; they never hand HTML to the web view.

use std::iter::Peekable;
use std::str::CharIndices;

use crate::entity::FileHash;

/// A part of a rich text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    /// Plain text.
    Text(String),
    /// An element with what is within.
    Element(Tag, Vec<Node>),
}

/// The elements that there are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tag {
    /// `p`; what else is a block of text reads as one.
    Paragraph,
    /// `h2`, and `h1`.
    Heading,
    /// `h3`, and what is lower.
    Subheading,
    /// `ul`.
    List,
    /// `ol`.
    NumberedList,
    /// `li`.
    Item,
    /// `blockquote`.
    Quote,
    /// `table`.
    Table,
    /// `tr`.
    Row,
    /// `th`.
    HeadCell,
    /// `td`.
    Cell,
    /// `strong`, `b`.
    Strong,
    /// `em`, `i`.
    Emphasis,
    /// `u`.
    Underline,
    /// `s`.
    Strike,
    /// `a` with an address that [`is_address`] takes.
    Link(String),
    /// `img` with `data-file`: one of the post's attachments.
    Picture {
        /// Its hash.
        file: FileHash,
        /// What it shows, for those who can't see it.
        alt: String,
    },
    /// `br`.
    Break,
    /// `hr`.
    Rule,
}

/// How deep elements may lie within each other; what is deeper comes up to here.
const DEEPEST: usize = 12;
/// The longest address of a link.
const LONGEST_ADDRESS: usize = 2_000;

/// The elements whose text is none of the body's.
const SILENT: [&str; 6] = ["script", "style", "template", "title", "noscript", "iframe"];

/// Whether a link may lead there: a web page, a mail or a telephone number.
#[must_use]
pub fn is_address(address: &str) -> bool {
    let starts = |scheme: &str| {
        address.len() > scheme.len()
            && address
                .get(..scheme.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    };
    address.len() <= LONGEST_ADDRESS
        && !address.chars().any(|c| c.is_control() || c.is_whitespace())
        && ["https://", "http://", "mailto:", "tel:"]
            .into_iter()
            .any(starts)
}

/// The tree of a body.
#[must_use]
pub fn read(html: &str) -> Vec<Node> {
    let mut tree = Tree::default();
    let mut rest = html;
    let mut silent: Option<&'static str> = None;
    while let Some(at) = rest.find('<') {
        if silent.is_none() {
            tree.text(&rest[..at]);
        }
        rest = &rest[at..];
        let Some((tag, after)) = Markup::read(rest) else {
            // No element: a lone sign of less.
            if silent.is_none() {
                tree.text("<");
            }
            rest = &rest[1..];
            continue;
        };
        rest = after;
        match silent {
            Some(name) if tag.closes && tag.name == name => silent = None,
            Some(_) => {}
            None => match SILENT.into_iter().find(|name| *name == tag.name) {
                Some(name) if !tag.closes => silent = Some(name),
                Some(_) => {}
                None => tree.take(&tag),
            },
        }
    }
    if silent.is_none() {
        tree.text(rest);
    }
    tree.finish()
}

/// The body's words without its form, for search and for one line below a title: blocks are apart by a
/// space, at most `limit` characters.
#[must_use]
pub fn plain(nodes: &[Node], limit: usize) -> String {
    let mut text = String::new();
    gather(nodes, &mut text);
    let mut words = String::new();
    let mut left = limit;
    for word in text.split_whitespace() {
        let length = word.chars().count() + usize::from(!words.is_empty());
        if length > left {
            words.push('…');
            break;
        }
        left -= length;
        if !words.is_empty() {
            words.push(' ');
        }
        words.push_str(word);
    }
    words
}

fn gather(nodes: &[Node], text: &mut String) {
    for node in nodes {
        match node {
            Node::Text(piece) => text.push_str(piece),
            Node::Element(tag, within) => {
                if tag.is_block() {
                    text.push(' ');
                }
                gather(within, text);
                if tag.is_block() {
                    text.push(' ');
                }
            }
        }
    }
}

/// Hashes of the pictures within.
#[must_use]
pub fn pictures(nodes: &[Node]) -> Vec<&FileHash> {
    let mut found = Vec::new();
    for node in nodes {
        if let Node::Element(tag, within) = node {
            if let Tag::Picture { file, .. } = tag {
                found.push(file);
            }
            found.append(&mut pictures(within));
        }
    }
    found
}

/// The tree as HTML that [`read`] reads as the same.
#[must_use]
pub fn write(nodes: &[Node]) -> String {
    let mut html = String::new();
    put(nodes, &mut html);
    html
}

fn put(nodes: &[Node], html: &mut String) {
    for node in nodes {
        match node {
            Node::Text(text) => escape(text, html),
            Node::Element(tag, within) => {
                let name = tag.name();
                html.push('<');
                html.push_str(name);
                let mut attribute = |name: &str, value: &str| {
                    html.push(' ');
                    html.push_str(name);
                    html.push_str("=\"");
                    escape(value, html);
                    html.push('"');
                };
                match tag {
                    Tag::Link(address) => attribute("href", address),
                    Tag::Picture { file, alt } => {
                        attribute("data-file", file.as_str());
                        attribute("alt", alt);
                    }
                    _ => {}
                }
                html.push('>');
                if !tag.is_void() {
                    put(within, html);
                    html.push_str("</");
                    html.push_str(name);
                    html.push('>');
                }
            }
        }
    }
}

fn escape(text: &str, html: &mut String) {
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            other => html.push(other),
        }
    }
}

impl Tag {
    fn of(markup: &Markup<'_>) -> Option<Self> {
        Some(match markup.name.as_str() {
            "p" | "div" | "section" | "article" | "pre" | "dd" | "dt" | "figure" | "figcaption" => {
                Self::Paragraph
            }
            "h1" | "h2" => Self::Heading,
            "h3" | "h4" | "h5" | "h6" => Self::Subheading,
            "ul" => Self::List,
            "ol" => Self::NumberedList,
            "li" => Self::Item,
            "blockquote" => Self::Quote,
            "table" => Self::Table,
            "tr" => Self::Row,
            "th" => Self::HeadCell,
            "td" => Self::Cell,
            "strong" | "b" => Self::Strong,
            "em" | "i" => Self::Emphasis,
            "u" => Self::Underline,
            "s" | "del" | "strike" => Self::Strike,
            "br" => Self::Break,
            "hr" => Self::Rule,
            "a" => Self::Link(
                markup
                    .attribute("href")
                    .filter(|address| is_address(address))?,
            ),
            "img" => Self::Picture {
                file: FileHash::parse(&markup.attribute("data-file")?)?,
                alt: markup.attribute("alt").unwrap_or_default(),
            },
            _ => return None,
        })
    }

    fn name(&self) -> &'static str {
        match self {
            Self::Paragraph => "p",
            Self::Heading => "h2",
            Self::Subheading => "h3",
            Self::List => "ul",
            Self::NumberedList => "ol",
            Self::Item => "li",
            Self::Quote => "blockquote",
            Self::Table => "table",
            Self::Row => "tr",
            Self::HeadCell => "th",
            Self::Cell => "td",
            Self::Strong => "strong",
            Self::Emphasis => "em",
            Self::Underline => "u",
            Self::Strike => "s",
            Self::Link(_) => "a",
            Self::Picture { .. } => "img",
            Self::Break => "br",
            Self::Rule => "hr",
        }
    }

    /// Whether nothing is within.
    fn is_void(&self) -> bool {
        matches!(self, Self::Picture { .. } | Self::Break | Self::Rule)
    }

    /// Whether it stands on lines of its own.
    #[must_use]
    pub fn is_block(&self) -> bool {
        !matches!(
            self,
            Self::Strong | Self::Emphasis | Self::Underline | Self::Strike | Self::Link(_)
        )
    }
}

/// The elements that are open, the outermost first, each with what is within so far.
#[derive(Default)]
struct Tree {
    done: Vec<Node>,
    open: Vec<(String, Tag, Vec<Node>)>,
}

impl Tree {
    fn text(&mut self, html: &str) {
        let text = unescape(html);
        let within = self.within();
        if text.is_empty() {
            return;
        }
        match within.last_mut() {
            Some(Node::Text(before)) => before.push_str(&text),
            _ => within.push(Node::Text(text)),
        }
    }

    fn within(&mut self) -> &mut Vec<Node> {
        match self.open.last_mut() {
            Some((_, _, within)) => within,
            None => &mut self.done,
        }
    }

    fn take(&mut self, markup: &Markup<'_>) {
        if markup.closes {
            if let Some(at) = self
                .open
                .iter()
                .rposition(|(name, ..)| *name == markup.name)
            {
                while self.open.len() > at {
                    self.close();
                }
            }
            return;
        }
        let Some(tag) = Tag::of(markup) else {
            return;
        };
        // A paragraph or an item ends the one before it, as in HTML.
        let ends = match tag {
            Tag::Item => &["li", "p"][..],
            Tag::Row => &["td", "th", "tr"],
            Tag::Cell | Tag::HeadCell => &["td", "th"],
            _ if tag.is_block() && !tag.is_void() => &["p"],
            _ => &[],
        };
        while let Some((name, ..)) = self.open.last() {
            if !ends.contains(&name.as_str()) {
                break;
            }
            self.close();
        }
        if tag.is_void() {
            self.within().push(Node::Element(tag, Vec::new()));
        } else if self.open.len() < DEEPEST {
            self.open.push((markup.name.clone(), tag, Vec::new()));
        }
    }

    fn close(&mut self) {
        if let Some((_, tag, within)) = self.open.pop() {
            self.within().push(Node::Element(tag, within));
        }
    }

    fn finish(mut self) -> Vec<Node> {
        while !self.open.is_empty() {
            self.close();
        }
        self.done
    }
}

/// What stands between `<` and `>`.
struct Markup<'a> {
    name: String,
    closes: bool,
    attributes: Vec<(String, &'a str)>,
}

impl<'a> Markup<'a> {
    /// Reads the element at the start of `html`, and what comes after it. None when there is none.
    fn read(html: &'a str) -> Option<(Self, &'a str)> {
        let inner = html.strip_prefix('<')?;
        if let Some(comment) = inner.strip_prefix("!--") {
            let end = comment.find("-->").map_or(comment.len(), |at| at + 3);
            return Some((Self::nothing(), &comment[end..]));
        }
        if inner.starts_with(['!', '?']) {
            let end = inner.find('>').map_or(inner.len(), |at| at + 1);
            return Some((Self::nothing(), &inner[end..]));
        }
        let (inner, closes) = match inner.strip_prefix('/') {
            Some(inner) => (inner, true),
            None => (inner, false),
        };
        if !inner.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return None;
        }
        let end = inner
            .find(|c: char| c.is_ascii_whitespace() || matches!(c, '>' | '/'))
            .unwrap_or(inner.len());
        let mut markup = Self {
            name: inner[..end].to_ascii_lowercase(),
            closes,
            attributes: Vec::new(),
        };
        let rest = markup.read_attributes(&inner[end..]);
        Some((markup, rest))
    }

    fn nothing() -> Self {
        Self {
            name: String::new(),
            closes: true,
            attributes: Vec::new(),
        }
    }

    /// Reads attributes up to the end of the element; answers what comes after it.
    fn read_attributes(&mut self, html: &'a str) -> &'a str {
        let mut chars = html.char_indices().peekable();
        loop {
            skip(&mut chars, |c| c.is_ascii_whitespace() || c == '/');
            let Some(&(start, first)) = chars.peek() else {
                return "";
            };
            if first == '>' {
                return &html[start + 1..];
            }
            chars.next();
            let end = skip(&mut chars, |c| {
                !c.is_ascii_whitespace() && !matches!(c, '=' | '>' | '/')
            })
            .unwrap_or(html.len());
            let name = html[start..end].to_ascii_lowercase();
            skip(&mut chars, |c| c.is_ascii_whitespace());
            let value = match chars.peek() {
                Some((_, '=')) => {
                    chars.next();
                    read_value(html, &mut chars)
                }
                _ => "",
            };
            self.attributes.push((name, value));
        }
    }

    fn attribute(&self, name: &str) -> Option<String> {
        let (_, value) = self.attributes.iter().find(|(found, _)| found == name)?;
        Some(unescape(value))
    }
}

fn read_value<'a>(html: &'a str, chars: &mut Peekable<CharIndices<'a>>) -> &'a str {
    skip(chars, |c| c.is_ascii_whitespace());
    let Some(&(start, first)) = chars.peek() else {
        return "";
    };
    if matches!(first, '"' | '\'') {
        chars.next();
        let end = skip(chars, |c| c != first).unwrap_or(html.len());
        chars.next();
        return &html[start + 1..end];
    }
    let end = skip(chars, |c| !c.is_ascii_whitespace() && c != '>').unwrap_or(html.len());
    &html[start..end]
}

/// Goes on while `what` holds; answers where it holds no more.
fn skip(chars: &mut Peekable<CharIndices<'_>>, what: impl Fn(char) -> bool) -> Option<usize> {
    while let Some((at, c)) = chars.peek() {
        if !what(*c) {
            return Some(*at);
        }
        chars.next();
    }
    None
}

/// Text with its character references read: those that our server writes, and numbers.
fn unescape(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('&') {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        let reference = rest[1..]
            .find(';')
            .filter(|end| *end <= 8)
            .and_then(|end| Some((referred(&rest[1..=end])?, end + 2)));
        match reference {
            Some((c, length)) => {
                text.push(c);
                rest = &rest[length..];
            }
            None => {
                text.push('&');
                rest = &rest[1..];
            }
        }
    }
    text.push_str(rest);
    text
}

fn referred(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code).filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))?
        }
    })
}

#[cfg(test)]
mod tests;
mod typed;

pub use typed::{from_typed, to_typed};
