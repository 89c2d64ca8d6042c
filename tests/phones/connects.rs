//! Calls of an Asterisk that connects to the service (its outbound WebSocket), by the configuration that we ship for it: events and
//! commands go over that one connection.

use std::fs;
use std::path::Path;
use std::time::Duration;

use super::asterisk::{Asterisk, SECRET};
use super::caller::{Call, Dial};
use super::service::{Named, Service};
use super::wait;

const SHIPPED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docker/asterisk");

/// What a site does: takes both files, and changes what they say is to be changed. `port` is where Asterisk finds the service.
fn configure(etc: &Path, name: &Named, port: u16, change: impl Fn(String) -> String) {
    let client = fs::read_to_string(Path::new(SHIPPED).join("websocket_client.conf")).unwrap();
    let client = client.replace("127.0.0.1:8080", &format!("127.0.0.1:{port}")).replace("change-me", SECRET);
    fs::write(etc.join("websocket_client.conf"), change(client)).unwrap();
    let users = fs::read_to_string(etc.join("ari.conf")).unwrap();
    let (before, section) = users.split_once(";[centralino-out]").expect("the section that is shipped");
    let section: Vec<&str> = section.lines().map(|line| line.trim_start_matches(';')).collect();
    let section = section.join("\n").replace("apps=centralino", &format!("apps={}", name.app));
    fs::write(etc.join("ari.conf"), format!("{before}[centralino-out]{section}")).unwrap();
}

/// The service, which knows no address of any Asterisk.
fn start(asterisk: &Asterisk, name: &Named) -> Service {
    Service::start_named(asterisk, name, &[("ARI_URL", "")])
}

fn is_connected(service: &Service) {
    let connected = wait::until(Duration::from_secs(10), || service.is_ready().then_some(()));
    assert!(connected.is_some(), "Asterisk did not connect: {}", service.readyz());
}

fn dial<'a>(asterisk: &'a Asterisk, service: &Service) -> Call<'a> {
    Dial { apps: &service.app, ..Dial::default() }.place(asterisk, service)
}

#[test]
fn a_call_over_asterisks_own_connection_is_walked_killed_found_and_put_through() {
    let name = Named::default();
    let Some(asterisk) = Asterisk::own_with(|etc| configure(etc, &name, name.port, |client| client)) else {
        return;
    };
    let service = start(&asterisk, &name);
    is_connected(&service);
    let through = dial(&asterisk, &service);
    let killed = dial(&asterisk, &service);
    through.hears("uffici territoriali");
    through.press("1");
    through.hears("Area Nord");
    through.press("3");
    assert_eq!(through.arrives().to, "lotto-3");

    killed.hears("uffici territoriali");
    killed.press("1");
    killed.hears("Area Nord");
    service.kill();
    let at = killed.handset.now();
    // Asterisk keeps the application while its connection is away: this call waits in it.
    let waiting = dial(&asterisk, &service);
    service.restart();
    killed.hears_after("Area Nord", at + Duration::from_millis(100));
    killed.press("4");
    assert_eq!(killed.arrives().to, "lotto-4");
    waiting.hears("uffici territoriali");
    waiting.press("13");
    assert_eq!(waiting.arrives().to, "lotto-3");
}

#[test]
fn a_connection_for_each_call_is_refused_and_its_caller_reaches_the_fallback() {
    let name = Named::default();
    let per_call = |client: String| {
        let changed = client.replace("connection_type=persistent", "connection_type=per_call_config");
        assert_ne!(changed, client, "what is shipped is persistent");
        changed
    };
    let Some(asterisk) = Asterisk::own_with(|etc| configure(etc, &name, name.port, per_call)) else { return };
    let service = start(&asterisk, &name);
    let call = dial(&asterisk, &service);
    assert_eq!(call.arrives().to, "fallback");
    let told = wait::until(Duration::from_secs(5), || {
        let said = service.readyz();
        said.contains("connection_type=persistent").then_some(said)
    });
    let told = told.unwrap_or_else(|| panic!("/readyz says nothing of it: {}", service.readyz()));
    assert!(told.starts_with("HTTP/1.1 200") && !told.contains(SECRET), "{told}");
}
