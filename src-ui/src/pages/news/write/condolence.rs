//! The fields of 경조사.

use handbook_wire::entity::{Condolence, Host, Occasion};
use handbook_wire::ipc::MemberRow;
use handbook_wire::read::{self, Line};
use leptos::prelude::*;

use super::field::{self, Keyboard, Time};
use super::{Page, Writing};
use crate::clock;
use crate::components::company_search::CompanySearch;
use crate::components::icon::Icon;
use crate::i18n::Text;
use crate::pages::news::part::condolence::{name, words};
use crate::part::{attribute, part};
use crate::preference::{language, say};

/// Whom to call, as typed.
#[derive(Clone, Copy, PartialEq)]
struct Caller {
    number: u32,
    role: RwSignal<String>,
    name: RwSignal<String>,
    phone: RwSignal<String>,
}

/// What is being written of an occasion.
#[derive(Clone, Copy)]
pub(super) struct Occasions {
    occasion: RwSignal<Occasion>,
    title: RwSignal<String>,
    /// The company that was chosen; none while a name is typed.
    member: RwSignal<Option<String>>,
    company: RwSignal<String>,
    person: RwSignal<String>,
    deceased: RwSignal<String>,
    died: Time,
    at: Time,
    place: RwSignal<String>,
    address: RwSignal<String>,
    place_phone: RwSignal<String>,
    burial: RwSignal<String>,
    gift: RwSignal<String>,
    hosts: RwSignal<Vec<Caller>>,
    made: StoredValue<u32>,
    page: Page,
}

impl Occasions {
    /// As it was kept; a new one tells of a bereavement.
    pub(super) fn open(kept: Option<&Condolence>) -> Self {
        let new = Condolence {
            occasion: Occasion::Bereavement,
            hosts: vec![Host::default()],
            ..Condolence::default()
        };
        let kept = kept.cloned().unwrap_or(new);
        let fields = Self {
            occasion: RwSignal::new(kept.occasion),
            title: RwSignal::new(kept.title),
            member: RwSignal::new(kept.member),
            company: RwSignal::new(kept.company),
            person: RwSignal::new(kept.person),
            deceased: RwSignal::new(kept.deceased),
            died: Time::open(kept.died_at),
            at: Time::open(kept.at),
            place: RwSignal::new(kept.place),
            address: RwSignal::new(kept.address),
            place_phone: RwSignal::new(kept.place_phone),
            burial: RwSignal::new(kept.burial),
            gift: RwSignal::new(kept.gift),
            hosts: RwSignal::new(Vec::new()),
            made: StoredValue::new(0),
            page: Page::here(),
        };
        for host in kept.hosts {
            fields.add_host(host);
        }
        fields
    }

    fn add_host(self, host: Host) {
        let number = self.made.get_value();
        self.made.set_value(number + 1);
        let caller = self.page.make(|| Caller {
            number,
            role: RwSignal::new(host.role),
            name: RwSignal::new(host.name),
            phone: RwSignal::new(host.phone),
        });
        self.hosts.update(|hosts| hosts.push(caller));
    }

    /// As it stands now; none while nothing is told.
    pub(super) fn read(self) -> Option<Condolence> {
        let told = self.told();
        let nothing = Condolence {
            occasion: told.occasion,
            hosts: vec![Host::default(); told.hosts.len()],
            ..Condolence::default()
        };
        (told != nothing).then_some(told)
    }

    /// Where the place is, is left to the server, which reads the address.
    fn told(self) -> Condolence {
        let hosts = self.hosts.get_untracked().into_iter().map(|host| Host {
            role: host.role.get_untracked(),
            name: host.name.get_untracked(),
            phone: host.phone.get_untracked(),
        });
        Condolence {
            occasion: self.occasion.get_untracked(),
            title: self.title.get_untracked(),
            member: self.member.get_untracked(),
            company: self.company.get_untracked(),
            person: self.person.get_untracked(),
            deceased: self.deceased.get_untracked(),
            died_at: self.died.read(),
            at: self.at.read(),
            place: self.place.get_untracked(),
            address: self.address.get_untracked(),
            position: None,
            place_phone: self.place_phone.get_untracked(),
            burial: self.burial.get_untracked(),
            hosts: hosts.collect(),
            gift: self.gift.get_untracked(),
        }
    }

    /// The title that the post has if none is typed; tracked.
    pub(super) fn heading(self) -> Option<String> {
        Condolence {
            occasion: self.occasion.get(),
            title: self.title.get(),
            company: self.company.get(),
            person: self.person.get(),
            ..Condolence::default()
        }
        .heading()
    }

    /// What must be mended first. `titled`: the post has a title of its own, and may tell of it in its text
    /// alone; `has_end`: staff have said when it ends.
    pub(super) fn lacking(self, publish: bool, titled: bool, has_end: bool) -> Option<Text> {
        let told = self.told();
        if self.died.is_wrong() || self.at.is_wrong() {
            return Some(Text::WriteTimeWrong);
        }
        let phones = told.hosts.iter().map(|host| &host.phone);
        let mut phones = phones.chain([&told.place_phone]);
        if phones.any(|phone| !phone.trim().is_empty() && !is_number(phone)) {
            return Some(Text::OccasionPhoneWrong);
        }
        if !publish || titled && self.read().is_none() {
            return None;
        }
        if told.title.trim().is_empty() {
            return Some(Text::OccasionTitleWrong);
        }
        if told.company.trim().is_empty() && told.person.trim().is_empty() {
            return Some(Text::OccasionWhoseWrong);
        }
        let is_over = told.ends_at().is_some_and(|end| end <= clock::now());
        (is_over && !has_end).then_some(Text::OccasionOver)
    }
}

fn is_number(text: &str) -> bool {
    read::phone(text, Line::Phone)
        .is_some_and(|phone| phone.to.is_none() && phone.extension.is_none())
}

/// The fields of an occasion.
pub(super) fn fields(writing: Writing, occasions: Occasions) -> AnyView {
    let kinds = Occasion::ALL.map(|kind| {
        let chosen = move || occasions.occasion.get() == kind;
        view! {
            <button
                type="button"
                class="chip"
                aria-pressed=attribute(move || Some(if chosen() { "true" } else { "false" }))
                data-test=format!("occasion-{kind:?}").to_lowercase()
                on:click=move |_| {
                    occasions.occasion.set(kind);
                    writing.touch();
                }
            >
                {say(name(kind))}
            </button>
        }
    });
    let line = move |value, label, test| {
        field::line(
            writing,
            value,
            label,
            Condolence::LONGEST_LINE,
            Keyboard::Text,
            test,
        )
    };
    let phone =
        move |value, label, test| field::line(writing, value, label, 20, Keyboard::Phone, test);
    view! {
        <section class="write-part" aria-label=say(Text::KindCondolence)>
            <div class="field" role="group" aria-label=say(Text::OccasionKind)>
                <span class="label">{say(Text::OccasionKind)}</span>
                <div class="kind-choice">{kinds.collect_view()}</div>
            </div>
            {line(occasions.title, Text::OccasionTitle, "occasion-title")}
            {company(writing, occasions)}
            {line(occasions.person, Text::OccasionPerson, "occasion-person")}
            {part(move || {
                let kind = occasions.occasion.get();
                let words = words(kind);
                let mourns = kind == Occasion::Bereavement;
                view! {
                    {mourns
                        .then(|| {
                            view! {
                                {line(occasions.deceased, Text::OccasionDeceased, "occasion-deceased")}
                                {occasions.died.draw(writing, Text::OccasionDied, "occasion-died")}
                            }
                        })}
                    {occasions.at.draw(writing, words.at, "occasion-at")}
                    {line(occasions.place, words.place, "occasion-place")}
                    {line(occasions.address, Text::OccasionAddress, "occasion-address")}
                    {phone(occasions.place_phone, Text::OccasionPlacePhone, "occasion-place-phone")}
                    {mourns
                        .then(|| line(occasions.burial, Text::OccasionBurial, "occasion-burial"))}
                    {hosts(writing, occasions, words.hosts)}
                }
            })}
            {line(occasions.gift, Text::OccasionGift, "occasion-gift")}
            <p class="hint">{say(Text::OccasionEnds)}</p>
        </section>
    }
    .into_any()
}

/// The company: chosen from what a search finds, or a name as typed. What is typed is never taken for a
/// company of the directory, nor does a name that is typed stay with one that was chosen before.
fn company(writing: Writing, occasions: Occasions) -> AnyView {
    part(move || match occasions.member.get() {
        Some(_) => chosen(writing, occasions),
        None => search(writing, occasions),
    })
}

fn chosen(writing: Writing, occasions: Occasions) -> AnyView {
    let name = occasions.company.get_untracked();
    let label = language().fill(Text::AttachedRemove, &[&name]);
    view! {
        <div class="field" role="group" aria-label=say(Text::OccasionCompany)>
            <span class="label">{say(Text::OccasionCompany)}</span>
            <div class="group chosen-company">
                <div class="row" data-test="occasion-chosen">
                    <div class="body">
                        <span class="value">{name}</span>
                        <span class="note">{say(Text::OccasionChosen)}</span>
                    </div>
                    <button
                        type="button"
                        class="icon-button"
                        aria-label=label
                        data-test="occasion-company-remove"
                        on:click=move |_| {
                            occasions.company.set(String::new());
                            occasions.member.set(None);
                            writing.touch();
                        }
                    >
                        {Icon::Close.draw()}
                    </button>
                </div>
            </div>
        </div>
    }
    .into_any()
}

fn search(writing: Writing, occasions: Occasions) -> AnyView {
    let language = language();
    let found = CompanySearch::new();
    let choose = move |row: &MemberRow| {
        found.forget();
        occasions.company.set(row.name.clone());
        occasions.member.set(Some(row.id.clone()));
        writing.touch();
    };
    view! {
        <div class="field">
            <label for="occasion-company">{say(Text::OccasionCompany)}</label>
            <div class="input">
                <input
                    id="occasion-company"
                    type="text"
                    autocomplete="off"
                    maxlength=Condolence::LONGEST_LINE.to_string()
                    aria-describedby="occasion-company-note"
                    data-test="occasion-company"
                    prop:value=occasions.company.get_untracked()
                    on:input=move |event| {
                        let text = event_target_value(&event);
                        occasions.company.set(text.clone());
                        writing.touch();
                        found.look(text);
                    }
                />
            </div>
            <div class="kind-choice">
                {part(move || {
                    found
                        .rows()
                        .into_iter()
                        .map(|row| {
                            let place = row.branch.clone();
                            let words = [row.name.clone(), row.representatives.clone(), place];
                            let words = words.into_iter().filter(|text| !text.is_empty());
                            let words = words.collect::<Vec<_>>().join(" · ");
                            view! {
                                <button
                                    type="button"
                                    class="chip"
                                    data-test="occasion-found"
                                    on:click=move |_| choose(&row)
                                >
                                    {words}
                                </button>
                            }
                        })
                        .collect_view()
                })}
            </div>
            <p id="occasion-company-note" class="hint" aria-live="polite">
                {part(move || {
                    let name = occasions.company.get();
                    match name.trim() {
                        "" => language.say(Text::OccasionCompanyHint).to_owned(),
                        name => language.fill(Text::OccasionTyped, &[name]),
                    }
                })}
            </p>
        </div>
    }
    .into_any()
}

fn hosts(writing: Writing, occasions: Occasions, title: Text) -> AnyView {
    let language = language();
    let short = Condolence::LONGEST_LINE;
    let row = move |host: Caller| {
        let line = move |value, label, keyboard, test: &str| {
            let test = format!("{test}-{}", host.number);
            field::line(writing, value, label, short, keyboard, test)
        };
        let remove = move |_| {
            occasions
                .hosts
                .update(|hosts| hosts.retain(|one| *one != host));
            writing.touch();
        };
        view! {
            <li class="write-host" data-test="occasion-host">
                {line(host.role, Text::HostRole, Keyboard::Text, "host-role")}
                {line(host.name, Text::HostName, Keyboard::Text, "host-name")}
                {line(host.phone, Text::HostPhone, Keyboard::Phone, "host-phone")}
                <button type="button" class="text-button" data-test="host-remove" on:click=remove>
                    {language.say(Text::HostRemove)}
                </button>
            </li>
        }
    };
    view! {
        <div class="field" role="group" aria-label=say(title)>
            <span class="label">{say(title)}</span>
            <ul class="write-hosts">
                <For each=move || occasions.hosts.get() key=|host| host.number children=row />
            </ul>
            {part(move || {
                let room = occasions.hosts.with(Vec::len) < Condolence::MOST_HOSTS;
                room.then(|| {
                    view! {
                        <button
                            type="button"
                            class="button plain"
                            data-test="host-add"
                            on:click=move |_| occasions.add_host(Host::default())
                        >
                            {Icon::Plus.draw()}
                            {language.say(Text::HostAdd)}
                        </button>
                    }
                })
            })}
        </div>
    }
    .into_any()
}
