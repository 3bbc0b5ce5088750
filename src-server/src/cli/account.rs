use std::io::Read;

use clap::Subcommand;
use handbook_wire::auth::Role;
use zeroize::Zeroizing;

use super::{CliError, Streams};
use crate::clock::SystemClock;
use crate::config::Config;
use crate::server::open_storage;
use crate::service::account;

/// The most bytes that are read for a password.
const LONGEST: u64 = 4096;

#[derive(Subcommand)]
pub(super) enum Command {
    /// 창구에서 본인을 확인한 다음 비밀번호를 정해요.
    Activate {
        /// 휴대폰 번호나 아이디
        login: String,
        /// 비밀번호를 표준 입력의 첫 줄에서 읽어요.
        #[arg(long)]
        password_stdin: bool,
    },
    /// 계정 목록을 보여요.
    List {
        /// JSON으로 출력해요.
        #[arg(long)]
        json: bool,
    },
    /// 계정을 잠그고 로그인된 기기를 모두 내보내요.
    Lock {
        /// 휴대폰 번호나 아이디
        login: String,
    },
    /// 손으로 잠근 계정을 풀어요.
    Unlock {
        /// 휴대폰 번호나 아이디
        login: String,
    },
}

impl Command {
    pub(super) fn run(self, config: &Config, streams: &mut Streams<'_>) -> Result<(), CliError> {
        let storage = open_storage(config)?;
        let storage = &*storage;
        match self {
            Command::Activate {
                password_stdin: false,
                ..
            } => Err(CliError::Usage(
                "비밀번호는 표준 입력으로 주세요: account activate LOGIN --password-stdin",
            )),
            Command::Activate {
                login,
                password_stdin: true,
            } => {
                let mut text = Zeroizing::new(String::new());
                (&mut streams.input)
                    .take(LONGEST)
                    .read_to_string(&mut text)?;
                let password = text.lines().next().unwrap_or_default();
                account::activate(storage, &SystemClock, &login, password)?;
                writeln!(
                    streams.output,
                    "비밀번호를 정했어요. 이제 로그인할 수 있어요."
                )?;
                Ok(())
            }
            Command::List { json } => {
                let accounts = account::list(storage)?;
                if json {
                    writeln!(
                        streams.output,
                        "{}",
                        serde_json::to_string_pretty(&accounts)?
                    )?;
                    return Ok(());
                }
                for account in accounts {
                    let role = match account.role {
                        Role::Member => "조합원사",
                        Role::Staff => "조합직원",
                    };
                    let state = match (account.locked, account.active) {
                        (true, _) => "잠김",
                        (false, true) => "사용",
                        (false, false) => "처음",
                    };
                    writeln!(
                        streams.output,
                        "{}\t{role}\t{state}\t{}",
                        account.login, account.name
                    )?;
                }
                Ok(())
            }
            Command::Lock { login } => {
                account::set_lock(storage, &SystemClock, &login, true)?;
                writeln!(streams.output, "계정을 잠갔어요.")?;
                Ok(())
            }
            Command::Unlock { login } => {
                account::set_lock(storage, &SystemClock, &login, false)?;
                writeln!(streams.output, "계정을 풀었어요.")?;
                Ok(())
            }
        }
    }
}
