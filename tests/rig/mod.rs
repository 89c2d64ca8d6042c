//! A real `centralino serve` for a test: on a free port, with a folder of its own, ended when the test is.

mod caller;
mod document;

use std::fs::{self, File};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use centralino::store::Store;
use tempfile::TempDir;

pub(crate) use caller::{Caller, sign};
pub(crate) use document::Document;

use crate::store::Stranger;

/// A Tuesday, at ten in the morning: the Ministry's desk is open.
pub(crate) const OPEN: &str = "2026-11-24T10:00:00+01:00";
/// A Sunday.
pub(crate) const SUNDAY: &str = "2026-11-22T10:00:00+01:00";
/// The token that signs what the tests' platform posts.
pub(crate) const TOKEN: &str = "a-token-for-the-tests";
/// Where that platform believes to post.
pub(crate) const PUBLIC_URL: &str = "https://phone.example";

const MENUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/menus");
const PATIENCE: Duration = Duration::from_mins(1);

/// How a service is to be started.
pub(crate) struct Setup {
    folder: TempDir,
    environment: Vec<(String, String)>,
}

/// A running service.
pub(crate) struct Serve {
    pub(crate) address: SocketAddr,
    child: Child,
    setup: Setup,
}

impl Setup {
    /// The Ministry's desk on a Tuesday morning, without sounds and without secrets.
    pub(crate) fn new() -> Self {
        centralino::tls::begin();
        let folder = TempDir::new().unwrap();
        let menus = folder.path().join("menus");
        fs::create_dir(&menus).unwrap();
        for name in ["giustizia.yaml", "numeri-amministrazione.csv"] {
            fs::copy(Path::new(MENUS).join(name), menus.join(name)).unwrap();
        }
        let database = crate::store::address(&folder);
        let setup = Self { folder, environment: Vec::new() };
        setup
            .with("DATABASE", &database)
            .with("LISTEN", "127.0.0.1:0")
            .with("TTS_COMMAND", "none")
            .with("TEST_CLOCK", OPEN)
    }

    /// The same, reached by a platform that signs.
    pub(crate) fn signed() -> Self {
        Self::new()
            .with("TWIML_AUTH_TOKEN", TOKEN)
            .with("PUBLIC_URL", PUBLIC_URL)
            .with("TWIML_SIP_DOMAIN", "pbx.example")
    }

    /// With its store in the tests' PostgreSQL.
    pub(crate) async fn on_postgres(self) -> Self {
        let address = crate::store::postgres::shared().await.address().await;
        self.with("DATABASE", &address)
    }

    /// With a setting, by its name without `CENTRALINO_`; the last of two counts.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.environment.retain(|(known, _)| known != name);
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The address of the database in which the service keeps what it knows.
    pub(crate) fn database(&self) -> &str {
        let set = self.environment.iter().find(|(name, _)| name == "DATABASE");
        set.map(|(_, address)| address.as_str()).expect("every setup has a database")
    }

    /// Its store, opened beside it as another replica would.
    pub(crate) async fn store(&self) -> Store {
        let store = Store::new(self.database()).unwrap();
        store.open().await.unwrap();
        store
    }

    /// A connection to its database, past the program; there must be a database.
    pub(crate) async fn stranger(&self) -> Stranger {
        Stranger::at(self.database()).await
    }

    /// Writes the Ministry's menu anew, changed.
    pub(crate) fn change_menu(&self, change: impl FnOnce(String) -> String) {
        let path = self.path("menus/giustizia.yaml");
        let text = change(fs::read_to_string(&path).unwrap());
        fs::write(path, text).unwrap();
    }

    /// The desk that sells packages beside the Ministry's, the smallest of which has a single written request, for these customers; each with when
    /// they signed for one, where they did.
    pub(crate) fn sells_small_packages(&self, customers: &[(&str, Option<&str>)]) {
        let menu = fs::read_to_string(Path::new(MENUS).join("palitalsoft.yaml")).unwrap();
        let small = menu.replacen("light: { size: 50", "light: { size: 2", 1);
        assert_ne!(menu, small);
        fs::write(self.path("menus/palitalsoft.yaml"), small).unwrap();
        for (customer, signed) in customers {
            self.succeeds(&["customer", "add", "palitalsoft", customer]);
            if let Some(day) = signed {
                self.succeeds(&["package", "add", "palitalsoft", customer, "light", "--signed", day]);
            }
        }
    }

    /// Runs a command that must succeed: what it prints.
    pub(crate) fn succeeds(&self, arguments: &[&str]) -> String {
        let output = self.command(arguments).output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// A command of the program in the test's folder, with its settings.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_centralino"));
        command.args(arguments).current_dir(self.folder.path()).stdin(Stdio::null());
        for (name, value) in &self.environment {
            command.env(format!("CENTRALINO_{name}"), value);
        }
        command
    }

    /// Starts it and waits until it says where it listens.
    pub(crate) fn start(self) -> Serve {
        let log = File::options().create(true).append(true).open(self.path("log")).unwrap();
        let said = File::create(self.path("said")).unwrap();
        let mut child = self.command(&["serve"]).stdout(said).stderr(log).spawn().unwrap();
        let address = until("it says where it listens", || {
            if let Some(ended) = child.try_wait().unwrap() {
                panic!("it ended: {ended}\n{}", fs::read_to_string(self.path("log")).unwrap());
            }
            let said = fs::read_to_string(self.path("said")).unwrap();
            let line = said.lines().next()?.to_owned();
            line.strip_prefix("centralino listening on http://")?.parse().ok()
        });
        Serve { address, child, setup: self }
    }

    /// Starts it where it must not start: how it ended, and what it said.
    pub(crate) fn refused(&self) -> (Option<i32>, String) {
        let said = File::create(self.path("refused")).unwrap();
        let mut child = self.command(&["serve"]).stdout(Stdio::null()).stderr(said).spawn().unwrap();
        let ended = seen(|| child.try_wait().unwrap());
        if ended.is_none() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
        (ended.and_then(|ended| ended.code()), fs::read_to_string(self.path("refused")).unwrap())
    }
}

impl Serve {
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub(crate) fn setup(&self) -> &Setup {
        &self.setup
    }

    /// What it said at its start.
    pub(crate) fn said(&self) -> String {
        fs::read_to_string(self.setup.path("said")).unwrap()
    }

    /// Everything that it logged so far.
    pub(crate) fn log(&self) -> String {
        fs::read_to_string(self.setup.path("log")).unwrap()
    }

    /// Waits for something that comes about by itself, and says what did not, and what was logged instead.
    pub(crate) async fn comes<T>(&self, what: &str, look: impl AsyncFnMut() -> Option<T>) -> T {
        wait(look).await.unwrap_or_else(|| {
            panic!("waited {PATIENCE:?} in vain until {what}; the service's log:\n{}", self.log())
        })
    }

    /// Tells it to stop.
    pub(crate) fn terminate(&self) {
        let told = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(told.success());
    }

    /// Waits for its end.
    pub(crate) fn ended(&mut self) -> ExitStatus {
        until("it ends", || self.child.try_wait().unwrap())
    }

    /// Ends it as a crash would, and starts it again in the same folder.
    pub(crate) fn crash_and_start(mut self) -> Self {
        self.crash();
        self.start_again()
    }

    /// Ends it as a crash would.
    pub(crate) fn crash(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Starts it again in the same folder, after [`Serve::crash`], at another moment.
    pub(crate) fn start_again_at(mut self, moment: &str) -> Self {
        let kept = Setup { folder: TempDir::new().unwrap(), environment: Vec::new() };
        let setup = std::mem::replace(&mut self.setup, kept);
        drop(self);
        setup.with("TEST_CLOCK", moment).start()
    }

    /// Starts it again in the same folder, after [`Serve::crash`].
    pub(crate) fn start_again(mut self) -> Self {
        let kept = Setup { folder: TempDir::new().unwrap(), environment: Vec::new() };
        let setup = std::mem::replace(&mut self.setup, kept);
        drop(self);
        setup.start()
    }
}

impl Drop for Serve {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Waits for something to come about, and says what did not.
pub(crate) fn until<T>(what: &str, look: impl FnMut() -> Option<T>) -> T {
    seen(look).unwrap_or_else(|| panic!("waited {PATIENCE:?} in vain until {what}"))
}

/// The same for whoever has more to say of what did not come about.
pub(crate) fn seen<T>(mut look: impl FnMut() -> Option<T>) -> Option<T> {
    let began = Instant::now();
    while began.elapsed() < PATIENCE {
        if let Some(found) = look() {
            return Some(found);
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    look()
}

/// The same where looking takes its time. [`Serve::comes`] shows the log too.
pub(crate) async fn comes<T>(what: &str, look: impl AsyncFnMut() -> Option<T>) -> T {
    wait(look).await.unwrap_or_else(|| panic!("waited {PATIENCE:?} in vain until {what}"))
}

async fn wait<T>(mut look: impl AsyncFnMut() -> Option<T>) -> Option<T> {
    let began = Instant::now();
    while began.elapsed() < PATIENCE {
        if let Some(found) = look().await {
            return Some(found);
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    look().await
}
