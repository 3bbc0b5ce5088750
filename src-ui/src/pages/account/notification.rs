//! 알림: what the account wants to be told while the app is closed. Kept at the server, for all devices.

use handbook_wire::entity::PostKind;
use handbook_wire::ipc::{GetNotifications, NotificationView, Reach, SetNotifications};
use handbook_wire::notification::{NotificationSetting, QuietHours};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::components::frame::{Bar, LoginNeeded};
use crate::components::row::{self, Group};
use crate::components::state;
use crate::i18n::{Text, moment};
use crate::load::{Load, Loaded, fetch};
use crate::news::kind_name;
use crate::part::part;
use crate::preference::{language, say};
use crate::route::Route;
use crate::status::{Access, use_live};
use crate::toast::use_toast;
use crate::{ipc, keys};

/// Minutes between two times that can be chosen.
const STEP: u16 = 30;

/// 알림.
#[component]
pub fn NotificationPage() -> impl IntoView {
    let live = use_live();
    view! {
        <Bar title=say(Text::Notifications) back=Route::Me />
        {part(move || match live.access.get() {
            Access::Full => {
                let loaded = fetch::<GetNotifications>(|| ());
                view! {
                    <div class="scroll" data-test="notifications">
                        <div class="page">
                            {state::stage(loaded, 6, move |view| part(move || shown(loaded, &view.get())))}
                        </div>
                    </div>
                }
                    .into_any()
            }
            _ => LoginNeeded().into_any(),
        })}
    }
}

/// Sends a change; what the server says then is shown, also when it refuses.
#[derive(Clone, Copy)]
struct Change {
    loaded: Loaded<NotificationView>,
    busy: RwSignal<bool>,
}

impl Change {
    /// `test` names what was touched: the focus goes back there.
    fn send(self, test: String, change: impl FnOnce(&mut NotificationSetting)) {
        let Load::Ready(mut view) = self.loaded.value.get_untracked() else {
            return;
        };
        let (toast, language) = (use_toast(), language());
        change(&mut view.setting);
        self.busy.set(true);
        spawn_local(async move {
            let answer = ipc::call::<SetNotifications>(view.setting).await;
            let _ = self.busy.try_set(false);
            match answer {
                Ok(view) => {
                    let _ = self.loaded.value.try_set(Load::Ready(view));
                }
                Err(error) => {
                    toast.fail(language, &error);
                    // The box was touched: it shows again what holds.
                    let _ = self.loaded.value.try_update(|_| ());
                }
            }
            // What is shown was drawn anew.
            request_animation_frame(move || {
                let touched = keys::all(&document(), &format!("[data-test={test}]"));
                if let Some(touched) = touched.first() {
                    let _ = touched.focus();
                }
            });
        });
    }

    /// A box that is ticked or not.
    fn tick(
        self,
        on: bool,
        words: (&'static str, Option<&'static str>),
        test: String,
        set: impl Fn(&mut NotificationSetting, bool) + Copy + 'static,
    ) -> AnyView {
        let touched = test.clone();
        row::tick(on, self.busy, words, test, move |on| {
            self.send(touched.clone(), move |setting| set(setting, on));
        })
    }
}

fn shown(loaded: Loaded<NotificationView>, view: &NotificationView) -> AnyView {
    let change = Change {
        loaded,
        busy: RwSignal::new(false),
    };
    let setting = &view.setting;
    let on = change.tick(
        setting.on,
        (say(Text::NotifyOn), Some(say(Text::NotifyOnHow))),
        "notify-on".to_owned(),
        |setting, on| setting.on = on,
    );
    let more = setting.on.then(|| {
        view! { {quiet(change, setting)} {kinds(change, setting)} {titles(change, setting)} }
    });
    view! {
        {reach(view.reach)}
        <Group title=say(Text::Notifications)>{on}</Group>
        {more}
    }
    .into_any()
}

/// How this device stands, where it is not reached.
fn reach(reach: Reach) -> Option<AnyView> {
    let words = match reach {
        Reach::Reached => return None,
        Reach::NotHere => Text::NotifyNotHere,
        Reach::NotOffered => Text::NotifyNotOffered,
        Reach::NotAllowed => Text::NotifyNotAllowed,
        Reach::NotNow => Text::NotifyNotNow,
    };
    let told = view! {
        <p class="group inset quiet-words" data-test="notify-reach">
            {say(words)}
        </p>
    };
    Some(told.into_any())
}

fn quiet(change: Change, setting: &NotificationSetting) -> AnyView {
    let quiet = setting.quiet;
    let on = change.tick(
        quiet.is_some(),
        (say(Text::QuietOn), Some(say(Text::QuietHow))),
        "quiet-on".to_owned(),
        |setting, on| setting.quiet = on.then_some(QuietHours::NIGHT),
    );
    let hours = quiet.map(|hours| {
        let set = move |test: &str, from, until| {
            // The same time twice would be no time, or all of it.
            let hours = QuietHours { from, until };
            if hours.is_sound() {
                change.send(test.to_owned(), move |setting| setting.quiet = Some(hours));
            } else {
                let _ = change.loaded.value.try_update(|_| ());
            }
        };
        let from = time(Text::QuietFrom, hours.from, "quiet-from", move |from| {
            set("quiet-from", from, hours.until);
        });
        let until = time(Text::QuietUntil, hours.until, "quiet-until", move |until| {
            set("quiet-until", hours.from, until);
        });
        view! { <div class="row times">{from} {until}</div> }
    });
    view! { <Group title=say(Text::Quiet)>{on} {hours}</Group> }.into_any()
}

/// A time of the day, by the system's own picker.
fn time(label: Text, chosen: u16, test: &'static str, set: impl Fn(u16) + 'static) -> AnyView {
    let language = language();
    // A time between two steps, as another app may have set it, can be seen and left.
    let mut times: Vec<u16> = (0..QuietHours::DAY / STEP).map(|n| n * STEP).collect();
    if !times.contains(&chosen) {
        times.push(chosen);
        times.sort_unstable();
    }
    let options = times.into_iter().map(|minutes| {
        view! {
            <option value=minutes.to_string() selected={minutes == chosen}>
                {moment::of_day(language, minutes)}
            </option>
        }
    });
    view! {
        <label class="time">
            <span class="key">{say(label)}</span>
            <select
                data-test=test
                on:change=move |event| {
                    if let Ok(minutes) = event_target_value(&event).parse() {
                        set(minutes);
                    }
                }
            >
                {options.collect_view()}
            </select>
        </label>
    }
    .into_any()
}

fn kinds(change: Change, setting: &NotificationSetting) -> AnyView {
    let rows = PostKind::ALL.map(|kind| {
        let name = kind.as_str();
        change.tick(
            !setting.muted.iter().any(|muted| muted == name),
            (say(kind_name(kind)), None),
            format!("notify-{name}"),
            move |setting, on| {
                setting.muted.retain(|muted| muted != name);
                if !on {
                    setting.muted.push(name.to_owned());
                }
            },
        )
    });
    view! { <Group title=say(Text::NotifyKinds)>{rows.into_iter().collect_view()}</Group> }
        .into_any()
}

fn titles(change: Change, setting: &NotificationSetting) -> AnyView {
    let on = change.tick(
        setting.titles,
        (say(Text::NotifyTitles), Some(say(Text::NotifyTitlesHow))),
        "notify-titles".to_owned(),
        |setting, on| setting.titles = on,
    );
    view! { <Group title=say(Text::NotifyScreen)>{on}</Group> }.into_any()
}
