use std::io::Read;

use clap::Subcommand;
use handbook_wire::auth::Role;
use zeroize::Zeroizing;

use super::noted::Noted;
use super::{CliError, Streams};
use crate::clock::SystemClock;
use crate::config::Config;
use crate::service::account::{self, AccountError, Desk, INVITATION_DAYS, VOUCHED_DAYS};
use crate::service::console::audit::{Action, Deed};

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
    /// 한 번만 쓸 수 있는 초대 코드를 만들어요. 지금 비밀번호는 없어져요.
    Invite {
        /// 휴대폰 번호나 아이디
        login: String,
    },
    /// 창구에서 본인을 확인했어요. 7일 안에 로그인하는 기기는 본인인증을 하지 않아도 돼요.
    Vouch {
        /// 휴대폰 번호나 아이디
        login: String,
    },
    /// 계정을 정지하고 로그인된 기기를 모두 내보내요. 기기의 명부도 지워져요.
    Suspend {
        /// 휴대폰 번호나 아이디
        login: String,
    },
    /// 정지한 계정을 다시 쓸 수 있게 해요.
    Restore {
        /// 휴대폰 번호나 아이디
        login: String,
    },
    /// 인증 앱을 잃어버린 조합직원이 다시 등록할 수 있게 해요.
    ResetSecondFactor {
        /// 휴대폰 번호나 아이디
        login: String,
    },
}

impl Command {
    pub(super) fn run(self, config: &Config, streams: &mut Streams<'_>) -> Result<(), CliError> {
        let noted = Noted::open(config)?;
        let storage = noted.storage();
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
                at_desk(&noted, Action::Activate, &login, |desk| {
                    desk.activate(&login, password)
                })?;
                writeln!(
                    streams.output,
                    "비밀번호를 정했어요. 이제 로그인할 수 있어요."
                )?;
                Ok(())
            }
            Command::List { json } => {
                let accounts = account::list(storage)?;
                let count = format!("{}개", accounts.len());
                noted.looked(Deed::new(Action::ReadAccounts, count))?;
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
                    let state = match (account.locked, account.invited, account.active) {
                        (true, _, _) => "정지",
                        (false, true, _) => "초대",
                        (false, false, true) => "사용",
                        (false, false, false) => "처음",
                    };
                    writeln!(
                        streams.output,
                        "{}\t{role}\t{state}\t{}",
                        account.login, account.name
                    )?;
                }
                Ok(())
            }
            Command::Invite { login } => {
                let code = at_desk(&noted, Action::Invite, &login, |desk| desk.invite(&login))?;
                writeln!(
                    streams.output,
                    "초대 코드: {code}\n\
                     {INVITATION_DAYS}일 안에 비밀번호 자리에 이 코드를 넣고 로그인하면, 새 비밀번호를 정할 수 있어요.\n\
                     이 코드는 다시 볼 수 없어요. 본인에게만 알려 주세요."
                )?;
                Ok(())
            }
            Command::Vouch { login } => {
                at_desk(&noted, Action::Vouch, &login, |desk| desk.vouch(&login))?;
                writeln!(
                    streams.output,
                    "본인 확인을 적었어요. {VOUCHED_DAYS}일 안에 로그인하는 기기는 본인인증을 하지 않아도 돼요."
                )?;
                Ok(())
            }
            Command::Suspend { login } => {
                at_desk(&noted, Action::LockAccount, &login, |desk| {
                    desk.set_suspended(&login, true)
                })?;
                writeln!(streams.output, "계정을 정지했어요.")?;
                Ok(())
            }
            Command::Restore { login } => {
                at_desk(&noted, Action::UnlockAccount, &login, |desk| {
                    desk.set_suspended(&login, false)
                })?;
                writeln!(streams.output, "계정을 다시 쓸 수 있어요.")?;
                Ok(())
            }
            Command::ResetSecondFactor { login } => {
                at_desk(&noted, Action::ResetSecondFactor, &login, |desk| {
                    desk.reset_second_factor(&login)
                })?;
                writeln!(
                    streams.output,
                    "인증 앱을 해제했어요. 다음 로그인에서 다시 등록해요."
                )?;
                Ok(())
            }
        }
    }
}

/// Does `job` with the account that has that login, and writes it down.
fn at_desk<T>(
    noted: &Noted,
    action: Action,
    login: &str,
    job: impl FnOnce(&Desk<'_>) -> Result<T, AccountError>,
) -> Result<T, CliError> {
    let whose = account::whose(noted.storage(), login)?;
    Ok(job(&Desk {
        storage: &noted.doing(Deed::new(action, whose)),
        clock: &SystemClock,
    })?)
}
