//! `./dev bench NAME`: see `docs/benchmarks.md`.
#![expect(
    clippy::print_stdout,
    reason = "a command-line tool speaks through its output"
)]

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use handbook_tests::Error;
use handbook_tests::bench::data::Shape;
use handbook_tests::bench::figure::Report;
use handbook_tests::bench::{Options, app, child, login, search, server, size, sync};

#[derive(Parser)]
#[command(name = "bench", about = "Measures the handbook")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// First sync, delta, live push, bytes, server processor time.
    Sync {
        /// Numbers of companies.
        #[arg(long, value_delimiter = ',', default_value = "10000,100000")]
        records: Vec<u64>,
        #[command(flatten)]
        common: Common,
    },
    /// Search as you type.
    Search {
        /// Number of companies.
        #[arg(long, default_value_t = 100_000)]
        records: u64,
        #[command(flatten)]
        common: Common,
    },
    /// Cold start, scrolling, size of the page.
    App {
        /// Number of companies that are scrolled through.
        #[arg(long, default_value_t = 100_000)]
        records: u64,
        #[command(flatten)]
        common: Common,
    },
    /// Whether the time of a refused login tells that an account exists.
    Login {
        #[command(flatten)]
        common: Common,
    },
    /// The server's processor time and memory with many clients at once.
    Server {
        /// Companies of a first sync.
        #[arg(long, default_value_t = 10_000)]
        records: u64,
        /// First syncs at the same time.
        #[arg(long, default_value_t = 50)]
        syncs: usize,
        /// Numbers of live clients.
        #[arg(long, value_delimiter = ',', default_value = "500,2000")]
        clients: Vec<usize>,
        /// Changes that each of them hears of.
        #[arg(long, default_value_t = 200)]
        events: usize,
        #[command(flatten)]
        common: Common,
    },
    /// What goes to the phone: page, programs, bytes of a record in the cache.
    Size {
        /// Numbers of companies.
        #[arg(long, value_delimiter = ',', default_value = "10000,100000")]
        records: Vec<u64>,
        /// Kind of records.
        #[arg(long, value_enum, default_value = "roster")]
        shape: Shape,
        /// For machines.
        #[arg(long)]
        json: bool,
    },
    /// A measured program (started by the others).
    #[command(hide = true)]
    Writer,
    /// A measured program (started by the others).
    #[command(hide = true)]
    Client {
        #[arg(long)]
        server: String,
        #[arg(long)]
        dir: PathBuf,
    },
    /// A measured program (started by the others).
    #[command(hide = true)]
    Floor {
        #[arg(long)]
        dir: PathBuf,
        #[arg(long)]
        records: u64,
        #[arg(long)]
        shape: Shape,
    },
}

#[derive(clap::Args)]
struct Common {
    /// Rounds that shall count.
    #[arg(long, default_value_t = 7)]
    rounds: usize,
    /// Kind of records.
    #[arg(long, value_enum, default_value = "roster")]
    shape: Shape,
    /// The peers to measure against, or `none`; all of them unless told otherwise.
    #[arg(long, value_delimiter = ',')]
    peers: Option<Vec<String>>,
    /// Rounds count though the machine is busy: to try something out.
    #[arg(long)]
    any_load: bool,
    /// For machines.
    #[arg(long)]
    json: bool,
}

impl Common {
    /// What the benchmark with these `peers` is told.
    fn options(&self, peers: &[&str]) -> Result<Options, Error> {
        let wanted = match &self.peers {
            None => peers.iter().map(|peer| (*peer).to_owned()).collect(),
            Some(names) if names.iter().all(|name| name == "none") => Vec::new(),
            Some(names) => names.clone(),
        };
        if let Some(name) = wanted.iter().find(|name| !peers.contains(&name.as_str())) {
            return Err(format!("no peer {name}: there are {}", peers.join(", ")).into());
        }
        Ok(Options {
            rounds: self.rounds,
            shape: self.shape,
            peers: wanted,
            any_load: self.any_load,
        })
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Cli::parse().command).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("{}", serde_json::json!({"error": error.to_string()}));
            ExitCode::FAILURE
        }
    }
}

async fn run(command: Command) -> Result<(), Error> {
    let (report, json) = match command {
        Command::Sync { records, common } => {
            let options = common.options(&sync::PEERS)?;
            (sync::run(&records, &options).await?, common.json)
        }
        Command::Search { records, common } => {
            let options = common.options(&search::PEERS)?;
            (search::run(records, &options)?, common.json)
        }
        Command::App { records, common } => {
            let options = common.options(&app::PEERS)?;
            (app::run(records, &options).await?, common.json)
        }
        Command::Server {
            records,
            syncs,
            mut clients,
            events,
            common,
        } => {
            let options = common.options(&server::PEERS)?;
            clients.sort_unstable();
            let sizes = server::Sizes {
                records,
                syncs,
                clients,
                events,
            };
            (server::run(&sizes, &options).await?, common.json)
        }
        Command::Writer => return server::floor(),
        Command::Login { common } => (login::run(&common.options(&[])?).await?, common.json),
        Command::Size {
            records,
            shape,
            json,
        } => (size::run(&records, shape).await?, json),
        Command::Client { server, dir } => return child::client(&server, &dir).await,
        Command::Floor {
            dir,
            records,
            shape,
        } => return sync::floor(&dir, records, shape),
    };
    show(&report, json)
}

fn show(report: &Report, json: bool) -> Result<(), Error> {
    if json {
        println!("{}", serde_json::to_string_pretty(report)?);
        return Ok(());
    }
    println!(
        "{}{}; {} rounds, {} void",
        report.machine,
        if report.loaded { ", busy" } else { "" },
        report.rounds,
        report.void_rounds
    );
    for note in &report.notes {
        println!("! {note}");
    }
    for figure in &report.figures {
        let ours = figure
            .ours
            .map_or_else(|| "-".to_owned(), |ours| format!("{ours:.3}"));
        print!("{:28} {:>12} {}", figure.metric, ours, figure.unit);
        for (peer, value) in &figure.peers {
            print!("   {peer} {value:.3}");
        }
        println!();
    }
    for ratio in &report.ratios {
        println!(
            "{:28} {:>6.3} × {} ({:.3} – {:.3})",
            ratio.metric, ratio.median, ratio.peer, ratio.min, ratio.max
        );
    }
    Ok(())
}
