//! One Asterisk 22 for all phone tests, started by the first that needs it and ended with the test process.

use std::fs;
use std::io::Write as _;
use std::net::{TcpListener, UdpSocket};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{LazyLock, Mutex};
use std::time::Duration;

use super::arrivals::{self, Arrival};
use super::wait;

/// What Asterisk and the services agree on.
pub(super) const SECRET: &str = "a-secret-of-the-phone-tests";

const HERE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/phones");
const SHIPPED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docker/asterisk");

/// A running Asterisk. It lives as long as its standard input is open, and so no longer than this process.
pub(super) struct Asterisk {
    /// Where it answers SIP, on 127.0.0.1.
    pub(super) port: u16,
    /// Where it answers ARI, on 127.0.0.1.
    pub(super) ari: u16,
    /// Its settings and logs, and whatever else the tests leave to be looked at.
    pub(super) folder: PathBuf,
    _running: Mutex<Child>,
}

/// The one that all tests share; `None` where the run was told to leave it out.
pub(super) fn shared() -> Option<&'static Asterisk> {
    static SHARED: LazyLock<Option<Asterisk>> = LazyLock::new(|| (!left_out()).then(Asterisk::start));
    SHARED.as_ref()
}

fn left_out() -> bool {
    std::env::var("CENTRALINO_TESTS_WITHOUT")
        .is_ok_and(|parts| parts.split_whitespace().any(|part| part == "asterisk"))
}

impl Asterisk {
    fn start() -> Self {
        let root = install();
        let folder = tempfile::Builder::new().prefix("centralino-phones-").tempdir().unwrap().keep();
        println!("phone tests: settings, logs and calls are kept in {}", folder.display());
        let (port, ari) = (free_udp_port(), free_tcp_port());
        configure(&folder, port, ari);

        // A group of its own: what a terminal sends to the tests (an interrupt) does not reach it before they let go.
        let mut command = Command::new("unshare");
        command.args(["--mount", "--propagation", "private", "--pid", "--fork"]);
        command.arg(format!("{HERE}/run-asterisk")).arg(root).arg(&folder).stdin(Stdio::piped());
        let mut child = std::os::unix::process::CommandExt::process_group(&mut command, 0).spawn().unwrap();

        let log = folder.join("log/full");
        let ready = wait::until(Duration::from_secs(30), || {
            fs::read_to_string(&log).unwrap_or_default().contains("Asterisk Ready").then_some(())
        });
        if ready.is_none() {
            let _ = child.kill();
            panic!(
                "Asterisk did not start; its console says:\n{}",
                fs::read_to_string(folder.join("log/console")).unwrap_or_default()
            );
        }
        Self { port, ari, folder, _running: Mutex::new(child) }
    }

    /// Where a SIP call arrived so far, in order.
    pub(super) fn arrivals(&self, call: &str) -> Vec<Arrival> {
        arrivals::of(&self.folder.join("log/arrivals"), call)
    }
}

/// The root under which Asterisk is installed. The first time ever this takes a minute.
fn install() -> PathBuf {
    let installed = Command::new(format!("{HERE}/install-asterisk"))
        .stdin(Stdio::null())
        .stderr(Stdio::piped())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&installed.stderr);
    assert!(
        installed.status.success(),
        "there is no Asterisk 22, and the phone tests are nothing without it (CENTRALINO_TESTS_WITHOUT=asterisk leaves them out):\n{said}"
    );
    let out = String::from_utf8(installed.stdout).unwrap();
    PathBuf::from(out.trim())
}

/// What is shipped, as it is shipped; and the little that a test has of its own.
fn configure(folder: &Path, port: u16, ari: u16) {
    for part in ["etc", "log", "run", "db", "cache", "spool"] {
        fs::create_dir_all(folder.join(part)).unwrap();
    }
    let etc = folder.join("etc");
    for shipped in ["extensions.conf", "extensions-ari.conf", "modules-ari.conf", "res_http_media_cache.conf"]
    {
        fs::copy(Path::new(SHIPPED).join(shipped), etc.join(shipped)).unwrap();
    }
    fs::copy(Path::new(SHIPPED).join("modules.conf"), etc.join("shipped-modules.conf")).unwrap();
    let site = fs::read_to_string(Path::new(HERE).join("site.conf")).unwrap().replace("@SECRET@", SECRET);
    let http = fs::read_to_string(Path::new(SHIPPED).join("http.conf")).unwrap();
    let http = http.replace("bindport=8088", &format!("bindport={ari}"));
    let users = fs::read_to_string(Path::new(SHIPPED).join("ari.conf")).unwrap().replace("change-me", SECRET);
    let sip = format!(
        "[here]\ntype=transport\nprotocol=udp\nbind=127.0.0.1:{port}\n\n\
         [anonymous]\ntype=endpoint\ncontext=from-phones\ndisallow=all\nallow=ulaw\ndtmf_mode=rfc4733\ntrust_id_inbound=yes\n\
         direct_media=no\nmedia_address=127.0.0.1\nbind_rtp_to_media_address=yes\n"
    );
    // Room for a hundred calls at a time; a second Asterisk on this machine takes other ports of the range.
    let first = 20_000 + (port % 200) * 200;
    for (name, text) in [
        ("centralino-site.conf", site),
        ("http.conf", http),
        ("ari.conf", users),
        ("pjsip.conf", sip),
        ("rtp.conf", format!("[general]\nrtpstart={first}\nrtpend={}\n", first + 199)),
        (
            "modules.conf",
            // FILE for the arrivals, Playtones for the destinations.
            "#include \"shipped-modules.conf\"\n[modules](+)\n#include \"modules-ari.conf\"\nload => func_env.so\n".to_owned(),
        ),
        (
            "asterisk.conf",
            "[directories]\nastetcdir => /mnt/etc\nastdbdir => /mnt/db\nastcachedir => /mnt/cache\n\
             astspooldir => /mnt/spool\nastrundir => /mnt/run\nastlogdir => /mnt/log\n[options]\nverbose = 4\n"
                .to_owned(),
        ),
        (
            "logger.conf",
            "[general]\ndateformat=%F %T.%3q\n[logfiles]\nfull => notice,warning,error,verbose(4),dtmf\n".to_owned(),
        ),
    ] {
        fs::File::create(etc.join(name)).unwrap().write_all(text.as_bytes()).unwrap();
    }
}

fn free_tcp_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

fn free_udp_port() -> u16 {
    UdpSocket::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}
