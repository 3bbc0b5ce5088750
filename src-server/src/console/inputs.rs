//! The boxes of a form that changes a record: what each said when the form was opened, what is typed, and
//! what came of it.

use std::sync::Arc;

use axum::http::StatusCode;

use super::fields::Fields;
use crate::service::import::{EditError, TypedField};
use crate::service::{Failure, Service};

/// Before the name of a field in a form: what it said when the form was opened.
const WAS: &str = "was.";
/// Before the name of a field in a form: what is typed.
const FIELD: &str = "field.";

/// A box of a form.
pub(super) struct Input {
    pub(super) name: &'static str,
    pub(super) title: &'static str,
    /// What it said when the form was opened.
    pub(super) was: String,
    pub(super) text: String,
    /// What is wrong with it, and what to do.
    pub(super) fault: Option<String>,
    /// What somebody else has written meanwhile.
    pub(super) theirs: Option<String>,
    pub(super) hint: &'static str,
}

impl Input {
    /// A box as it is opened.
    pub(super) fn new(name: &'static str, title: &'static str, text: String) -> Self {
        Self {
            hint: match name {
                "representatives" => "여러 분이면 쉼표로 나눠요. 첫 분이 앱에 로그인해요.",
                "mobile" => "첫 대표자의 번호예요. 이 번호로 앱에 로그인해요.",
                "products" => "쉼표로 나눠 적어요.",
                "certificates" => "쉼표로 나눠 적어요. 기한은 단체표준(~2027-03-01)처럼 적어요.",
                "joined" => "2001-02-03처럼 적어요.",
                "from" | "to" => "2026-03처럼 적어요.",
                "term" => "27처럼 숫자만 적어도 돼요.",
                "status" => {
                    "탈퇴와 제명은 앱의 명부에서 빠지고 로그인이 막혀요. 휴업은 명부에 남아요."
                }
                _ => "",
            },
            name,
            title,
            was: text.clone(),
            text,
            fault: None,
            theirs: None,
        }
    }

    /// Whether it takes a line of its own.
    pub(super) fn is_long(&self) -> bool {
        ["address", "products", "certificates", "duties"].contains(&self.name)
    }
}

/// The fields of a form.
pub(super) fn typed(fields: &Fields) -> Vec<TypedField> {
    let typed = fields.pairs().filter_map(|(name, typed)| {
        let name = name.strip_prefix(FIELD)?;
        Some(TypedField {
            name: name.to_owned(),
            was: fields.get(&format!("{WAS}{name}")).to_owned(),
            typed: typed.to_owned(),
        })
    });
    typed.collect()
}

/// The boxes of a form that was not saved, with what was typed and why not.
pub(super) fn refused(
    form: &'static [(&'static str, &'static str)],
    typed: &[TypedField],
    error: &EditError,
) -> Vec<Input> {
    let inputs = form.iter().filter_map(|(name, title)| {
        let sent = typed.iter().find(|one| one.name == *name)?;
        let mut input = Input {
            was: sent.was.clone(),
            ..Input::new(name, title, sent.typed.clone())
        };
        match error {
            EditError::Faulty(faults) => {
                let fault = faults.iter().find(|fault| fault.column == *name);
                input.fault = fault.map(|fault| format!("{} {}", fault.reason, fault.advice));
            }
            EditError::Conflict(conflicts) => {
                let conflict = conflicts.iter().find(|one| one.field == *name);
                if let Some(conflict) = conflict {
                    // Seen now: what is sent next takes the place of theirs.
                    input.was.clone_from(&conflict.theirs);
                    input.theirs = Some(conflict.theirs.clone());
                }
            }
            _ => {}
        }
        Some(input)
    });
    inputs.collect()
}

/// Runs an edit: what its form can tell comes back as it is.
///
/// # Errors
/// When the storage fails.
pub(super) async fn run<T: Send + 'static>(
    service: &Arc<Service>,
    edit: impl FnOnce(&Service) -> Result<T, EditError> + Send + 'static,
) -> Result<Result<T, EditError>, Failure> {
    let run = service.run(move |service| match edit(service) {
        Err(EditError::Storage(error)) => Err(Failure::from(error)),
        other => Ok(other),
    });
    run.await
}

/// Why a form was not saved, and what to do.
pub(super) fn trouble(error: &EditError) -> String {
    match error {
        EditError::Conflict(_) => {
            format!("{error} 아래에서 두 내용을 견주어 보고, 맞는 내용을 적어 다시 저장해 주세요.")
        }
        EditError::Faulty(_) => "고칠 곳이 있어요. 아래에 까닭을 적어 두었어요.".to_owned(),
        other => other.to_string(),
    }
}

/// How a form that was not saved is answered.
pub(super) fn status(error: &EditError) -> StatusCode {
    match error {
        EditError::Conflict(_) => StatusCode::CONFLICT,
        EditError::Unknown => StatusCode::NOT_FOUND,
        EditError::AdminsOnly => StatusCode::FORBIDDEN,
        _ => StatusCode::BAD_REQUEST,
    }
}
