//! A way to Asterisk that swallows everything, and tells nobody.

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use super::asterisk;
use super::caller::Dial;
use super::proxy;
use super::service::{Named, Service};
use super::wait;

#[test]
fn a_black_hole_is_noticed_told_and_left_behind() {
    let Some(asterisk) = asterisk::shared() else { return };
    let (port, dark) = proxy::darkening(asterisk.ari);
    let url = format!("http://127.0.0.1:{port}/ari");
    let service = Service::start_named(asterisk, &Named::default(), &[("ARI_URL", &url)]);
    let connected = || wait::until(Duration::from_secs(15), || service.is_ready().then_some(()));
    assert!(connected().is_some(), "{}", service.readyz());
    let up = format!("centralino_asterisk_up{{asterisk=\"{url}\"}} ");
    let told = |value: u8| service.get("/metrics").contains(&format!("{up}{value}\n"));
    assert!(told(1), "{}", service.get("/metrics"));
    let caught = Dial { apps: &service.app, ..Dial::default() }.place(asterisk, &service);
    caught.hears("uffici territoriali");

    dark.store(true, Ordering::Relaxed);
    let began = Instant::now();
    let said = wait::until(Duration::from_secs(15), || {
        let said = service.readyz();
        said.contains(&format!("asterisk: {url}: nothing was heard")).then_some(said)
    });
    let said = said.unwrap_or_else(|| panic!("nothing is told of it: {}", service.readyz()));
    assert!(began.elapsed() < Duration::from_secs(10), "only after {:?}", began.elapsed());
    assert!(said.starts_with("HTTP/1.1 200"), "one lost Asterisk takes nobody out of a balancer:\n{said}");
    assert!(told(0), "{}", service.get("/metrics"));
    // Its menu waits seven seconds, then Asterisk takes it back: nobody waits for the network.
    assert_eq!(caught.arrives().to, "fallback");

    dark.store(false, Ordering::Relaxed);
    assert!(connected().is_some(), "it did not come back by itself: {}", service.readyz());
    assert!(told(1), "{}", service.get("/metrics"));
    let next = Dial { apps: &service.app, ..Dial::default() }.place(asterisk, &service);
    next.hears("uffici territoriali");
    next.press("13");
    assert_eq!(next.arrives().to, "lotto-3");
}
