//! What the screens say, in Korean and English.
//!
//! Every text stands once, both languages side by side, in [`text`]; failures in [`failure`]; dates
//! and amounts in [`moment`] and [`amount`]. A screen is built anew when the language changes, so
//! none of these is reactive.

pub mod amount;
pub mod failure;
pub mod moment;
mod text;

pub use text::Text;

/// A language of the screens.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Language {
    /// 한국어, the language of the co-op.
    #[default]
    Korean,
    /// English.
    English,
}

impl Language {
    /// Tag for `<html lang>` and for keeping the choice.
    pub const fn tag(self) -> &'static str {
        match self {
            Language::Korean => "ko",
            Language::English => "en",
        }
    }

    /// The language of `tag`; Korean for anything unknown.
    pub fn of_tag(tag: &str) -> Self {
        if tag == "en" {
            Language::English
        } else {
            Language::Korean
        }
    }

    /// `text` in this language.
    pub const fn say(self, text: Text) -> &'static str {
        let (korean, english) = text.both();
        match self {
            Language::Korean => korean,
            Language::English => english,
        }
    }

    /// `text` with each `{}` replaced by the next of `values`.
    pub fn fill(self, text: Text, values: &[&str]) -> String {
        let mut parts = self.say(text).split("{}");
        let mut filled = parts.next().unwrap_or_default().to_owned();
        for (part, value) in parts.zip(values) {
            filled.push_str(value);
            filled.push_str(part);
        }
        filled
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_is_there_in_both_languages() {
        let mut korean_in_english = Vec::new();
        for text in Text::ALL {
            let (korean, english) = text.both();
            assert!(
                !korean.trim().is_empty() && !english.trim().is_empty(),
                "{text:?} is empty"
            );
            assert_eq!(
                korean.matches("{}").count(),
                english.matches("{}").count(),
                "{text:?} takes different values"
            );
            let hangul = |c: char| ('가'..='힣').contains(&c);
            let names = [Text::AppName, Text::LanguageKorean];
            if !names.contains(text) && english.contains(hangul) {
                korean_in_english.push(text);
            }
        }
        assert!(korean_in_english.is_empty(), "{korean_in_english:?}");
    }

    #[test]
    fn the_wording_of_the_manual_is_kept() {
        let korean = |text| Language::Korean.say(text);
        assert_eq!(korean(Text::AppName), "한국전기공업협동조합 e수첩");
        assert_eq!(korean(Text::LoginId), "아이디");
        assert_eq!(korean(Text::LoginPassword), "비밀번호");
        assert_eq!(korean(Text::KeepLogin), "로그인상태유지");
        assert_eq!(korean(Text::Login), "로그인");
        assert_eq!(korean(Text::Logout), "로그아웃");
        assert_eq!(korean(Text::VerifyTitle), "본인인증이 필요합니다.");
        assert_eq!(
            korean(Text::VerifyReason),
            "서비스를 이용하기 위해서는 본인인증이 필요합니다."
        );
        for (text, words) in [
            (Text::VerifyMethod, "본인인증 방식 선택"),
            (Text::VerifySimple, "간편 인증"),
            (Text::VerifyBy, "KG 이니시스"),
            (Text::PersonName, "이름"),
            (Text::PersonPhone, "전화번호 (-없이 입력)"),
            (Text::PersonBirth, "생년월일 (ex 19881225)"),
            (Text::AgreeAll, "전체동의"),
            (Text::ReadMore, "자세히보기"),
            (Text::VerifyCareTitle, "유의사항"),
            (Text::VerifyStart, "인증하기"),
            (Text::VerifyCheck, "인증확인"),
            (
                Text::StepsLead,
                "인증 절차를 마무리하신 후 아래[인증확인]버튼을 클릭하셔야 인증이 완료됩니다.",
            ),
            (Text::NoPushTitle, "휴대폰 APP PUSH 메시지가 오지 않았다면?"),
            (Text::VerifyDone, "인증에 성공하였습니다."),
            (Text::AccountTitle, "정보 수정"),
            (Text::AccountMine, "내 계정"),
            (Text::VerifiedDone, "인증완료"),
            (Text::VerifiedAgain, "재인증"),
            (Text::PasswordCurrent, "기본 비밀번호 입력"),
            (Text::PasswordAgain, "비밀번호 확인"),
            (Text::Confirm, "확인"),
            (
                Text::PasswordEncrypted,
                "등록하신 비밀번호는 암호화되어 관리자도 알 수 없습니다.",
            ),
            (Text::SignUp, "회원가입"),
            (Text::FindTitle, "아이디 · 비밀번호 찾기"),
            (
                Text::NoticeIntro,
                "고객님의 편리한 한국전기공업협동조합 e수첩 이용을 위해 아래 접근권한 허용이 필요합니다.",
            ),
        ] {
            assert_eq!(korean(text), words);
        }
    }

    #[test]
    fn values_fill_their_places() {
        assert_eq!(Language::Korean.fill(Text::Places, &["552"]), "552곳");
        assert_eq!(
            Language::English.fill(Text::Places, &["552"]),
            "552 companies"
        );
        assert_eq!(Language::Korean.fill(Text::Places, &[]), "");
    }
}
