//! 출석 확인: staff note at the door who is there, by the 조합원증 or from the directory. It works without
//! a signal.

use handbook_wire::ErrorReply;
use handbook_wire::ipc::{
    Attended, AttendedArgs, CheckIn, CheckInArgs, CheckInBy, CheckedIn, DropAttended, ListAttended,
    MAX_CODE_PICTURE, PostArgs, Search, SearchArgs,
};
use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::File;

use crate::components::frame::Bar;
use crate::components::icon::Icon;
use crate::components::row::Group;
use crate::components::search_field::SearchField;
use crate::components::state::{self, stage};
use crate::i18n::{Language, Text, moment};
use crate::load::{Load, load};
use crate::pages::members_only;
use crate::pages::scan::camera::{self, Outcome};
use crate::pages::scan::card::card;
use crate::pages::scan::source::{camera_button, has_scanner, on_paste, picture_button};
use crate::pages::scan::viewfinder;
use crate::part::{part, switch};
use crate::preference::{language, say};
use crate::route::Route;
use crate::status::use_live;
use crate::toast::use_toast;
use crate::{clock, file, ipc};

/// Companies that a search offers.
const OFFERED: u64 = 8;

/// What stands at the top of the screen.
#[derive(Clone, PartialEq)]
enum Stage {
    Ready,
    Busy,
    Camera,
    Refused,
    NoCamera,
    Done(Box<CheckedIn>),
    Failed(ErrorReply),
}

/// Where the screen stands.
#[derive(Clone, Copy)]
struct Door {
    post: StoredValue<String>,
    stage: RwSignal<Stage>,
    typed: RwSignal<String>,
}

impl Door {
    /// Notes somebody.
    fn note(self, by: CheckInBy) {
        let id = self.post.get_value();
        self.stage.set(Stage::Busy);
        spawn_local(async move {
            let next = match ipc::call::<CheckIn>(CheckInArgs { id, by }).await {
                Ok(done) => Stage::Done(Box::new(done)),
                Err(error) => Stage::Failed(error),
            };
            let _ = self.stage.try_set(next);
        });
    }

    fn scan(self) {
        self.stage.set(Stage::Camera);
        spawn_local(async move {
            let next = match camera::read().await {
                Outcome::Read(text) => return self.note(CheckInBy::Text(text)),
                Outcome::Refused => Stage::Refused,
                Outcome::Failed => Stage::NoCamera,
                Outcome::Stopped => Stage::Ready,
            };
            let _ = self.stage.try_set(next);
        });
    }

    fn read_file(self, picture: File) {
        if picture.size() > MAX_CODE_PICTURE as f64 {
            return self.stage.set(Stage::Done(Box::new(CheckedIn::NoCard)));
        }
        self.stage.set(Stage::Busy);
        spawn_local(async move {
            match file::base64(&picture).await {
                Some(picture) => self.note(CheckInBy::Picture(picture)),
                None => {
                    let _ = self.stage.try_set(Stage::Done(Box::new(CheckedIn::NoCard)));
                }
            }
        });
    }
}

/// Who is at the event of a post.
pub fn attendance(id: &str) -> AnyView {
    let door = Door {
        post: StoredValue::new(id.to_owned()),
        stage: RwSignal::new(Stage::Ready),
        typed: RwSignal::new(String::new()),
    };
    let on = Memo::new(move |_| door.stage.with(|stage| *stage == Stage::Camera));
    on_cleanup(|| spawn_local(camera::stop()));
    on_paste(move |file| door.read_file(file));
    let back = Route::Post(id.to_owned());
    view! {
        <div class="scan-frame" class:on=switch(move || on.get())>
            <Bar title=say(Text::Attendance) back=back />
            {members_only(move || {
                view! {
                    <div class="scroll" data-test="attendance">
                        <div class="page">{outcome(door)} {ways(door)} {find(door)} {noted(door)}</div>
                    </div>
                }
                    .into_any()
            })}
        </div>
        {part(move || on.get().then(viewfinder))}
    }
    .into_any()
}

/// What came of the last one.
fn outcome(door: Door) -> AnyView {
    let language = language();
    let shown = move || match door.stage.get() {
        Stage::Ready | Stage::Busy | Stage::Camera => {
            view! { <p class="quiet-words">{language.say(Text::AttendanceScan)}</p> }.into_any()
        }
        Stage::Refused => state::told(Text::ScanRefused, Text::ScanRefusedHelp),
        Stage::NoCamera => state::told(Text::ScanNoCamera, Text::ScanNoCameraHelp),
        Stage::Failed(error) => state::problem(&error),
        Stage::Done(done) => match *done {
            CheckedIn::Noted(who) => {
                let words = format!("{} {}", who.company, who.name);
                verdict("good", Icon::Check, Text::AttendanceNoted, words)
            }
            CheckedIn::Already(who) => {
                let now = clock::now();
                let when = moment::clock(language, who.at, now, clock::offset());
                let when = language.fill(Text::AttendanceAlreadyAt, &[&when]);
                let words = format!("{} {} · {when}", who.company, who.name);
                verdict("warn", Icon::Check, Text::AttendanceAlready, words)
            }
            CheckedIn::Refused(check) => card(&check),
            CheckedIn::Staff => {
                let help = language.say(Text::AttendanceStaffHelp).to_owned();
                verdict("warn", Icon::Alert, Text::AttendanceStaff, help)
            }
            CheckedIn::NoCard => {
                let help = language.say(Text::AttendanceNoCardHelp).to_owned();
                verdict("warn", Icon::Qr, Text::AttendanceNoCard, help)
            }
        },
    };
    view! { <div aria-live="assertive">{part(shown)}</div> }.into_any()
}

fn verdict(class: &'static str, icon: Icon, what: Text, words: String) -> AnyView {
    view! {
        <section class=format!("verdict {class}") data-test="checked-in">
            <span class="sign">{icon.draw()}</span>
            <h2 data-test="checked-in-word">{say(what)}</h2>
            <p data-test="checked-in-who">{words}</p>
        </section>
    }
    .into_any()
}

/// The ways to read a card, those that this device has.
fn ways(door: Door) -> AnyView {
    let has = has_scanner();
    let busy = Memo::new(move |_| door.stage.with(|stage| *stage == Stage::Busy));
    let take = move |file| door.read_file(file);
    view! {
        {part(move || {
            has.get().then(|| camera_button(busy, "attendance-camera", move || door.scan()))
        })}
        {picture_button(has, busy, "attendance-picture", take)}
    }
    .into_any()
}

/// Somebody without a card: the company, from the directory.
fn find(door: Door) -> AnyView {
    let field = SearchField {
        label: Text::AttendanceFind,
        hint: Text::AttendanceFind,
        test: "attendance-find",
        clear_test: "attendance-find-clear",
        has_cursor: RwSignal::new(false),
    };
    let found = load::<Search>(move || SearchArgs {
        text: door.typed.get(),
        limit: match door.typed.with(|typed| typed.trim().is_empty()) {
            true => 0,
            false => OFFERED,
        },
        ..SearchArgs::default()
    });
    view! {
        {field.draw(move || door.typed.get(), move |text| door.typed.set(text))}
        {part(move || {
            if door.typed.with(|typed| typed.trim().is_empty()) {
                return None;
            }
            found
                .value
                .with(|found| {
                    let Load::Ready(found) = found else {
                        return None;
                    };
                    if found.hits.is_empty() {
                        return Some(
                            view! { <p class="quiet-words">{say(Text::AttendanceFindNone)}</p> }
                                .into_any(),
                        );
                    }
                    let rows = found
                        .hits
                        .iter()
                        .map(|hit| {
                            let id = hit.row.id.clone();
                            view! {
                                <button
                                    type="button"
                                    class="row"
                                    data-test="attendance-hit"
                                    on:click=move |_| {
                                        door.typed.set(String::new());
                                        door.note(CheckInBy::Member(id.clone()));
                                    }
                                >
                                    <span class="body">
                                        <span class="value strong">{hit.row.name.clone()}</span>
                                        <span class="note">{hit.row.representatives.clone()}</span>
                                    </span>
                                    {Icon::Check.draw()}
                                </button>
                            }
                        })
                        .collect_view();
                    Some(view! { <div class="group">{rows}</div> }.into_any())
                })
        })}
    }
    .into_any()
}

/// Whom this account has noted.
fn noted(door: Door) -> AnyView {
    let language = language();
    let all = load::<ListAttended>(move || PostArgs {
        id: door.post.get_value(),
    });
    stage(all, 3, move |all| {
        view! {
            <p class="strong" role="status" data-test="attendance-count">
                {part(move || {
                    let count = all.with(Vec::len).to_string();
                    language.fill(Text::AttendanceCount, &[&count])
                })}
            </p>
            {part(move || all.with(|all| rows(door, language, all)))}
        }
        .into_any()
    })
}

fn rows(door: Door, language: Language, all: &[Attended]) -> AnyView {
    if all.is_empty() {
        return view! { <p class="quiet-words">{language.say(Text::AttendanceEmpty)}</p> }
            .into_any();
    }
    let (toast, live) = (use_toast(), use_live());
    let rows = all.iter().map(move |who| {
        let when = moment::clock(language, who.at, live.now.get_untracked(), clock::offset());
        let waits = who.waits.then(|| {
            view! { <span class="badge warn">{language.say(Text::AttendanceWaits)}</span> }
        });
        let args = StoredValue::new(AttendedArgs {
            id: door.post.get_value(),
            member: who.member.clone(),
            person: who.person.clone(),
        });
        let drop_it = move |_| {
            let args = args.get_value();
            spawn_local(async move {
                match ipc::call::<DropAttended>(args).await {
                    Ok(()) => {
                        let _ = door.stage.try_set(Stage::Ready);
                        toast.show(language.say(Text::AttendanceDropped));
                    }
                    Err(error) => toast.fail(language, &error),
                }
            });
        };
        view! {
            <div class="row" data-test="attended-row">
                <div class="body">
                    <span class="value strong">{who.company.clone()}</span>
                    <span class="note">{format!("{} · {when}", who.name)}</span>
                    {waits}
                </div>
                <button
                    type="button"
                    class="icon-button"
                    aria-label=language.fill(Text::AttendanceDropOf, &[&who.name])
                    title=language.say(Text::AttendanceDrop)
                    data-test="attended-drop"
                    on:click=drop_it
                >
                    {Icon::Close.draw()}
                </button>
            </div>
        }
        .into_any()
    });
    let rows: Vec<AnyView> = rows.collect();
    view! { <Group title=language.say(Text::Attendance)>{rows}</Group> }.into_any()
}
