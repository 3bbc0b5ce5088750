//! `bench login`: whether the time of an answer tells that an account exists.

use std::time::Instant;

use handbook_wire::sync::PROTOCOL_HEADER;
use serde_json::json;

use super::Options;
use super::figure::{Report, Rounds, percentile};
use super::quiet::Quiet;
use crate::{Error, walk};

/// Logins of each sort in a round.
const LOGINS: usize = 40;

/// Compares wrong passwords of an account with those of nobody, one after the other.
///
/// # Errors
/// When the server does not refuse both alike.
pub async fn run(options: &Options) -> Result<Report, Error> {
    let mut server = walk::sample_coop()?;
    server.set([
        (
            "HANDBOOK_SERVER_LIMITS_LOGIN_FAILURES",
            "1000000".to_owned(),
        ),
        (
            "HANDBOOK_SERVER_LIMITS_ADDRESS_FAILURES",
            "1000000".to_owned(),
        ),
    ]);
    server.start().await?;
    // The client's TLS is not used here, but it wants a provider all the same.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder().no_proxy().build()?;
    let url = format!("{}/v1/session", server.url());
    let mut rounds = Rounds::default();
    let mut quiet = Quiet::new(options.any_load);
    while rounds.counted < options.rounds && quiet.wait(&mut rounds) {
        let (mut known, mut unknown) = (Vec::new(), Vec::new());
        for number in 0..LOGINS {
            let nobody = format!("0109999{number:04}");
            for (login, times) in [(walk::LOGIN, &mut known), (&nobody, &mut unknown)] {
                let body = json!({
                    "login": login, "password": "Wrong-2026",
                    "device": {"id": "0".repeat(32), "name": "bench"},
                });
                let started = Instant::now();
                let reply = client
                    .post(&url)
                    .header(PROTOCOL_HEADER, "1")
                    .json(&body)
                    .send()
                    .await?;
                let status = reply.status().as_u16();
                let text = reply.text().await?;
                times.push(started.elapsed().as_secs_f64() * 1e3);
                if status != 401 || text != "{\"code\":\"wrong_credentials\"}" {
                    return Err(format!("answered {status}").into());
                }
            }
        }
        for (metric, percent) in [("refused_p50", 50.0), ("refused_p95", 95.0)] {
            rounds.add(metric, "ms", "", percentile(&known, percent));
            rounds.add(metric, "ms", "nobody", percentile(&unknown, percent));
        }
        rounds.counted += 1;
    }
    Ok(rounds.report())
}
