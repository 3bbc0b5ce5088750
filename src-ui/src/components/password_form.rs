//! A new password: typed twice, with the rule shown as it is met.

use handbook_wire::password::{self, Rule};
use leptos::prelude::*;

use super::agreement::tick;
use super::field::{Field, Kind};
use crate::i18n::Text;
use crate::part::part;
use crate::preference::{language, say};

/// The two fields of a new password.
#[derive(Clone, Copy)]
pub struct NewPassword {
    new: Field,
    again: Field,
}

impl NewPassword {
    /// Empty ones.
    pub fn new() -> Self {
        Self {
            new: Field::new(),
            again: Field::new(),
        }
    }

    /// The password, if it can be one; otherwise says what is wrong with it.
    pub fn read(self, personal: &[&str]) -> Option<String> {
        let new = self.new.read();
        if let Some(rule) = password::unmet(&new, personal) {
            self.new.blame(words(rule));
            return None;
        }
        if self.again.read() != new {
            self.again.blame(Text::PasswordsDiffer);
            return None;
        }
        Some(new)
    }

    /// Says that the server does not take it.
    pub fn refuse(self) {
        self.new.blame(Text::PasswordRefused);
    }

    /// Draws them, the first with `label`.
    pub fn draw(self, label: Text) -> AnyView {
        let language = language();
        let rules = part(move || {
            let typed = self.new.text.get();
            Rule::SHOWN
                .map(|rule| {
                    let met = !typed.is_empty() && rule.is_met(&typed, &[]);
                    tick(met, language.say(words(rule)))
                })
                .collect_view()
        });
        view! {
            {self.new.draw(Kind::NEW_PASSWORD, label, None, "password-new")}
            <ul class="rules" data-test="password-rules" aria-label=say(Text::PasswordRules)>
                {rules}
            </ul>
            {self.again.draw(Kind::NEW_PASSWORD, Text::PasswordAgain, None, "password-again")}
        }
        .into_any()
    }
}

/// What a part of the rule asks for.
fn words(rule: Rule) -> Text {
    match rule {
        Rule::Length => Text::RuleLength,
        Rule::Upper => Text::RuleUpper,
        Rule::Digit => Text::RuleDigit,
        Rule::Special => Text::RuleSpecial,
        Rule::Typable => Text::RuleTypable,
        Rule::NotFirst => Text::RuleNotFirst,
        Rule::NotPersonal => Text::RuleNotPersonal,
    }
}
