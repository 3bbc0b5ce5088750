use std::io::Read;
use std::path::PathBuf;

use clap::Args;

use super::noted::Noted;
use super::{CliError, Streams};
use crate::clock::SystemClock;
use crate::config::Config;
use crate::roster::{Fault, Limits};
use crate::service::console::audit::{Action, Deed};
use crate::service::import::{self, Counts, Options, Report};

#[derive(Args)]
pub(super) struct Import {
    /// 명부 파일 (XLSX, CSV)
    roster: PathBuf,
    /// 살펴본 대로 가져와요. 없으면 알려 주기만 해요.
    #[arg(long)]
    apply: bool,
    /// 결과를 JSON으로 출력해요.
    #[arg(long)]
    json: bool,
    /// 많은 조합원사나 직원이 파일에 없어도 지워요.
    #[arg(long)]
    allow_removals: bool,
}

impl Import {
    pub(super) fn run(self, config: &Config, streams: &mut Streams<'_>) -> Result<(), CliError> {
        let unreadable = |reason| CliError::NoRoster {
            path: self.roster.clone(),
            reason,
        };
        let file = std::fs::File::open(&self.roster).map_err(unreadable)?;
        // One byte more than is allowed, so that the reader sees that it is too much.
        let mut bytes = Vec::new();
        file.take(Limits::default().file_bytes + 1)
            .read_to_end(&mut bytes)
            .map_err(unreadable)?;
        let name = self
            .roster
            .file_name()
            .unwrap_or_default()
            .to_string_lossy();
        let noted = Noted::open(config)?;
        let options = Options {
            apply: self.apply,
            allow_removals: self.allow_removals,
        };
        // A dry run writes nothing, this line included.
        let storage = noted.doing(Deed::new(Action::Import, &*name));
        let report = import::import_file(&storage, &SystemClock, &name, &bytes, options)?;
        if self.json {
            writeln!(streams.output, "{}", serde_json::to_string_pretty(&report)?)?;
        } else {
            show(&report, streams)?;
        }
        Ok(())
    }
}

fn show(report: &Report, streams: &mut Streams<'_>) -> Result<(), CliError> {
    let out = &mut *streams.output;
    let sheets = &report.sheets;
    for (name, counts) in [
        ("조합원사", sheets.members),
        ("임원", sheets.officers),
        ("조합직원", sheets.staff),
    ] {
        let Counts {
            new,
            changed,
            unchanged,
            missing,
        } = counts;
        writeln!(
            out,
            "{name}: 새로 {new} · 바뀜 {changed} · 그대로 {unchanged} · 파일에 없음 {missing}"
        )?;
    }
    if !report.faults.is_empty() {
        writeln!(
            out,
            "\n고쳐야 할 행 {}개 (나머지 행은 가져올 수 있어요)",
            report.faults.len()
        )?;
        for Fault {
            sheet,
            row,
            column,
            value,
            reason,
            advice,
        } in &report.faults
        {
            writeln!(
                out,
                "  {sheet} {row}행 [{column}] “{value}”\n    {reason}\n    → {advice}"
            )?;
        }
    }
    writeln!(out)?;
    let members = &sheets.members;
    if report.applied {
        writeln!(out, "가져왔어요. (개정 {})", report.revision)?;
        if members.missing > 0 {
            writeln!(
                out,
                "파일에 없던 조합원사 {}곳은 지웠어요.",
                members.missing
            )?;
        }
    } else {
        writeln!(
            out,
            "아직 아무것도 바꾸지 않았어요. 이대로 가져오려면 --apply를 붙여 다시 실행해 주세요."
        )?;
        if members.missing > 0 {
            writeln!(
                out,
                "가져오면 파일에 없는 조합원사 {}곳은 지워져요.",
                members.missing
            )?;
        }
    }
    Ok(())
}
