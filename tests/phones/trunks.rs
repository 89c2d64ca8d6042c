//! Trunks over ARI that tell no number of any desk, and Asterisks behind TLS.

use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use super::asterisk::{self, Asterisk};
use super::caller::Dial;
use super::service::{Named, Service};
use super::wait;

#[test]
fn a_number_that_nobody_has_reaches_the_desk_of_the_settings() {
    let Some(asterisk) = asterisk::shared() else { return };
    let service = Service::start_named(asterisk, &Named::default(), &[("ARI_DEFAULT_DESK", "giustizia")]);
    assert!(wait::until(Duration::from_secs(10), || service.is_ready().then_some(())).is_some());
    let call = Dial { apps: &service.app, did: "0699999999", ..Dial::default() }.place(asterisk, &service);
    call.hears("uffici territoriali");
    call.press("13");
    assert_eq!(call.arrives().to, "lotto-3");
}

fn openssl(folder: &Path, arguments: &str) {
    let done = Command::new("openssl").args(arguments.split(' ')).current_dir(folder).output().unwrap();
    assert!(done.status.success(), "openssl {arguments}: {}", String::from_utf8_lossy(&done.stderr));
}

/// An authority of our own, and what it says of this machine.
fn certify(etc: &Path) {
    let key = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc";
    openssl(etc, &format!("req -x509 {key} -keyout ca.key -out ca.pem -days 2 -subj /CN=tests"));
    openssl(etc, &format!("req {key} -keyout asterisk.key -out asterisk.csr -subj /CN=asterisk"));
    fs::write(etc.join("names"), "subjectAltName=IP:127.0.0.1\n").unwrap();
    openssl(
        etc,
        "x509 -req -in asterisk.csr -CA ca.pem -CAkey ca.key -days 2 -extfile names -out asterisk.pem",
    );
}

#[test]
fn a_call_over_tls_goes_through_and_a_stranger_is_not_believed() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let own = Asterisk::own_with(|etc| {
        certify(etc);
        let http = fs::read_to_string(etc.join("http.conf")).unwrap();
        let tls = format!(
            "tlsenable=yes\ntlsbindaddr=127.0.0.1:{port}\ntlscertfile=/mnt/etc/asterisk.pem\ntlsprivatekey=/mnt/etc/asterisk.key\n"
        );
        fs::write(etc.join("http.conf"), format!("{http}{tls}")).unwrap();
    });
    let Some(asterisk) = own else { return };
    let url = format!("https://127.0.0.1:{port}/ari");
    let ca = asterisk.folder.join("etc/ca.pem").display().to_string();

    let stranger = Service::start_named(&asterisk, &Named::default(), &[("ARI_URL", &url)]);
    let told = wait::until(Duration::from_secs(10), || {
        let said = stranger.readyz();
        said.contains("certificate").then_some(said)
    });
    let told = told.unwrap_or_else(|| panic!("{}", stranger.readyz()));
    assert!(told.contains("CENTRALINO_ARI_CA"), "{told}");

    let service = Service::start_named(&asterisk, &Named::default(), &[("ARI_URL", &url), ("ARI_CA", &ca)]);
    let ready = wait::until(Duration::from_secs(10), || service.is_ready().then_some(()));
    assert!(ready.is_some(), "{}", service.readyz());
    let call = Dial { apps: &service.app, ..Dial::default() }.place(&asterisk, &service);
    call.hears("uffici territoriali");
    call.press("13");
    assert_eq!(call.arrives().to, "lotto-3");
}
