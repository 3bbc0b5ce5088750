//! What a failure means to a person: what happened, and what to do.

use handbook_wire::{ErrorCode, ErrorReply};

use super::Language;

/// A failure in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// What happened.
    pub what: &'static str,
    /// What to do.
    pub advice: String,
}

/// `error` in words.
pub fn words(language: Language, error: &ErrorReply) -> Words {
    let (korean, english) = both(error.code);
    let (what, advice) = match language {
        Language::Korean => korean,
        Language::English => english,
    };
    let advice = match error.retry_after.filter(|seconds| *seconds > 0) {
        Some(seconds) => after(language, seconds),
        None => advice.to_owned(),
    };
    Words { what, advice }
}

fn after(language: Language, seconds: u32) -> String {
    let minutes = seconds.div_ceil(60);
    match (language, seconds) {
        (Language::Korean, ..=90) => format!("{seconds}초 뒤에 다시 시도해 주세요."),
        (Language::Korean, _) => format!("{minutes}분 뒤에 다시 시도해 주세요."),
        (Language::English, ..=90) => format!("Try again in {seconds} seconds."),
        (Language::English, _) => format!("Try again in {minutes} minutes."),
    }
}

type Pair = (&'static str, &'static str);

const fn both(code: ErrorCode) -> (Pair, Pair) {
    match code {
        ErrorCode::WrongCredentials => (
            (
                "아이디 또는 비밀번호가 맞지 않아요.",
                "다시 확인해 주세요. 비밀번호는 대문자와 소문자를 구분해요.",
            ),
            (
                "The ID or password is wrong.",
                "Check both. Passwords tell upper from lower case.",
            ),
        ),
        ErrorCode::Throttled => (
            ("시도가 너무 많았어요.", "잠시 뒤에 다시 시도해 주세요."),
            ("Too many attempts.", "Try again in a while."),
        ),
        ErrorCode::AccountLocked => (
            ("잠긴 계정이에요.", "조합 사무국에 문의해 주세요."),
            ("This account is locked.", "Ask the co-op's office."),
        ),
        ErrorCode::SessionExpired => (
            (
                "로그인이 만료됐어요.",
                "다시 로그인해 주세요. 받아 둔 정보는 그대로 있어요.",
            ),
            (
                "Your login has expired.",
                "Log in again. What you have received stays.",
            ),
        ),
        ErrorCode::SessionLimited => (
            ("본인인증이 필요합니다.", "본인인증을 마치면 볼 수 있어요."),
            (
                "Identity verification is required.",
                "You can see this once you are verified.",
            ),
        ),
        ErrorCode::Forbidden => (
            (
                "볼 수 있는 권한이 없어요.",
                "필요하시면 조합 사무국에 문의해 주세요.",
            ),
            (
                "You may not do this.",
                "Ask the co-op's office if you need it.",
            ),
        ),
        ErrorCode::NotFound => (
            ("찾을 수 없어요.", "이미 지워졌을 수 있어요."),
            ("Not found.", "It may have been removed."),
        ),
        ErrorCode::InvalidInput => (
            (
                "입력한 내용을 처리할 수 없어요.",
                "내용을 확인하고 다시 입력해 주세요.",
            ),
            ("That can't be used as it is.", "Check what you entered."),
        ),
        ErrorCode::WeakPassword => (
            (
                "쓸 수 없는 비밀번호예요.",
                "규칙에 맞는 다른 비밀번호로 정해 주세요.",
            ),
            (
                "That password can't be used.",
                "Choose one that meets the rule.",
            ),
        ),
        ErrorCode::WrongCode => (
            (
                "번호가 맞지 않아요.",
                "지금 보이는 번호를 다시 입력해 주세요.",
            ),
            ("The code is wrong.", "Enter the code that is shown now."),
        ),
        ErrorCode::Conflict => (
            ("이미 처리된 일이에요.", "화면을 다시 열어 확인해 주세요."),
            (
                "That has been done already.",
                "Open the screen again to see.",
            ),
        ),
        ErrorCode::AskStaff => (
            ("여기에서는 할 수 없어요.", "조합 사무국에 문의해 주세요."),
            ("That can't be done here.", "Ask the co-op's office."),
        ),
        ErrorCode::TooLarge => (
            ("내용이 너무 길어요.", "줄여서 다시 시도해 주세요."),
            ("That is too long.", "Shorten it and try again."),
        ),
        ErrorCode::UnsupportedFile => (
            (
                "올릴 수 없는 형식의 파일이에요.",
                "사진은 JPG·PNG, 영상은 MP4·MOV, 문서는 PDF·한글·워드·엑셀·ZIP으로 올려 주세요.",
            ),
            (
                "Files of this type are not taken.",
                "Use JPG or PNG pictures, MP4 or MOV videos, PDF, HWP, Word, Excel or ZIP.",
            ),
        ),
        ErrorCode::AppTooOld | ErrorCode::NewerProtocol => (
            (
                "앱이 오래됐어요.",
                "스토어에서 업데이트하면 새 정보를 받을 수 있어요. 받아 둔 정보는 계속 볼 수 있어요.",
            ),
            (
                "This app is too old.",
                "Update it from the store. What you have received stays.",
            ),
        ),
        ErrorCode::ServerTooOld => (
            (
                "조합 서버를 업데이트하고 있어요.",
                "나중에 다시 시도해 주세요. 받아 둔 정보는 계속 볼 수 있어요.",
            ),
            (
                "The co-op's server is being updated.",
                "Try again later. What you have received stays.",
            ),
        ),
        ErrorCode::Offline => (
            (
                "인터넷에 연결되지 않았어요.",
                "와이파이나 데이터를 확인하고 다시 시도해 주세요.",
            ),
            (
                "There is no connection.",
                "Check Wi-Fi or mobile data and try again.",
            ),
        ),
        ErrorCode::ServerUnavailable => (
            (
                "조합 서버가 잠시 쉬고 있어요.",
                "잠시 뒤에 다시 시도해 주세요.",
            ),
            ("The co-op's server is busy.", "Try again in a while."),
        ),
        ErrorCode::BadReply => (
            (
                "받는 도중에 끊겼어요.",
                "다시 시도해 주세요. 받아 둔 정보는 그대로 있어요.",
            ),
            (
                "The download broke off.",
                "Try again. What you have received stays.",
            ),
        ),
        ErrorCode::StorageFull => (
            (
                "기기에 저장 공간이 부족해요.",
                "사진이나 쓰지 않는 앱을 지운 뒤 다시 시도해 주세요.",
            ),
            ("This device is full.", "Free some space and try again."),
        ),
        ErrorCode::KeyUnavailable => (
            (
                "수첩을 열 수 없어요.",
                "기기 잠금을 풀고 다시 시도해 주세요. e수첩이 이미 열려 있다면 먼저 닫아 주세요.",
            ),
            (
                "The handbook can't be opened.",
                "Unlock the device and try again. If the handbook is open already, close it first.",
            ),
        ),
        ErrorCode::AppLocked => (
            ("e수첩이 잠겨 있어요.", "잠금을 풀어 주세요."),
            ("The handbook is locked.", "Unlock it."),
        ),
        ErrorCode::NotLoggedIn => (
            ("로그인이 필요해요.", "로그인한 뒤에 다시 시도해 주세요."),
            ("You are not logged in.", "Log in and try again."),
        ),
        _ => (
            (
                "문제가 생겼어요.",
                "다시 시도해 주세요. 계속되면 조합 사무국에 알려 주세요.",
            ),
            (
                "Something went wrong.",
                "Try again. If it stays, tell the co-op's office.",
            ),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_told_in_seconds_or_minutes() {
        let mut error = ErrorReply {
            code: ErrorCode::Throttled,
            retry_after: Some(30),
        };
        assert_eq!(
            words(Language::Korean, &error).advice,
            "30초 뒤에 다시 시도해 주세요."
        );
        error.retry_after = Some(121);
        assert_eq!(
            words(Language::Korean, &error).advice,
            "3분 뒤에 다시 시도해 주세요."
        );
        error.retry_after = None;
        assert_eq!(
            words(Language::Korean, &error).advice,
            "잠시 뒤에 다시 시도해 주세요."
        );
    }

    #[test]
    fn every_code_says_what_happened_and_what_to_do() {
        for code in [
            ErrorCode::WrongCredentials,
            ErrorCode::AccountLocked,
            ErrorCode::SessionExpired,
            ErrorCode::Forbidden,
            ErrorCode::AppTooOld,
            ErrorCode::NewerProtocol,
            ErrorCode::ServerTooOld,
            ErrorCode::Offline,
            ErrorCode::StorageFull,
            ErrorCode::KeyUnavailable,
            ErrorCode::Internal,
        ] {
            for language in [Language::Korean, Language::English] {
                let words = words(language, &code.into());
                assert!(
                    words.what.ends_with('.') && words.advice.ends_with('.'),
                    "{code:?}"
                );
            }
        }
    }
}
