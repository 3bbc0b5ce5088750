use clap::Subcommand;
use handbook_wire::change::{ChangeDecision, ChangeEntry};
use handbook_wire::entity::{CompanyField, Decision, FieldChange};

use super::noted::Noted;
use super::{CliError, Streams};
use crate::clock::SystemClock;
use crate::config::Config;
use crate::service::change;
use crate::service::console::audit::{Action, Deed};
use crate::service::console::decided_change;

/// Who decides here, as it is noted beside a decision.
const BY: &str = "cli";

#[derive(Subcommand)]
pub(super) enum Command {
    /// 결정을 기다리는 변경 신청을 보여요.
    List {
        /// JSON으로 출력해요.
        #[arg(long)]
        json: bool,
    },
    /// 변경 신청 하나를 항목별로 보여요.
    Show {
        /// 목록에 있는 신청 번호
        id: String,
        /// JSON으로 출력해요.
        #[arg(long)]
        json: bool,
    },
    /// 변경 신청을 승인해서 명부에 반영해요.
    Approve {
        /// 목록에 있는 신청 번호
        id: String,
        /// 승인할 항목 (여러 번 쓸 수 있어요. 없으면 기다리는 항목 모두)
        #[arg(long = "field", value_name = "항목")]
        fields: Vec<String>,
    },
    /// 변경 신청을 반려해요.
    Reject {
        /// 목록에 있는 신청 번호
        id: String,
        /// 반려할 항목 (여러 번 쓸 수 있어요. 없으면 기다리는 항목 모두)
        #[arg(long = "field", value_name = "항목")]
        fields: Vec<String>,
        /// 신청한 분이 보게 될 까닭
        #[arg(long)]
        reason: String,
    },
}

impl Command {
    pub(super) fn run(self, config: &Config, streams: &mut Streams<'_>) -> Result<(), CliError> {
        let noted = Noted::open(config)?;
        let storage = noted.storage();
        let list = || -> Result<_, CliError> {
            let list = change::list(storage)?;
            let count = format!("{}건", list.len());
            noted.looked(Deed::new(Action::ReadChanges, count))?;
            Ok(list)
        };
        let find = |id: &str| -> Result<_, CliError> {
            let entry = change::find(storage, id)?;
            let object = format!("{} · {}", entry.company, entry.name);
            noted.looked(Deed::new(Action::ReadChanges, object))?;
            Ok(entry)
        };
        let decide = |id: &str, decision: &ChangeDecision| -> Result<_, CliError> {
            let deed = decided_change(&change::find(storage, id)?, decision);
            let audited = noted.doing(deed);
            Ok(change::decide(&audited, &SystemClock, id, decision, BY)?)
        };
        let waiting = |id: &str, fields: Vec<String>| -> Result<Vec<String>, CliError> {
            if !fields.is_empty() {
                return Ok(fields.iter().map(|name| field_of(name)).collect());
            }
            let entry = change::find(storage, id)?;
            let waits = |change: &FieldChange| change.decision.is_none();
            let left = entry.fields.into_iter().filter(|(_, change)| waits(change));
            Ok(left.map(|(name, _)| name).collect())
        };
        match self {
            Command::List { json: true } => {
                let list = serde_json::to_string_pretty(&list()?)?;
                writeln!(streams.output, "{list}")?;
            }
            Command::List { json: false } => {
                let list = list()?;
                if list.is_empty() {
                    writeln!(streams.output, "기다리는 변경 신청이 없어요.")?;
                }
                for one in list {
                    let fields: Vec<_> = one.fields.keys().map(|name| title(name)).collect();
                    writeln!(
                        streams.output,
                        "{}\t{}\t{}\t{}",
                        one.id,
                        one.company,
                        one.name,
                        fields.join(", ")
                    )?;
                }
            }
            Command::Show { id, json: true } => {
                let entry = serde_json::to_string_pretty(&find(&id)?)?;
                writeln!(streams.output, "{entry}")?;
            }
            Command::Show { id, json: false } => show(&find(&id)?, streams)?,
            Command::Approve { id, fields } => {
                let decision = ChangeDecision {
                    approve: waiting(&id, fields)?,
                    ..ChangeDecision::default()
                };
                show(&decide(&id, &decision)?, streams)?;
            }
            Command::Reject { id, fields, reason } => {
                let decision = ChangeDecision {
                    reject: waiting(&id, fields)?,
                    reason: Some(reason),
                    ..ChangeDecision::default()
                };
                show(&decide(&id, &decision)?, streams)?;
            }
        }
        Ok(())
    }
}

fn show(entry: &ChangeEntry, streams: &mut Streams<'_>) -> Result<(), CliError> {
    writeln!(streams.output, "{} · {}", entry.company, entry.name)?;
    if !entry.note.is_empty() {
        writeln!(streams.output, "{}", entry.note)?;
    }
    for (name, change) in &entry.fields {
        let text = |value: &serde_json::Value| match CompanyField::parse(name) {
            Some(field) if !value.is_null() => field.text(value),
            _ => "(없음)".to_owned(),
        };
        let decision = match (change.decision, &change.now) {
            (None, _) => "기다림".to_owned(),
            (Some(Decision::Approved), _) => "승인".to_owned(),
            (Some(Decision::Rejected), _) => {
                format!("반려: {}", change.reason.as_deref().unwrap_or_default())
            }
            (Some(Decision::Superseded), Some(now)) => {
                format!("그사이 바뀜: {}", text(now))
            }
            (Some(Decision::Superseded), None) => "그사이 바뀜".to_owned(),
            (Some(Decision::Cancelled | Decision::Unknown), _) => "취소".to_owned(),
        };
        writeln!(
            streams.output,
            "  {} ({name}): {} → {}\t{decision}",
            title(name),
            text(&change.was),
            text(&change.wanted)
        )?;
    }
    Ok(())
}

/// Staff may name a field as they see it or as the record does.
fn field_of(name: &str) -> String {
    let found = CompanyField::ALL
        .into_iter()
        .find(|field| title(field.as_str()) == name);
    match found {
        Some(field) => field.as_str().to_owned(),
        None => name.to_owned(),
    }
}

fn title(name: &str) -> &str {
    match CompanyField::parse(name) {
        Some(CompanyField::Name) => "회사명",
        Some(CompanyField::Representatives) => "대표자",
        Some(CompanyField::Phone) => "전화",
        Some(CompanyField::Mobile) => "휴대폰",
        Some(CompanyField::Fax) => "팩스",
        Some(CompanyField::Email) => "이메일",
        Some(CompanyField::Homepage) => "홈페이지",
        Some(CompanyField::PostalCode) => "우편번호",
        Some(CompanyField::Address) => "주소",
        Some(CompanyField::Products) => "취급품목",
        None => name,
    }
}
