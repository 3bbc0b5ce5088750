//! QR 읽기: by the camera of a phone, or from a picture everywhere. Nothing that a code asks for is
//! done by itself.

pub mod camera;
pub mod card;
mod found;
pub mod source;

use handbook_wire::ErrorReply;
use handbook_wire::ipc::{
    CodePictureArgs, CodeTextArgs, Command, MAX_CODE_PICTURE, ReadCode, ReadPicture, ScannedCode,
};
use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::File;

use crate::components::frame::Bar;
use crate::components::icon::Icon;
use crate::components::state;
use crate::i18n::Text;
use crate::pages::members_only;
use crate::part::{part, switch};
use crate::preference::say;
use crate::route::Route;
use crate::{file, ipc};
use camera::Outcome;
use source::{camera_button, has_scanner, on_paste, picture_button};

/// Where the screen stands.
#[derive(Clone, PartialEq)]
enum Stage {
    Ready,
    Reading,
    Camera,
    Refused,
    NoCamera,
    Found(Box<ScannedCode>),
    Failed(ErrorReply),
}

/// QR 읽기.
pub fn scan() -> impl IntoView {
    let stage = RwSignal::new(Stage::Ready);
    let on = Memo::new(move |_| stage.with(|stage| *stage == Stage::Camera));
    on_cleanup(|| spawn_local(camera::stop()));
    on_paste(move |file| read_file(stage, file));
    view! {
        <div class="scan-frame" class:on=switch(move || on.get())>
            <Bar title=say(Text::Scan) back=Route::Me />
            {members_only(move || {
                view! {
                    <div class="scroll" data-test="scan">
                        <div class="page">{part(move || screen(stage))}</div>
                    </div>
                }
                    .into_any()
            })}
        </div>
        {part(move || on.get().then(viewfinder))}
    }
}

fn screen(stage: RwSignal<Stage>) -> AnyView {
    let shown = match stage.get() {
        Stage::Camera => return ().into_any(),
        Stage::Found(code) => {
            return view! {
                {found::found(&code)} {again(stage)}
            }
            .into_any();
        }
        Stage::Ready | Stage::Reading => None,
        Stage::Refused => Some(told(Text::ScanRefused, Text::ScanRefusedHelp, true)),
        Stage::NoCamera => Some(told(Text::ScanNoCamera, Text::ScanNoCameraHelp, false)),
        Stage::Failed(error) => Some(state::problem(&error)),
    };
    view! {
        <section class="flow scan">
            {Icon::Scan.draw()} <h2>{say(Text::ScanIntro)}</h2>
            <p class="quiet">{say(Text::ScanOffline)}</p> <div role="alert">{shown}</div>
            {ways(stage)}
        </section>
    }
    .into_any()
}

fn told(what: Text, help: Text, settings: bool) -> AnyView {
    view! {
        <div class="problem calm" data-test="scan-no-camera">
            {Icon::Camera.draw()} <div>
                <strong>{say(what)}</strong>
                {say(help)}
            </div>
        </div>
        {settings
            .then(|| {
                view! {
                    <button
                        type="button"
                        class="text-button"
                        data-test="scan-settings"
                        on:click=|_| spawn_local(camera::open_settings())
                    >
                        {say(Text::ScanSettings)}
                    </button>
                }
            })}
    }
    .into_any()
}

fn again(stage: RwSignal<Stage>) -> AnyView {
    view! {
        <button
            type="button"
            class="button plain wide"
            data-test="scan-again"
            on:click=move |_| stage.set(Stage::Ready)
        >
            {say(Text::ScanAgain)}
        </button>
    }
    .into_any()
}

/// The ways to read a code, those that this device has.
fn ways(stage: RwSignal<Stage>) -> AnyView {
    let has = has_scanner();
    let busy = Memo::new(move |_| stage.with(|stage| *stage == Stage::Reading));
    let live = move || {
        view! {
            {camera_button(busy, "scan-camera", move || use_camera(stage))}
            <p class="quiet">{say(Text::ScanCameraWhy)}</p>
        }
        .into_any()
    };
    let take = move |file| read_file(stage, file);
    view! {
        {part(move || has.get().then(live))} {picture_button(has, busy, "scan-picture", take)}
        {part(move || {
            (!has.get()).then(|| view! { <p class="quiet">{say(Text::ScanPaste)}</p> })
        })}
    }
    .into_any()
}

/// What stands over the camera's picture.
pub fn viewfinder() -> AnyView {
    view! {
        <div class="viewfinder" role="dialog" aria-label=say(Text::Scan) data-test="viewfinder">
            <p role="status">{say(Text::ScanAim)}</p>
            <span class="aim" aria-hidden="true"></span>
            <button
                type="button"
                class="button"
                data-test="scan-stop"
                on:click=|_| spawn_local(camera::stop())
            >
                {say(Text::Cancel)}
            </button>
        </div>
    }
    .into_any()
}

fn use_camera(stage: RwSignal<Stage>) {
    stage.set(Stage::Camera);
    spawn_local(async move {
        let next = match camera::read().await {
            Outcome::Read(text) => return ask::<ReadCode>(stage, CodeTextArgs { text }).await,
            Outcome::Refused => Stage::Refused,
            Outcome::Failed => Stage::NoCamera,
            Outcome::Stopped => Stage::Ready,
        };
        let _ = stage.try_set(next);
    });
}

fn read_file(stage: RwSignal<Stage>, file: File) {
    if file.size() > MAX_CODE_PICTURE as f64 {
        return stage.set(Stage::Found(Box::new(ScannedCode::TooLarge)));
    }
    stage.set(Stage::Reading);
    spawn_local(async move {
        match file::base64(&file).await {
            Some(picture) => ask::<ReadPicture>(stage, CodePictureArgs { picture }).await,
            None => {
                let _ = stage.try_set(Stage::Found(Box::new(ScannedCode::Unreadable)));
            }
        }
    });
}

async fn ask<C: Command<Reply = ScannedCode>>(stage: RwSignal<Stage>, args: C::Args) {
    let next = match ipc::call::<C>(args).await {
        Ok(code) => Stage::Found(Box::new(code)),
        Err(error) => Stage::Failed(error),
    };
    let _ = stage.try_set(next);
}
