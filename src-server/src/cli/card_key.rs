use clap::Subcommand;

use super::noted::Noted;
use super::{CliError, Streams};
use crate::clock::SystemClock;
use crate::config::Config;
use crate::service::card;
use crate::service::console::audit::{Action, Deed};

#[derive(Subcommand)]
pub(super) enum Command {
    /// 열쇠를 새것부터 보여요.
    List,
    /// 새 열쇠를 만들어요. 앞의 열쇠로 서명한 조합원증은 7일 동안 그대로 쓸 수 있어요.
    Rotate {
        /// 앞의 열쇠를 바로 버려요. 열쇠가 새어 나갔을 때만 쓰세요.
        #[arg(long)]
        at_once: bool,
    },
}

impl Command {
    pub(super) fn run(self, config: &Config, streams: &mut Streams<'_>) -> Result<(), CliError> {
        let noted = Noted::open(config)?;
        match self {
            Command::List => {
                let keys = card::list_keys(noted.storage(), &SystemClock)?;
                writeln!(streams.output, "{}", serde_json::to_string_pretty(&keys)?)?;
            }
            Command::Rotate { at_once } => {
                let deed = Deed::new(Action::RotateCardKey, "조합원증").with(match at_once {
                    true => "앞의 열쇠를 바로 버림",
                    false => "",
                });
                card::rotate_key(&noted.doing(deed), &SystemClock, config, at_once)?;
                writeln!(
                    streams.output,
                    "새 열쇠로 서명해요. 앱은 서버와 연결될 때 새 열쇠를 받아요."
                )?;
            }
        }
        Ok(())
    }
}
