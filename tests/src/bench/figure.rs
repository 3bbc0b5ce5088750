//! What a measurement says, for machines and for people.

use serde::Serialize;
use std::collections::BTreeMap;

/// Everything that one benchmark found.
#[derive(Debug, Serialize)]
pub struct Report {
    /// Processor and cores.
    pub machine: String,
    /// Whether other programs were at work in rounds that count (`--any-load`): worth nothing then.
    pub loaded: bool,
    /// Rounds that count.
    pub rounds: usize,
    /// Rounds that were not counted because the machine was busy or uneven.
    pub void_rounds: usize,
    /// What was left out, and why.
    pub notes: Vec<String>,
    /// Medians.
    pub figures: Vec<Figure>,
    /// Ours divided by a peer's, a round each.
    pub ratios: Vec<Ratio>,
}

/// The median of one thing that was measured.
#[derive(Debug, Serialize)]
pub struct Figure {
    /// What.
    pub metric: String,
    /// Unit of the numbers.
    pub unit: &'static str,
    /// Ours; none where only peers were measured.
    pub ours: Option<f64>,
    /// The peers'.
    pub peers: BTreeMap<String, f64>,
}

/// How ours compares with a peer's.
#[derive(Debug, Serialize)]
pub struct Ratio {
    /// What.
    pub metric: String,
    /// Against whom.
    pub peer: String,
    /// Median of the rounds' ratios.
    pub median: f64,
    /// The least.
    pub min: f64,
    /// The greatest.
    pub max: f64,
}

/// A number a round that counts.
type Series = Vec<(usize, f64)>;

/// What the rounds gave, metric by metric.
#[derive(Debug, Default)]
pub struct Rounds {
    /// metric → unit, and for ours (`""`) and each peer one number a round.
    pub(super) values: BTreeMap<String, (&'static str, BTreeMap<String, Series>)>,
    /// Rounds that count.
    pub counted: usize,
    /// Rounds that don't.
    pub void: usize,
    /// Whether a round counts though the machine was busy.
    pub loaded: bool,
    /// What was left out, and why.
    pub notes: Vec<String>,
}

impl Rounds {
    /// Notes a number of ours (`peer` empty) or of a peer's in the round after the `counted` ones.
    pub fn add(&mut self, metric: &str, unit: &'static str, peer: &str, value: f64) {
        let (_, series) = self
            .values
            .entry(metric.to_owned())
            .or_insert_with(|| (unit, BTreeMap::new()));
        let series = series.entry(peer.to_owned()).or_default();
        series.push((self.counted, value));
    }

    /// Medians and ratios. A ratio is taken within a round, of the rounds that have both.
    #[must_use]
    pub fn report(&self) -> Report {
        let mut figures = Vec::new();
        let mut ratios = Vec::new();
        for (metric, (unit, series)) in &self.values {
            let ours = series.get("").cloned().unwrap_or_default();
            let mut peers = BTreeMap::new();
            for (peer, theirs) in series.iter().filter(|(peer, _)| !peer.is_empty()) {
                peers.insert(peer.clone(), middle(theirs));
                let each = divided(&ours, theirs);
                let sorted = |by: fn(f64, f64) -> f64| each.iter().copied().reduce(by);
                if let (Some(min), Some(max)) = (sorted(f64::min), sorted(f64::max)) {
                    ratios.push(Ratio {
                        metric: metric.clone(),
                        peer: peer.clone(),
                        median: median(&each),
                        min,
                        max,
                    });
                }
            }
            figures.push(Figure {
                metric: metric.clone(),
                unit,
                ours: (!ours.is_empty()).then(|| middle(&ours)),
                peers,
            });
        }
        Report {
            machine: machine(),
            loaded: self.loaded,
            rounds: self.counted,
            void_rounds: self.void,
            notes: self.notes.clone(),
            figures,
            ratios,
        }
    }
}

fn middle(series: &Series) -> f64 {
    let values: Vec<f64> = series.iter().map(|(_, value)| *value).collect();
    median(&values)
}

/// Ours divided by theirs, round by round; what can't be divided is left out.
fn divided(ours: &Series, theirs: &Series) -> Vec<f64> {
    let theirs: BTreeMap<usize, f64> = theirs.iter().copied().collect();
    let each = ours
        .iter()
        .filter_map(|(round, ours)| Some(ours / theirs.get(round)?));
    each.filter(|ratio| ratio.is_finite()).collect()
}

/// The middle value; 0 of nothing.
#[must_use]
pub fn median(values: &[f64]) -> f64 {
    percentile(values, 50.0)
}

/// The value below which `percent` of the values lie; 0 of nothing.
#[must_use]
pub fn percentile(values: &[f64], percent: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let last = sorted.len().saturating_sub(1) as f64;
    sorted
        .get((last * percent / 100.0).round() as usize)
        .copied()
        .unwrap_or(0.0)
}

fn machine() -> String {
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info
        .lines()
        .find_map(|line| line.strip_prefix("model name"))
        .map_or("unknown processor", |rest| {
            rest.trim_start_matches([':', '\t', ' '])
        });
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    format!("{model}, {cores} cores")
}

/// Processor time (user and system) of a process in milliseconds.
#[must_use]
pub fn cpu_ms(process: u32) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    let after = stat.rsplit(')').next().unwrap_or_default();
    let fields: Vec<&str> = after.split_whitespace().collect();
    let ticks = |place: usize| {
        fields
            .get(place)
            .and_then(|f| f.parse::<f64>().ok())
            .unwrap_or(0.0)
    };
    (ticks(11) + ticks(12)) * 10.0
}

/// Resident memory of a process in MB.
#[must_use]
pub fn resident_mb(process: u32) -> f64 {
    let statm = std::fs::read_to_string(format!("/proc/{process}/statm")).unwrap_or_default();
    let pages: f64 = statm
        .split_whitespace()
        .nth(1)
        .and_then(|field| field.parse().ok())
        .unwrap_or(0.0);
    pages * 4096.0 / 1e6
}

#[cfg(test)]
mod tests {
    use super::{Rounds, median, percentile};

    #[test]
    fn percentiles_are_values_that_were_measured() {
        let values: Vec<f64> = (0..=100).rev().map(f64::from).collect();
        assert_eq!(median(&values), 50.0);
        assert_eq!(percentile(&values, 95.0), 95.0);
        assert_eq!(percentile(&values, 100.0), 100.0);
        assert_eq!(percentile(&[3.0], 99.0), 3.0);
        assert_eq!(percentile(&[], 50.0), 0.0);
    }

    #[test]
    fn a_ratio_is_taken_within_its_round() {
        let mut rounds = Rounds::default();
        for (ours, peer) in [
            (1.0, Some(10.0)),
            (2.0, None),
            (3.0, Some(10.0)),
            (4.0, Some(8.0)),
        ] {
            rounds.add("first_10k", "ms", "", ours);
            if let Some(peer) = peer {
                rounds.add("first_10k", "ms", "rxdb", peer);
            }
            rounds.counted += 1;
        }
        let report = rounds.report();
        let ratio = &report.ratios[0];
        assert_eq!(
            (ratio.metric.as_str(), ratio.peer.as_str()),
            ("first_10k", "rxdb")
        );
        assert_eq!((ratio.min, ratio.median, ratio.max), (0.1, 0.3, 0.5));
        assert_eq!(report.figures[0].peers["rxdb"], 10.0);
        assert_eq!(report.rounds, 4);
    }

    #[test]
    fn what_is_nothing_gives_no_ratio() {
        let mut rounds = Rounds::default();
        rounds.add("missed", "%", "", 0.0);
        rounds.add("missed", "%", "ufuzzy", 0.0);
        assert!(rounds.report().ratios.is_empty());
    }

    #[test]
    fn the_json_is_as_the_document_says() {
        let mut rounds = Rounds::default();
        rounds.add("wire", "bytes a record", "", 65.0);
        rounds.add("wire", "bytes a record", "rxdb", 130.0);
        rounds.add("heap", "MB", "rxdb", 1.0);
        rounds.counted = 1;
        let json = serde_json::to_value(rounds.report()).unwrap();
        assert!(json["machine"].is_string());
        assert_eq!(json["rounds"], 1);
        assert_eq!(json["loaded"], false);
        let wire = serde_json::json!(
            {"metric": "wire", "unit": "bytes a record", "ours": 65.0, "peers": {"rxdb": 130.0}}
        );
        assert_eq!(json["figures"][1], wire);
        assert!(json["figures"][0]["ours"].is_null());
        let ratio = serde_json::json!(
            {"metric": "wire", "peer": "rxdb", "median": 0.5, "min": 0.5, "max": 0.5}
        );
        assert_eq!(json["ratios"], serde_json::json!([ratio]));
    }
}
