//! Whether everything that the server keeps is as it should be. Changes nothing.

use std::path::Path;

use handbook_wire::entity::FileHash;

use super::{BackupError, file_path, restore, stamp};
use crate::clock::Clock;
use crate::config::Config;
use crate::service::console::audit::{Action, Book, Verdict};
use crate::storage::sqlite::{Sqlite, whole};
use crate::storage::{AuditFilter, Storage};

const DAY: i64 = 24 * 60 * 60 * 1000;
/// A backup that is older than so many days is told.
const FRESH_DAYS: i64 = 2;

/// How something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// As it should be.
    Good,
    /// Works, but somebody should look.
    Warning,
    /// Not as it should be.
    Bad,
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What.
    pub what: &'static str,
    /// How it is.
    pub state: State,
    /// In words.
    pub told: String,
}

/// Looks at everything: takes as long as reading it all does.
///
/// # Errors
/// [`BackupError`] when it can't be looked at; what is wrong is a [`Finding`].
pub fn check(config: &Config, clock: &dyn Clock) -> Result<Vec<Finding>, BackupError> {
    let mut found = Vec::new();
    let mut say = |what, state, told: String| found.push(Finding { what, state, told });
    settings(config, &mut say);
    if restore::is_half_done(&config.data_dir) {
        let told = "복원하다가 멈췄어요. 서버가 켜지지 않아요. restore를 다시 실행해 주세요.";
        say("데이터", State::Bad, told.to_owned());
        return Ok(found);
    }
    let database = config.database();
    if !database.exists() {
        let told = format!(
            "{}가 없어요. 서버를 한 번도 켜지 않았어요.",
            database.display()
        );
        say("데이터", State::Bad, told);
        return Ok(found);
    }
    let inspection = match whole::inspect(&database) {
        Ok(inspection) => inspection,
        Err(error) => {
            say("데이터베이스", State::Bad, error.to_string());
            return Ok(found);
        }
    };
    match inspection.faults.as_slice() {
        [] => {
            let told = format!("모든 쪽이 온전해요. (개정 {})", inspection.revision);
            say("데이터베이스", State::Good, told);
        }
        faults => say("데이터베이스", State::Bad, faults.join("\n")),
    }
    let (schema, known) = (inspection.schema, inspection.known);
    match schema.cmp(&known) {
        std::cmp::Ordering::Equal => say("스키마", State::Good, format!("{schema}번이에요.")),
        std::cmp::Ordering::Less => {
            let told =
                format!("{schema}번이에요. 서버를 켜면 {known}번으로 올려요. 먼저 백업해 주세요.");
            say("스키마", State::Warning, told);
        }
        std::cmp::Ordering::Greater => {
            let told = format!(
                "{schema}번이에요. 이 서버는 {known}번까지 알아요. 서버를 업데이트해 주세요."
            );
            say("스키마", State::Bad, told);
        }
    }
    let has_secret = secret(config, &mut say);
    files(config, &inspection.files, &mut say)?;
    if schema == known && has_secret {
        let storage = Sqlite::open(&database)?;
        let storage: &dyn Storage = &storage;
        match Book::open(&config.secret_file())?.check(storage)? {
            Verdict::Sound { lines, newest } => {
                let told = format!("{lines}줄이 적힌 그대로예요. (마지막 {newest}번)");
                say("접속기록", State::Good, told);
            }
            Verdict::Broken { line } => {
                let told = format!("{line}번 줄부터 적힌 그대로가 아니에요. 백업과 견주어 주세요.");
                say("접속기록", State::Bad, told);
            }
        }
        last_backup(storage, clock.now(), &mut say)?;
    }
    Ok(found)
}

fn settings(config: &Config, say: &mut impl FnMut(&'static str, State, String)) {
    let tls = config
        .tls
        .iter()
        .flat_map(|tls| [&tls.certificate, &tls.key]);
    let unreadable: Vec<_> = tls
        .filter(|path| std::fs::File::open(path).is_err())
        .map(|path| path.display().to_string())
        .collect();
    match unreadable.as_slice() {
        [] => say("설정", State::Good, "모두 맞아요.".to_owned()),
        paths => {
            let told = format!("읽을 수 없어요: {}", paths.join(", "));
            say("설정", State::Bad, told);
        }
    }
    if config.backup_key.is_none() {
        let told = "backup.key_file이 없어서 백업할 수 없어요.";
        say("백업 열쇠", State::Warning, told.to_owned());
    }
}

fn secret(config: &Config, say: &mut impl FnMut(&'static str, State, String)) -> bool {
    let path = config.secret_file();
    let bad = |told: &str| (State::Bad, format!("{}: {told}", path.display()));
    let (state, told) = match std::fs::metadata(&path) {
        Err(_) => bad("없거나 읽을 수 없어요. 백업에서 복원해 주세요."),
        Ok(file) if file.len() != 32 => bad("32바이트가 아니에요. 백업에서 복원해 주세요."),
        Ok(_) if is_open(&path) => (
            State::Warning,
            format!("다른 사용자도 읽을 수 있어요: chmod 600 {}", path.display()),
        ),
        Ok(_) => (State::Good, "서버 계정만 읽을 수 있어요.".to_owned()),
    };
    say("비밀 파일", state, told);
    state != State::Bad
}

#[cfg(unix)]
fn is_open(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(path).is_ok_and(|file| file.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn is_open(_: &Path) -> bool {
    false
}

fn files(
    config: &Config,
    listed: &[(String, u64)],
    say: &mut impl FnMut(&'static str, State, String),
) -> Result<(), BackupError> {
    if config.s3.is_some() {
        let told = format!(
            "{}개가 버킷에 있어요. 버킷은 여기서 살피지 않아요.",
            listed.len()
        );
        say("첨부 파일", State::Warning, told);
        return Ok(());
    }
    let (mut wrong, mut bytes) = (Vec::new(), 0);
    for (name, size) in listed {
        let path = FileHash::parse(name).map(|hash| (file_path(config, &hash), hash));
        let right = path
            .is_some_and(|(path, hash)| restore::hash_of(&path).is_ok_and(|found| found == hash));
        match right {
            true => bytes += size,
            false => wrong.push(name.as_str()),
        }
    }
    match wrong.as_slice() {
        [] => {
            let told = format!(
                "{}개, {}MB가 모두 제 내용이에요.",
                listed.len(),
                bytes >> 20
            );
            say("첨부 파일", State::Good, told);
        }
        wrong => {
            let told = format!(
                "{}개가 없거나 달라졌어요:\n{}",
                wrong.len(),
                wrong.join("\n")
            );
            say("첨부 파일", State::Bad, told);
        }
    }
    Ok(())
}

fn last_backup(
    storage: &dyn Storage,
    now: i64,
    say: &mut impl FnMut(&'static str, State, String),
) -> Result<(), BackupError> {
    let filter = AuditFilter {
        actions: vec![Action::Backup.as_str().to_owned()],
        ..AuditFilter::default()
    };
    let lines = storage.reading(|txn| txn.audit(&filter, 1))?;
    let (state, told) = match lines.first() {
        None => (State::Warning, "아직 한 번도 하지 않았어요.".to_owned()),
        Some(line) => {
            let state = match now - line.at > FRESH_DAYS * DAY {
                true => State::Warning,
                false => State::Good,
            };
            (state, format!("{} ({})", stamp(line.at), line.object))
        }
    };
    say("마지막 백업", state, told);
    Ok(())
}
