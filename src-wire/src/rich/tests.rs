use proptest::prelude::*;

use super::*;

fn text(text: &str) -> Node {
    Node::Text(text.to_owned())
}

fn depth(nodes: &[Node]) -> usize {
    nodes
        .iter()
        .map(|node| match node {
            Node::Text(_) => 0,
            Node::Element(_, within) => 1 + depth(within),
        })
        .max()
        .unwrap_or_default()
}

#[test]
fn what_the_server_writes_is_read_as_it_was_meant() {
    let hash = "ab".repeat(32);
    let html = format!(
        "<h2>제목</h2><p>한 줄<br>두 줄 <strong>굵게</strong> &amp; <a href=\"https://a.example/?b=1&amp;c=2\">링크</a></p>\
         <ul><li>하나</li><li>둘</li></ul><table><tbody><tr><th>가</th><td>나</td></tr></tbody></table>\
         <img data-file=\"{hash}\" alt=\"사진\">"
    );
    let nodes = read(&html);
    assert_eq!(nodes[0], Node::Element(Tag::Heading, vec![text("제목")]));
    let Node::Element(Tag::Paragraph, line) = &nodes[1] else {
        panic!("{nodes:?}");
    };
    assert_eq!(line[1], Node::Element(Tag::Break, Vec::new()));
    assert_eq!(line[4], text(" & ").clone());
    assert_eq!(
        line[5],
        Node::Element(
            Tag::Link("https://a.example/?b=1&c=2".into()),
            vec![text("링크")]
        )
    );
    let Node::Element(Tag::Table, rows) = &nodes[3] else {
        panic!("{nodes:?}");
    };
    assert_eq!(rows.len(), 1);
    assert_eq!(pictures(&nodes), [&FileHash::parse(&hash).unwrap()]);
    assert_eq!(read(&write(&nodes)), nodes);
    assert_eq!(
        plain(&nodes, 100),
        "제목 한 줄 두 줄 굵게 & 링크 하나 둘 가 나"
    );
    assert_eq!(plain(&nodes, 4), "제목 한…");
    assert_eq!(plain(&nodes, 3), "제목…");
}

#[test]
fn what_is_no_element_of_ours_is_text_or_nothing() {
    for html in [
        "<script>alert(1)</script>",
        "<style>p{}</style>",
        "<img src=x onerror=alert(1)>",
        "<svg onload=alert(1)></svg>",
        "<iframe src=javascript:alert(1)></iframe>",
        "<!-- <p>x</p> -->",
        "<script>alert('<p>')",
    ] {
        assert_eq!(read(html), [], "{html}");
    }
    for address in [
        "javascript:alert(1)",
        " javascript:alert(1)",
        "java\tscript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "//a.example",
        "https:",
        "vbscript:x",
        "https://a.example/\u{0}",
    ] {
        assert!(!is_address(address), "{address:?}");
        let html = format!("<a href=\"{address}\">x</a>");
        assert!(
            !format!("{:?}", read(&html)).contains("Link"),
            "{address:?}"
        );
    }
    assert_eq!(read("1 < 2 && 3 > 2"), [text("1 < 2 && 3 > 2")]);
    assert_eq!(
        read("<p>하나<p>둘"),
        [
            Node::Element(Tag::Paragraph, vec![text("하나")]),
            Node::Element(Tag::Paragraph, vec![text("둘")]),
        ]
    );
}

#[test]
fn depth_is_bounded() {
    let html = format!(
        "{}x{}",
        "<blockquote>".repeat(5_000),
        "</blockquote>".repeat(5_000)
    );
    let nodes = read(&html);
    assert!(depth(&nodes) <= DEEPEST);
    assert_eq!(plain(&nodes, 10), "x");
}

proptest! {
    /// Whatever comes in, what is read of it writes and reads as the same.
    #[test]
    fn any_text_is_read_without_harm(html in "(<|/|>|=|\"|'|&|;|#|p|li|a|img|href|h2|table|td|[가-하]| |!--){0,60}") {
        let nodes = read(&html);
        prop_assert!(depth(&nodes) <= DEEPEST);
        prop_assert!(plain(&nodes, 20).chars().count() <= 21);
        let written = write(&nodes);
        prop_assert_eq!(write(&read(&written)), written);
    }
}
