//! The program `handbook-server`.

use std::process::ExitCode;

use handbook_server::cli;

fn main() -> ExitCode {
    cli::run(
        std::env::args_os(),
        std::env::vars_os().filter_map(|(name, value)| {
            Some((name.into_string().ok()?, value.into_string().ok()?))
        }),
        &mut cli::Streams {
            input: &mut std::io::stdin().lock(),
            output: &mut std::io::stdout().lock(),
            error: &mut std::io::stderr(),
        },
    )
    .into()
}
