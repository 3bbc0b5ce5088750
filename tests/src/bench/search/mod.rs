//! `bench search`: search as you type over generated companies; ours, the floor and peers.

mod fts5;
mod ours;
mod query;

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Instant;

use memchr::memmem;
use serde_json::{Map, Value, json};

use self::query::{Texts, Typed, brute_force, keystrokes};
use super::Options;
use super::content::{self, Stage, write_rows};
use super::figure::{Report, Rounds, percentile};
use super::kit::Kit;
use super::quiet::Quiet;
use super::talker::{Talker, number};
use crate::Error;

/// Who can be measured beside us. The libraries that run in Node.js come before SQLite.
pub const PEERS: [&str; 5] = ["minisearch", "flexsearch", "eshangul", "ufuzzy", "fts5"];
/// The unranked form of `fts5`, which is measured with it.
const UNRANKED: &str = "fts5_unranked";
/// Hits that a query answers with.
const TOP: usize = 50;
/// A round types one in so many of the queries, a different one each: so all are typed in as many
/// rounds, and a full run of slow peers ends within a quarter of an hour.
const PARTS: usize = 4;
/// One in so many queries is compared with brute force, at each of its keystrokes.
const CHECKED: usize = 20;
/// Companies that an update changes.
const UPDATES: u64 = 100;

/// The companies in the forms that the sides want.
struct Corpus<'a> {
    options: &'a Options,
    companies: Vec<Map<String, Value>>,
    texts: Vec<Texts>,
    dir: tempfile::TempDir,
}

/// Measures over `records` companies.
///
/// # Errors
/// When our search does not find what brute force finds.
pub fn run(records: u64, options: &Options) -> Result<Report, Error> {
    let start = Stage::start(0);
    let companies: Vec<_> = (0..records)
        .map(|number| content::company(number, options.shape, start))
        .collect();
    let texts: Vec<Texts> = companies.iter().map(Texts::of).collect();
    let corpus = Corpus {
        options,
        companies,
        texts,
        dir: tempfile::tempdir()?,
    };
    write_rows(&corpus.path("rows"), records, options.shape, start)?;
    std::fs::create_dir(corpus.path("cache"))?;
    ours::fill(&corpus.path("cache"), &corpus.companies)?;
    let all: Vec<u8> = corpus
        .companies
        .iter()
        .flat_map(|company| serde_json::to_vec(company).unwrap_or_default())
        .collect();

    let mut rounds = Rounds::default();
    let mut quiet = Quiet::new(options.any_load);
    let mut peers: Vec<&str> = options.peers.iter().map(String::as_str).collect();
    let kit = if peers.iter().any(|peer| *peer != "fts5") {
        let kit = Kit::ready(false);
        kit.map_err(|error| rounds.notes.push(format!("no peers but fts5: {error}")))
            .ok()
    } else {
        None
    };
    while rounds.counted < options.rounds && quiet.wait(&mut rounds) {
        let typed = keystrokes(&corpus.texts, rounds.counted, PARTS);
        measure_ours(&corpus, &typed, &mut rounds)?;
        scan(&all, &typed, &mut rounds);
        peers.retain(|peer| {
            let measured = match (*peer, &kit) {
                ("fts5", _) => measure_fts5(&corpus, &typed, &mut rounds),
                (_, None) => return false,
                (name, Some(kit)) => measure_peer(&corpus, kit, name, &typed, &mut rounds),
            };
            let failed = measured.map_err(|error| rounds.notes.push(format!("{peer}: {error}")));
            failed.is_ok()
        });
        rounds.counted += 1;
    }
    Ok(rounds.report())
}

impl Corpus<'_> {
    fn path(&self, name: &str) -> std::path::PathBuf {
        self.dir.path().join(name)
    }

    /// The companies that an update changes, as they are afterwards.
    fn changed(&self, round: usize) -> Vec<Map<String, Value>> {
        let stage = Stage { round, changes: 3 };
        let count = UPDATES.min(self.companies.len() as u64);
        (0..count)
            .map(|number| content::company(number, self.options.shape, stage))
            .collect()
    }

    /// What is compared with brute force.
    fn checks(&self) -> Vec<Typed> {
        keystrokes(&self.texts, 0, CHECKED)
    }

    /// How much of what brute force finds is missing, in per cent; each text counts alike.
    fn missed(
        &self,
        found: impl Fn(usize, &Typed) -> Result<BTreeSet<u64>, Error>,
    ) -> Result<f64, Error> {
        let checks = self.checks();
        let mut missed = 0.0;
        for (place, typed) in checks.iter().enumerate() {
            let brute = brute_force(&self.texts, typed);
            let lost = brute.difference(&found(place, typed)?).count();
            missed += lost as f64 / brute.len().max(1) as f64;
        }
        Ok(missed * 100.0 / checks.len().max(1) as f64)
    }
}

fn measure_ours(corpus: &Corpus<'_>, typed: &[Typed], rounds: &mut Rounds) -> Result<(), Error> {
    let side = ours::Side::open(&corpus.path("cache"))?;
    rounds.add("cold", "ms", "", side.cold);
    rounds.add("resident_growth", "MB", "", side.grown);
    rounds.add("memory", "MB", "", side.memory()?);
    let times = times(typed, |text| side.time(text, TOP))?;
    add_times("", typed, &times, rounds);
    if rounds.counted == 0 {
        // The companies are as they were generated only until the first update.
        let all = corpus.companies.len();
        for typed in corpus.checks() {
            let found = side.search(&typed.text, all)?;
            if let Some(lost) = brute_force(&corpus.texts, &typed).difference(&found).next() {
                return Err(format!("{typed:?} does not find company {lost}").into());
            }
        }
        rounds.add("missed", "%", "", 0.0);
    }
    let took = side.update(&corpus.changed(rounds.counted), rounds.counted as u64 + 2)?;
    rounds.add("update_100", "ms", "", took);
    let after = self::times(typed, |text| side.time(text, TOP))?;
    rounds.add("p95_updated", "ms", "", percentile(&after, 95.0));
    Ok(())
}

/// The floor: reading every byte of the records once.
fn scan(all: &[u8], typed: &[Typed], rounds: &mut Rounds) {
    let times: Vec<f64> = typed
        .iter()
        .step_by(20)
        .map(|typed| {
            let started = Instant::now();
            std::hint::black_box(memmem::find_iter(all, typed.text.as_bytes()).count());
            started.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    for metric in ["p95", "p95_3", "p95_12"] {
        rounds.add(metric, "ms", "scan", percentile(&times, 95.0));
    }
}

fn measure_fts5(corpus: &Corpus<'_>, typed: &[Typed], rounds: &mut Rounds) -> Result<(), Error> {
    let mut side = fts5::Side::build(&corpus.texts)?;
    rounds.add("build", "ms", "fts5", side.build);
    for (who, ranked) in [("fts5", true), (UNRANKED, false)] {
        let times = times(typed, |text| side.time(text, TOP, ranked))?;
        add_times(who, typed, &times, rounds);
    }
    if rounds.counted == 0 {
        let all = corpus.companies.len();
        let missed = corpus.missed(|_, typed| side.search(&typed.text, all, false))?;
        rounds.add("missed", "%", "fts5", missed);
    }
    let changed: Vec<Texts> = corpus
        .changed(rounds.counted)
        .iter()
        .map(Texts::of)
        .collect();
    rounds.add("update_100", "ms", "fts5", side.update(&changed)?);
    let after = times(typed, |text| side.time(text, TOP, true))?;
    rounds.add("p95_updated", "ms", "fts5", percentile(&after, 95.0));
    Ok(())
}

/// A library in Node.js, in a process of its own.
fn measure_peer(
    corpus: &Corpus<'_>,
    kit: &Kit,
    name: &str,
    typed: &[Typed],
    rounds: &mut Rounds,
) -> Result<(), Error> {
    let mut side = Talker::start(name, kit.node("search.mjs").arg(name))?;
    let built = side.ask(&json!({"do": "build", "rows": corpus.path("rows")}))?;
    rounds.add("build", "ms", name, number(&built, "ms"));
    rounds.add("memory", "MB", name, number(&built, "heap"));
    rounds.add("resident_growth", "MB", name, number(&built, "rss"));
    if name == "minisearch" {
        rounds.add("cold", "ms", "minisearch_build", number(&built, "ms"));
    }
    let texts = corpus.path("texts");
    write_texts(&texts, typed)?;
    let times = type_all(&mut side, &texts)?;
    add_times(name, typed, &times, rounds);
    // Once is enough for what doesn't change, and for what takes one of them a minute.
    if rounds.counted > 0 {
        return Ok(());
    }
    let checks = corpus.path("checks");
    write_texts(&checks, &corpus.checks())?;
    let found = side.ask(&json!({"do": "check", "file": checks}))?;
    let missed = corpus.missed(|place, _| {
        let ids = found["found"][place].as_array().into_iter().flatten();
        Ok(ids
            .filter_map(|id| Some(id.as_u64()? - content::FIRST_ID))
            .collect())
    })?;
    rounds.add("missed", "%", name, missed);
    let changed = corpus.path("changed");
    let stage = Stage {
        round: rounds.counted,
        changes: 3,
    };
    let count = UPDATES.min(corpus.companies.len() as u64);
    write_rows(&changed, count, corpus.options.shape, stage)?;
    let update = side.ask(&json!({"do": "update", "rows": changed}))?;
    rounds.add("update_100", "ms", name, number(&update, "ms"));
    let after = type_all(&mut side, &texts)?;
    rounds.add("p95_updated", "ms", name, percentile(&after, 95.0));
    Ok(())
}

fn write_texts(path: &Path, typed: &[Typed]) -> Result<(), Error> {
    let texts: Vec<&str> = typed.iter().map(|typed| typed.text.as_str()).collect();
    Ok(std::fs::write(path, serde_json::to_vec(&texts)?)?)
}

fn type_all(side: &mut Talker, texts: &Path) -> Result<Vec<f64>, Error> {
    let said = side.ask(&json!({"do": "type", "file": texts, "limit": TOP}))?;
    Ok(serde_json::from_value(said["times"].clone())?)
}

fn times(typed: &[Typed], each: impl Fn(&str) -> Result<f64, Error>) -> Result<Vec<f64>, Error> {
    typed.iter().map(|typed| each(&typed.text)).collect()
}

fn add_times(who: &str, typed: &[Typed], times: &[f64], rounds: &mut Rounds) {
    let of = |is_short: bool| -> Vec<f64> {
        let pairs = typed.iter().zip(times);
        let chosen = pairs.filter(|(typed, _)| typed.is_short() == is_short);
        chosen.map(|(_, took)| *took).collect()
    };
    for (metric, percent) in [("p50", 50.0), ("p95", 95.0), ("p99", 99.0)] {
        rounds.add(metric, "ms", who, percentile(times, percent));
    }
    rounds.add("p95_12", "ms", who, percentile(&of(true), 95.0));
    rounds.add("p95_3", "ms", who, percentile(&of(false), 95.0));
}
