//! What a notification says. It lies on a locked screen and goes through others' servers.

use handbook_wire::entity::PostKind;
use handbook_wire::notification::NotificationLanguage;
use handbook_wire::post::PostDraft;

use super::eve;
use crate::sender::Shown;
use crate::storage::What;

/// The words for a post. Its title is in them only when the post is for all, names no person by its kind,
/// and the member wants titles shown; so is the hour of an event.
pub(super) fn shown(
    what: What,
    language: NotificationLanguage,
    draft: &PostDraft,
    titles: bool,
    now: i64,
) -> Shown {
    let open = titles && draft.targets.all && draft.kind != PostKind::Condolence;
    let kind = kind(language, draft.kind);
    let korean = language == NotificationLanguage::Korean;
    let title = match (what, korean) {
        (What::Reminder, true) => format!("{kind} · 아직 읽지 않았어요"),
        (What::Reminder, false) => format!("{kind} · not read yet"),
        (What::Eve, _) => match draft.event.as_ref().filter(|_| open) {
            Some(event) => format!("{kind} · {}", eve::when(event, now, korean)),
            None => kind.to_owned(),
        },
        _ => kind.to_owned(),
    };
    let text = match (open, what, korean) {
        (true, _, _) => draft.title.clone(),
        (false, What::Change, true) => "소식의 내용이 바뀌었어요. 앱에서 확인해 주세요.".to_owned(),
        (false, What::Change, false) => "A post has changed. Please open the app.".to_owned(),
        (false, What::Eve, true) => "곧 일정이 있어요. 앱에서 확인해 주세요.".to_owned(),
        (false, What::Eve, false) => "You have an event soon. Please open the app.".to_owned(),
        (false, _, true) => "조합 소식이 있어요. 앱에서 확인해 주세요.".to_owned(),
        (false, _, false) => "There is news from the co-op. Please open the app.".to_owned(),
    };
    Shown { title, text }
}

fn kind(language: NotificationLanguage, kind: PostKind) -> &'static str {
    let (korean, english) = match kind {
        PostKind::Notice => ("공지", "Notice"),
        PostKind::News => ("조합소식", "News"),
        PostKind::Tender => ("입찰·조달", "Tender"),
        PostKind::Assembly => ("총회", "General assembly"),
        PostKind::Event => ("행사", "Event"),
        PostKind::Education => ("교육", "Education"),
        PostKind::Condolence => ("경조사", "Family event"),
        PostKind::Library => ("자료실", "Library"),
    };
    match language {
        NotificationLanguage::Korean => korean,
        NotificationLanguage::English => english,
    }
}

#[cfg(test)]
mod tests {
    use handbook_wire::entity::Targets;

    use super::*;

    #[test]
    fn a_title_is_shown_of_a_post_for_all_alone() {
        let draft = |kind, all| PostDraft {
            kind,
            title: "비밀".to_owned(),
            targets: Targets {
                all,
                officers: true,
                ..Targets::default()
            },
            ..PostDraft::default()
        };
        for language in [NotificationLanguage::Korean, NotificationLanguage::English] {
            for what in [What::News, What::Change, What::Reminder, What::Eve] {
                let text = |draft: &PostDraft, titles| {
                    let shown = shown(what, language, draft, titles, 0);
                    assert!(!shown.title.contains("비밀") && !shown.text.is_empty());
                    shown.text
                };
                assert_eq!(text(&draft(PostKind::Notice, true), true), "비밀");
                for (draft, titles) in [
                    (draft(PostKind::Notice, true), false),
                    (draft(PostKind::Assembly, false), true),
                    (draft(PostKind::Condolence, true), true),
                ] {
                    assert!(!text(&draft, titles).contains("비밀"));
                }
            }
        }
    }
}
