use handbook_wire::auth::Role;
use handbook_wire::ipc::{
    ClearRecent, ContactWay, GetMember, GetNextEvent, Link, ListFavourites, ListOfficers,
    ListRecentContacts, ListStaff, MemberArgs, MemberCard, MemberRow, RecentArgs, RecentKind,
    SyncState,
};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::components::frame::Bar;
use crate::components::icon::Icon;
use crate::components::member_row::{call_button, more_button, people_and_place, tile, written};
use crate::components::row::{Go, Group, action};
use crate::components::state;
use crate::i18n::{Language, Text, amount, moment};
use crate::load::{Load, load};
use crate::pages::limited::limited;
use crate::pages::news::part::answer_words;
use crate::part::part;
use crate::preference::{language, say};
use crate::public::use_public;
use crate::route::Route;
use crate::status::{Access, Live, use_live};
use crate::toast::{open_link, use_toast};
use crate::{clock, ipc, spelling};

/// The most favourites that 홈 shows.
const FAVOURITES: usize = 20;
/// The most companies of 최근 연락 that 홈 shows.
const CONTACTS: usize = 5;

/// 홈.
#[component]
pub fn Home() -> impl IntoView {
    let status = use_live();
    view! {
        <Bar title=say(Text::AppName)>
            {part(move || {
                let (to, test, text) = match status.account.get() {
                    Some(_) => (Route::Me, "home-account", Text::Me),
                    None => (Route::Login, "home-login", Text::Login),
                };
                view! {
                    <Go to=to class="icon-button" test=test label=say(text)>
                        {Icon::Person.draw()}
                    </Go>
                }
            })}
        </Bar>
        {part(move || match status.access.get() {
            Access::Unknown => {
                view! { <div class="page">{state::skeleton(5)}</div> }.into_any()
            }
            Access::LoggedOut => welcome().into_any(),
            Access::Limited(steps) => limited(&steps).into_any(),
            Access::Full => full(status).into_any(),
        })}
    }
}

fn welcome() -> impl IntoView {
    view! {
        <div class="scroll">
            <div class="page">
                <section class="hero" data-test="welcome">
                    <img class="hero-mark" src="/icon.svg" alt="" />
                    <h2>{say(Text::HomeIntroTitle)}</h2>
                    <p>{say(Text::HomeIntro)}</p>
                    <Go to=Route::Login class="button wide" test="go-login">
                        {say(Text::Login)}
                    </Go>
                    <Go to=Route::SignUp class="button plain wide" test="home-sign-up">
                        {say(Text::SignUp)}
                    </Go>
                </section>
                {about()}
            </div>
        </div>
    }
}

/// What everybody may know of the co-op.
fn about() -> AnyView {
    let public = use_public();
    let toast = use_toast();
    let open = move |link: Link| move || open_link(toast, link.clone());
    part(move || {
        let coop = public.coop()?;
        let phone = coop.phone.map(|phone| {
            let call = open(Link::Call(phone.number.clone()));
            action(
                Icon::Phone,
                say(Text::FieldPhone),
                phone.display(),
                "coop-call",
                call,
            )
        });
        let address = coop.address.map(|address| {
            let map = open(Link::Map(address.clone()));
            action(Icon::Pin, say(Text::FieldAddress), address, "coop-map", map)
        });
        let homepage = coop.homepage.map(|page| {
            let web = open(Link::Web(page.clone()));
            action(Icon::Globe, say(Text::FieldHomepage), page, "coop-web", web)
        });
        let joining = coop
            .joining
            .map(|text| view! { <p class="inset joining">{text}</p> }.into_any());
        let joining =
            joining.map(|text| view! { <Group title=say(Text::Joining)>{text}</Group> }.into_any());
        let any = phone.is_some() || address.is_some() || homepage.is_some();
        let contact = any.then(|| {
            view! { <Group title=say(Text::CoopContact)>{phone} {address} {homepage}</Group> }
                .into_any()
        });
        Some(view! { {contact} {joining} }.into_any())
    })
}

fn full(status: Live) -> impl IntoView {
    let language = language();
    let hello = move || {
        status
            .account
            .get()
            .map(|account| language.fill(Text::HomeHello, &[&account.name]))
    };
    let officers = load::<ListOfficers>(|| ());
    let staff = load::<ListStaff>(|| ());
    // Before the first sync a count would say that there are none.
    let people = move |count: Option<usize>| {
        count
            .filter(|_| status.has_synced())
            .map(|count| language.fill(Text::People, &[&amount::grouped(count as u64)]))
    };
    let officer_count = move || {
        people(officers.value.with(|officers| {
            match officers {
                // Those of the newest term, which come first.
                Load::Ready(officers) => Some(
                    officers
                        .iter()
                        .take_while(|officer| officer.term == officers[0].term)
                        .count(),
                ),
                _ => None,
            }
        }))
    };
    let staff_count = move || {
        people(staff.value.with(|staff| match staff {
            Load::Ready(staff) => Some(staff.len()),
            _ => None,
        }))
    };
    let places = move || {
        status
            .has_synced()
            .then(|| language.fill(Text::Places, &[&amount::grouped(status.members.get())]))
    };
    view! {
        <div class="scroll" data-test="home">
            <div class="page">
                <div class="home-head">
                    <p class="hello" data-test="home-hello">{part(hello)}</p>
                    {sync_line(status, language)}
                </div>
                <Go to=Route::Directory class="search-door" test="home-search">
                    {Icon::Search.draw()}
                    <span>{say(Text::HomeSearch)}</span>
                </Go>
                <nav class="doors" aria-label=say(Text::DoorsLabel)>
                    {door(Route::Directory, Icon::Company, Text::NavDirectory, "door-directory", part(places))}
                    {door(Route::Officers, Icon::Medal, Text::Officers, "door-officers", part(officer_count))}
                    {door(Route::Staff, Icon::People, Text::Staff, "door-staff", part(staff_count))}
                </nav>
                {next_event(status, language)}
                {crate::pages::news::home()}
                {my_company(status)}
                {favourites(status, language)}
                {contacts(status, language)}
                {part(move || {
                    let pending = status.pending.get();
                    (pending > 0)
                        .then(|| {
                            view! {
                                <p class="sync-line" data-test="pending">
                                    {Icon::Sync.draw()}
                                    {language.fill(Text::Pending, &[&amount::grouped(pending)])}
                                </p>
                            }
                        })
                })}
            </div>
        </div>
    }
}

/// 최신 상태예요 · 마지막 동기화 방금. While something is received or offline, the line at the top
/// of the screen says so.
fn sync_line(status: Live, language: Language) -> AnyView {
    part(move || {
        let sync = status.sync.get();
        if matches!(sync, SyncState::Offline) {
            return None;
        }
        let when = status.last_synced.get().map(|then| {
            let when = moment::ago(language, then, status.now.get(), clock::offset());
            language.fill(Text::LastSyncAt, &[&when])
        });
        let is_live = matches!(sync, SyncState::Live);
        let state = match sync {
            SyncState::Live => Some(language.say(Text::SyncLive)),
            SyncState::Connecting => Some(language.say(Text::SyncConnecting)),
            _ => None,
        };
        let words = state
            .map(str::to_owned)
            .into_iter()
            .chain(when)
            .collect::<Vec<_>>();
        let icon = if is_live { Icon::Check } else { Icon::Sync };
        (!words.is_empty()).then(|| {
            view! {
                <p class="sync-line" class:live=is_live data-test="sync-state">
                    {icon.draw()}
                    {words.join(" · ")}
                </p>
            }
        })
    })
}

fn door(to: Route, icon: Icon, title: Text, test: &'static str, amount: AnyView) -> impl IntoView {
    view! {
        <Go to=to class="door" test=test>
            {icon.draw()}
            <span class="title">{say(title)}</span>
            <span class="amount">{amount}</span>
        </Go>
    }
}

fn mini(row: &MemberRow, test: &'static str) -> AnyView {
    mini_with(row, people_and_place(row), test)
}

fn mini_with(row: &MemberRow, people: String, test: &'static str) -> AnyView {
    let tile = tile(&row.id, &row.name, false);
    let name = written(spelling::company(&row.name, &[]));
    view! {
        <div class="mini" data-menu=row.id.clone()>
            <Go to=Route::Member(row.id.clone()) test=test>
                {tile}
                <span class="words">
                    <span class="name">{name}</span>
                    <span class="sub">{people}</span>
                </span>
            </Go>
            {more_button(&row.id, &row.name)}
            {call_button(row)}
        </div>
    }
    .into_any()
}

/// 최근 연락: whom the member called or wrote to from here.
fn contacts(status: Live, language: Language) -> AnyView {
    let contacts = load::<ListRecentContacts>(|| ());
    let clear = move |_| {
        spawn_local(async {
            // What can't be forgotten now is still shown, so that it can be tried again.
            let args = RecentArgs {
                kind: RecentKind::Contacts,
            };
            let _ = ipc::call::<ClearRecent>(args).await;
        });
    };
    part(move || {
        let rows: Vec<AnyView> = contacts.value.with(|value| {
            let Load::Ready(contacts) = value else {
                return Vec::new();
            };
            let shown = contacts.iter().take(CONTACTS).map(|contact| {
                let way = match contact.way {
                    ContactWay::Call => Text::Call,
                    ContactWay::Message => Text::Message,
                };
                let when = moment::ago(language, contact.at, status.now.get(), clock::offset());
                let words = format!("{} · {when}", language.say(way));
                mini_with(&contact.row, words, "contact-open")
            });
            shown.collect()
        });
        (!rows.is_empty()).then(|| {
            view! {
                <section data-test="contacts">
                    <h2 class="group-title">{language.say(Text::Contacts)}</h2>
                    <div class="group">
                        {rows}
                        <button
                            type="button"
                            class="text-button wide"
                            data-test="contacts-clear"
                            on:click=clear
                        >
                            {language.say(Text::ContactsClear)}
                        </button>
                    </div>
                </section>
            }
        })
    })
}

/// 다음 일정: the soonest event that is not over, and what the member answers.
fn next_event(status: Live, language: Language) -> AnyView {
    let next = load::<GetNextEvent>(move || status.now.track());
    part(move || {
        next.value.with(|next| {
            let Load::Ready(Some(next)) = next else {
                return None;
            };
            let (event, now) = (&next.event, status.now.get());
            let when = moment::span(language, event.starts_at, event.ends_at, now, moment::KOREA);
            let when = moment::in_korea(language, when, clock::offset());
            let is_member = (status.account.get()).is_some_and(|one| one.role == Role::Member);
            let answer = event.answers.filter(|_| is_member).map(|_| {
                let answered = next.answer.coming.is_some();
                let class = if answered { "badge good" } else { "badge warn" };
                let open = event.answers_end().is_some_and(|end| now < end);
                let words = answer_words(language, &next.answer, open);
                view! { <span class=class data-test="next-answer">{words}</span> }
            });
            let (to, title) = (Route::Post(next.id.clone()), next.title.clone());
            let place = event.place.clone();
            Some(view! {
                <section data-test="next-event">
                    <h2 class="group-title">{language.say(Text::EventNext)}</h2>
                    <div class="group">
                        <Go to=to class="row next-event" test="next-event-open">
                            {Icon::Calendar.draw()}
                            <span class="body">
                                <span class="value strong">{title}</span>
                                <span class="value">{when}</span>
                                <span class="note">{place}</span>
                                {answer}
                            </span>
                        </Go>
                    </div>
                </section>
            })
        })
    })
}

fn my_company(status: Live) -> AnyView {
    let member = Memo::new(move |_| status.account.get().and_then(|account| account.member));
    part(move || {
        member.get().map(|id| {
            let card = load::<GetMember>(move || MemberArgs { id: id.clone() });
            part(move || {
                card.value.with(|card| match card {
                    Load::Ready(card) => Some(view! {
                        <section data-test="my-company">
                            <h2 class="group-title">{say(Text::MyCompany)}</h2>
                            <div class="group">{mini(&as_row(card), "my-company-open")}</div>
                        </section>
                    }),
                    _ => None,
                })
            })
        })
    })
}

fn as_row(card: &MemberCard) -> MemberRow {
    MemberRow {
        id: card.id.clone(),
        name: card.member.name.clone(),
        representatives: card.member.representatives.join("·"),
        branch: card.member.branch.clone().unwrap_or_default(),
        ..MemberRow::default()
    }
}

fn favourites(status: Live, language: Language) -> AnyView {
    let rows = load::<ListFavourites>(|| ());
    part(move || {
        let content = rows.value.with(|rows| match rows {
            Load::Ready(rows) if rows.is_empty() && !status.has_synced() => None,
            Load::Ready(rows) if rows.is_empty() => Some(
                view! { <p class="inset quiet-words">{say(Text::FavouritesEmpty)}</p> }.into_any(),
            ),
            Load::Ready(rows) => {
                let more = (rows.len() > FAVOURITES).then(|| {
                    let shown = FAVOURITES.to_string();
                    view! {
                        <p class="inset quiet-words">{language.fill(Text::FavouritesMore, &[&shown])}</p>
                    }
                });
                let rows = rows.iter().take(FAVOURITES);
                Some(
                    view! {
                        {rows.map(|row| mini(row, "favourite-open")).collect_view()}
                        {more}
                    }
                    .into_any(),
                )
            }
            // The list itself tells of a failure.
            _ => None,
        });
        content.map(|content| {
            view! {
                <section data-test="favourites">
                    <h2 class="group-title">{say(Text::Favourites)}</h2>
                    <div class="group">{content}</div>
                </section>
            }
        })
    })
}
