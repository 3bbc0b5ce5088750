use clap::Subcommand;

use super::noted::Noted;
use super::{CliError, Streams};
use crate::config::Config;
use crate::service::console::audit::{Action, Deed, Verdict};
use crate::service::console::role::{self, ConsoleRole, RoleError, Roles};

#[derive(Subcommand)]
pub(super) enum Command {
    /// 조합직원 계정과 사무국 콘솔의 권한을 보여요.
    List,
    /// 콘솔에서 할 수 있는 일을 정해요. 전에 있던 권한은 없어져요.
    Set {
        /// 조합직원의 아이디
        login: String,
        /// 관리자, 명부, 소식, 열람 (쉼표로 여러 개. 없으면 모두 거둬요)
        #[arg(value_delimiter = ',')]
        roles: Vec<String>,
    },
    /// 접속기록이 적힌 그대로인지 살펴봐요.
    CheckAudit,
}

impl Command {
    pub(super) fn run(self, config: &Config, streams: &mut Streams<'_>) -> Result<(), CliError> {
        let noted = Noted::open(config)?;
        match self {
            Command::List => {
                for holder in role::holders(noted.storage())? {
                    let roles = match holder.roles.is_empty() {
                        true => "권한 없음".to_owned(),
                        false => holder.roles.titles(),
                    };
                    writeln!(streams.output, "{}\t{}\t{roles}", holder.login, holder.name)?;
                }
                Ok(())
            }
            Command::Set { login, roles } => {
                let roles: Option<Vec<_>> = roles
                    .iter()
                    .map(|name| ConsoleRole::parse(name.trim()))
                    .collect();
                let roles = Roles::new(roles.ok_or(RoleError::NoSuchRole)?);
                let deed = Deed::new(Action::SetRoles, &login).with(roles.titles());
                role::set(&noted.doing(deed), &login, &roles)?;
                writeln!(streams.output, "권한을 정했어요.")?;
                Ok(())
            }
            Command::CheckAudit => match noted.book().check(noted.storage())? {
                Verdict::Sound { lines, newest } => {
                    writeln!(
                        streams.output,
                        "접속기록 {lines}줄이 적힌 그대로예요. (마지막 {newest}번)"
                    )?;
                    Ok(())
                }
                Verdict::Broken { line } => Err(CliError::BrokenAudit(line)),
            },
        }
    }
}
