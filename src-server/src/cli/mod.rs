//! The command line. Answers go to the output, everything else to the error stream.
//!
//! Exit codes: 0 done (a dry run with faults included), 1 failed, 2 the roster can't be read,
//! 3 refused because too much would disappear, 64 the command line is wrong.

mod account;
mod backup;
mod card_key;
mod change_request;
mod console;
mod import;
mod noted;
mod serve;
mod sign_up;

use std::ffi::OsString;
use std::io::{Read, Write};
use std::path::PathBuf;

use clap::{Parser, Subcommand};

use crate::backup::BackupError;
use crate::config::{Config, ConfigError};
use crate::server::StartError;
use crate::service::account::AccountError;
use crate::service::change;
use crate::service::console::role::RoleError;
use crate::service::import::ImportError;
use crate::service::sign_up::DecisionError;
use crate::storage::StorageError;

/// Where a command reads and writes.
pub struct Streams<'a> {
    /// Standard input.
    pub input: &'a mut dyn Read,
    /// Standard output: what the command was asked for.
    pub output: &'a mut dyn Write,
    /// Standard error: everything that is said besides.
    pub error: &'a mut dyn Write,
}

#[derive(Parser)]
#[command(name = "handbook-server", version, about = "e수첩 조합 서버")]
struct Arguments {
    /// 설정 파일 (없으면 지금 폴더의 handbook-server.toml)
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// 서버를 켜요. Ctrl-C나 SIGTERM으로 꺼요.
    Serve,
    /// 명부 파일(XLSX, CSV)을 살펴보고, --apply면 가져와요.
    Import(import::Import),
    /// 계정을 살펴보고 바꿔요.
    #[command(subcommand)]
    Account(account::Command),
    /// 가입 신청을 살펴보고 결정해요.
    #[command(subcommand)]
    SignUp(sign_up::Command),
    /// 조합원증에 서명하는 열쇠를 살펴보고 바꿔요.
    #[command(subcommand)]
    CardKey(card_key::Command),
    /// 변경 신청을 살펴보고 결정해요.
    #[command(subcommand)]
    ChangeRequest(change_request::Command),
    /// 사무국 콘솔의 권한을 정하고 접속기록을 살펴봐요.
    #[command(subcommand)]
    Console(console::Command),
    /// 모든 데이터를 암호화한 파일 하나로 백업해요. 서버가 켜져 있어도 돼요.
    Backup(backup::Backup),
    /// 백업을 잠그고 여는 열쇠를 만들어요.
    BackupKey(backup::BackupKey),
    /// 백업한 때의 데이터로 되돌려요. 서버를 끄고 해요.
    Restore(backup::Restore),
    /// 데이터베이스, 첨부 파일, 접속기록, 설정이 온전한지 살펴봐요.
    Check,
    /// OpenAPI 문서를 출력해요.
    Openapi,
    /// 설정이 맞는지 살펴봐요.
    CheckConfig,
}

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
enum CliError {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    Start(#[from] StartError),
    #[error(transparent)]
    Storage(#[from] StorageError),
    #[error(transparent)]
    Account(#[from] AccountError),
    #[error(transparent)]
    SignUp(#[from] DecisionError),
    #[error(transparent)]
    ChangeRequest(#[from] change::DecisionError),
    #[error(transparent)]
    Role(#[from] RoleError),
    #[error(
        "접속기록이 적힌 그대로가 아니에요. {0}번 줄부터 다르거나 없어요.\n서버의 파일을 그대로 보관하고, 백업과 견주어 주세요."
    )]
    BrokenAudit(u64),
    #[error(transparent)]
    Backup(#[from] BackupError),
    #[error("살펴본 것 가운데 {0}가지가 온전하지 않아요.")]
    Unsound(usize),
    #[error(transparent)]
    Import(#[from] ImportError),
    #[error("명부 파일을 열 수 없어요: {path} ({reason})", path = .path.display())]
    NoRoster {
        path: PathBuf,
        reason: std::io::Error,
    },
    #[error("{0}")]
    Usage(&'static str),
    #[error("입력이나 출력에 실패했어요: {0}")]
    Io(#[from] std::io::Error),
    #[error("JSON을 쓸 수 없어요: {0}")]
    Json(#[from] serde_json::Error),
}

impl CliError {
    fn code(&self) -> u8 {
        match self {
            CliError::NoRoster { .. } | CliError::Import(ImportError::Unreadable(_)) => 2,
            CliError::Import(ImportError::TooManyMissing { .. }) => 3,
            CliError::Usage(_) => 64,
            _ => 1,
        }
    }
}

/// Runs a command and gives its exit code. `args` begins with the program's name.
pub fn run(
    args: impl IntoIterator<Item = impl Into<OsString> + Clone>,
    env: impl IntoIterator<Item = (String, String)>,
    streams: &mut Streams<'_>,
) -> u8 {
    let arguments = match Arguments::try_parse_from(args) {
        Ok(arguments) => arguments,
        Err(error) => {
            let wrong = error.use_stderr();
            let to: &mut dyn Write = if wrong { streams.error } else { streams.output };
            let _ = write!(to, "{error}");
            return if wrong { 64 } else { 0 };
        }
    };
    match execute(arguments, env, streams) {
        Ok(()) => 0,
        // Whoever read the output has read enough.
        Err(CliError::Io(error)) if error.kind() == std::io::ErrorKind::BrokenPipe => 0,
        Err(error) => {
            let _ = writeln!(streams.error, "{error}");
            error.code()
        }
    }
}

fn execute(
    arguments: Arguments,
    env: impl IntoIterator<Item = (String, String)>,
    streams: &mut Streams<'_>,
) -> Result<(), CliError> {
    if let Command::Openapi = arguments.command {
        writeln!(
            streams.output,
            "{}",
            serde_json::to_string_pretty(&crate::api::document())?
        )?;
        return Ok(());
    }
    // The configuration may name the key that is to be made.
    if let Command::BackupKey(command) = arguments.command {
        return command.run(streams);
    }
    let config = Config::load(arguments.config.as_deref(), env)?;
    match arguments.command {
        Command::Serve => serve::run(config),
        Command::Import(command) => command.run(&config, streams),
        Command::Account(command) => command.run(&config, streams),
        Command::SignUp(command) => command.run(&config, streams),
        Command::CardKey(command) => command.run(&config, streams),
        Command::ChangeRequest(command) => command.run(&config, streams),
        Command::Console(command) => command.run(&config, streams),
        Command::Backup(command) => command.run(&config, streams),
        Command::Restore(command) => command.run(&config, streams),
        Command::Check => backup::check(&config, streams),
        Command::CheckConfig => {
            writeln!(streams.output, "설정이 맞아요.\n{config:#?}")?;
            Ok(())
        }
        Command::Openapi | Command::BackupKey(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests;
