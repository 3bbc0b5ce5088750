//! What can be done with a company, from wherever it is shown: call, write, share, save, copy.

use handbook_wire::ErrorCode;
use handbook_wire::entity::{Member, Phone};
use handbook_wire::ipc::{
    Abilities, ContactSource, CopyArgs, CopyText, GetAbilities, GetContact, GetMember, Link,
    MemberArgs, MemberCard, SaveContact, SaveContactFile, SetNote, SetNoteArgs, ShareArgs,
    ShareContact, ShareForm,
};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::components::icon::Icon;
use crate::i18n::{Language, Text};
use crate::ipc;
use crate::overlay::{Overlay, choice};
use crate::preference::Preference;
use crate::route::{Route, Router};
use crate::toast::{Toast, open_said};

/// What can be done with a company.
#[derive(Clone, Copy)]
pub struct Actions {
    preference: Preference,
    toast: Toast,
    overlay: Overlay,
    router: Router,
    /// What this device can do.
    pub abilities: RwSignal<Abilities>,
}

/// A number that can be called or written to.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Number {
    digits: String,
    shown: String,
    extension: Option<String>,
    of: Text,
}

/// The numbers of a company, the office first.
fn numbers(member: &Member) -> Vec<Number> {
    let lines = |phone: &Option<Phone>, of: Text| match phone {
        Some(phone) => lines(phone, of),
        None => Vec::new(),
    };
    let mut all = lines(&member.phone, Text::FieldPhone);
    for mobile in lines(&member.mobile, Text::FieldMobile) {
        if !all.iter().any(|number| number.digits == mobile.digits) {
            all.push(mobile);
        }
    }
    all
}

fn lines(phone: &Phone, of: Text) -> Vec<Number> {
    let number = |digits: String| Number {
        shown: Phone {
            number: digits.clone(),
            ..Phone::default()
        }
        .display(),
        digits,
        extension: phone.extension.clone(),
        of,
    };
    phone.lines().into_iter().map(number).collect()
}

/// Those of them that take a message.
fn mobiles(member: &Member) -> Vec<Number> {
    let mut all = numbers(member);
    all.retain(|number| number.digits.starts_with("01"));
    all
}

/// Whether there is a number to call, and one that takes messages.
pub fn reachable(member: &Member) -> (bool, bool) {
    (!numbers(member).is_empty(), !mobiles(member).is_empty())
}

impl Actions {
    /// Learns what this device can do.
    pub fn new(preference: Preference, toast: Toast, overlay: Overlay, router: Router) -> Self {
        let actions = Self {
            preference,
            toast,
            overlay,
            router,
            abilities: RwSignal::new(Abilities::default()),
        };
        spawn_local(async move {
            // What is not known to work is not offered.
            if let Ok(abilities) = ipc::call::<GetAbilities>(()).await {
                actions.abilities.set(abilities);
            }
        });
        actions
    }

    /// 전화: at once when there is one number, else it is asked which.
    pub fn call(self, id: String, member: &Member) {
        self.reach(
            id,
            Text::CallWhich,
            numbers(member),
            Icon::Phone,
            Link::Call,
        );
    }

    /// A call to one of the company's numbers, of which a block has several.
    pub fn call_line(self, id: String, phone: &Phone, of: Text) {
        self.reach(
            id,
            Text::CallWhich,
            lines(phone, of),
            Icon::Phone,
            Link::Call,
        );
    }

    /// 문자, likewise.
    pub fn write(self, id: String, member: &Member) {
        let numbers = mobiles(member).into_iter();
        let plain = numbers.map(|number| Number {
            extension: None,
            ..number
        });
        self.reach(
            id,
            Text::WriteWhich,
            plain.collect(),
            Icon::Message,
            Link::Message,
        );
    }

    /// 전화 to a company of which only the row is known.
    pub fn call_row(self, id: String, digits: String) {
        spawn_local(async move {
            let args = MemberArgs { id: id.clone() };
            match ipc::call::<GetMember>(args).await {
                Ok(card) => self.call(id, &card.member),
                Err(_) => open_said(self.toast, self.language(), Link::Call(digits), Some(id)),
            }
        });
    }

    /// The language now: what a person does happens outside of any screen's making.
    fn language(self) -> Language {
        self.preference.language.get_untracked()
    }

    fn reach(
        self,
        id: String,
        title: Text,
        numbers: Vec<Number>,
        icon: Icon,
        link: fn(String) -> Link,
    ) {
        let language = self.language();
        match numbers.as_slice() {
            [] => {}
            [only] if only.extension.is_none() => {
                self.overlay.close();
                open_said(
                    self.toast,
                    self.language(),
                    link(only.digits.clone()),
                    Some(id),
                );
            }
            _ => self.overlay.open(language.say(title), move || {
                let one = |number: &Number| {
                    let of = language.say(number.of).to_owned();
                    let note = match &number.extension {
                        Some(extension) => {
                            format!("{of} · {}", language.fill(Text::ExtensionOf, &[extension]))
                        }
                        None => of,
                    };
                    let (digits, id) = (number.digits.clone(), id.clone());
                    let shown = number.shown.clone();
                    choice(icon, shown, Some(note), "number", move || {
                        self.overlay.close();
                        open_said(
                            self.toast,
                            self.language(),
                            link(digits.clone()),
                            Some(id.clone()),
                        );
                    })
                };
                numbers.iter().map(one).collect_view().into_any()
            }),
        }
    }

    /// What a row offers beside a touch.
    pub fn menu(self, id: String) {
        spawn_local(async move {
            match ipc::call::<GetMember>(MemberArgs { id }).await {
                Ok(card) => {
                    let title = card.member.name.clone();
                    self.overlay.open(title, move || self.menu_of(&card));
                }
                Err(error) => self.toast.fail(self.language(), &error),
            }
        });
    }

    fn menu_of(self, card: &MemberCard) -> AnyView {
        let language = self.language();
        let (can_call, can_write) = reachable(&card.member);
        let member = StoredValue::new(card.member.clone());
        let id = StoredValue::new(card.id.clone());
        let favourite = card.note.favourite;
        let call = can_call.then(|| {
            let act = move || member.with_value(|member| self.call(id.get_value(), member));
            choice(
                Icon::Phone,
                language.say(Text::Call),
                None,
                "menu-call",
                act,
            )
        });
        let write = can_write.then(|| {
            let act = move || member.with_value(|member| self.write(id.get_value(), member));
            choice(
                Icon::Message,
                language.say(Text::Message),
                None,
                "menu-message",
                act,
            )
        });
        let star = if favourite {
            Text::RemoveFavourite
        } else {
            Text::AddFavourite
        };
        view! {
            {call}
            {write}
            {choice(
                Icon::Share,
                language.say(Text::Share),
                None,
                "menu-share",
                move || self.share(id.get_value()),
            )}
            {choice(
                Icon::Star,
                language.say(star),
                None,
                "menu-favourite",
                move || self.favourite(id.get_value(), !favourite),
            )}
            {choice(
                Icon::Qr,
                language.say(Text::BusinessCard),
                None,
                "menu-contact",
                move || self.router.go(Route::Contact(id.get_value())),
            )}
        }
        .into_any()
    }

    /// 공유: what this device can do with the company's contact.
    pub fn share(self, id: String) {
        let id = StoredValue::new(id);
        let language = self.language();
        let draw = move || {
            let abilities = self.abilities.get_untracked();
            let send = abilities.share.then(|| {
                view! {
                    {choice(
                        Icon::Share,
                        language.say(Text::ShareWords),
                        None,
                        "share-text",
                        move || self.send(id.get_value(), ShareForm::Text),
                    )}
                    {choice(
                        Icon::Person,
                        language.say(Text::ShareFile),
                        Some(language.say(Text::ShareFileHelp).to_owned()),
                        "share-file",
                        move || self.send(id.get_value(), ShareForm::File),
                    )}
                }
            });
            let save = abilities.save_contact.then(|| self.save_choice(id));
            let file = abilities.save_file.then(|| {
                choice(
                    Icon::Folder,
                    language.say(Text::SaveFile),
                    Some(language.say(Text::SaveFileHelp).to_owned()),
                    "share-save-file",
                    move || self.save_file(ContactSource::Member(id.get_value())),
                )
            });
            view! {
                {send}
                {choice(
                    Icon::Copy,
                    language.say(Text::CopyAll),
                    None,
                    "share-copy",
                    move || self.copy_contact(id.get_value()),
                )}
                {save}
                {file}
                {choice(
                    Icon::Qr,
                    language.say(Text::ShareQr),
                    None,
                    "share-qr",
                    move || self.router.go(Route::Contact(id.get_value())),
                )}
            }
            .into_any()
        };
        self.overlay.open(language.say(Text::Share), draw);
    }

    fn save_choice(self, id: StoredValue<String>) -> AnyView {
        let language = self.language();
        choice(
            Icon::Plus,
            language.say(Text::SaveContact),
            Some(language.say(Text::SaveContactHelp).to_owned()),
            "share-save",
            move || self.save(ContactSource::Member(id.get_value())),
        )
    }

    /// 연락처에 저장: the system's own app for contacts asks whether to keep it.
    pub fn save(self, contact: ContactSource) {
        let language = self.language();
        self.overlay.close();
        spawn_local(async move {
            match ipc::call::<SaveContact>(contact).await {
                Ok(()) => {}
                Err(error) if error.code == ErrorCode::Internal => {
                    self.toast.show(language.say(Text::SaveContactFailed));
                }
                Err(error) => self.toast.fail(language, &error),
            }
        });
    }

    /// 파일로 저장: into the owner's folder for downloads.
    pub fn save_file(self, contact: ContactSource) {
        let language = self.language();
        self.overlay.close();
        spawn_local(async move {
            match ipc::call::<SaveContactFile>(contact).await {
                Ok(name) => self.toast.show(language.fill(Text::FileSaved, &[&name])),
                Err(error) => self.toast.fail(language, &error),
            }
        });
    }

    fn send(self, id: String, form: ShareForm) {
        let language = self.language();
        self.overlay.close();
        spawn_local(async move {
            let contact = ContactSource::Member(id);
            if let Err(error) = ipc::call::<ShareContact>(ShareArgs { contact, form }).await {
                self.toast.fail(language, &error);
            }
        });
    }

    fn favourite(self, member: String, wanted: bool) {
        let language = self.language();
        self.overlay.close();
        spawn_local(async move {
            let args = SetNoteArgs {
                member,
                favourite: Some(wanted),
                memo: None,
            };
            match ipc::call::<SetNote>(args).await {
                Ok(_) if wanted => self.toast.show(language.say(Text::FavouriteAdded)),
                Ok(_) => self.toast.show(language.say(Text::FavouriteRemoved)),
                Err(error) => self.toast.fail(language, &error),
            }
        });
    }

    fn copy_contact(self, id: String) {
        self.overlay.close();
        spawn_local(async move {
            match ipc::call::<GetContact>(MemberArgs { id }).await {
                Ok(contact) => self.copy(contact.text),
                Err(error) => self.toast.fail(self.language(), &error),
            }
        });
    }

    /// Copies `text`, and says so.
    pub fn copy(self, text: String) {
        let language = self.language();
        spawn_local(async move {
            match ipc::call::<CopyText>(CopyArgs { text }).await {
                Ok(()) => self.toast.show(language.say(Text::Copied)),
                Err(error) => self.toast.fail(language, &error),
            }
        });
    }
}

/// What can be done with a company.
pub fn use_actions() -> Actions {
    expect_context()
}
