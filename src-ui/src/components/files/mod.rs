//! The files of a post: pictures as pictures, others as rows.

pub mod picture;
pub mod row;
mod sheet;
mod viewer;
mod zoom;

use handbook_wire::entity::{Attachment, FileHash, FileKind};
use leptos::prelude::*;

use crate::files::use_files;
use crate::i18n::Text;
use crate::preference::say;

/// The pictures among files.
pub fn pictures(attachments: &[Attachment]) -> Vec<Attachment> {
    (attachments.iter())
        .filter(|one| one.picture.is_some() && one.kind() == FileKind::Picture)
        .cloned()
        .collect()
}

/// The files of a post but for the pictures that its text shows.
pub fn files(attachments: &[Attachment], in_text: &[FileHash]) -> AnyView {
    let pictures = pictures(attachments);
    use_files().look(attachments.iter().map(|one| one.file.clone()));
    let tiles: Vec<AnyView> = (pictures.iter().enumerate())
        .filter(|(_, one)| !in_text.contains(&one.file))
        .map(|(at, one)| {
            let tile = picture::button(&pictures, at, true, one.name.clone());
            view! { <li>{tile}</li> }.into_any()
        })
        .collect();
    let is_picture = |one: &&Attachment| pictures.iter().any(|picture| picture.file == one.file);
    let rows: Vec<AnyView> = (attachments.iter())
        .filter(|one| !is_picture(one))
        .map(row::row)
        .collect();
    view! {
        {(!tiles.is_empty())
            .then(|| {
                view! {
                    <section aria-label=say(Text::Pictures) data-test="pictures">
                        <h3 class="group-title">{say(Text::Pictures)}</h3>
                        <ul class="picture-grid">{tiles}</ul>
                    </section>
                }
            })}
        {(!rows.is_empty())
            .then(|| {
                view! {
                    <section aria-label=say(Text::Files) data-test="files">
                        <h3 class="group-title">{say(Text::Files)}</h3>
                        <ul class="group">{rows}</ul>
                    </section>
                }
            })}
    }
    .into_any()
}
