//! TLS to PostgreSQL: a real server with a certificate of an authority of its own, by `sslmode=verify-full&sslrootcert=`. Whoever is not vouched for is not
//! told a password.

use std::net::TcpListener;
use std::path::Path;
use std::process::Command;

use centralino::store::{Booked, Store};

use super::postgres::Cluster;
use super::{PATIENT, request};
use crate::rig::Setup;

/// A server on TCP that takes nobody without TLS; an authority (`ca.pem`) vouches for it as `localhost`, another one (`other.pem`) does not.
struct Guarded {
    _cluster: Cluster,
    folder: tempfile::TempDir,
    port: u16,
}

impl Guarded {
    fn start() -> Self {
        centralino::tls::begin();
        let folder = tempfile::tempdir().unwrap();
        authority(folder.path(), "ca");
        authority(folder.path(), "other");
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let at = |name: &str| folder.path().join(name).display().to_string();
        certificate(folder.path());
        let settings = [
            "listen_addresses=127.0.0.1".to_owned(),
            format!("port={port}"),
            "ssl=on".to_owned(),
            format!("ssl_cert_file={}", at("server.pem")),
            format!("ssl_key_file={}", at("server.key")),
            format!("hba_file={}", at("hba.conf")),
        ];
        std::fs::write(at("hba.conf"), "local all all trust\nhostssl all all 127.0.0.1/32 trust\n").unwrap();
        for name in ["server.key", "server.pem", "hba.conf"] {
            super::postgres::own(Path::new(&at(name)));
        }
        open_to_server(folder.path());
        let settings: Vec<_> = settings.iter().map(String::as_str).collect();
        let cluster = Cluster::start_at(&settings, port);
        Self { _cluster: cluster, folder, port }
    }

    fn address(&self, host: &str, more: &str) -> String {
        let address = format!("postgres://centralino@{host}:{}/postgres?{more}", self.port);
        address.replace("@folder@", &self.folder.path().display().to_string())
    }
}

/// The server's user may come as far as the certificate.
fn open_to_server(folder: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o755)).unwrap();
}

fn openssl(folder: &Path, arguments: &[&str]) {
    let done = Command::new("openssl").args(arguments).current_dir(folder).output().expect("openssl");
    assert!(done.status.success(), "openssl {arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
}

const KEY: &[&str] = &["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];

fn authority(folder: &Path, name: &str) {
    let (key, pem, subject) =
        (format!("{name}.key"), format!("{name}.pem"), format!("/CN=The tests' authority {name}"));
    let arguments = ["req", "-x509", "-days", "2", "-subj", &subject, "-keyout", &key, "-out", &pem];
    openssl(folder, &[&arguments[..], KEY].concat());
}

fn certificate(folder: &Path) {
    openssl(
        folder,
        &[&["req", "-subj", "/CN=localhost", "-keyout", "server.key", "-out", "server.csr"], KEY].concat(),
    );
    std::fs::write(folder.join("names"), "subjectAltName=DNS:localhost\n").unwrap();
    let signs = [
        "x509",
        "-req",
        "-in",
        "server.csr",
        "-CA",
        "ca.pem",
        "-CAkey",
        "ca.key",
        "-CAcreateserial",
        "-days",
        "2",
    ];
    openssl(folder, &[&signs[..], &["-extfile", "names", "-out", "server.pem"]].concat());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_whom_our_authority_vouches_for_is_used_and_no_other_one() {
    let server = tokio::task::spawn_blocking(Guarded::start).await.unwrap();
    let whole = "sslmode=verify-full&sslrootcert=@folder@/ca.pem";
    let store = Store::new(&server.address("localhost", whole)).unwrap();
    store.open().await.unwrap();
    let booked = store.book(request(1), PATIENT).await.unwrap();
    assert!(matches!(booked, Booked::Seat { .. }), "{booked:?}");
    store.close().await;
    for (host, more, told) in [
        // Vouched for by somebody else; under another name; by none of the public authorities; in the clear.
        ("localhost", "sslmode=verify-full&sslrootcert=@folder@/other.pem", "certificate"),
        ("127.0.0.1", whole, "certificate"),
        ("localhost", "sslmode=verify-full", "certificate"),
        ("localhost", "sslmode=disable", "pg_hba.conf"),
    ] {
        let store = Store::new(&server.address(host, more)).unwrap();
        let fault = store.open().await.unwrap_err().to_string();
        assert!(fault.contains(told), "{host} {more}: {fault}");
    }
}

/// As an admin has it: by the setting, and told in words where the file is none.
#[test]
fn the_command_line_goes_over_tls_too() {
    let server = Guarded::start();
    let migrate = |more: &str| {
        let setup = Setup::new().with("DATABASE", &server.address("localhost", more));
        let output = setup.command(&["migrate"]).output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    let (code, said) = migrate("sslmode=verify-full&sslrootcert=@folder@/ca.pem");
    assert_eq!(code, Some(0), "{said}");
    let (code, said) = migrate("sslmode=verify-full&sslrootcert=@folder@/none.pem");
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("No such file"), "{said}");
    let (code, said) = migrate("sslmode=verify-most&sslrootcert=@folder@/ca.pem");
    assert_eq!(code, Some(2), "{said}");
}
