//! One Asterisk 22 for all phone tests, started by the first that needs it and ended with the test process.

use std::fs;
use std::io::Write as _;
use std::net::{TcpListener, UdpSocket};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{LazyLock, Mutex};
use std::time::Duration;

use super::arrivals::{Arrival, Arrivals};
use super::screen::Screen;
use super::wait;

/// What Asterisk and the services agree on.
pub(crate) const SECRET: &str = "a-secret-of-the-phone-tests";

/// What is heard while callers wait.
pub(crate) const MUSIC: &str = "musica d'attesa";

/// What an operator whom we call says, and a user.
pub(crate) const OPERATOR: &str = "risponde chi lavora al Lotto";
pub(crate) const USER: &str = "ho prenotato una richiamata";

const HERE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/phones");
const SHIPPED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docker/asterisk");

/// A running Asterisk. It lives as long as its standard input is open, and so no longer than this process.
pub(crate) struct Asterisk {
    /// Where it answers SIP, on 127.0.0.1.
    pub(crate) port: u16,
    /// Where it answers ARI, on 127.0.0.1.
    pub(crate) ari: u16,
    /// Its settings and logs, and whatever else the tests leave to be looked at.
    pub(crate) folder: PathBuf,
    /// A telephone of the site's own.
    pub(crate) inside: Screen,
    /// Whoever is behind a trunk.
    pub(crate) outside: Screen,
    root: PathBuf,
    running: Mutex<Child>,
    arrivals: Mutex<Arrivals>,
}

/// The one that all tests share; `None` where the run was told to leave it out.
pub(crate) fn shared() -> Option<&'static Asterisk> {
    static SHARED: LazyLock<Option<Asterisk>> = LazyLock::new(|| (!left_out()).then(Asterisk::start));
    SHARED.as_ref()
}

fn left_out() -> bool {
    std::env::var("CENTRALINO_TESTS_WITHOUT")
        .is_ok_and(|parts| parts.split_whitespace().any(|part| part == "asterisk"))
}

impl Asterisk {
    /// One of a test's own: `None` where the run was told to leave it out. What is done to it happens to no other test.
    pub(crate) fn own() -> Option<Self> {
        Self::own_with(|_| ())
    }

    /// The same, with settings that `change` writes into the folder that it is given.
    pub(crate) fn own_with(change: impl FnOnce(&Path)) -> Option<Self> {
        (!left_out()).then(|| Self::start_with(change))
    }

    fn start() -> Self {
        Self::start_with(|_| ())
    }

    fn start_with(change: impl FnOnce(&Path)) -> Self {
        let root = install();
        let folder = tempfile::Builder::new().prefix("centralino-phones-").tempdir().unwrap().keep();
        println!("phone tests: settings, logs and calls are kept in {}", folder.display());
        let (port, ari) = (free_udp_port(), free_tcp_port());
        let (inside, outside) = (Screen::new(), Screen::new());
        configure(&folder, port, ari, [inside.port(), outside.port()]);
        change(&folder.join("etc"));
        let running = Mutex::new(run(&root, &folder));
        Self { port, ari, folder, inside, outside, root, running, arrivals: Mutex::default() }
    }

    /// Kills it, with all its calls, as a crash would.
    pub(crate) fn crash(&self) {
        let mut running = self.running.lock().unwrap();
        // A word on its standard input is what it is killed with.
        let _ = running.stdin.take().unwrap().write_all(b"KILL\n");
        running.wait().unwrap();
    }

    /// Starts it again after [`Asterisk::crash`], with the same settings at the same ports.
    pub(crate) fn restart(&self) {
        *self.running.lock().unwrap() = run(&self.root, &self.folder);
    }

    /// Where a SIP call arrived so far, in order.
    pub(crate) fn arrivals(&self, call: &str) -> Vec<Arrival> {
        self.arrivals.lock().unwrap().of(&self.folder.join("log/arrivals"), call)
    }
}

/// Runs one, until it is ready for calls.
fn run(root: &Path, folder: &Path) -> Child {
    // A group of its own: what a terminal sends to the tests (an interrupt) does not reach it before they let go.
    let mut command = Command::new("unshare");
    command.args(["--mount", "--propagation", "private", "--pid", "--fork"]);
    command.arg(format!("{HERE}/run-asterisk")).arg(root).arg(folder).stdin(Stdio::piped());
    let log = folder.join("log/full");
    let starts = || fs::read_to_string(&log).unwrap_or_default().matches("Asterisk Ready").count();
    let before = starts();
    let mut child = std::os::unix::process::CommandExt::process_group(&mut command, 0).spawn().unwrap();
    let ready = wait::until(Duration::from_secs(30), || (starts() > before).then_some(()));
    if ready.is_none() {
        let _ = child.kill();
        panic!(
            "Asterisk did not start; its console says:\n{}",
            fs::read_to_string(folder.join("log/console")).unwrap_or_default()
        );
    }
    child
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
fn configure(folder: &Path, port: u16, ari: u16, [inside, outside]: [u16; 2]) {
    for part in ["etc", "log", "run", "db", "cache", "spool"] {
        fs::create_dir_all(folder.join(part)).unwrap();
    }
    let etc = folder.join("etc");
    for shipped in [
        "extensions.conf",
        "extensions-ari.conf",
        "extensions-destinations.conf",
        "modules-ari.conf",
        "res_http_media_cache.conf",
    ] {
        fs::copy(Path::new(SHIPPED).join(shipped), etc.join(shipped)).unwrap();
    }
    fs::copy(Path::new(SHIPPED).join("modules.conf"), etc.join("shipped-modules.conf")).unwrap();
    let site = fs::read_to_string(Path::new(HERE).join("site.conf")).unwrap().replace("@SECRET@", SECRET);
    let http = fs::read_to_string(Path::new(SHIPPED).join("http.conf")).unwrap();
    let http = http.replace("bindport=8088", &format!("bindport={ari}"));
    let users = fs::read_to_string(Path::new(SHIPPED).join("ari.conf")).unwrap().replace("change-me", SECRET);
    let sip = format!(
        "[here]\ntype=transport\nprotocol=udp\nbind=127.0.0.1:{port}\n\n\
         [anonymous]\ntype=endpoint\ncontext=from-phones\ndisallow=all\nallow=ulaw\ndtmf_mode=auto\ntrust_id_inbound=yes\n\
         direct_media=no\nmedia_address=127.0.0.1\nbind_rtp_to_media_address=yes\n\n{}{}",
        endpoint("inside", "set_var=CENTRALINO_INSIDE=yes\n", inside),
        endpoint("outside", "", outside),
    );
    let music = folder.join("music");
    fs::create_dir_all(&music).unwrap();
    for (words, file) in [(MUSIC, "attesa.wav"), (OPERATOR, "operator.wav"), (USER, "user.wav")] {
        let spoken = Command::new(format!("{HERE}/voice"))
            .arg(folder.join("spoken"))
            .arg(words)
            .arg(music.join(file))
            .status();
        assert!(spoken.unwrap().success());
    }
    // Room for five hundred calls at a time; a second Asterisk on this machine takes other ports of the range.
    let first = 20_000 + (port % 40) * 1_000;
    for (name, text) in [
        ("centralino-site.conf", site),
        ("http.conf", http),
        ("ari.conf", users),
        ("pjsip.conf", sip),
        ("musiconhold.conf", "[attesa]\nmode=files\ndirectory=/mnt/music\n".to_owned()),
        (
            "queues.conf",
            "[queue]\ncontext=centralino-waiting\njoinempty=yes\n[served]\nmember=PJSIP/inside\nretry=1\n\
             [deskone]\ncontext=centralino-waiting\nmember=Local/deskone@phones-takes/n\nringinuse=no\nretry=1\n\
             [desktwo]\ncontext=centralino-waiting\nmember=Local/desktwo@phones-takes/n\nringinuse=no\nretry=1\n\
             [deskthree]\ncontext=centralino-waiting\nmember=Local/deskthree@phones-takes/n\nringinuse=no\nretry=1\n\
             [deskfour]\ncontext=centralino-waiting\nmember=Local/deskfour@phones-takes/n\nringinuse=no\nretry=1\n\
             [deskgiven]\ncontext=centralino-waiting\nmember=Local/deskgiven@phones-takes/n\nringinuse=no\nretry=1\n".to_owned(),
        ),
        ("rtp.conf", format!("[general]\nrtpstart={first}\nrtpend={}\n", first + 999)),
        (
            "modules.conf",
            // FILE for the arrivals, Playtones for the destinations, SendDTMF for whoever is called, MixMonitor for what they hear.
            "#include \"shipped-modules.conf\"\n[modules](+)\n#include \"modules-ari.conf\"\nload => func_env.so\nload => app_senddtmf.so\n\
             load => app_mixmonitor.so\n".to_owned(),
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

/// Somebody whom Asterisk calls at this port.
fn endpoint(name: &str, more: &str, port: u16) -> String {
    format!(
        "[{name}]\ntype=endpoint\ncontext=nowhere\naors={name}\ndisallow=all\nallow=ulaw\n{more}\n\
         [{name}]\ntype=aor\ncontact=sip:{name}@127.0.0.1:{port}\n\n"
    )
}

fn free_tcp_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

fn free_udp_port() -> u16 {
    UdpSocket::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}
