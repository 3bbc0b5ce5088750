//! Texts that are agreed to. They ship with the server; a change of a text is a new version here, and
//! apps ask for agreement again.

use handbook_wire::coop::{Document, DocumentText, Occasion};
use handbook_wire::identity::Agreement;

use crate::config::Config;

struct Text {
    id: &'static str,
    version: &'static str,
    title: &'static str,
    occasion: Occasion,
    text: &'static str,
}

/// In the order in which they are shown.
static TEXTS: [Text; 4] = [
    Text {
        id: "identity-collect",
        version: "2026-11-23",
        title: "개인정보 수집 및 이용동의",
        occasion: Occasion::Identity,
        text: include_str!("../../data/documents/identity-collect.txt"),
    },
    Text {
        id: "identity-third-party",
        version: "2026-11-23",
        title: "개인정보 제3자 제공동의",
        occasion: Occasion::Identity,
        text: include_str!("../../data/documents/identity-third-party.txt"),
    },
    Text {
        id: "sign-up-terms",
        version: "2026-11-23",
        title: "이용약관",
        occasion: Occasion::SignUp,
        text: include_str!("../../data/documents/sign-up-terms.txt"),
    },
    Text {
        id: "sign-up-collect",
        version: "2026-11-23",
        title: "개인정보 수집 및 이용동의",
        occasion: Occasion::SignUp,
        text: include_str!("../../data/documents/sign-up-collect.txt"),
    },
];

/// What there is to agree to.
pub(super) fn list() -> Vec<Document> {
    TEXTS
        .iter()
        .map(|text| Document {
            id: text.id.to_owned(),
            version: text.version.to_owned(),
            title: text.title.to_owned(),
            occasion: text.occasion,
        })
        .collect()
}

/// A text with the co-op's own name and number in it.
pub(super) fn find(id: &str, config: &Config) -> Option<DocumentText> {
    let text = TEXTS.iter().find(|text| text.id == id)?;
    let contact = match &config.coop.phone {
        Some(number) => {
            let phone = handbook_wire::entity::Phone {
                number: number.clone(),
                ..Default::default()
            };
            format!("조합 사무국 (전화 {})", phone.display())
        }
        None => "조합 사무국".to_owned(),
    };
    Some(DocumentText {
        id: text.id.to_owned(),
        version: text.version.to_owned(),
        title: text.title.to_owned(),
        text: text
            .text
            .trim()
            .replace("{조합}", &config.name)
            .replace("{연락처}", &contact),
    })
}

/// The texts of `occasion`, all of them agreed to in their present version; none when one is
/// missing.
pub(super) fn agreed(occasion: Occasion, agreed: &[Agreement]) -> Option<Vec<Agreement>> {
    TEXTS
        .iter()
        .filter(|text| text.occasion == occasion)
        .map(|text| {
            let found = agreed
                .iter()
                .find(|one| one.document == text.id && one.version == text.version);
            found.cloned()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_is_whole() {
        let config = Config::default();
        for document in list() {
            let text = find(&document.id, &config).unwrap();
            assert_eq!(text.version, document.version);
            assert!(text.text.contains(&config.name), "{}", document.id);
            assert!(!text.text.contains('{'), "{}", document.id);
            if document.id != "sign-up-terms" {
                for part in ["항목", "목적", "기간", "거부"] {
                    assert!(text.text.contains(part), "{} {part}", document.id);
                }
            }
        }
        assert!(find("nothing", &config).is_none());
    }

    #[test]
    fn agreement_is_to_all_texts_as_they_are() {
        let all: Vec<Agreement> = list()
            .into_iter()
            .map(|document| Agreement {
                document: document.id,
                version: document.version,
            })
            .collect();
        let found = agreed(Occasion::Identity, &all).unwrap();
        assert_eq!(found, all[..2]);
        assert!(agreed(Occasion::Identity, &all[1..]).is_none());
        let mut old = all.clone();
        old[3].version = "2020-01-01".into();
        assert!(agreed(Occasion::SignUp, &old).is_none());
    }
}
