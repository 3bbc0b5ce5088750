//! `bench search`: search as you type over generated companies; ours and the floor.

use std::collections::HashSet;
use std::time::Instant;

use handbook_core::cache::Cache;
use handbook_core::search::{Index, Query};
use handbook_core::store::Key;
use handbook_wire::batch::{FORMAT, Header, Writer};
use handbook_wire::entity::{CompanyName, Kind};
use memchr::memmem;
use serde_json::{Map, Value};

use super::data::{self, Random, Shape};
use super::figure::{Calibration, Report, Rounds, percentile, resident_mb};
use crate::Error;

/// Queries in each class.
const QUERIES: usize = 200;
/// Hits that a query answers with.
const TOP: usize = 50;

/// Measures over `records` companies.
///
/// # Errors
/// When a search disagrees with brute force.
pub fn run(records: u64, wanted: usize, shape: Shape) -> Result<Report, Error> {
    let companies: Vec<_> = (0..records)
        .map(|number| data::company(number, shape))
        .collect();
    let dir = tempfile::tempdir()?;
    let key = Key::new([7; 32]);
    fill(dir.path(), &key, &companies)?;
    let typed = keystrokes(&companies);
    let texts: Vec<u8> = companies
        .iter()
        .flat_map(|company| serde_json::to_vec(company).unwrap_or_default())
        .collect();

    let mut rounds = Rounds::default();
    let mut calibration = Calibration::new();
    calibration.is_quiet();
    let mut tries = 0;
    while rounds.counted < wanted && tries < wanted * 4 {
        tries += 1;
        if !calibration.is_quiet() {
            rounds.void += 1;
            continue;
        }
        let memory = resident_mb(std::process::id());
        let started = Instant::now();
        let cache = Cache::standalone(dir.path(), key.clone())?;
        let view = cache.view().ok_or("the cache was not loaded")?;
        let index = &view.index;
        std::hint::black_box(index.search(&Query::new("ㅎㅂㅈㄱ"), TOP));
        rounds.add("cold", "ms", "", started.elapsed().as_secs_f64() * 1e3);
        rounds.add(
            "resident_growth",
            "MB",
            "",
            resident_mb(std::process::id()) - memory,
        );
        rounds.add("memory", "MB", "", index.memory() as f64 / 1e6);
        let (mut short, mut long, mut scan) = (Vec::new(), Vec::new(), Vec::new());
        for text in &typed {
            let started = Instant::now();
            std::hint::black_box(index.search(&Query::new(text), TOP));
            let took = started.elapsed().as_secs_f64() * 1e3;
            if text.chars().count() < 3 {
                short.push(took)
            } else {
                long.push(took)
            }
        }
        // The floor: reading every searchable byte once.
        for text in typed.iter().step_by(20) {
            let started = Instant::now();
            std::hint::black_box(memmem::find_iter(&texts, text.as_bytes()).count());
            scan.push(started.elapsed().as_secs_f64() * 1e3);
        }
        let all: Vec<f64> = short.iter().chain(&long).copied().collect();
        rounds.add("p50", "ms", "", percentile(&all, 50.0));
        rounds.add("p95", "ms", "", percentile(&all, 95.0));
        rounds.add("p99", "ms", "", percentile(&all, 99.0));
        rounds.add("p95_3", "ms", "", percentile(&long, 95.0));
        rounds.add("p95_12", "ms", "", percentile(&short, 95.0));
        for metric in ["p95", "p95_3", "p95_12"] {
            rounds.add(metric, "ms", "floor", percentile(&scan, 95.0));
        }
        check(index, &companies)?;
        rounds.counted += 1;
    }
    Ok(rounds.report())
}

/// Puts the companies into a cache as a sync does.
fn fill(dir: &std::path::Path, key: &Key, companies: &[Map<String, Value>]) -> Result<(), Error> {
    let header = Header {
        format: FORMAT,
        server: "bench".to_owned(),
        revision: 1,
        cursor: "1".to_owned(),
        more: false,
    };
    let mut writer = Writer::new(Vec::new(), &header)?;
    for (number, company) in companies.iter().enumerate() {
        writer.put(
            Kind::Member.as_str(),
            &number.to_string(),
            1,
            company.clone(),
        )?;
    }
    let batch = zstd::encode_all(writer.finish()?.as_slice(), 3)?;
    let cache = Cache::standalone(dir, key.clone())?;
    cache.apply_delta(&batch, 0)?;
    // The app does so when it has come to rest.
    Ok(cache.pack_now()?)
}

/// Queries of seven classes, typed one keystroke at a time.
fn keystrokes(companies: &[Map<String, Value>]) -> Vec<String> {
    let mut random = Random::new(42);
    let mut typed = Vec::new();
    for class in 0..7 {
        for _ in 0..QUERIES {
            let place = usize::try_from(random.below(companies.len() as u64)).unwrap_or(0);
            let Some(company) = companies.get(place) else {
                continue;
            };
            let query = query(class, company);
            let mut prefix = String::new();
            for letter in query.chars() {
                prefix.push(letter);
                typed.push(prefix.clone());
            }
        }
    }
    typed
}

fn query(class: usize, company: &Map<String, Value>) -> String {
    let text = |field: &str| {
        company
            .get(field)
            .and_then(Value::as_str)
            .unwrap_or_default()
    };
    let first = |field: &str| {
        company
            .get(field)
            .and_then(|list| list[0].as_str())
            .unwrap_or_default()
            .to_owned()
    };
    let proper = CompanyName::parse(text("name")).proper;
    let digits = company
        .get("mobile")
        .and_then(|m| m["number"].as_str())
        .unwrap_or_default();
    match class {
        0 => choseong(proper),
        1 => half_typed(proper),
        2 => proper.to_owned(),
        3 => first("representatives"),
        4 => digits.chars().skip(7).collect(),
        5 => text("branch").to_owned(),
        _ => first("products"),
    }
}

/// The first consonants of Hangul syllables; anything else as it is.
fn choseong(text: &str) -> String {
    const FIRST: [char; 19] = [
        'ㄱ', 'ㄲ', 'ㄴ', 'ㄷ', 'ㄸ', 'ㄹ', 'ㅁ', 'ㅂ', 'ㅃ', 'ㅅ', 'ㅆ', 'ㅇ', 'ㅈ', 'ㅉ', 'ㅊ',
        'ㅋ', 'ㅌ', 'ㅍ', 'ㅎ',
    ];
    text.chars()
        .map(|letter| match (letter as u32).checked_sub(0xac00) {
            Some(place @ 0..11_172) => FIRST[place as usize / 588],
            _ => letter,
        })
        .collect()
}

/// The text with the final consonant of its last syllable not yet typed.
fn half_typed(text: &str) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    if let Some(last) = letters.last_mut()
        && let Some(place @ 0..11_172) = (*last as u32).checked_sub(0xac00)
        && let Some(open) = char::from_u32(0xac00 + place / 28 * 28)
    {
        *last = open;
    }
    letters.into_iter().collect()
}

/// Every company that has the query in the field it was taken from must be found.
fn check(index: &Index, companies: &[Map<String, Value>]) -> Result<(), Error> {
    let mut random = Random::new(7);
    for class in 0..7 {
        for _ in 0..5 {
            let place = usize::try_from(random.below(companies.len() as u64)).unwrap_or(0);
            let Some(company) = companies.get(place) else {
                continue;
            };
            let wanted = query(class, company);
            let found: HashSet<String> = index
                .search(&Query::new(&wanted), companies.len())
                .hits
                .into_iter()
                .map(|hit| hit.id)
                .collect();
            for (number, other) in companies.iter().enumerate() {
                if query(class, other) == wanted && !found.contains(&number.to_string()) {
                    return Err(format!("class {class}: a company was not found").into());
                }
            }
        }
    }
    Ok(())
}
