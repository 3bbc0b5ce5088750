//! Our side of `bench search`: the cache on disk, opened anew each round.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Instant;

use handbook_core::cache::Cache;
use handbook_core::search::Query;
use handbook_core::store::Key;
use handbook_wire::batch::{FORMAT, Header, Writer};
use handbook_wire::entity::Kind;
use serde_json::{Map, Value};

use crate::Error;
use crate::bench::content;
use crate::bench::figure::resident_mb;

/// The opened cache.
pub struct Side {
    cache: Cache,
    /// Milliseconds from opening it until its first answer.
    pub cold: f64,
    /// MB by which the process grew.
    pub grown: f64,
}

fn key() -> Key {
    Key::new([7; 32])
}

impl Side {
    /// Opens the cache in `dir` and asks it once.
    pub fn open(dir: &Path) -> Result<Self, Error> {
        let memory = resident_mb(std::process::id());
        let started = Instant::now();
        let cache = Cache::standalone(dir, key())?;
        let mut side = Self {
            cache,
            cold: 0.0,
            grown: 0.0,
        };
        std::hint::black_box(side.search("ㅎㅂㅈㄱ", 50)?);
        side.cold = started.elapsed().as_secs_f64() * 1e3;
        side.grown = resident_mb(std::process::id()) - memory;
        Ok(side)
    }

    /// Numbers of the companies that are found.
    pub fn search(&self, text: &str, limit: usize) -> Result<BTreeSet<u64>, Error> {
        let view = self.cache.view().ok_or("the cache was not loaded")?;
        let found = view.index.search(&Query::new(text), limit);
        let numbers = found
            .hits
            .iter()
            .filter_map(|hit| hit.id.parse::<u64>().ok());
        Ok(numbers.map(|id| id - content::FIRST_ID).collect())
    }

    /// Milliseconds until a text is answered.
    pub fn time(&self, text: &str, limit: usize) -> Result<f64, Error> {
        let view = self.cache.view().ok_or("the cache was not loaded")?;
        let started = Instant::now();
        std::hint::black_box(view.index.search(&Query::new(text), limit));
        Ok(started.elapsed().as_secs_f64() * 1e3)
    }

    /// MB that the index counts for itself.
    pub fn memory(&self) -> Result<f64, Error> {
        let view = self.cache.view().ok_or("the cache was not loaded")?;
        Ok(view.index.memory() as f64 / 1e6)
    }

    /// Milliseconds until changes are in cache and index.
    pub fn update(&self, companies: &[Map<String, Value>], revision: u64) -> Result<f64, Error> {
        let batch = batch(companies, revision)?;
        let started = Instant::now();
        self.cache.apply_delta(&batch, 0)?;
        let took = started.elapsed().as_secs_f64() * 1e3;
        // For the next round's start, as in `fill`.
        self.cache.pack_now()?;
        Ok(took)
    }
}

/// Puts the companies into a cache in `dir` as a sync does.
pub fn fill(dir: &Path, companies: &[Map<String, Value>]) -> Result<(), Error> {
    let cache = Cache::standalone(dir, key())?;
    cache.apply_delta(&batch(companies, 1)?, 0)?;
    // The app does so when it has come to rest.
    Ok(cache.pack_now()?)
}

fn batch(companies: &[Map<String, Value>], revision: u64) -> Result<Vec<u8>, Error> {
    let header = Header {
        format: FORMAT,
        server: "bench".to_owned(),
        revision,
        cursor: revision.to_string(),
        more: false,
    };
    let mut writer = Writer::new(Vec::new(), &header)?;
    for (number, company) in companies.iter().enumerate() {
        let id = content::id(number as u64);
        writer.put(Kind::Member.as_str(), &id, revision, company.clone())?;
    }
    Ok(zstd::encode_all(writer.finish()?.as_slice(), 3)?)
}
