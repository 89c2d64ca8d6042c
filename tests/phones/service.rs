//! The real `centralino serve`, at a moment of the test's choosing, with the Ministry's menu and the tests' voice.

use std::fs::{self, File};
use std::io::Read as _;
use std::io::Write as _;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use super::asterisk::{Asterisk, SECRET};
use super::wait;

/// A Tuesday, at ten in the morning: the desk is open.
pub(crate) const OPEN: &str = "2026-11-24T10:00:00+01:00";
/// A Sunday.
pub(crate) const CLOSED: &str = "2026-11-22T10:00:00+01:00";

const HERE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/phones");
const MENUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/menus");

static COUNT: AtomicU32 = AtomicU32::new(1);
/// Held by whoever starts: the first speaks every prompt, the others find them made.
static VOICE: Mutex<()> = Mutex::new(());

/// Under what name a service runs, and where.
#[derive(Clone)]
pub(crate) struct Named {
    /// Its ARI application.
    pub(crate) app: String,
    /// Where it answers, on 127.0.0.1.
    pub(crate) port: u16,
}

impl Default for Named {
    fn default() -> Self {
        let app = format!("service-{}", COUNT.fetch_add(1, Ordering::Relaxed));
        Self { app, port: TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port() }
    }
}

impl Named {
    /// Under an application of the test's choosing.
    pub(crate) fn called(app: &str) -> Self {
        Self { app: app.to_owned(), ..Self::default() }
    }
}

/// A running service.
pub(crate) struct Service {
    /// Where it answers, on 127.0.0.1.
    pub(crate) port: u16,
    /// The file in which it keeps its bookings.
    pub(crate) database: PathBuf,
    /// Its ARI application.
    pub(crate) app: String,
    index: PathBuf,
    folder: PathBuf,
    command: Mutex<Command>,
    child: Mutex<Child>,
}

impl Service {
    /// Starts it with the Ministry's menu as it is.
    pub(crate) fn start(asterisk: &Asterisk, moment: &str) -> Self {
        Self::start_with(asterisk, moment, |menu| menu)
    }

    /// Starts it with the Ministry's menu changed.
    pub(crate) fn start_with(
        asterisk: &Asterisk,
        moment: &str,
        change: impl FnOnce(String) -> String,
    ) -> Self {
        Self::start_on(asterisk, moment, |menus| copy_desk(menus, change))
    }

    /// Starts it with the menus that `write` writes into the folder it is given.
    pub(crate) fn start_on(asterisk: &Asterisk, moment: &str, write: impl FnOnce(&Path)) -> Self {
        Self::start_by(asterisk, asterisk.ari, moment, write)
    }

    /// The same, ARI being reached through another port.
    pub(crate) fn start_by(asterisk: &Asterisk, ari: u16, moment: &str, write: impl FnOnce(&Path)) -> Self {
        let url = format!("http://127.0.0.1:{ari}/ari");
        let service = Self::start_as(asterisk, moment, write, &Named::default(), &[("ARI_URL", &url)]);
        service.becomes_ready(Self::is_ready);
        service
    }

    /// Starts it under a name of the test's choosing with the Ministry's menu, and with further settings (by their names without
    /// `CENTRALINO_`; an empty one is taken away). It serves then, with no Asterisk or with one.
    pub(crate) fn start_named(asterisk: &Asterisk, name: &Named, set: &[(&str, &str)]) -> Self {
        let service = Self::start_as(asterisk, OPEN, |menus| copy_desk(menus, |menu| menu), name, set);
        service.becomes_ready(Self::is_serving);
        service
    }

    /// Starts it with the Ministry's menu changed, under this name and with these settings.
    pub(crate) fn start_set(
        asterisk: &Asterisk,
        name: &Named,
        change: impl FnOnce(String) -> String,
        set: &[(&str, &str)],
    ) -> Self {
        let service = Self::start_as(asterisk, OPEN, |menus| copy_desk(menus, change), name, set);
        service.becomes_ready(Self::is_ready);
        service
    }

    /// Starts it with the menus that `write` writes, under this name and with these settings.
    pub(crate) fn start_desks(
        asterisk: &Asterisk,
        name: &Named,
        write: impl FnOnce(&Path),
        set: &[(&str, &str)],
    ) -> Self {
        let service = Self::start_as(asterisk, OPEN, write, name, set);
        service.becomes_ready(Self::is_ready);
        service
    }

    fn start_as(
        asterisk: &Asterisk,
        moment: &str,
        write: impl FnOnce(&Path),
        name: &Named,
        set: &[(&str, &str)],
    ) -> Self {
        let Named { app, port } = name.clone();
        let folder = asterisk.folder.join(&app);
        let menus = folder.join("menus");
        fs::create_dir_all(&menus).unwrap();
        write(&menus);
        fs::copy(asterisk.folder.join("music/attesa.wav"), menus.join("attesa.wav")).unwrap();
        let index = asterisk.folder.join("spoken");
        let database = folder.join("centralino.db");
        let log = File::create(folder.join("log")).unwrap();

        let _first = VOICE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let mut command = Command::new(env!("CARGO_BIN_EXE_centralino"));
        command
            .arg("serve")
            .current_dir(&folder)
            .env("CENTRALINO_MENUS", &menus)
            .env("CENTRALINO_DATABASE", format!("sqlite://{}", database.display()))
            .env("CENTRALINO_LISTEN", format!("127.0.0.1:{port}"))
            .env("CENTRALINO_ASTERISK_SECRET", SECRET)
            .env("CENTRALINO_TEST_CLOCK", moment)
            .env("CENTRALINO_TTS_COMMAND", format!("{HERE}/voice {} {{text}} {{file}}", index.display()))
            .env("CENTRALINO_VOICE_CACHE", asterisk.folder.join("voice"))
            .env("CENTRALINO_ARI_URL", format!("http://127.0.0.1:{}/ari", asterisk.ari))
            .env("CENTRALINO_ARI_PASSWORD", SECRET)
            .env("CENTRALINO_ARI_APP", &app)
            .env("CENTRALINO_LOG", "debug")
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log);
        for (key, value) in set {
            let name = format!("CENTRALINO_{key}");
            if value.is_empty() {
                command.env_remove(name)
            } else {
                command.env(name, value)
            };
        }
        let child = Mutex::new(command.spawn().unwrap());
        let service = Self { port, database, app, index, folder, command: Mutex::new(command), child };
        // The first speaks every prompt.
        service.becomes_ready(Self::is_serving);
        service
    }

    /// Starts another one beside it, with the same desks and the same store.
    pub(crate) fn replica(&self) -> Self {
        let Named { app, port } = Named::default();
        let log = File::create(self.folder.join(format!("log-{app}"))).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_centralino"));
        let like = self.command.lock().unwrap();
        command
            .arg("serve")
            .current_dir(&self.folder)
            .envs(like.get_envs().filter_map(|(name, value)| Some((name, value?))))
            .env("CENTRALINO_LISTEN", format!("127.0.0.1:{port}"))
            .env("CENTRALINO_ARI_APP", &app)
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log);
        drop(like);
        let child = Mutex::new(command.spawn().unwrap());
        let (database, index, folder) = (self.database.clone(), self.index.clone(), self.folder.clone());
        let service = Self { port, database, app, index, folder, command: Mutex::new(command), child };
        service.becomes_ready(Self::is_ready);
        service
    }

    /// A command of the program beside it, with its settings.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_centralino"));
        let like = self.command.lock().unwrap();
        command
            .args(arguments)
            .current_dir(&self.folder)
            .envs(like.get_envs().filter_map(|(name, value)| Some((name, value?))));
        command
    }

    fn becomes_ready(&self, is_ready: impl Fn(&Self) -> bool) {
        let ready = wait::until(Duration::from_secs(90), || {
            let gone = self.child.lock().unwrap().try_wait().unwrap();
            assert!(gone.is_none(), "the service ended: {gone:?}, see {}", self.folder.display());
            is_ready(self).then_some(())
        });
        assert!(ready.is_some(), "the service did not become ready, see {}", self.folder.display());
    }

    /// Starts it again after [`Service::kill`], with another setting.
    pub(crate) fn restart_with(&self, name: &str, value: &str) {
        self.command.lock().unwrap().env(name, value);
        self.restart();
    }

    /// Starts it again, as it was, after [`Service::kill`].
    pub(crate) fn restart(&self) {
        *self.child.lock().unwrap() = self.command.lock().unwrap().spawn().unwrap();
        self.becomes_ready(Self::is_ready);
    }

    /// The address of the database in which it keeps its bookings.
    pub(crate) fn address(&self) -> String {
        format!("sqlite://{}", self.database.display())
    }

    /// Where its menus are.
    pub(crate) fn menus(&self) -> PathBuf {
        self.folder.join("menus")
    }

    /// All that it logged so far.
    pub(crate) fn log(&self) -> String {
        fs::read_to_string(self.folder.join("log")).unwrap_or_default()
    }

    /// The file that says which texts the voice has spoken.
    pub(crate) fn spoken(&self) -> PathBuf {
        self.index.clone()
    }

    /// How many calls Asterisk has lent it.
    pub(super) fn lent(&self, asterisk: &Asterisk) -> usize {
        let text = get(asterisk.ari, &format!("/ari/applications/{}?api_key=centralino:{SECRET}", self.app));
        let (_, ids) = text.split_once("\"channel_ids\"").expect("an application");
        ids.split(']').next().unwrap_or_default().matches('"').count() / 2
    }

    /// Ends it as a crash would.
    pub(crate) fn kill(&self) {
        let mut child = self.child.lock().unwrap();
        let _ = child.kill();
        let _ = child.wait();
    }

    /// Stops it without ending it, as an overloaded machine or a stuck disk would.
    pub(crate) fn freeze(&self) {
        let id = self.child.lock().unwrap().id();
        assert!(Command::new("kill").args(["-STOP", &id.to_string()]).status().unwrap().success());
    }

    /// Whether it serves, and every prompt has its sound: before that, Asterisk is told to go to the fallback.
    pub(crate) fn is_ready(&self) -> bool {
        self.is_serving() && !self.readyz().contains("asterisk")
    }

    /// The same, whatever there is of Asterisks.
    pub(crate) fn is_serving(&self) -> bool {
        let answer = self.readyz();
        answer.starts_with("HTTP/1.1 200") && answer.contains("\"prompts_missing\":0")
    }

    /// What it says of how it stands, with the answer's head; empty where it does not answer.
    pub(crate) fn readyz(&self) -> String {
        self.get("/readyz")
    }

    /// What it answers there, with the answer's head; empty where it does not.
    pub(crate) fn get(&self, path: &str) -> String {
        get(self.port, path)
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.kill();
    }
}

/// What is answered to a GET on this port; nothing where nobody is there.
pub(super) fn get(port: u16, path: &str) -> String {
    let mut answer = String::new();
    if let Ok(mut stream) = TcpStream::connect(("127.0.0.1", port)) {
        let _ = stream.set_read_timeout(Some(Duration::from_secs(5)));
        let _ = write!(stream, "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n");
        let _ = stream.read_to_string(&mut answer);
    }
    answer
}

/// The Ministry's menu and its directory; nothing of the other desks, whose prompts would have to be spoken too.
fn copy_desk(to: &Path, change: impl FnOnce(String) -> String) {
    let menu = fs::read_to_string(Path::new(MENUS).join("giustizia.yaml")).unwrap();
    fs::write(to.join("giustizia.yaml"), change(menu)).unwrap();
    for entry in fs::read_dir(MENUS).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|kind| kind == "csv") {
            fs::copy(&path, to.join(path.file_name().unwrap())).unwrap();
        }
    }
}
