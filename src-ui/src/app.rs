//! The app: what every screen may rely on, and the frame that they stand in.

use handbook_wire::ErrorCode;
use handbook_wire::identity::Purpose;
use handbook_wire::ipc::IdentityState;
use leptos::prelude::*;

use crate::actions::Actions;
use crate::components::banner::Banner;
use crate::components::frame::TabBar;
use crate::components::state;
use crate::directory::Directory;
use crate::files::Files;
use crate::hold;
use crate::keys;
use crate::map::Map;
use crate::news::News;
use crate::note_draft::Drafts;
use crate::overlay::{Overlay, OverlayPlace};
use crate::pages;
use crate::pages::kinds::Kind;
use crate::pages::notice::notice;
use crate::part::{effect, part, switch};
use crate::preference::Preference;
use crate::public::Public;
use crate::pull;
use crate::route::{Route, Router};
use crate::status::{Access, Live};
use crate::toast::{Toast, ToastPlace};

/// The whole app.
#[component]
pub fn App() -> impl IntoView {
    let preference = Preference::restore();
    let live = Live::start();
    let router = Router::start();
    let drafts = Drafts::new();
    provide_context(preference);
    provide_context(live);
    provide_context(router);
    provide_context(drafts);
    let toast = Toast::new();
    let overlay = Overlay::new(router);
    let actions = Actions::new(preference, toast, overlay, router);
    provide_context(toast);
    provide_context(overlay);
    provide_context(actions);
    hold::start(actions);
    keys::start(live, router);
    let pull = pull::start(live, router);
    provide_context(Public::start());
    provide_context(Directory::new(live));
    provide_context(Map::new(live));
    provide_context(News::new(live));
    provide_context(Files::new(live));

    effect(move || {
        if live.access.get() == Access::LoggedOut {
            drafts.clear();
        }
    });

    pages::account::reach::start(live, router, preference);

    // What lies over the screen does not lie over the lock, nor outlast a logout.
    effect(move || {
        let failure = live.failure.get();
        let locked = failure.is_some_and(|failure| failure.code == ErrorCode::AppLocked);
        if locked || live.access.get() != Access::Full {
            overlay.close();
        }
    });

    // Texts are not reactive: another language builds the screens anew.
    move || {
        preference.language.track();
        if !preference.noticed.get() {
            return view! { <div class="app"><main class="screen">{notice(preference)}</main></div> }
                .into_any();
        }
        view! {
            <div class="app">
                <div class="reach" prop:inert=switch(move || overlay.is_open())>
                    <Banner />
                    <main class="screen">{part(move || screen(live, &router.route()))} {pull::pull_place(pull)} <ToastPlace /></main>
                    <TabBar />
                </div>
                <OverlayPlace />
            </div>
        }
        .into_any()
    }
}

fn screen(live: Live, route: &Route) -> AnyView {
    let locked = Memo::new(move |_| {
        let failure = live.failure.get();
        failure.is_some_and(|failure| failure.code == ErrorCode::AppLocked)
    });
    if locked.get() {
        return pages::lock::locked();
    }
    // The shell itself has trouble, as with a second copy of the app: nothing else makes sense.
    let stuck = Memo::new(move |_| {
        live.failure
            .get()
            .filter(|_| live.access.get() == Access::Unknown)
    });
    if let Some(error) = stuck.get() {
        return state::failed(&error, move || leptos::task::spawn_local(live.retry()));
    }
    let verified = Memo::new(move |_| {
        live.identity.with(|progress| {
            progress.as_ref().is_some_and(|progress| {
                progress.purpose == Purpose::Account
                    && matches!(progress.state, IdentityState::Verified { .. })
            })
        })
    });
    if *route != Route::Verify && live.account.with(Option::is_some) && verified.get() {
        return pages::account::verify::verified();
    }
    match route {
        Route::Home => pages::home::Home().into_any(),
        Route::Login => pages::login::Login().into_any(),
        Route::Directory => pages::directory::DirectoryPage().into_any(),
        Route::Filter => pages::filter::FilterPage().into_any(),
        Route::Products => pages::kinds::kinds(Kind::Product).into_any(),
        Route::Branches => pages::kinds::kinds(Kind::Branch).into_any(),
        Route::Contact(id) => pages::contact::contact(id).into_any(),
        Route::Member(id) => pages::member::member(id).into_any(),
        Route::Map => pages::map::map(None).into_any(),
        Route::MapAt(id) => pages::map::map(Some(id)).into_any(),
        Route::Officers => pages::officers::Officers().into_any(),
        Route::Staff => pages::staff::StaffPage().into_any(),
        Route::News => pages::news::NewsPage().into_any(),
        Route::Post(id) => pages::news::post::post(id).into_any(),
        Route::Desk => pages::news::desk::DeskPage().into_any(),
        Route::Write(id) => pages::news::write::write(id).into_any(),
        Route::Readers(id) => pages::news::readers::readers(id).into_any(),
        Route::Versions(id) => pages::news::history::history(id),
        Route::Answers(id) => pages::news::answers::answers(id).into_any(),
        Route::Attendance(id) => pages::news::attendance::attendance(id).into_any(),
        Route::Me => pages::me::Me().into_any(),
        Route::Shelf => pages::shelf::shelf(),
        Route::Membership => pages::membership::membership().into_any(),
        Route::Scan => pages::scan::scan().into_any(),
        Route::Account => pages::account::AccountPage().into_any(),
        Route::OwnCompany => pages::own_company::OwnCompany().into_any(),
        Route::EditCompany => pages::own_company::EditCompany().into_any(),
        Route::Changes => pages::own_company::Changes().into_any(),
        Route::Change(id) => pages::own_company::change(id).into_any(),
        Route::Devices => pages::account::devices::Devices().into_any(),
        Route::Verify => pages::account::verify::Verify().into_any(),
        Route::ChangeMobile => pages::account::verify::ChangeMobile().into_any(),
        Route::Notifications => pages::account::notification::NotificationPage().into_any(),
        Route::Email => pages::account::email::Email().into_any(),
        Route::Social => pages::social::SocialPage().into_any(),
        Route::Withdraw => pages::account::withdraw::Withdraw().into_any(),
        Route::SignUp => pages::sign_up::SignUpPage().into_any(),
        Route::Find => pages::find::Find().into_any(),
        Route::Unknown => pages::unknown::Unknown().into_any(),
    }
}
