//! Asks the service on this machine whether it can take calls: for whatever watches it, a container's health check above all.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use super::{FOUND, USAGE, fail};
use crate::config::{Options, Settings};

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(2);

/// What `health` takes.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Asks `/readyz` where `listen` says that the service answers. Exit code 0: it can take calls; 1: it cannot, or is not there."
)]
pub struct Args {
    /// A settings file (TOML); also `CENTRALINO_SETTINGS`.
    #[arg(long, value_name = "FILE")]
    settings: Option<PathBuf>,
    /// Where it answers [default: 127.0.0.1:8080]; also `CENTRALINO_LISTEN`.
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<String>,
}

/// Asks.
#[must_use]
pub fn run(args: &Args) -> ExitCode {
    let set = args.listen.clone().map(|listen| ("listen", listen)).into_iter().collect();
    let settings = match Settings::load(&Options { settings: args.settings.clone(), set }) {
        Ok(settings) => settings,
        Err(mistakes) => return fail(USAGE, &mistakes),
    };
    if settings.listen.port() == 0 {
        return fail(
            USAGE,
            &"port 0 takes a free one, so nobody knows where the service answers: name its port with --listen",
        );
    }
    let url = format!("http://{}/readyz", near(settings.listen));
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(fault) => return fail(FOUND, &fault),
    };
    match runtime.block_on(ask(&url)) {
        Ok((true, told)) => {
            println!("{told}");
            ExitCode::SUCCESS
        }
        Ok((false, told)) => fail(FOUND, &format!("it cannot take calls: {told}")),
        Err(fault) => fail(
            FOUND,
            &format!(
                "nobody answers at {url}: is `centralino serve` running, and is that its address? ({})",
                reason(&fault)
            ),
        ),
    }
}

/// What lies at the bottom of it, without the address once more.
fn reason(fault: &dyn std::error::Error) -> String {
    let mut deepest = fault;
    while let Some(source) = deepest.source() {
        deepest = source;
    }
    deepest.to_string()
}

async fn ask(url: &str) -> Result<(bool, String), reqwest::Error> {
    let client = reqwest::Client::builder().timeout(PATIENCE).no_proxy().build()?;
    let answer = client.get(url).send().await?;
    Ok((answer.status().is_success(), answer.text().await?))
}

/// Whoever answers at every address answers at this machine's own.
fn near(listen: SocketAddr) -> SocketAddr {
    let ip = match listen.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, listen.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_address_is_this_machines_too() {
        for (listen, asked) in [
            ("0.0.0.0:8080", "127.0.0.1:8080"),
            ("[::]:80", "[::1]:80"),
            ("192.0.2.1:8080", "192.0.2.1:8080"),
        ] {
            assert_eq!(near(listen.parse().unwrap()).to_string(), asked);
        }
    }
}
