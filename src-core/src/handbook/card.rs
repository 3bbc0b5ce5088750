//! 조합원증, and what other codes hold. Nothing that a code asks for is done here.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use handbook_wire::auth::{Account, Role};
use handbook_wire::card::{CardReply, Certificate};
use handbook_wire::entity::{Kind, Member, Portrait, Staff};
use handbook_wire::ipc::{
    CardCheck, CardCode, CardVerdict, CardView, CodePictureArgs, CodeTextArgs, MAX_CODE_PICTURE,
    ScannedCode, SeenCard,
};
use rusqlite::Connection;

use super::account::{json, qr};
use super::picture::shown;
use super::{Handbook, Inner};
use crate::Error;
use crate::card::{self, DeviceKey, kept};
use crate::code::meaning;
use crate::code::picture::{self, NoCode};
use crate::plain;
use crate::store::{StoreError, record};
use crate::sync::remote::{Method, RemoteError};

/// How long somebody who wants to show or to check a card waits for the server.
const PATIENCE: Duration = Duration::from_secs(4);
/// The most characters of a name.
const NAME: usize = 60;

impl Handbook {
    /// The member's own card as it is shown now. Its certificate is renewed when it is time and there
    /// is a connection.
    ///
    /// # Errors
    /// [`Error::NotLoggedIn`], [`Error::Limited`], [`Error::Key`], [`Error::Store`].
    pub async fn show_card(&self) -> Result<CardView, Error> {
        let account = self.permitted()?;
        self.view().await?;
        let failure = self.renew_card().await.err();
        let mut view = self.blocking(move |inner| own(inner, &account)).await?;
        view.failure = failure.map(Into::into);
        Ok(view)
    }

    async fn renew_card(&self) -> Result<(), Error> {
        let due =
            self.blocking(|inner| kept::due(&inner.cache, &inner.sessions, inner.clock.now_ms()));
        let Some(request) = due.await? else {
            return Ok(());
        };
        let ask = self.ask_as_member(Method::Post, kept::PATH, Some(json(&request)?));
        let reply: CardReply = tokio::time::timeout(PATIENCE, ask)
            .await
            .unwrap_or(Err(RemoteError::Offline.into()))?;
        self.blocking(move |inner| kept::keep(&inner.cache, &inner.sessions, &reply))
            .await
    }

    /// What the code in a picture holds; a card of ours before anything else.
    ///
    /// # Errors
    /// As [`Handbook::show_card`].
    pub async fn read_picture(&self, args: CodePictureArgs) -> Result<ScannedCode, Error> {
        self.permitted()?;
        if args.picture.len() > MAX_CODE_PICTURE / 3 * 4 + 4 {
            return Ok(ScannedCode::TooLarge);
        }
        match self.text_of(args.picture).await? {
            Ok(text) => self.read_text(text).await,
            Err(NoCode::Nothing) => Ok(ScannedCode::Nothing),
            Err(NoCode::Unreadable) => Ok(ScannedCode::Unreadable),
            Err(NoCode::TooLarge) => Ok(ScannedCode::TooLarge),
        }
    }

    /// What the code in a picture says; a card of ours before anything else.
    pub(super) async fn text_of(&self, picture: String) -> Result<Result<String, NoCode>, Error> {
        self.blocking(move |_| {
            let Ok(file) = STANDARD.decode(&picture) else {
                return Ok(Err(NoCode::Unreadable));
            };
            Ok(picture::texts(&file).map(|mut texts| {
                let card = texts.iter().position(|text| card::is_card(text));
                texts.swap_remove(card.unwrap_or(0))
            }))
        })
        .await
    }

    /// What a code holds that the camera has read.
    ///
    /// # Errors
    /// As [`Handbook::show_card`].
    pub async fn read_code(&self, args: CodeTextArgs) -> Result<ScannedCode, Error> {
        self.read_text(args.text).await
    }

    async fn read_text(&self, text: String) -> Result<ScannedCode, Error> {
        self.permitted()?;
        match meaning(&text) {
            Some(code) => Ok(code),
            None => Ok(ScannedCode::Card(self.check_card(text).await?.0)),
        }
    }

    /// How a card stands, and what the co-op has signed of it.
    pub(super) async fn check_card(
        &self,
        text: String,
    ) -> Result<(CardCheck, Option<Certificate>), Error> {
        self.view().await?;
        let again = text.clone();
        let check = self.blocking(move |inner| checked(inner, &text)).await?;
        if check.0.verdict != CardVerdict::UnknownKey {
            return Ok(check);
        }
        // A key of the co-op's that is new here, or one that never was: the server knows.
        let hello = tokio::time::timeout(PATIENCE, self.0.remote.hello()).await;
        let Ok(Ok(hello)) = hello else {
            return Ok(check);
        };
        self.blocking(move |inner| {
            kept::keep_keys(&inner.cache, &hello)?;
            let mut check = checked(inner, &again)?;
            if check.0.verdict == CardVerdict::UnknownKey {
                check.0.verdict = CardVerdict::Forged;
            }
            Ok(check)
        })
        .await
    }
}

/// The card of the member who is logged in.
fn own(inner: &Inner, account: &Account) -> Result<CardView, Error> {
    let now_ms = inner.clock.now_ms();
    let now = u32::try_from(now_ms.div_euclid(1000)).map_err(|_| Error::Setup("the time"))?;
    let certificate =
        kept::certificate(&inner.cache)?.filter(|(_, certificate)| now < certificate.until);
    let mut view = CardView {
        name: account.name.clone(),
        company: String::new(),
        number: String::new(),
        role: account.role,
        picture: None,
        code: None,
        failure: None,
    };
    if let Some((bytes, certificate)) = certificate {
        let key = DeviceKey::new(&inner.sessions.card_seed()?)?;
        if certificate.device == key.public() {
            let (shown_at, seconds) = card::turn(now);
            view.code = Some(CardCode {
                qr: qr(&key.show(&bytes, shown_at))?,
                seconds,
                until: i64::from(certificate.until) * 1000,
            });
        }
        view.picture = inner
            .cache
            .read(|connection| face(connection, person(&certificate), &certificate.name))?;
        view.name = plain::line(&certificate.name, NAME);
        view.company = plain::line(&certificate.company, NAME);
        view.number = plain::line(&certificate.number, NAME);
    } else if let Some(id) = &account.member {
        let member = inner
            .cache
            .read(|connection| record::entity::<Member>(connection, Kind::Member, id))?;
        if let Some(member) = member {
            view.company = plain::line(&member.name, NAME);
            view.number = plain::line(&member.number, NAME);
        }
    }
    Ok(view)
}

/// How another's card stands, by the clock, the keys and the directory of this device.
fn checked(inner: &Inner, text: &str) -> Result<(CardCheck, Option<Certificate>), Error> {
    let keys = kept::keys(&inner.cache)?;
    let found = card::check(text, &keys, inner.clock.now_ms());
    let Some((certificate, shown_at)) = found.card else {
        let check = CardCheck {
            verdict: found.verdict,
            card: None,
        };
        return Ok((check, None));
    };
    let (belongs, member, picture) = inner.cache.read(|connection| {
        let (belongs, member) = standing(connection, &certificate)?;
        let picture = face(connection, person(&certificate), &certificate.name)?;
        Ok((belongs, member, picture))
    })?;
    let verdict = match found.verdict {
        CardVerdict::Valid if !belongs => CardVerdict::Left,
        other => other,
    };
    let check = CardCheck {
        verdict,
        card: Some(SeenCard {
            name: plain::line(&certificate.name, NAME),
            company: plain::line(&certificate.company, NAME),
            number: plain::line(&certificate.number, NAME),
            role: certificate.role,
            member,
            picture,
            shown_at: i64::from(shown_at) * 1000,
        }),
    };
    Ok((check, Some(certificate)))
}

/// Whether the directory has the card's company, or member of staff, as the co-op's; and the id of
/// the company's record if it is there at all.
fn standing(
    connection: &Connection,
    certificate: &Certificate,
) -> Result<(bool, Option<String>), StoreError> {
    if certificate.role == Role::Staff {
        let staff = record::entity::<Staff>(connection, Kind::Staff, &certificate.person)?;
        return Ok((staff.is_some(), None));
    }
    let member = record::entity::<Member>(connection, Kind::Member, &certificate.member)?;
    let belongs = member
        .as_ref()
        .is_some_and(|member| member.status.is_current());
    Ok((belongs, member.map(|_| certificate.member.clone())))
}

/// Record id of the person.
fn person(certificate: &Certificate) -> &str {
    match certificate.person.as_str() {
        "" => &certificate.member,
        person => person,
    }
}

/// The picture of the person of that record, as long as it is the person of that name.
fn face(connection: &Connection, person: &str, name: &str) -> Result<Option<String>, StoreError> {
    let portrait = record::entity::<Portrait>(connection, Kind::Portrait, person)?;
    match portrait.filter(|portrait| portrait.name == name) {
        Some(_) => shown(connection, person),
        None => Ok(None),
    }
}
