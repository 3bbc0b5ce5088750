//! `bench server`: what the server's processor and memory cost an operation, with many clients at once;
//! ours, peers, and the floor of bare writes. The clients are this process; what they cost does not count.

mod crowd;
mod floor;
mod ours;
mod peer;

use std::collections::BTreeSet;

use super::Options;
use super::content::{Expected, Stage};
use super::figure::{Report, Rounds, cpu_ms, resident_mb};
use super::kit::Kit;
use super::quiet::Quiet;
use crate::Error;
use crowd::Crowd;

pub use floor::serve as floor;

/// Who can be measured beside us.
pub const PEERS: [&str; 3] = ["pocketbase", "pouchdb", "floor"];
/// Bytes of the floor's bare write.
const BARE: usize = 300;

/// How much is asked.
#[derive(Debug, Clone)]
pub struct Sizes {
    /// Companies of a first sync.
    pub records: u64,
    /// First syncs at the same time.
    pub syncs: usize,
    /// Numbers of live clients.
    pub clients: Vec<usize>,
    /// Changes that each live client hears of.
    pub events: usize,
}

/// What a side must be able to do. Each round has a server of its own.
enum Side {
    Ours(Box<ours::Side>),
    Peer(Box<peer::Side>),
    Floor(Box<floor::Side>),
}

/// Measures.
///
/// # Errors
/// When our own server fails, or a client of it gets something else than it should.
pub async fn run(sizes: &Sizes, options: &Options) -> Result<Report, Error> {
    // The clients' TLS is not used here, but it wants a provider all the same.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut rounds = Rounds::default();
    rounds
        .notes
        .push("the database is SQLite; no TLS between clients and servers".to_owned());
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
    let prepared = ours::prepare(sizes, options)?;
    let mut expected = Expected::new(sizes.records, options.shape);
    let mut names: Vec<&str> = vec![""];
    names.extend(options.peers.iter().map(String::as_str));
    let mut out = BTreeSet::new();
    while rounds.counted < options.rounds && quiet.wait(&mut rounds) {
        for name in &names {
            if out.contains(name) {
                continue;
            }
            let side = match (*name, &kit) {
                ("", _) => Side::Ours(Box::new(ours::Side::start(&prepared).await?)),
                ("floor", _) => Side::Floor(Box::new(floor::Side::start()?)),
                (_, None) => continue,
                (name, Some(kit)) => match peer::Side::start(kit, name, sizes, options).await {
                    Ok(side) => Side::Peer(Box::new(side)),
                    Err(error) => {
                        rounds.notes.push(format!("{name}: {error}"));
                        out.insert(name);
                        continue;
                    }
                },
            };
            let round = rounds.counted;
            match side.round(name, sizes, &mut expected, &mut rounds).await {
                Ok(()) => {}
                Err(error) if name.is_empty() => return Err(error),
                Err(error) => {
                    rounds.notes.push(format!("round {round}, {name}: {error}"));
                    out.insert(name);
                }
            }
        }
        // Whoever went first goes last in the next round.
        names.rotate_left(1);
        rounds.counted += 1;
    }
    Ok(rounds.report())
}

impl Side {
    async fn round(
        mut self,
        name: &str,
        sizes: &Sizes,
        expected: &mut Expected,
        rounds: &mut Rounds,
    ) -> Result<(), Error> {
        let server = self.process()?;
        let mut crowd = Crowd::default();
        // The most first: an idle client is measured before any of them has heard of anything.
        let mut counts = sizes.clients.clone();
        counts.sort_unstable_by(|a, b| b.cmp(a));
        if let Some(most) = counts.first().copied().filter(|most| *most > 0) {
            let before = resident_mb(server);
            while crowd.len() < most {
                let one = self.open().await?;
                crowd.join(one);
            }
            if !matches!(self, Side::Floor(_)) {
                let memory = (resident_mb(server) - before).max(0.0) * 1e3 / most as f64;
                rounds.add("idle_memory", "KB a client", name, memory);
            }
        }
        for count in counts {
            crowd.keep(count);
            let cpu = cpu_ms(server);
            for event in 0..sizes.events {
                crowd.expect_one_more();
                self.change(event).await?;
                crowd.have_heard().await?;
            }
            let each = 1e3 / (count * sizes.events).max(1) as f64;
            let spent = (cpu_ms(server) - cpu) * each;
            rounds.add(&format!("delivery_cpu_{count}"), "µs", name, spent);
            if let Side::Ours(side) = &mut self {
                // Ours says that there is something: what it is costs a pull besides.
                let pulled = side.changes(count, &mut crowd).await?;
                rounds.add(&format!("change_cpu_{count}"), "µs", name, pulled);
            } else {
                rounds.add(&format!("change_cpu_{count}"), "µs", name, spent);
            }
        }
        drop(crowd);
        if sizes.syncs > 0 {
            // The first after a change makes what the others are only sent.
            let cpu = cpu_ms(server);
            let one = Sizes {
                syncs: 1,
                ..sizes.clone()
            };
            self.first_syncs(&one).await?;
            rounds.add("sync_cpu_changed", "ms", name, cpu_ms(server) - cpu);
            let cpu = cpu_ms(server);
            let held = self.first_syncs(sizes).await?;
            let spent = (cpu_ms(server) - cpu) / sizes.syncs as f64;
            if let Some(held) = held {
                expected.check(self.name(), Stage::start(0), &held)?;
            }
            rounds.add("sync_cpu", "ms", name, spent);
        }
        self.stop()
    }

    fn name(&self) -> &str {
        match self {
            Side::Ours(_) => "the handbook",
            Side::Peer(side) => side.name(),
            Side::Floor(_) => "floor",
        }
    }

    fn process(&self) -> Result<u32, Error> {
        match self {
            Side::Ours(side) => side.process(),
            Side::Peer(side) => Ok(side.process()),
            Side::Floor(side) => Ok(side.process()),
        }
    }

    /// One more client that listens.
    async fn open(&mut self) -> Result<crowd::Stream, Error> {
        match self {
            Side::Ours(side) => side.open().await,
            Side::Peer(side) => side.open().await,
            Side::Floor(side) => side.open().await,
        }
    }

    /// A change that every client hears of.
    async fn change(&mut self, event: usize) -> Result<(), Error> {
        match self {
            Side::Ours(side) => side.change().await,
            Side::Peer(side) => side.change(event).await,
            Side::Floor(side) => side.write(BARE),
        }
    }

    /// First syncs at the same time; what the first of them holds, and the others hold too.
    async fn first_syncs(&mut self, sizes: &Sizes) -> Result<Option<serde_json::Value>, Error> {
        match self {
            Side::Ours(side) => side.first_syncs(sizes.syncs).await.map(Some),
            Side::Peer(side) => side.first_syncs(sizes.syncs).await.map(Some),
            Side::Floor(side) => side.send_snapshots(sizes).await.map(|()| None),
        }
    }

    fn stop(self) -> Result<(), Error> {
        match self {
            Side::Ours(side) => side.stop(),
            Side::Peer(_) | Side::Floor(_) => Ok(()),
        }
    }
}
