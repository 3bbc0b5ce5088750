use std::path::PathBuf;

use clap::Args;

use super::{CliError, Streams};
use crate::backup::check::State;
use crate::backup::{self, restore};
use crate::clock::SystemClock;
use crate::config::Config;

#[derive(Args)]
pub(super) struct Backup {
    /// 만들 파일, 또는 백업을 모으는 폴더
    to: PathBuf,
}

impl Backup {
    pub(super) fn run(self, config: &Config, streams: &mut Streams<'_>) -> Result<(), CliError> {
        let made = backup::create(config, &SystemClock, &self.to)?;
        writeln!(
            streams.output,
            "백업했어요: {} ({}KB, 개정 {}, 첨부 파일 {}개)",
            made.path.display(),
            made.bytes.div_ceil(1024),
            made.revision,
            made.files
        )?;
        if made.in_bucket {
            writeln!(
                streams.output,
                "첨부 파일은 버킷에 있어서 들어 있지 않아요. 버킷의 버전 보관이나 복제를 켜 주세요."
            )?;
        }
        for hash in made.missing {
            writeln!(streams.error, "없어진 첨부 파일: {hash}")?;
        }
        Ok(())
    }
}

#[derive(Args)]
pub(super) struct BackupKey {
    /// 열쇠를 적을 새 파일
    file: PathBuf,
}

impl BackupKey {
    pub(super) fn run(self, streams: &mut Streams<'_>) -> Result<(), CliError> {
        backup::write_key(&self.file)?;
        writeln!(
            streams.output,
            "열쇠를 만들었어요: {}\n\
             이 파일을 서버 밖 안전한 곳에도 두세요. 열쇠를 잃어버리면 백업을 아무도 열 수 없어요.",
            self.file.display()
        )?;
        Ok(())
    }
}

#[derive(Args)]
pub(super) struct Restore {
    /// 백업 파일
    from: PathBuf,
    /// 지금 데이터를 치우고 백업으로 바꿔요.
    #[arg(long)]
    replace: bool,
}

impl Restore {
    pub(super) fn run(self, config: &Config, streams: &mut Streams<'_>) -> Result<(), CliError> {
        let done = restore::restore(config, &SystemClock, &self.from, self.replace)?;
        writeln!(
            streams.output,
            "{} 때의 데이터로 되돌렸어요. (개정 {}, 첨부 파일 {}개)",
            backup::stamp(done.made_at),
            done.revision,
            done.files
        )?;
        if let Some(folder) = done.set_aside {
            writeln!(
                streams.output,
                "전의 데이터는 {}에 두었어요. 필요 없어지면 지워 주세요.",
                folder.display()
            )?;
        }
        if done.in_bucket {
            writeln!(streams.output, "첨부 파일은 버킷에 있는 것을 그대로 써요.")?;
        }
        if done.missing > 0 {
            writeln!(
                streams.output,
                "첨부 파일 {}개는 백업할 때 이미 없었어요.",
                done.missing
            )?;
        }
        writeln!(
            streams.output,
            "백업한 뒤에 있었던 일은 없던 일이 됐어요: 그동안 정지한 계정, 바꾼 비밀번호, 명부의 변경을 다시 살펴봐 주세요.\n\
             이제 서버를 켜면 앱은 저절로 따라와요."
        )?;
        Ok(())
    }
}

/// Looks at everything and says how it is; fails when something is not as it should be.
pub(super) fn check(config: &Config, streams: &mut Streams<'_>) -> Result<(), CliError> {
    let found = backup::check::check(config, &SystemClock)?;
    for finding in &found {
        let sign = match finding.state {
            State::Good => "✓",
            State::Warning => "△",
            State::Bad => "✗",
        };
        writeln!(streams.output, "{sign} {}: {}", finding.what, finding.told)?;
    }
    match found.iter().filter(|one| one.state == State::Bad).count() {
        0 => Ok(()),
        count => Err(CliError::Unsound(count)),
    }
}
