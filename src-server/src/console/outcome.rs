//! What came of a form, told on the page that the form stands on: a notice when it worked; when not,
//! the trouble beside what was typed.

use std::sync::Arc;

use axum::http::StatusCode;

use super::fields::Fields;
use super::view::{Page, Trouble};
use crate::service::account::AccountError;
use crate::service::console::approval::ApprovalError;
use crate::service::console::role::RoleError;
use crate::service::{Failure, Service, change, sign_up};

/// What a page says of the last form.
#[derive(Default)]
pub(super) struct Outcome {
    notice: Option<&'static str>,
    refused: Option<Refused>,
    /// Whether the entry that the refused form stands on was found.
    shown: bool,
}

/// A form that did not work.
pub(super) struct Refused {
    fields: Fields,
    /// Why.
    pub(super) trouble: String,
}

impl Refused {
    /// What was typed in the field of that name.
    pub(super) fn typed(&self, name: &str) -> String {
        self.fields.get(name).to_owned()
    }
}

impl Outcome {
    /// The notice that `done`, from the page's address, stands for; none for any other word.
    pub(super) fn done(done: &str, notices: &[(&str, &'static str)]) -> Self {
        Self {
            notice: notice(done, notices),
            ..Self::default()
        }
    }

    /// A form that did not work, and why.
    pub(super) fn refused(fields: Fields, trouble: String) -> Self {
        Self {
            refused: Some(Refused { fields, trouble }),
            ..Self::default()
        }
    }

    /// The refused form, if its field `name` says that it stands on the entry `id`.
    pub(super) fn on(&mut self, name: &str, id: &str) -> Option<&Refused> {
        let mine = self
            .refused
            .as_ref()
            .filter(|refused| refused.fields.get(name) == id);
        self.shown |= mine.is_some();
        mine
    }

    /// Says on the page what no entry has said, and gives the page's status. Call it when every entry
    /// has been asked for: one that is gone meanwhile can't show its trouble.
    pub(super) fn tell(self, page: &mut Page) -> StatusCode {
        page.notice = self.notice;
        let status = match &self.refused {
            Some(_) => StatusCode::CONFLICT,
            None => StatusCode::OK,
        };
        if !self.shown {
            page.trouble = self.refused.map(|refused| refused.trouble);
        }
        status
    }
}

/// The notice that `done`, from a page's address, stands for; none for any other word.
pub(super) fn notice(done: &str, notices: &[(&str, &'static str)]) -> Option<&'static str> {
    let found = notices.iter().find(|(name, _)| *name == done);
    found.map(|(_, notice)| *notice)
}

/// Why something that staff asked for was not done: in words for them, unless the server failed.
pub(super) trait Refusal: std::fmt::Display + Send + 'static {
    /// The server's own failure; the refusal itself when it is for people.
    ///
    /// # Errors
    /// The refusal.
    fn into_failure(self) -> Result<Failure, Self>
    where
        Self: Sized;
}

macro_rules! refusals {
    ($($error:ty),*) => {$(
        impl Refusal for $error {
            fn into_failure(self) -> Result<Failure, Self> {
                match self {
                    Self::Storage(error) => Ok(error.into()),
                    other => Err(other),
                }
            }
        }
    )*};
}

impl Refusal for ApprovalError {
    fn into_failure(self) -> Result<Failure, Self> {
        match self {
            Self::Failed(failure) => Ok(failure),
            other => Err(other),
        }
    }
}

refusals!(
    AccountError,
    RoleError,
    change::DecisionError,
    sign_up::DecisionError
);

/// Runs `job` off the async threads; a refusal comes back in its words.
pub(super) async fn attempt<T: Send + 'static, E: Refusal>(
    service: &Arc<Service>,
    job: impl FnOnce(&Service) -> Result<T, E> + Send + 'static,
) -> Result<Result<T, String>, Trouble> {
    let done = service
        .run(move |service| match job(service) {
            Ok(done) => Ok(Ok(done)),
            Err(refusal) => match refusal.into_failure() {
                Ok(failure) => Err(failure),
                Err(refusal) => Ok(Err(refusal.to_string())),
            },
        })
        .await;
    Ok(done?)
}
