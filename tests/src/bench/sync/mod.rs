//! `bench sync`: first sync, delta, live push, bytes and processor time; ours, the floor and peers.

mod floor;
mod ours;
mod peer;

use serde_json::Value;

pub use floor::measure as floor;
pub use ours::fill;
pub(super) use ours::{client, coop, store};

use super::Options;
use super::content::{CHANGES, Expected, Stage};
use super::figure::{Report, Rounds, median, percentile};
use super::kit::Kit;
use super::quiet::Quiet;
use super::talker::number;
use crate::Error;

/// Who can be measured beside us. The floor is no program, but what none can go below.
pub const PEERS: [&str; 5] = ["pouchdb", "rxdb", "tinybase", "pocketbase", "floor"];
/// Live edits in a round.
const PUSHES: usize = 40;
/// A peer that takes minutes for a round of as many companies, and in how many rounds it takes part then.
const SLOW: (&str, u64, usize) = ("pouchdb", 50_000, 2);

/// What a round of one side gave.
struct Taken {
    /// Milliseconds of the first sync.
    first: f64,
    /// The server's processor time for it, in milliseconds.
    server_cpu: f64,
    /// Bytes of it from the server, and to it.
    down: u64,
    up: u64,
    /// For each of [`CHANGES`] milliseconds and bytes from the server; none for a size that isn't the
    /// largest.
    deltas: Vec<(f64, u64)>,
    /// Milliseconds of each live edit.
    pushes: Vec<f64>,
}

/// What a side is asked to do in a round.
struct Job<'a> {
    expected: &'a mut Expected,
    size: u64,
    round: usize,
    /// Whether deltas and live edits are measured too.
    whole: bool,
}

enum Side {
    Ours(Box<ours::Side>),
    Peer(Box<peer::Side>),
    Floor,
}

/// Measures `sizes` companies, deltas and live edits at the largest.
///
/// # Errors
/// When our own programs fail or hold something else than they should.
pub async fn run(sizes: &[u64], options: &Options) -> Result<Report, Error> {
    let mut rounds = Rounds::default();
    let mut quiet = Quiet::new(options.any_load);
    let programs = options.peers.iter().any(|peer| peer != "floor");
    let kit = match programs.then(|| Kit::ready(options.wants("pocketbase"))) {
        Some(Ok(kit)) => Some(kit),
        Some(Err(error)) => {
            rounds.notes.push(format!("no peers: {error}"));
            None
        }
        None => None,
    };
    for (place, size) in sizes.iter().enumerate() {
        let whole = sizes.iter().all(|other| other <= size);
        let names = Names::new(*size, place == 0);
        let mut sides = vec![Side::Ours(Box::new(
            ours::Side::start(*size, options).await?,
        ))];
        for name in &options.peers {
            match (name.as_str(), &kit) {
                ("floor", _) => sides.push(Side::Floor),
                (_, None) => {}
                (_, Some(kit)) => match peer::Side::start(kit, name, *size, options) {
                    Ok(side) => sides.push(Side::Peer(Box::new(side))),
                    Err(error) => rounds.notes.push(format!("{name} at {size}: {error}")),
                },
            }
        }
        let mut expected = Expected::new(*size, options.shape);
        rounds.counted = 0;
        while rounds.counted < options.rounds && quiet.wait(&mut rounds) {
            let round = rounds.counted;
            // Whoever went first goes last in the next round.
            let mut turn: Vec<Side> = Vec::new();
            let is_done =
                |side: &Side| side.name() == SLOW.0 && *size >= SLOW.1 && rounds.counted >= SLOW.2;
            sides.retain(|side| !is_done(side));
            for mut side in sides.drain(..) {
                let mut job = Job {
                    expected: &mut expected,
                    size: *size,
                    // Where nothing is ever changed, each round is as the first.
                    round: if whole { round } else { 0 },
                    whole,
                };
                match side.round(&mut job, options, &names, &mut rounds).await {
                    Ok(()) => turn.push(side),
                    Err(error) if matches!(side, Side::Ours(_)) => return Err(error),
                    // It has not had this round's changes: it is out.
                    Err(error) => rounds
                        .notes
                        .push(format!("at {size}, round {round}: {error}")),
                }
            }
            turn.rotate_left(1);
            sides = turn;
            rounds.counted += 1;
        }
        for side in sides {
            if let Side::Ours(side) = side {
                side.stop()?;
            }
        }
    }
    Ok(rounds.report())
}

impl Side {
    fn name(&self) -> &str {
        match self {
            Self::Ours(_) => "",
            Self::Peer(side) => &side.name,
            Self::Floor => "floor",
        }
    }

    async fn round(
        &mut self,
        job: &mut Job<'_>,
        options: &Options,
        names: &Names,
        rounds: &mut Rounds,
    ) -> Result<(), Error> {
        match self {
            Self::Ours(side) => names.add("", &side.round(job).await?, job.size, rounds),
            Self::Peer(side) => {
                let taken = side.round(job).await?;
                names.add(&side.name, &taken, job.size, rounds);
            }
            Self::Floor => names.add_floor(&floor::start(job.size, options.shape)?, job, rounds),
        }
        Ok(())
    }
}

/// The metrics' names at a size.
struct Names {
    first: String,
    wire: String,
    server_cpu: String,
}

impl Names {
    fn new(size: u64, is_first: bool) -> Self {
        let name = if size.is_multiple_of(1_000) {
            format!("{}k", size / 1_000)
        } else {
            size.to_string()
        };
        Self {
            first: format!("first_{name}"),
            wire: if is_first {
                "wire".to_owned()
            } else {
                format!("wire_{name}")
            },
            server_cpu: format!("server_cpu_{name}"),
        }
    }

    fn add(&self, who: &str, taken: &Taken, size: u64, rounds: &mut Rounds) {
        let per_record = |bytes: u64| bytes as f64 / size as f64;
        rounds.add(&self.first, "ms", who, taken.first);
        rounds.add(&self.wire, "bytes a record", who, per_record(taken.down));
        let up = format!("{}_up", self.wire);
        rounds.add(&up, "bytes a record", who, per_record(taken.up));
        rounds.add(&self.server_cpu, "ms", who, taken.server_cpu);
        for (count, (took, bytes)) in CHANGES.iter().zip(&taken.deltas) {
            rounds.add(&format!("delta_{count}"), "ms", who, *took);
            rounds.add(&format!("delta_{count}_wire"), "bytes", who, *bytes as f64);
        }
        if !taken.pushes.is_empty() {
            rounds.add("push_p50", "ms", who, median(&taken.pushes));
            rounds.add("push_p99", "ms", who, percentile(&taken.pushes, 99.0));
        }
    }

    fn add_floor(&self, said: &Value, job: &Job<'_>, rounds: &mut Rounds) {
        rounds.add(&self.first, "ms", "floor", number(said, "ms"));
        let wire = number(said, "wire") / job.size as f64;
        rounds.add(&self.wire, "bytes a record", "floor", wire);
        if job.whole {
            rounds.add("delta_100", "ms", "floor", number(said, "delta_ms"));
        }
    }
}

/// The stages of a round in which the companies have just changed.
fn changes(round: usize) -> impl Iterator<Item = (u64, Stage)> {
    CHANGES.into_iter().enumerate().map(move |(at, count)| {
        let stage = Stage {
            round,
            changes: at + 1,
        };
        (count, stage)
    })
}

#[cfg(test)]
mod tests {
    use super::{Names, Taken};
    use crate::bench::figure::Rounds;

    #[test]
    fn metrics_are_called_as_the_document_says() {
        let taken = Taken {
            first: 2_000.0,
            server_cpu: 20.0,
            down: 650_000,
            up: 10_000,
            deltas: vec![(1.0, 10), (3.0, 30), (2.0, 20)],
            pushes: vec![3.0, 1.0, 2.0],
        };
        let mut rounds = Rounds::default();
        let small = Taken {
            deltas: Vec::new(),
            pushes: Vec::new(),
            ..taken
        };
        Names::new(10_000, true).add("", &small, 10_000, &mut rounds);
        let large = Taken {
            deltas: vec![(1.0, 10), (3.0, 30), (2.0, 20)],
            pushes: vec![3.0, 1.0, 2.0],
            ..small
        };
        Names::new(100_000, false).add("", &large, 100_000, &mut rounds);
        let report = rounds.report();
        let ours = |metric: &str| {
            let figure = report.figures.iter().find(|figure| figure.metric == metric);
            figure.unwrap_or_else(|| panic!("no {metric}")).ours
        };
        assert_eq!(ours("first_10k"), Some(2_000.0));
        assert_eq!(ours("first_100k"), Some(2_000.0));
        assert_eq!(ours("wire"), Some(65.0));
        assert_eq!(ours("server_cpu_10k"), Some(20.0));
        assert_eq!(ours("delta_100"), Some(2.0));
        assert_eq!(ours("delta_100_wire"), Some(20.0));
        assert_eq!(ours("push_p50"), Some(2.0));
    }
}
