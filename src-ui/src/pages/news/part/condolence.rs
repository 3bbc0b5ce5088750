//! 경조사: what happened, where, and whom to call. Sober: no colour but the text's.

use handbook_wire::entity::{Condolence, Host, Occasion, Phone, PostKind};
use handbook_wire::ipc::{GetMember, Link, ListPosts, MemberArgs, OccasionRow, PostQuery, PostRow};
use leptos::prelude::*;

use super::place::Place;
use crate::actions::use_actions;
use crate::clock;
use crate::components::icon::Icon;
use crate::components::row::Go;
use crate::i18n::{Text, moment};
use crate::load::{Load, load};
use crate::part::part;
use crate::preference::{language, say};
use crate::route::Route;
use crate::status::use_live;
use crate::toast::{open_link, use_toast};

/// The most occasions that 홈 shows.
pub const AT_HOME: u64 = 3;
/// How long one without a time is told at 홈, in milliseconds: three days.
const TOLD: i64 = 3 * Condolence::STAYS;

/// What things are called at an occasion.
pub struct Words {
    /// What happened, and whose it is.
    pub what: Text,
    /// When it is.
    pub at: Text,
    /// Where it is.
    pub place: Text,
    /// Whom to call.
    pub hosts: Text,
}

/// What things are called at that occasion.
pub const fn words(occasion: Occasion) -> Words {
    match occasion {
        Occasion::Bereavement => Words {
            what: Text::OccasionWhose,
            at: Text::OccasionFuneral,
            place: Text::OccasionMourning,
            hosts: Text::OccasionMourners,
        },
        Occasion::Wedding => Words {
            what: Text::OccasionWhose,
            at: Text::OccasionCeremony,
            place: Text::OccasionHall,
            hosts: Text::OccasionParents,
        },
        Occasion::Opening | Occasion::Other => Words {
            what: Text::OccasionWhat,
            at: Text::OccasionAt,
            place: Text::OccasionPlace,
            hosts: Text::OccasionContacts,
        },
    }
}

/// The name of an occasion.
pub const fn name(occasion: Occasion) -> Text {
    match occasion {
        Occasion::Bereavement => Text::OccasionBereavement,
        Occasion::Wedding => Text::OccasionWedding,
        Occasion::Opening => Text::OccasionOpening,
        Occasion::Other => Text::OccasionOther,
    }
}

/// What a post tells of an occasion.
pub fn condolence(told: &Condolence) -> AnyView {
    let words = words(told.occasion);
    let what = [&told.person, &told.title].map(|text| text.trim());
    let what = what.into_iter().filter(|text| !text.is_empty());
    let what = what.collect::<Vec<_>>().join(" ");
    view! {
        <section class="occasion" aria-label=say(name(told.occasion)) data-test="condolence">
            <dl>
                {line(Text::OccasionDeceased, &told.deceased)} {line(words.what, &what)}
                {company(told)} {line(Text::OccasionDied, &time(told.died_at))}
                {line(words.at, &time(told.at))} {line(words.place, &told.place)}
                {line(Text::FieldAddress, &told.address)}
                {line(Text::OccasionBurial, &told.burial)}
            </dl>
            {place(told)} {hosts(words.hosts, &told.hosts)} {gift(&told.gift)}
        </section>
    }
    .into_any()
}

fn time(at: Option<i64>) -> String {
    let live = use_live();
    at.map_or_else(String::new, |at| {
        let when = moment::clock(language(), at, live.now.get_untracked(), moment::KOREA);
        moment::in_korea(language(), when, clock::offset())
    })
}

fn line(key: Text, value: &str) -> Option<AnyView> {
    (!value.is_empty()).then(|| fact(key, value.to_owned().into_any()))
}

fn fact(key: Text, value: AnyView) -> AnyView {
    view! {
        <div>
            <dt>{say(key)}</dt>
            <dd>{value}</dd>
        </div>
    }
    .into_any()
}

/// The company, as a way to its card where it is in the directory.
fn company(told: &Condolence) -> Option<AnyView> {
    if told.company.is_empty() {
        return None;
    }
    let name = told.company.clone();
    let Some(id) = told.member.clone() else {
        return line(Text::OccasionCompany, &name);
    };
    let asked = id.clone();
    let card = load::<GetMember>(move || MemberArgs { id: asked.clone() });
    let value = part(move || {
        let is_there = card.value.with(|card| matches!(card, Load::Ready(_)));
        match is_there {
            true => {
                let (to, name) = (Route::Member(id.clone()), name.clone());
                view! {
                    <Go to=to class="occasion-company" test="condolence-company">
                        {name}
                        {Icon::Forward.draw()}
                    </Go>
                }
                .into_any()
            }
            false => name.clone().into_any(),
        }
    });
    Some(fact(Text::OccasionCompany, value))
}

/// What can be done with the place.
fn place(told: &Condolence) -> Option<AnyView> {
    let toast = use_toast();
    let place = Place {
        name: &told.place,
        address: &told.address,
        position: told.position,
    };
    let map = place.on_map("button plain", "condolence-map");
    let copy = place.copy("button plain", "condolence-address");
    let number = told.place_phone.clone();
    let call = (!number.is_empty()).then(|| {
        let label = language().fill(Text::CallOf, &[say(words(told.occasion).place)]);
        view! {
            <button
                type="button"
                class="button plain"
                aria-label=label
                data-test="condolence-place-call"
                on:click=move |_| open_link(toast, Link::Call(number.clone()))
            >
                {Icon::Phone.draw()}
                {say(Text::Call)}
            </button>
        }
    });
    let any = map.is_some() || copy.is_some() || call.is_some();
    any.then(|| view! { <div class="occasion-buttons">{map} {copy} {call}</div> }.into_any())
}

fn hosts(title: Text, hosts: &[Host]) -> Option<AnyView> {
    (!hosts.is_empty()).then(|| {
        view! {
            <h3>{say(title)}</h3>
            <ul class="occasion-hosts">{hosts.iter().map(host).collect_view()}</ul>
        }
        .into_any()
    })
}

fn host(host: &Host) -> AnyView {
    let toast = use_toast();
    let digits = host.phone.clone();
    let phone = Phone {
        number: digits.clone(),
        ..Phone::default()
    };
    let named = [&host.role, &host.name].map(|text| text.as_str());
    let named = named.into_iter().filter(|text| !text.is_empty());
    let named = named.collect::<Vec<_>>().join(" ");
    let of = match named.is_empty() {
        true => phone.display(),
        false => named.clone(),
    };
    let button = |text: Text, of: Text, icon: Icon, test: &'static str, link: Link, who: &str| {
        view! {
            <button
                type="button"
                class="button plain"
                aria-label=language().fill(of, &[who])
                data-test=test
                on:click=move |_| open_link(toast, link.clone())
            >
                {icon.draw()}
                {say(text)}
            </button>
        }
    };
    let call = Link::Call(digits.clone());
    let call = button(
        Text::Call,
        Text::CallOf,
        Icon::Phone,
        "host-call",
        call,
        &of,
    );
    let write = phone.is_mobile().then(|| {
        let link = Link::Message(digits.clone());
        button(
            Text::Message,
            Text::MessageOf,
            Icon::Message,
            "host-message",
            link,
            &of,
        )
    });
    let shown = (!digits.is_empty()).then(|| {
        view! {
            <span class="number">{phone.display()}</span>
            <div class="occasion-buttons">{call} {write}</div>
        }
    });
    view! {
        <li data-test="host">
            <span class="named">{named}</span>
            {shown}
        </li>
    }
    .into_any()
}

fn gift(gift: &str) -> Option<AnyView> {
    let actions = use_actions();
    (!gift.is_empty()).then(|| {
        let copied = gift.to_owned();
        view! {
            <h3>{say(Text::OccasionGift)}</h3>
            <p class="number" data-test="condolence-gift">
                {gift.to_owned()}
            </p>
            <div class="occasion-buttons">
                <button
                    type="button"
                    class="button plain"
                    data-test="condolence-gift-copy"
                    on:click=move |_| actions.copy(copied.clone())
                >
                    {Icon::Copy.draw()}
                    {say(Text::OccasionCopyGift)}
                </button>
            </div>
        }
        .into_any()
    })
}

/// What 홈 tells of occasions that are not over.
pub fn home() -> AnyView {
    let live = use_live();
    let posts = load::<ListPosts>(|| PostQuery {
        kind: Some(PostKind::Condolence),
        limit: AT_HOME,
        ..PostQuery::default()
    });
    part(move || {
        let now = live.now.get();
        let rows = posts.value.with(|posts| match posts {
            Load::Ready(page) => page
                .rows
                .iter()
                .filter(|row| is_told(row, now))
                .map(home_row)
                .collect(),
            _ => Vec::new(),
        });
        (!rows.is_empty()).then(|| {
            view! {
                <section data-test="home-occasions">
                    <h2 class="group-title">{say(Text::KindCondolence)}</h2>
                    <ul class="group posts">{rows}</ul>
                </section>
            }
        })
    })
}

/// Whether 홈 tells of a post as an occasion.
pub fn is_told(row: &PostRow, now: i64) -> bool {
    row.occasion.as_ref().is_some_and(|occasion| {
        let over = match occasion.at {
            Some(at) => at.saturating_add(Condolence::STAYS),
            None => row.published_at.saturating_add(TOLD),
        };
        now < over
    })
}

fn home_row(row: &PostRow) -> AnyView {
    let OccasionRow {
        occasion,
        at,
        place,
    } = row.occasion.clone().unwrap_or_default();
    let when = at.map(|at| format!("{} {}", say(words(occasion).at), time(Some(at))));
    let told = when.into_iter().chain((!place.is_empty()).then_some(place));
    let told = told.collect::<Vec<_>>().join(" · ");
    let title = row.title.clone();
    view! {
        <li>
            <Go to=Route::Post(row.id.clone()) class="post-row" test="occasion-row">
                <span class="name">{title}</span>
                <span class="when">{told}</span>
            </Go>
        </li>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn home_tells_of_what_is_not_over() {
        let row = |at: Option<i64>| PostRow {
            published_at: 0,
            occasion: Some(OccasionRow {
                at,
                ..OccasionRow::default()
            }),
            ..PostRow::default()
        };
        let day = Condolence::STAYS;
        assert!(is_told(&row(Some(day)), 2 * day - 1));
        assert!(!is_told(&row(Some(day)), 2 * day));
        assert!(is_told(&row(None), 3 * day - 1));
        assert!(!is_told(&row(None), 3 * day));
        assert!(!is_told(&PostRow::default(), 0));
    }
}
