use clap::Subcommand;
use handbook_wire::entity::Phone;
use handbook_wire::sign_up::SignUpDecision;

use super::noted::Noted;
use super::{CliError, Streams};
use crate::clock::SystemClock;
use crate::config::Config;
use crate::service::console::audit::{Action, Deed};
use crate::service::console::decided_sign_up;
use crate::service::sign_up;

#[derive(Subcommand)]
pub(super) enum Command {
    /// 결정을 기다리는 가입 신청을 보여요.
    List {
        /// JSON으로 출력해요.
        #[arg(long)]
        json: bool,
    },
    /// 가입 신청을 승인해서 계정을 만들어요.
    Approve {
        /// 목록에 있는 신청 번호
        id: String,
    },
    /// 가입 신청을 승인하지 않아요.
    Reject {
        /// 목록에 있는 신청 번호
        id: String,
        /// 신청한 분이 보게 될 까닭
        #[arg(long)]
        reason: String,
    },
}

impl Command {
    pub(super) fn run(self, config: &Config, streams: &mut Streams<'_>) -> Result<(), CliError> {
        let noted = Noted::open(config)?;
        let storage = noted.storage();
        let decide = |id: &str, decision: &SignUpDecision| -> Result<(), CliError> {
            let deed = decided_sign_up(&sign_up::list(storage)?, id, decision);
            Ok(sign_up::decide(
                &noted.doing(deed),
                &SystemClock,
                id,
                decision,
            )?)
        };
        let list = || -> Result<_, CliError> {
            let waiting = sign_up::list(storage)?;
            let count = format!("{}건", waiting.len());
            noted.looked(Deed::new(Action::ReadSignUps, count))?;
            Ok(waiting)
        };
        match self {
            Command::List { json: true } => {
                let waiting = list()?;
                writeln!(
                    streams.output,
                    "{}",
                    serde_json::to_string_pretty(&waiting)?
                )?;
            }
            Command::List { json: false } => {
                let waiting = list()?;
                if waiting.is_empty() {
                    writeln!(streams.output, "기다리는 가입 신청이 없어요.")?;
                }
                for one in waiting {
                    let phone = Phone {
                        number: one.phone,
                        ..Phone::default()
                    };
                    writeln!(
                        streams.output,
                        "{}\t{}\t{}\t{}\t{}",
                        one.id,
                        one.name,
                        phone.display(),
                        one.company,
                        one.position
                    )?;
                }
            }
            Command::Approve { id } => {
                decide(&id, &SignUpDecision::Approve)?;
                writeln!(
                    streams.output,
                    "승인했어요. 신청한 분은 이제 로그인할 수 있어요."
                )?;
            }
            Command::Reject { id, reason } => {
                decide(&id, &SignUpDecision::Reject { reason })?;
                writeln!(streams.output, "승인하지 않기로 했어요.")?;
            }
        }
        Ok(())
    }
}
