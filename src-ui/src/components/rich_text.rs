//! A body as it is shown: drawn element by element from its tree, never as HTML.

use handbook_wire::entity::{Attachment, FileHash};
use handbook_wire::ipc::Link;
use handbook_wire::rich::{self, Node, Tag};
use leptos::prelude::*;

use crate::components::files::{files, picture, pictures};
use crate::i18n::Text;
use crate::preference::say;
use crate::toast::{open_link, use_toast};

/// Draws a body, with its pictures among `attachments`, and then the files that it does not show.
pub fn rich_text(html: &str, attachments: &[Attachment]) -> AnyView {
    let nodes = rich::read(html);
    let mut in_text = Vec::new();
    named(&nodes, &mut in_text);
    let body = (!nodes.is_empty()).then(|| {
        view! {
            <div class="rich" data-test="post-body">
                {draw(&nodes, &pictures(attachments))}
            </div>
        }
    });
    view! {
        {body}
        {files(attachments, &in_text)}
    }
    .into_any()
}

/// The pictures that a body shows.
fn named(nodes: &[Node], found: &mut Vec<FileHash>) {
    for node in nodes {
        if let Node::Element(tag, within) = node {
            if let Tag::Picture { file, .. } = tag {
                found.push(file.clone());
            }
            named(within, found);
        }
    }
}

fn draw(nodes: &[Node], pictures: &[Attachment]) -> AnyView {
    let drawn = nodes.iter().map(|node| one(node, pictures));
    drawn.collect_view().into_any()
}

fn one(node: &Node, pictures: &[Attachment]) -> AnyView {
    let (tag, within) = match node {
        Node::Text(text) => return text.clone().into_any(),
        Node::Element(tag, within) => (tag, within),
    };
    let inner = draw(within, pictures);
    match tag {
        Tag::Paragraph => view! { <p>{inner}</p> }.into_any(),
        Tag::Heading => view! { <h3 class="head">{inner}</h3> }.into_any(),
        Tag::Subheading => view! { <h4>{inner}</h4> }.into_any(),
        Tag::List => view! { <ul>{inner}</ul> }.into_any(),
        Tag::NumberedList => view! { <ol>{inner}</ol> }.into_any(),
        Tag::Item => view! { <li>{inner}</li> }.into_any(),
        Tag::Quote => view! { <blockquote>{inner}</blockquote> }.into_any(),
        // A wide table scrolls by itself; the screen does not.
        Tag::Table => view! {
            <div class="wide-table" tabindex="0" role="group" aria-label=say(Text::PostTable)>
                <table>
                    <tbody>{inner}</tbody>
                </table>
            </div>
        }
        .into_any(),
        Tag::Row => view! { <tr>{inner}</tr> }.into_any(),
        Tag::HeadCell => view! { <th>{inner}</th> }.into_any(),
        Tag::Cell => view! { <td>{inner}</td> }.into_any(),
        Tag::Strong => view! { <strong>{inner}</strong> }.into_any(),
        Tag::Emphasis => view! { <em>{inner}</em> }.into_any(),
        Tag::Underline => view! { <u>{inner}</u> }.into_any(),
        Tag::Strike => view! { <s>{inner}</s> }.into_any(),
        Tag::Link(address) => link(address, inner),
        Tag::Break => view! { <br /> }.into_any(),
        Tag::Rule => view! { <hr /> }.into_any(),
        Tag::Picture { file, alt } => match pictures.iter().position(|one| one.file == *file) {
            Some(at) => picture::button(pictures, at, false, alt.clone()),
            None => view! { <p class="picture-words">{alt.clone()}</p> }.into_any(),
        },
    }
}

/// A link that the system's own app opens.
fn link(address: &str, inner: AnyView) -> AnyView {
    let toast = use_toast();
    let to = match address.split_once(':') {
        Some((scheme, to)) if scheme.eq_ignore_ascii_case("mailto") => Link::Mail(to.to_owned()),
        Some((scheme, to)) if scheme.eq_ignore_ascii_case("tel") => {
            Link::Call(to.chars().filter(char::is_ascii_digit).collect())
        }
        _ => Link::Web(address.to_owned()),
    };
    view! {
        <button
            type="button"
            class="rich-link"
            role="link"
            data-test="post-link"
            on:click=move |_| open_link(toast, to.clone())
        >
            {inner}
        </button>
    }
    .into_any()
}
