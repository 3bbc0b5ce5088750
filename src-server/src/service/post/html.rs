//! What of a body is safe. Ammonia parses as a browser does and drops what is not on the list; what it
//! writes is read and written once more by [`rich`], so that what is stored is exactly what apps draw.

use std::collections::{HashMap, HashSet};

use ammonia::Builder;
use handbook_wire::entity::Attachment;
use handbook_wire::rich::{self, Node, Tag};

const TAGS: [&str; 29] = [
    "p",
    "div",
    "br",
    "hr",
    "h1",
    "h2",
    "h3",
    "h4",
    "ul",
    "ol",
    "li",
    "blockquote",
    "pre",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "strong",
    "b",
    "em",
    "i",
    "u",
    "s",
    "del",
    "a",
    "img",
    "figure",
];

/// The safe part of `html`. Pictures are those of `attachments` alone.
pub(super) fn clean(html: &str, attachments: &[Attachment]) -> String {
    let safe = Builder::empty()
        .tags(HashSet::from(TAGS))
        .clean_content_tags(HashSet::from(["script", "style"]))
        .tag_attributes(HashMap::from([
            ("a", HashSet::from(["href"])),
            ("img", HashSet::from(["data-file", "alt"])),
        ]))
        .url_schemes(HashSet::from(["https", "http", "mailto", "tel"]))
        .link_rel(None)
        .clean(html)
        .to_string();
    let mut nodes = rich::read(&safe);
    keep(&mut nodes, &|tag| match tag {
        Tag::Picture { file, .. } => attachments.iter().any(|one| one.file == *file),
        _ => true,
    });
    rich::write(&nodes)
}

fn keep(nodes: &mut Vec<Node>, wanted: &impl Fn(&Tag) -> bool) {
    nodes.retain_mut(|node| match node {
        Node::Text(_) => true,
        Node::Element(tag, within) => {
            keep(within, wanted);
            wanted(tag)
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Attacks from public cheat sheets, by what they try.
    const CORPUS: &[&str] = &[
        "<script>alert(1)</script>",
        "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
        "<scr<script>ipt>alert(1)</scr</script>ipt>",
        "<img src=x onerror=alert(1)>",
        "<img src=\"javascript:alert(1)\">",
        "<IMG \"\"\"><SCRIPT>alert(1)</SCRIPT>\">",
        "<svg onload=alert(1)>",
        "<svg><script>alert(1)</script></svg>",
        "<svg><animate onbegin=alert(1) attributeName=x></svg>",
        "<svg><a xlink:href=\"javascript:alert(1)\"><text>x</text></a></svg>",
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>",
        "<math><mi//xlink:href=\"data:x,<script>alert(1)</script>\">",
        "<body onload=alert(1)>",
        "<iframe src=\"javascript:alert(1)\"></iframe>",
        "<iframe srcdoc=\"<script>alert(1)</script>\"></iframe>",
        "<object data=\"data:text/html;base64,PHNjcmlwdD4=\"></object>",
        "<embed src=\"javascript:alert(1)\">",
        "<a href=\"javascript:alert(1)\">x</a>",
        "<a href=\"JaVaScRiPt:alert(1)\">x</a>",
        "<a href=\"java&#x0A;script:alert(1)\">x</a>",
        "<a href=\"&#106;&#97;&#118;&#97;script:alert(1)\">x</a>",
        "<a href=\"\u{1}javascript:alert(1)\">x</a>",
        "<a href=\" javascript:alert(1)\">x</a>",
        "<a href=\"data:text/html,<script>alert(1)</script>\">x</a>",
        "<a href=\"vbscript:msgbox(1)\">x</a>",
        "<a href=\"//evil.example/x\">x</a>",
        "<a href=\"esujeop://x\">x</a>",
        "<a href=\"https://a.example\" onclick=\"alert(1)\" style=\"position:fixed\" target=_top>x</a>",
        "<p style=\"background:url(javascript:alert(1))\">x</p>",
        "<p onmouseover=alert(1)>x</p>",
        "<style>@import 'https://evil.example/x.css';</style>",
        "<link rel=stylesheet href=https://evil.example/x.css>",
        "<meta http-equiv=refresh content=\"0;url=javascript:alert(1)\">",
        "<base href=\"javascript:alert(1)//\">",
        "<form action=https://evil.example><input type=password><button>x</button></form>",
        "<input autofocus onfocus=alert(1)>",
        "<details open ontoggle=alert(1)>x</details>",
        "<video><source onerror=alert(1)></video>",
        "<audio src=x onerror=alert(1)>",
        "<marquee onstart=alert(1)>x</marquee>",
        "<table background=\"javascript:alert(1)\"><tr><td>x</td></tr></table>",
        "<template><script>alert(1)</script></template>",
        "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\"></noscript>",
        "<title><a title=\"</title><img src=x onerror=alert(1)>\"></title>",
        "<textarea><img title=\"</textarea><img src=x onerror=alert(1)>\"></textarea>",
        "<xmp><p title=\"</xmp><img src=x onerror=alert(1)>\"></xmp>",
        "<!--<img src=\"--><img src=x onerror=alert(1)//\">",
        "<![CDATA[<img src=x onerror=alert(1)>]]>",
        "<?xml-stylesheet href=\"javascript:alert(1)\"?>",
        "<img data-file=\"../../etc/passwd\" alt=x>",
        "<img data-file=\"0000000000000000000000000000000000000000000000000000000000000000\" alt=\"&quot;><script>alert(1)</script>\">",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "<div id=app class=toast>x</div>",
        "<a name=body href=https://a.example>x</a>",
        "\u{202e}<b>x</b>\u{0}<i>y</i>",
    ];

    #[test]
    fn nothing_of_the_corpus_can_do_anything() {
        for attack in CORPUS {
            let safe = clean(attack, &[]);
            let lower = safe.to_lowercase();
            // What is text has its signs escaped; so no tag but ours is left.
            let mut rest = lower.as_str();
            while let Some(at) = rest.find('<') {
                rest = rest[at + 1..].trim_start_matches('/');
                let name = rest
                    .split(|c: char| !c.is_ascii_alphanumeric())
                    .next()
                    .unwrap_or_default();
                assert!(TAGS.contains(&name), "{attack} → {safe}");
                let inside = rest.split('>').next().unwrap_or_default();
                for part in ["on", "style", "src", "class", "id=", "javascript", "data:"] {
                    assert!(!inside.contains(&format!(" {part}")), "{attack} → {safe}");
                }
                if let Some(href) = inside.split("href=\"").nth(1) {
                    assert!(
                        rich::is_address(href.split('"').next().unwrap_or_default()),
                        "{attack} → {safe}"
                    );
                }
            }
            assert_eq!(clean(&safe, &[]), safe, "{attack}");
        }
    }

    #[test]
    fn what_staff_write_stays() {
        let html = "<h2>제목</h2><p>본문 <strong>굵게</strong> <a href=\"https://a.example/\">링크</a></p>\
            <ul><li>하나</li></ul><table><tr><th>가</th></tr><tr><td>나</td></tr></table>";
        assert_eq!(clean(html, &[]), html);
        assert_eq!(
            clean("<b>가</b><i>나</i>", &[]),
            "<strong>가</strong><em>나</em>"
        );
    }
}
