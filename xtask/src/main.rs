//! Development commands, run as `./dev COMMAND` (which first makes the machine ready) or, on a machine
//! that is ready, as `cargo xtask COMMAND`.
#![expect(
    clippy::print_stderr,
    reason = "a command-line tool speaks through its output"
)]

mod check;
mod house;
mod mobile;
mod page;
mod process;
mod product;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use process::Failure;

#[derive(Parser)]
#[command(name = "xtask", about = "e수첩 개발 명령")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Builds the page (src-ui) into src-ui/dist.
    Page {
        /// Soon rather than small: for trying a change out.
        #[arg(long)]
        quick: bool,
        /// The empty page that `bench app` compares with, into tests/peer/empty-app/page/dist.
        #[arg(long, conflicts_with = "quick")]
        empty: bool,
    },
    /// Starts the server with the sample co-op and opens the app.
    Demo {
        /// Walks the app by itself under a virtual display, even where there is a display.
        #[arg(long)]
        walk: bool,
    },
    /// Runs every test, the ones in the real window included.
    Test,
    /// Formatting, lints, house rules, licences, the phones' projects and the WASM build of the wire types.
    Check {
        /// `mobile`: the phones' projects alone, and the app's code for phones type-checked.
        part: Option<Part>,
    },
    /// Runs the server's command line: `./dev server --help`.
    Server {
        /// Arguments for the server.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<String>,
    },
    /// Measures: `./dev bench sync --json`.
    Bench {
        /// Arguments for the benchmark.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<String>,
    },
    /// Takes a picture of every screen in every state into target/shots.
    Shots {
        /// One look alone; `store`: the pictures that the stores take; or `judge`: what axe-core and the Tab key find wrong.
        look: Option<String>,
    },
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Part {
    Mobile,
}

fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Page { empty: true, .. } => page::build_empty(),
        Command::Page { quick: true, .. } => page::build_quick(),
        Command::Page { .. } => page::build(),
        Command::Demo { walk } => product::demo(walk),
        Command::Test => product::test(),
        Command::Check { part: None } => check::run(),
        Command::Check {
            part: Some(Part::Mobile),
        } => mobile::check(),
        Command::Server { args } => product::server(&args),
        Command::Bench { args } => product::bench(&args),
        Command::Shots { look } => product::shots(look.as_deref()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Told(code)) => ExitCode::from(code),
        Err(Failure::Message(message)) => {
            eprintln!("xtask: {message}");
            ExitCode::FAILURE
        }
    }
}
