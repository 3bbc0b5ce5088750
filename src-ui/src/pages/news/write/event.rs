//! 총회, 행사, 교육: when and where, what about, and whether it is asked who comes.

use handbook_wire::entity::{AnswerCall, Event, PostKind};
use leptos::prelude::*;

use super::{Writing, tick, time};
use crate::clock;
use crate::i18n::{Text, moment};
use crate::part::part;
use crate::preference::say;

/// An event as it is typed.
#[derive(Clone, Copy)]
pub(super) struct Fields {
    starts: RwSignal<String>,
    ends: RwSignal<String>,
    place: RwSignal<String>,
    address: RwSignal<String>,
    agenda: RwSignal<String>,
    asks: RwSignal<bool>,
    until: RwSignal<String>,
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
        let time = |at: Option<i64>| {
            let at = at.filter(|at| *at > 0);
            RwSignal::new(
                at.map_or_else(String::new, |at| moment::write_local(at, clock::offset())),
            )
        };
        let call = event.answers.unwrap_or_default();
        Self {
            starts: time(Some(event.starts_at)),
            ends: time(event.ends_at),
            place: RwSignal::new(event.place),
            address: RwSignal::new(event.address),
            agenda: RwSignal::new(event.agenda.join("\n")),
            asks: RwSignal::new(event.answers.is_some()),
            until: time(call.until),
            most: RwSignal::new(call.most.max(1).to_string()),
            proxy: RwSignal::new(call.proxy),
            attendance: RwSignal::new(event.attendance),
        }
    }

    /// As it stands now; none when nothing is typed. A time or a number that can't be read is none. Where
    /// the place is, the server finds anew.
    pub(super) fn read(self) -> Option<Event> {
        let time =
            |text: RwSignal<String>| moment::read_local(&text.get_untracked(), clock::offset());
        let line = |text: RwSignal<String>| text.get_untracked().trim().to_owned();
        let agenda = self.agenda.get_untracked();
        let event = Event {
            starts_at: time(self.starts).unwrap_or(0),
            ends_at: time(self.ends),
            place: line(self.place),
            address: line(self.address),
            position: None,
            agenda: (agenda.lines().map(str::trim))
                .filter(|line| !line.is_empty())
                .map(str::to_owned)
                .collect(),
            answers: self.asks.get_untracked().then(|| AnswerCall {
                until: time(self.until),
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
    let wrong = |time: RwSignal<String>| {
        let text = time.get_untracked();
        !text.trim().is_empty() && moment::read_local(&text, clock::offset()).is_none()
    };
    if [fields.starts, fields.ends, fields.until]
        .into_iter()
        .any(wrong)
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
    view! {
        <div class="write-event" role="group" aria-label=say(Text::WriteEvent) data-test="write-event">
            {time(writing, fields.starts, Text::WriteEventStarts, "write-event-starts")}
            {time(writing, fields.ends, Text::WriteEventEnds, "write-event-ends")}
            {line(writing, fields.place, Text::WriteEventPlace, "write-event-place")}
            {line(writing, fields.address, Text::WriteEventAddress, "write-event-address")}
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
        {time(writing, fields.until, Text::WriteEventUntil, "write-event-until")}
        <div class="field">
            <label for="write-event-most">{say(Text::WriteEventMost)}</label>
            <div class="input">
                <input
                    id="write-event-most"
                    type="text"
                    inputmode="numeric"
                    autocomplete="off"
                    maxlength="2"
                    data-test="write-event-most"
                    prop:value=fields.most.get_untracked()
                    on:input=move |event| {
                        fields.most.set(event_target_value(&event));
                        writing.touch();
                    }
                />
            </div>
        </div>
        {tick(writing, fields.proxy, Text::WriteEventProxy, "write-event-proxy")}
    }
    .into_any()
}

fn line(writing: Writing, value: RwSignal<String>, text: Text, test: &'static str) -> AnyView {
    view! {
        <div class="field">
            <label for=test>{say(text)}</label>
            <div class="input">
                <input
                    id=test
                    type="text"
                    autocomplete="off"
                    maxlength=Event::LONGEST_PLACE.to_string()
                    data-test=test
                    prop:value=value.get_untracked()
                    on:input=move |event| {
                        value.set(event_target_value(&event));
                        writing.touch();
                    }
                />
            </div>
        </div>
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
