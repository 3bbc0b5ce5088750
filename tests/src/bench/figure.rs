//! What a measurement says, for machines and for people.

use serde::Serialize;
use std::collections::BTreeMap;

/// Everything that one benchmark found.
#[derive(Debug, Serialize)]
pub struct Report {
    /// Processor and cores.
    pub machine: String,
    /// Rounds that count.
    pub rounds: usize,
    /// Rounds that were not counted because the machine was busy or uneven.
    pub void_rounds: usize,
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
    /// Ours.
    pub ours: f64,
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

/// What the rounds gave, metric by metric.
#[derive(Debug, Default)]
pub struct Rounds {
    /// metric → unit, and for ours (`""`) and each peer one number a round.
    pub(super) values: BTreeMap<String, (&'static str, BTreeMap<String, Vec<f64>>)>,
    /// Rounds that count.
    pub counted: usize,
    /// Rounds that don't.
    pub void: usize,
}

impl Rounds {
    /// Notes a number of ours (`peer` empty) or of a peer's.
    pub fn add(&mut self, metric: &str, unit: &'static str, peer: &str, value: f64) {
        let (_, series) = self
            .values
            .entry(metric.to_owned())
            .or_insert_with(|| (unit, BTreeMap::new()));
        series.entry(peer.to_owned()).or_default().push(value);
    }

    /// Medians and ratios.
    #[must_use]
    pub fn report(&self) -> Report {
        let mut figures = Vec::new();
        let mut ratios = Vec::new();
        for (metric, (unit, series)) in &self.values {
            let ours = series.get("").cloned().unwrap_or_default();
            let mut peers = BTreeMap::new();
            for (peer, values) in series.iter().filter(|(peer, _)| !peer.is_empty()) {
                peers.insert(peer.clone(), median(values));
                let mut each: Vec<f64> = ours
                    .iter()
                    .zip(values)
                    .map(|(ours, peer)| ours / peer)
                    .collect();
                each.sort_by(f64::total_cmp);
                if let (Some(min), Some(max)) = (each.first(), each.last()) {
                    ratios.push(Ratio {
                        metric: metric.clone(),
                        peer: peer.clone(),
                        median: median(&each),
                        min: *min,
                        max: *max,
                    });
                }
            }
            figures.push(Figure {
                metric: metric.clone(),
                unit,
                ours: median(&ours),
                peers,
            });
        }
        Report {
            machine: machine(),
            rounds: self.counted,
            void_rounds: self.void,
            figures,
            ratios,
        }
    }
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

/// Tells a quiet machine from a busy one.
pub struct Calibration {
    expected: Option<f64>,
}

impl Calibration {
    /// Nothing measured yet.
    #[must_use]
    pub fn new() -> Self {
        Self { expected: None }
    }

    /// Whether the machine is quiet enough for a round: other programs use less than half a core,
    /// and a fixed loop takes within 10 % of the least time seen.
    pub fn is_quiet(&mut self) -> bool {
        let before = busy_ticks();
        let started = std::time::Instant::now();
        let mut random = super::data::Random::new(1);
        let mut sum = 0u64;
        for _ in 0..60_000_000u32 {
            sum = sum.wrapping_add(random.below(1 << 40));
        }
        std::hint::black_box(sum);
        let took = started.elapsed().as_secs_f64();
        let others = (busy_ticks() - before) / 100.0 / took - 1.0;
        let expected = self.expected.map_or(took, |expected| expected.min(took));
        self.expected = Some(expected);
        others < 0.5 && took <= expected * 1.1
    }
}

impl Default for Calibration {
    fn default() -> Self {
        Self::new()
    }
}

/// Time that all cores together have worked, in hundredths of a second.
fn busy_ticks() -> f64 {
    let stat = std::fs::read_to_string("/proc/stat").unwrap_or_default();
    let numbers: Vec<f64> = stat
        .lines()
        .next()
        .unwrap_or_default()
        .split_whitespace()
        .skip(1)
        .filter_map(|word| word.parse().ok())
        .collect();
    let total: f64 = numbers.iter().sum();
    total - numbers.get(3).unwrap_or(&0.0) - numbers.get(4).unwrap_or(&0.0)
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
