//! Rich text as it is typed on a phone: lines with a sign in front, as in a chat.

use super::{Node, Tag, is_address, read, write};
use crate::entity::FileHash;

/// The tree of what was typed: `# ` and `## ` headings, `- ` and `1. ` lists, `> ` quotes, `| a | b |` rows,
/// `---`, `**bold**`, `[words](address)`, `![words](hash)` alone on a line; an empty line ends a paragraph.
#[must_use]
pub fn from_typed(text: &str) -> Vec<Node> {
    let mut nodes: Vec<Node> = Vec::new();
    let mut open = false;
    for line in text.lines() {
        let line = line.trim_end();
        if line.trim().is_empty() {
            open = false;
            continue;
        }
        let (tag, item, rest) = sort(line);
        match (tag, item) {
            (Tag::Paragraph, _) => match nodes.last_mut() {
                Some(Node::Element(Tag::Paragraph, within)) if open => {
                    within.push(Node::Element(Tag::Break, Vec::new()));
                    within.extend(inline(rest));
                }
                _ => nodes.push(Node::Element(Tag::Paragraph, inline(rest))),
            },
            (Tag::Table, _) => {
                let row = row(
                    rest,
                    !matches!(nodes.last(), Some(Node::Element(Tag::Table, _)) if open),
                );
                push(&mut nodes, Tag::Table, row, open);
            }
            (tag, Some(item)) => {
                let item = Node::Element(item, inline(rest));
                push(&mut nodes, tag, item, open);
            }
            (tag, None) => nodes.push(Node::Element(tag, inline(rest))),
        }
        open = true;
    }
    // What a reader would make of it is what it is.
    read(&write(&nodes))
}

fn push(nodes: &mut Vec<Node>, tag: Tag, item: Node, open: bool) {
    match nodes.last_mut() {
        Some(Node::Element(last, within)) if open && *last == tag => within.push(item),
        _ => nodes.push(Node::Element(tag, vec![item])),
    }
}

/// What a line is, what it is within that, and its words.
fn sort(line: &str) -> (Tag, Option<Tag>, &str) {
    let line = line.trim_start();
    if line.len() >= 3 && line.bytes().all(|byte| byte == b'-') {
        return (Tag::Rule, None, "");
    }
    if line.len() > 1 && line.starts_with('|') && line.ends_with('|') {
        return (Tag::Table, None, line);
    }
    for (sign, tag, item) in [
        ("## ", Tag::Subheading, None),
        ("# ", Tag::Heading, None),
        ("- ", Tag::List, Some(Tag::Item)),
        ("> ", Tag::Quote, Some(Tag::Paragraph)),
    ] {
        if let Some(rest) = line.strip_prefix(sign) {
            return (tag, item, rest);
        }
    }
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    if (1..=3).contains(&digits)
        && let Some(rest) = line[digits..].strip_prefix(". ")
    {
        return (Tag::NumberedList, Some(Tag::Item), rest);
    }
    if let Some((alt, hash, "")) = line.strip_prefix('!').and_then(bracketed)
        && let Some(file) = FileHash::parse(hash)
    {
        let alt = alt.to_owned();
        return (Tag::Picture { file, alt }, None, "");
    }
    (Tag::Paragraph, None, line)
}

fn row(line: &str, head: bool) -> Node {
    let cells = line.trim_matches('|').split('|').map(|cell| {
        let tag = if head { Tag::HeadCell } else { Tag::Cell };
        Node::Element(tag, inline(cell.trim()))
    });
    Node::Element(Tag::Row, cells.collect())
}

/// `[words](address)` at the start: words, address, and the rest.
fn bracketed(text: &str) -> Option<(&str, &str, &str)> {
    let (words, rest) = text.strip_prefix('[')?.split_once("](")?;
    let (address, rest) = rest.split_once(')')?;
    Some((words, address, rest))
}

/// Words with what is bold, and links.
fn inline(text: &str) -> Vec<Node> {
    let mut nodes = Vec::new();
    let mut plain = String::new();
    let mut rest = text;
    let flush = |plain: &mut String, nodes: &mut Vec<Node>| {
        if !plain.is_empty() {
            nodes.push(Node::Text(std::mem::take(plain)));
        }
    };
    while let Some(first) = rest.chars().next() {
        if let Some(inner) = rest.strip_prefix("**")
            && let Some((bold, after)) = inner.split_once("**")
            && !bold.trim().is_empty()
        {
            flush(&mut plain, &mut nodes);
            nodes.push(Node::Element(Tag::Strong, inline(bold)));
            rest = after;
        } else if let Some((words, address, after)) = bracketed(rest)
            && is_address(address)
            && !words.trim().is_empty()
        {
            flush(&mut plain, &mut nodes);
            let words = vec![Node::Text(words.to_owned())];
            nodes.push(Node::Element(Tag::Link(address.to_owned()), words));
            rest = after;
        } else if let Some((address, after)) = bare(rest) {
            flush(&mut plain, &mut nodes);
            let words = vec![Node::Text(address.to_owned())];
            nodes.push(Node::Element(Tag::Link(address.to_owned()), words));
            rest = after;
        } else {
            plain.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    flush(&mut plain, &mut nodes);
    nodes
}

/// An address that stands by itself at the start, without the sign that ends its sentence.
fn bare(text: &str) -> Option<(&str, &str)> {
    if !text.starts_with("https://") && !text.starts_with("http://") {
        return None;
    }
    let end = text
        .find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | ')' | ']'))
        .unwrap_or(text.len());
    let address = text[..end].trim_end_matches(['.', ',', '!', '?']);
    is_address(address).then(|| text.split_at(address.len()))
}

/// The tree as it would be typed.
#[must_use]
pub fn to_typed(nodes: &[Node]) -> String {
    let mut text = String::new();
    blocks(nodes, &mut text);
    while text.ends_with('\n') {
        text.pop();
    }
    text
}

fn blocks(nodes: &[Node], text: &mut String) {
    for node in nodes {
        let Node::Element(tag, within) = node else {
            words(std::slice::from_ref(node), text);
            continue;
        };
        match tag {
            Tag::Heading => line("# ", within, text),
            Tag::Subheading => line("## ", within, text),
            Tag::List => items(within, |_| "- ".to_owned(), text),
            Tag::NumberedList => items(within, |at| format!("{}. ", at + 1), text),
            Tag::Quote => items(within, |_| "> ".to_owned(), text),
            Tag::Table => {
                for row in within {
                    if let Node::Element(_, cells) = row {
                        text.push('|');
                        for cell in cells {
                            text.push(' ');
                            words(std::slice::from_ref(cell), text);
                            text.push_str(" |");
                        }
                        text.push('\n');
                    }
                }
                text.push('\n');
            }
            Tag::Picture { file, alt } => {
                text.push_str(&format!("![{alt}]({file})\n\n"));
            }
            Tag::Rule => text.push_str("---\n\n"),
            Tag::Paragraph => {
                words(within, text);
                text.push_str("\n\n");
            }
            _ => words(std::slice::from_ref(node), text),
        }
    }
}

fn line(sign: &str, within: &[Node], text: &mut String) {
    text.push_str(sign);
    words(within, text);
    text.push_str("\n\n");
}

fn items(within: &[Node], sign: impl Fn(usize) -> String, text: &mut String) {
    for (at, item) in within.iter().enumerate() {
        text.push_str(&sign(at));
        words(std::slice::from_ref(item), text);
        text.push('\n');
    }
    text.push('\n');
}

fn words(nodes: &[Node], text: &mut String) {
    for node in nodes {
        match node {
            Node::Text(piece) => text.push_str(&piece.replace('\n', " ")),
            Node::Element(tag, within) => match tag {
                Tag::Strong => {
                    text.push_str("**");
                    words(within, text);
                    text.push_str("**");
                }
                Tag::Link(address) => {
                    let mut inner = String::new();
                    words(within, &mut inner);
                    match inner == *address {
                        true => text.push_str(address),
                        false => text.push_str(&format!("[{inner}]({address})")),
                    }
                }
                Tag::Break => text.push('\n'),
                _ => words(within, text),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_shown_and_typed_again() {
        let typed = "# 제목\n\n첫 줄\n둘째 줄 **굵게** [누리집](https://a.example/)\n\n- 하나\n- 둘\n\n1. 가\n2. 나\n\n\
            > 인용\n\n| 날짜 | 곳 |\n| 12월 3일 | 서울 |\n\n---\n\nhttps://b.example/x 보세요.";
        let nodes = from_typed(typed);
        assert_eq!(
            write(&nodes),
            "<h2>제목</h2><p>첫 줄<br>둘째 줄 <strong>굵게</strong> <a href=\"https://a.example/\">누리집</a></p>\
             <ul><li>하나</li><li>둘</li></ul><ol><li>가</li><li>나</li></ol><blockquote><p>인용</p></blockquote>\
             <table><tr><th>날짜</th><th>곳</th></tr><tr><td>12월 3일</td><td>서울</td></tr></table><hr>\
             <p><a href=\"https://b.example/x\">https://b.example/x</a> 보세요.</p>"
        );
        assert_eq!(to_typed(&nodes), typed);
    }

    #[test]
    fn signs_that_mean_nothing_are_text() {
        for text in [
            "<script>alert(1)</script>",
            "** **",
            "[x](javascript:alert(1))",
            "#제목",
            "2026. 11.",
            "a | b",
        ] {
            let nodes = from_typed(text);
            assert_eq!(
                nodes,
                [Node::Element(
                    Tag::Paragraph,
                    vec![Node::Text(text.to_owned())]
                )]
            );
            assert_eq!(to_typed(&nodes), text);
        }
    }
}
