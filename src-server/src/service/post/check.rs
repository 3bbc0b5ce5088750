use handbook_wire::entity::{Attachment, Event, Kind, Post, PostKind};
use handbook_wire::post::PostDraft;
use handbook_wire::read::is_unseen;

use super::{PostError, condolence, html, vote};
use crate::roster::locate;
use crate::service::file::{Asker, may_list};
use crate::storage::{Account, StorageError, StorageTxn};

/// No time lies behind this one: the end of the year 9999.
pub(super) const LAST: i64 = 253_402_300_800_000;

/// A draft as it is kept: names filled in, what nobody sees taken out, the body made safe.
pub(super) fn tidy<T: StorageTxn + ?Sized>(
    txn: &T,
    author: &Account,
    draft: PostDraft,
) -> Result<PostDraft, PostError> {
    if draft.body.len() > Post::LONGEST_BODY {
        return Err(PostError::Body);
    }
    if draft.attachments.len() > Attachment::MOST
        || draft.attachments.iter().any(|one| one.check().is_err())
    {
        return Err(PostError::Attachments);
    }
    let asker = Asker {
        account: &author.id,
        role: author.role,
    };
    if !may_list(txn, asker, &draft.attachments)? {
        return Err(PostError::Attachments);
    }
    let names = draft.targets.branches.iter().chain(&draft.targets.members);
    if draft.targets.branches.len() + draft.targets.members.len() > Post::MOST_TARGETS
        || names.clone().any(|name| name.len() > 200)
    {
        return Err(PostError::Targets);
    }
    let body = html::clean(&draft.body, &draft.attachments);
    if body.len() > Post::LONGEST_BODY {
        return Err(PostError::Body);
    }
    let title = line(&draft.title);
    if title.chars().count() > Post::LONGEST_TITLE {
        return Err(PostError::Title);
    }
    let mut department = line(&draft.department);
    if department.is_empty() {
        department = department_of(txn, author)?.unwrap_or_default();
    }
    let mut name = line(&draft.author);
    if name.is_empty() {
        name.clone_from(&author.name);
    }
    if [&department, &name]
        .iter()
        .any(|text| text.chars().count() > Post::LONGEST_NAME)
    {
        return Err(PostError::Unreadable);
    }
    let event = match draft.kind {
        PostKind::Assembly | PostKind::Event | PostKind::Education => {
            draft.event.map(tidy_event).transpose()?
        }
        _ => None,
    };
    let mut targets = draft.targets;
    targets.branches.sort();
    targets.branches.dedup();
    targets.members.sort();
    targets.members.dedup();
    let mut draft = PostDraft {
        title,
        body,
        department,
        author: name,
        targets,
        event,
        ..draft
    };
    condolence::tidy(txn, &mut draft)?;
    draft.poll = draft.poll.map(vote::tidy).transpose()?;
    Ok(draft)
}

/// Whether it can be published, now or when its time has come. `before` is what is
/// published, or was voted on.
pub(super) fn publishable(
    draft: &PostDraft,
    before: Option<&PostDraft>,
    now: i64,
) -> Result<(), PostError> {
    if draft.title.is_empty() {
        return Err(PostError::Title);
    }
    if draft.targets.is_nobody() {
        return Err(PostError::Targets);
    }
    if let Some(event) = &draft.event
        && (event.starts_at == 0 || event.ends_at.is_some_and(|end| end <= event.starts_at))
    {
        return Err(PostError::Event);
    }
    if let Some(condolence) = &draft.condolence {
        condolence::publishable(condolence)?;
    }
    let begins = draft.publish_at.unwrap_or(now).max(now);
    if let Some(poll) = &draft.poll {
        vote::publishable(poll, before.and_then(|before| before.poll.as_ref()), begins)?;
    }
    match draft.ends_at {
        Some(end) if end <= begins => Err(PostError::End),
        _ => Ok(()),
    }
}

/// An event as it is kept: lines that are empty taken out, its place found.
fn tidy_event(event: Event) -> Result<Event, PostError> {
    let (place, address) = (line(&event.place), line(&event.address));
    let agenda: Vec<String> = (event.agenda.iter())
        .map(|text| line(text))
        .filter(|text| !text.is_empty())
        .collect();
    let is_long = |text: &String, most| text.chars().count() > most;
    let fits = [&place, &address]
        .iter()
        .all(|text| !is_long(text, Event::LONGEST_PLACE))
        && agenda.len() <= Event::MOST_AGENDA
        && !(agenda.iter()).any(|text| is_long(text, Event::LONGEST_AGENDA));
    let times = [
        Some(event.starts_at),
        event.ends_at,
        event.answers.and_then(|call| call.until),
    ];
    let are_times = times
        .into_iter()
        .flatten()
        .all(|at| (0..LAST).contains(&at));
    let most = event.answers.map_or(0, |call| call.most);
    if !fits || !are_times || most > Event::MOST_PEOPLE {
        return Err(PostError::Event);
    }
    let given = event
        .position
        .filter(|at| (-90.0..=90.0).contains(&at.lat) && (-180.0..=180.0).contains(&at.lng));
    Ok(Event {
        position: given.or_else(|| locate(&address)),
        place,
        address,
        agenda,
        ..event
    })
}

fn department_of<T: StorageTxn + ?Sized>(
    txn: &T,
    author: &Account,
) -> Result<Option<String>, StorageError> {
    let Some(record) = txn.entity(Kind::Staff, &author.subject)? else {
        return Ok(None);
    };
    let staff: handbook_wire::entity::Staff =
        serde_json::from_str(&record.payload).unwrap_or_default();
    Ok(staff.department)
}

/// One line of what is seen.
pub(super) fn line(text: &str) -> String {
    let seen: String = text
        .chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .filter(|c| !c.is_control() && !is_unseen(*c))
        .collect();
    seen.split(' ')
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}
