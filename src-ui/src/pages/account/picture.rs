use handbook_wire::account::Profile;
use handbook_wire::ipc::{GetPicture, PictureArgs, PictureIdArgs, RemovePicture, SetPicture};
use leptos::ev::Event;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

use crate::components::icon::Icon;
use crate::components::portrait;
use crate::i18n::Text;
use crate::load::{Load, Loaded, fetch};
use crate::part::{part, switch};
use crate::preference::{language, say};
use crate::toast::use_toast;
use crate::{ipc, photo};

/// The owner's picture, and the ways to another one.
pub fn picture(profile: Loaded<Profile>, shown: &Profile) -> AnyView {
    let toast = use_toast();
    let language = language();
    let busy = RwSignal::new(false);
    let name = shown.name.clone();
    let face = match shown.picture.clone() {
        Some(id) => {
            let picture = fetch::<GetPicture>(move || PictureIdArgs { id: id.clone() });
            part(move || {
                let jpeg = picture.value.with(|value| match value {
                    Load::Ready(jpeg) => Some(jpeg.clone()),
                    _ => None,
                });
                portrait::face(&name, jpeg.as_deref(), true)
            })
        }
        None => portrait::face(&name, None, true),
    };
    let take = move |event: Event| {
        let Some(input) = event
            .target()
            .and_then(|it| it.dyn_into::<HtmlInputElement>().ok())
        else {
            return;
        };
        let Some(file) = input.files().and_then(|files| files.get(0)) else {
            return;
        };
        // The same file may be chosen again after a failure.
        input.set_value("");
        busy.set(true);
        spawn_local(async move {
            let sent = match photo::square(&file).await {
                Some(jpeg) => ipc::call::<SetPicture>(PictureArgs { jpeg })
                    .await
                    .map(Some),
                None => Ok(None),
            };
            let _ = busy.try_set(false);
            match sent {
                Ok(Some(())) => {
                    toast.show(language.say(Text::PictureSet));
                    profile.renew();
                }
                Ok(None) => toast.show(language.say(Text::PictureUnreadable)),
                Err(error) => toast.fail(language, &error),
            }
        });
    };
    let remove = move |_| {
        busy.set(true);
        spawn_local(async move {
            let removed = ipc::call::<RemovePicture>(()).await;
            let _ = busy.try_set(false);
            match removed {
                Ok(()) => {
                    toast.show(language.say(Text::PictureRemoved));
                    profile.renew();
                }
                Err(error) => toast.fail(language, &error),
            }
        });
    };
    let way = |icon: Icon, text: Text, capture: Option<&'static str>, test: &'static str| {
        view! {
            <label class="button plain" class:camera=capture.is_some() class:busy=switch(move || busy.get())>
                {icon.draw()} <span>{say(text)}</span>
                <input
                    type="file"
                    accept="image/*"
                    capture=capture
                    data-test=test
                    disabled=switch(move || busy.get())
                    on:change=take
                />
            </label>
        }
        .into_any()
    };
    let clear = shown.picture.is_some().then(|| {
        view! {
            <button
                type="button"
                class="text-button"
                data-test="picture-remove"
                disabled=switch(move || busy.get())
                on:click=remove
            >
                {say(Text::PictureRemove)}
            </button>
        }
        .into_any()
    });
    view! {
        <section class="own-picture" data-test="own-picture">
            <h2 class="group-title">{say(Text::Picture)}</h2>
            {face}
            <div class="ways">
                {way(Icon::Camera, Text::PictureTake, Some("user"), "picture-take")}
                {way(Icon::Picture, Text::PictureChoose, None, "picture-choose")}
            </div>
            <p class="quiet" role="status">
                {part(move || say(if busy.get() { Text::PictureSaving } else { Text::PictureWho }))}
            </p>
            {clear}
        </section>
    }
    .into_any()
}
