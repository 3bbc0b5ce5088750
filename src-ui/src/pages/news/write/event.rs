//! 총회, 행사, 교육: when and where, what about, and whether it is asked who comes.

use handbook_wire::entity::{AnswerCall, Event, PostKind};
use leptos::prelude::*;

use super::Writing;
use super::field::{Keyboard, Time, line, tick};
use crate::i18n::Text;
use crate::part::part;
use crate::preference::say;

/// An event as it is typed.
#[derive(Clone, Copy)]
pub(super) struct Fields {
    starts: Time,
    ends: Time,
    place: RwSignal<String>,
    address: RwSignal<String>,
    agenda: RwSignal<String>,
    asks: RwSignal<bool>,
    until: Time,
    most: RwSignal<String>,
    proxy: RwSignal<bool>,
    attendance: RwSignal<bool>,
}

/// Whether posts of a kind call to an event.
pub(super) const fn fits(kind: PostKind) -> bool {
    matches!(
        kind,
        PostKind::Assembly | PostKind::Event | PostKind::Education
    )
}

impl Fields {
    pub(super) fn open(event: Option<&Event>) -> Self {
        let event = event.cloned().unwrap_or_default();
        let call = event.answers.unwrap_or_default();
        Self {
            starts: Time::open(Some(event.starts_at).filter(|at| *at > 0)),
            ends: Time::open(event.ends_at.filter(|at| *at > 0)),
            place: RwSignal::new(event.place),
            address: RwSignal::new(event.address),
            agenda: RwSignal::new(event.agenda.join("\n")),
            asks: RwSignal::new(event.answers.is_some()),
            until: Time::open(call.until.filter(|at| *at > 0)),
            most: RwSignal::new(call.most.max(1).to_string()),
            proxy: RwSignal::new(call.proxy),
            attendance: RwSignal::new(event.attendance),
        }
    }

    /// As it stands now; none when nothing is typed. A time or a number that can't be read is none. Where
    /// the place is, the server finds anew.
    pub(super) fn read(self) -> Option<Event> {
        let line = |text: RwSignal<String>| text.get_untracked().trim().to_owned();
        let agenda = self.agenda.get_untracked();
        let event = Event {
            starts_at: self.starts.read().unwrap_or(0),
            ends_at: self.ends.read(),
            place: line(self.place),
            address: line(self.address),
            position: None,
            agenda: (agenda.lines().map(str::trim))
                .filter(|line| !line.is_empty())
                .map(str::to_owned)
                .collect(),
            answers: self.asks.get_untracked().then(|| AnswerCall {
                until: self.until.read(),
                most: self.most().unwrap_or(1),
                proxy: self.proxy.get_untracked(),
            }),
            attendance: self.attendance.get_untracked(),
        };
        (event != Event::default()).then_some(event)
    }

    fn most(self) -> Option<u8> {
        let most = self.most.with_untracked(|most| most.trim().parse().ok());
        most.filter(|most| (1..=Event::MOST_PEOPLE).contains(most))
    }
}

/// What must be mended first.
pub(super) fn lacking(writing: Writing, publish: bool) -> Option<Text> {
    let fields = writing.event;
    if !fits(writing.kind.get_untracked()) {
        return None;
    }
    if [fields.starts, fields.ends, fields.until]
        .into_iter()
        .any(Time::is_wrong)
    {
        return Some(Text::WriteTimeWrong);
    }
    if fields.asks.get_untracked() && fields.most().is_none() {
        return Some(Text::WriteEventMostWrong);
    }
    let event = fields.read()?;
    if publish && event.starts_at == 0 {
        return Some(Text::WriteEventNoStart);
    }
    let backwards = event.ends_at.is_some_and(|end| end <= event.starts_at);
    backwards.then_some(Text::WriteEventEndWrong)
}

/// The fields, for the kinds that call to something.
pub(super) fn fields(writing: Writing) -> AnyView {
    let shown = Memo::new(move |_| fits(writing.kind.get()));
    part(move || shown.get().then(|| all(writing)))
}

fn all(writing: Writing) -> AnyView {
    let fields = writing.event;
    let of_place = |value, label, test: &str| {
        line(
            writing,
            value,
            label,
            Event::LONGEST_PLACE,
            Keyboard::Text,
            test,
        )
    };
    view! {
        <div class="write-event" role="group" aria-label=say(Text::WriteEvent) data-test="write-event">
            {fields.starts.draw(writing, Text::WriteEventStarts, "write-event-starts")}
            {fields.ends.draw(writing, Text::WriteEventEnds, "write-event-ends")}
            {of_place(fields.place, Text::WriteEventPlace, "write-event-place")}
            {of_place(fields.address, Text::WriteEventAddress, "write-event-address")}
            {agenda(writing)}
            {tick(writing, fields.asks, Text::WriteEventAsks, "write-event-asks")}
            {part(move || fields.asks.get().then(|| call(writing)))}
            {tick(writing, fields.attendance, Text::WriteEventAttendance, "write-event-attendance")}
        </div>
    }
    .into_any()
}

/// How it is asked who comes.
fn call(writing: Writing) -> AnyView {
    let fields = writing.event;
    view! {
        {fields.until.draw(writing, Text::WriteEventUntil, "write-event-until")}
        {line(
            writing,
            fields.most,
            Text::WriteEventMost,
            2,
            Keyboard::Number,
            "write-event-most",
        )}
        {tick(writing, fields.proxy, Text::WriteEventProxy, "write-event-proxy")}
    }
    .into_any()
}

fn agenda(writing: Writing) -> AnyView {
    let fields = writing.event;
    view! {
        <div class="field">
            <label for="write-event-agenda">{say(Text::WriteEventAgenda)}</label>
            <div class="input">
                <textarea
                    id="write-event-agenda"
                    rows="4"
                    data-test="write-event-agenda"
                    prop:value=fields.agenda.get_untracked()
                    on:input=move |event| {
                        fields.agenda.set(event_target_value(&event));
                        writing.touch();
                    }
                ></textarea>
            </div>
        </div>
    }
    .into_any()
}
