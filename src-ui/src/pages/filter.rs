//! 조건으로 찾기: what companies have in common, each with how many there are.

use handbook_wire::ipc::{
    Facet, Facets, Filter, FilterArgs, ListFacets, Locate, Sort, Standing, Whereabouts,
};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::actions::use_actions;
use crate::components::frame::Bar;
use crate::components::icon::Icon;
use crate::components::row::Go;
use crate::components::state;
use crate::directory::{Directory, use_directory};
use crate::i18n::{Text, amount};
use crate::ipc;
use crate::load::load;
use crate::pages::members_only;
use crate::part::part;
use crate::preference::{language, say};
use crate::route::{Route, use_router};
use crate::toast::use_toast;

/// Values of a kind that are shown at first; the others behind a button.
const FEW: usize = 8;

/// A choice that can be taken back by itself.
#[derive(Clone, PartialEq)]
enum Choice {
    Branch(String),
    Product(String),
    Certificate(String),
    Standing(Standing),
    Officers,
}

impl Choice {
    fn words(&self) -> String {
        match self {
            Choice::Branch(name) | Choice::Product(name) | Choice::Certificate(name) => {
                name.clone()
            }
            Choice::Standing(Standing::Active) => say(Text::StatusActive).to_owned(),
            Choice::Standing(Standing::Suspended) => say(Text::Suspended).to_owned(),
            Choice::Officers => say(Text::Officers).to_owned(),
        }
    }

    /// Makes the choice, or takes it back.
    fn set(self, filter: &mut Filter, on: bool) {
        let put = |list: &mut Vec<String>, name: String| {
            list.retain(|held| *held != name);
            if on {
                list.push(name);
            }
        };
        match self {
            Choice::Branch(name) => put(&mut filter.branches, name),
            Choice::Product(name) => put(&mut filter.products, name),
            Choice::Certificate(name) => put(&mut filter.certificates, name),
            Choice::Standing(standing) => filter.standing = on.then_some(standing),
            Choice::Officers => filter.officers = on,
        }
    }
}

fn choices(filter: &Filter) -> Vec<Choice> {
    let branches = filter.branches.iter().cloned().map(Choice::Branch);
    let products = filter.products.iter().cloned().map(Choice::Product);
    let certificates = filter.certificates.iter().cloned().map(Choice::Certificate);
    let standing = filter.standing.map(Choice::Standing);
    let officers = filter.officers.then_some(Choice::Officers);
    (branches.chain(products).chain(certificates))
        .chain(standing)
        .chain(officers)
        .collect()
}

/// The way to the choices, and those that were made, under the search box.
pub fn chosen(directory: Directory) -> AnyView {
    let chips = part(move || {
        let chips = directory.filter.with(choices).into_iter().map(|choice| {
            let words = choice.words();
            let label = language().fill(Text::FilterRemove, &[&words]);
            let remove = move |_| {
                let choice = choice.clone();
                directory.browse(|filter, _| choice.set(filter, false));
            };
            view! {
                <button
                    type="button"
                    class="choice-chip"
                    aria-label=label
                    data-test="filter-chip"
                    on:click=remove
                >
                    {words} {Icon::Close.draw()}
                </button>
            }
            .into_any()
        });
        chips.collect_view()
    });
    let sort = part(move || {
        let words = match directory.sort.get() {
            Sort::Name => return None,
            Sort::Number => Text::SortNumber,
            Sort::Distance => Text::SortDistance,
        };
        Some({
            view! {
                <button
                    type="button"
                    class="choice-chip"
                    data-test="sort-chip"
                    on:click=move |_| directory.browse(|_, sort| *sort = Sort::Name)
                >
                    {say(words)} {Icon::Close.draw()}
                </button>
            }
        })
    });
    // Ways in, while nothing is chosen yet.
    let ways = part(move || {
        directory.filter.with(Filter::is_empty).then(|| {
            view! {
                <Go to=Route::Products class="choice-chip way" test="go-products">
                    {say(Text::ByProduct)}
                </Go>
                <Go to=Route::Branches class="choice-chip way" test="go-branches">
                    {say(Text::ByBranch)}
                </Go>
            }
        })
    });
    view! {
        <div class="choices" data-test="filter-chosen">
            <Go to=Route::Filter class="choice-chip way" test="go-filter">
                {Icon::Filter.draw()} {say(Text::Filter)}
            </Go>
            {sort}
            {chips}
            {ways}
        </div>
    }
    .into_any()
}

/// What stands in the list's place when nothing fits.
pub fn nothing_fits(directory: Directory) -> AnyView {
    view! {
        <div class="state" role="status" data-test="nothing-fits">
            {Icon::Filter.draw()} <h2>{say(Text::FilterNothing)}</h2>
            <p>{say(Text::FilterNothingHelp)}</p>
            <button
                type="button"
                class="button soft"
                data-test="filter-reset"
                on:click=move |_| directory.browse(|filter, _| *filter = Filter::default())
            >
                {say(Text::FilterReset)}
            </button>
        </div>
    }
    .into_any()
}

/// 조건으로 찾기.
#[component]
pub fn FilterPage() -> impl IntoView {
    let directory = use_directory();
    let router = use_router();
    view! {
        <Bar title=say(Text::FilterTitle) back=Route::Directory />
        {members_only(move || {
            let facets = load::<ListFacets>(move || FilterArgs {
                filter: directory.filter.get(),
            });
            view! {
                <div class="scroll" data-test="filter-page">
                    <div class="page">
                        {order(directory)}
                        {state::stage(facets, 8, move |facets| all_kinds(directory, facets))}
                    </div>
                </div>
                <div class="foot buttons">
                    <button
                        type="button"
                        class="button plain"
                        data-test="filter-clear"
                        on:click=move |_| {
                            directory
                                .browse(|filter, sort| {
                                    (*filter, *sort) = (Filter::default(), Sort::Name);
                                })
                        }
                    >
                        {say(Text::FilterReset)}
                    </button>
                    <button
                        type="button"
                        class="button"
                        data-test="filter-show"
                        on:click=move |_| router.back(Route::Directory)
                    >
                        {part(move || shown(directory))}
                    </button>
                </div>
            }
                .into_any()
        })}
    }
}

/// 124곳 보기.
fn shown(directory: Directory) -> String {
    match directory.total.get() {
        Some(total) => language().fill(Text::FilterShow, &[&amount::grouped(total)]),
        None => say(Text::FilterShowAny).to_owned(),
    }
}

fn order(directory: Directory) -> AnyView {
    let choice = |sort: Sort, text: Text, test: &'static str| {
        view! {
            <button
                type="button"
                role="radio"
                data-test=test
                aria-checked=move || (directory.sort.get() == sort).to_string()
                on:click=move |_| directory.browse(|_, chosen| *chosen = sort)
            >
                {say(text)}
            </button>
        }
        .into_any()
    };
    let (actions, toast, language) = (use_actions(), use_toast(), language());
    let asking = RwSignal::new(false);
    // The old order stays until the device has told where it is.
    let nearest = move |_| {
        if asking.get_untracked() {
            return;
        }
        asking.set(true);
        spawn_local(async move {
            let reply = ipc::call::<Locate>(()).await;
            let _ = asking.try_set(false);
            let why = match reply {
                Ok(Whereabouts::Found {
                    latitude,
                    longitude,
                }) => return directory.browse_from((latitude, longitude)),
                Ok(Whereabouts::Refused) => Text::SortRefused,
                Ok(Whereabouts::Unsupported) => Text::HereNever,
                Ok(Whereabouts::Unknown) => Text::SortUnknown,
                Err(error) => return toast.fail(language, &error),
            };
            toast.show(language.say(why));
        });
    };
    let distance = part(move || {
        actions.abilities.with(|abilities| abilities.locate).then(|| {
            view! {
                <button
                    type="button"
                    role="radio"
                    data-test="sort-distance"
                    aria-checked=move || (directory.sort.get() == Sort::Distance).to_string()
                    on:click=nearest
                >
                    {part(move || {
                        language
                            .say(if asking.get() { Text::HereAsking } else { Text::SortDistance })
                    })}
                </button>
            }
        })
    });
    view! {
        <section>
            <h2 class="group-title">{say(Text::Sort)}</h2>
            <div class="group">
                <div class="inset choice" role="radiogroup" aria-label=say(Text::Sort)>
                    {choice(Sort::Name, Text::SortName, "sort-name")}
                    {choice(Sort::Number, Text::SortNumber, "sort-number")}
                    {distance}
                </div>
            </div>
        </section>
    }
    .into_any()
}

fn all_kinds(directory: Directory, facets: RwSignal<Facets>) -> AnyView {
    let more = [
        RwSignal::new(false),
        RwSignal::new(false),
        RwSignal::new(false),
    ];
    part(move || {
        let facets = facets.get();
        let filter = directory.filter.get();
        let rows = |list: &[Facet], chosen: &[String], make: fn(String) -> Choice| {
            list.iter()
                .map(|facet| {
                    let on = chosen.contains(&facet.value);
                    row(directory, make(facet.value.clone()), facet.count, on)
                })
                .collect::<Vec<_>>()
        };
        let standing = |standing, count| {
            let on = filter.standing == Some(standing);
            row(directory, Choice::Standing(standing), count, on)
        };
        let other = vec![
            standing(Standing::Active, facets.active),
            standing(Standing::Suspended, facets.suspended),
            row(
                directory,
                Choice::Officers,
                facets.officers,
                filter.officers,
            ),
        ];
        let branches = rows(&facets.branches, &filter.branches, Choice::Branch);
        let products = rows(&facets.products, &filter.products, Choice::Product);
        let certificates = rows(
            &facets.certificates,
            &filter.certificates,
            Choice::Certificate,
        );
        view! {
            {kind(Text::FieldBranch, branches, Some(more[0]))}
            {kind(Text::FieldProduct, products, Some(more[1]))}
            {kind(Text::FieldCertificate, certificates, Some(more[2]))}
            {kind(Text::FieldStatus, other, None)}
        }
        .into_any()
    })
}

fn kind(title: Text, mut rows: Vec<AnyView>, more: Option<RwSignal<bool>>) -> Option<AnyView> {
    if rows.is_empty() {
        return None;
    }
    let hidden = rows.len().saturating_sub(FEW);
    let button = more.filter(|more| hidden > 0 && !more.get()).map(|more| {
        rows.truncate(FEW);
        let words = language().fill(Text::FilterMore, &[&hidden.to_string()]);
        view! {
            <button
                type="button"
                class="text-button wide"
                data-test="filter-more"
                on:click=move |_| more.set(true)
            >
                {words}
            </button>
        }
        .into_any()
    });
    Some(
        view! {
            <section>
                <h2 class="group-title">{say(title)}</h2>
                <div class="group">{rows} {button}</div>
            </section>
        }
        .into_any(),
    )
}

fn row(directory: Directory, choice: Choice, count: u64, on: bool) -> AnyView {
    let words = choice.words();
    let name = words.clone();
    let change = move |event| {
        let (choice, on) = (choice.clone(), event_target_checked(&event));
        directory.browse(|filter, _| choice.set(filter, on));
    };
    view! {
        <label class="row check" data-test="facet" data-value=name>
            <input type="checkbox" prop:checked=on on:change=change />
            <span class="body">
                <span class="value">{words}</span>
            </span>
            <span class="amount">{amount::grouped(count)}</span>
        </label>
    }
    .into_any()
}
