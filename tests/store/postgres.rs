//! A PostgreSQL of the tests' own: one cluster for the whole run in a temporary folder, on a Unix socket, gone when the run ends however it ends.
//! Each test has a schema of its own in it. A test that stops the server starts a second cluster for itself.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _, PgConnection};

/// How long the server may take to start or to stop on a busy machine.
const STARTS: Duration = Duration::from_mins(1);

/// A running server. Its standard input is a pipe from this process: when it closes, the server stops and its folder goes.
pub(crate) struct Cluster {
    folder: PathBuf,
    schemas: AtomicU32,
    server: Child,
}

/// The one that the tests share.
pub(crate) async fn shared() -> &'static Cluster {
    static SHARED: OnceLock<Cluster> = OnceLock::new();
    tokio::task::spawn_blocking(|| SHARED.get_or_init(|| Cluster::start(&["fsync=off"]))).await.unwrap()
}

impl Cluster {
    /// A cluster of its own with these settings.
    pub(crate) fn start(settings: &[&str]) -> Self {
        Self::start_at(settings, 5432)
    }

    /// The same, with a port that `settings` name.
    pub(crate) fn start_at(settings: &[&str], port: u16) -> Self {
        let folder = tempfile::Builder::new().prefix("pg").tempdir().unwrap().keep();
        own(&folder);
        let made = as_server("initdb")
            .arg("-D")
            .arg(folder.join("data"))
            .args(["-U", "centralino", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"])
            .output()
            .unwrap();
        assert!(made.status.success(), "initdb: {}", String::from_utf8_lossy(&made.stderr));
        let server = serve(&folder, settings);
        wait_for(&folder, port);
        Self { folder, schemas: AtomicU32::new(0), server }
    }

    /// Stops the server at once, as a crash does, and starts it again after a while.
    pub(crate) fn crash(&mut self, away: Duration) {
        self.stop();
        std::thread::sleep(away);
        self.start_again();
    }

    /// Starts the server that was stopped.
    pub(crate) fn start_again(&mut self) {
        self.server = serve(&self.folder, &[]);
        wait_for(&self.folder, 5432);
    }

    /// Stops the server at once.
    pub(crate) fn stop(&mut self) {
        let stopped = as_server("pg_ctl")
            .args(["stop", "-m", "immediate", "-D"])
            .arg(self.folder.join("data"))
            .output()
            .unwrap();
        assert!(stopped.status.success(), "{}", String::from_utf8_lossy(&stopped.stderr));
    }

    /// The address of an empty schema of its own.
    pub(crate) async fn address(&self) -> String {
        let schema = format!("t{}", self.schemas.fetch_add(1, Ordering::Relaxed));
        let mut connection = self.connect().await;
        sqlx::query(sqlx::AssertSqlSafe(format!("CREATE SCHEMA {schema}")))
            .execute(&mut connection)
            .await
            .unwrap();
        connection.close().await.unwrap();
        format!("{}&options[search_path]={schema}", url(&self.folder))
    }

    async fn connect(&self) -> PgConnection {
        let options: PgConnectOptions = url(&self.folder).parse().unwrap();
        options.disable_statement_logging().connect().await.unwrap()
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.server.stdin.take());
        self.server.wait().ok();
        std::fs::remove_dir_all(&self.folder).ok();
    }
}

fn url(folder: &Path) -> String {
    format!("postgres://centralino@localhost/postgres?host={}", folder.display())
}

/// The server, and a shell beside it that waits for the end of this process.
fn serve(folder: &Path, settings: &[&str]) -> Child {
    let data = folder.join("data");
    // A server that was crashed leaves the folder to the next one.
    let script = "\"$@\" & read -r _; kill -QUIT $! 2>/dev/null && wait && rm -rf \"$0\"";
    let mut shell = Command::new("sh");
    shell.arg("-c").arg(script).arg(folder);
    let server = as_server("postgres");
    shell.arg(server.get_program()).args(server.get_args());
    shell.arg("-D").arg(&data).arg("-k").arg(folder);
    let always = ["listen_addresses=", "max_connections=300", "shared_buffers=64MB"];
    for setting in always.iter().chain(settings) {
        shell.arg("-c").arg(setting);
    }
    let log = std::fs::File::create(folder.join("log")).unwrap();
    shell.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(log).spawn().unwrap()
}

fn wait_for(folder: &Path, port: u16) {
    let until = Instant::now() + STARTS;
    let ready =
        || Command::new("pg_isready").args(["-q", "-p", &port.to_string(), "-h"]).arg(folder).status();
    while !ready().expect("pg_isready of Debian's package postgresql-client-common").success() {
        assert!(Instant::now() < until, "{}", std::fs::read_to_string(folder.join("log")).unwrap());
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// A program of the server's package. PostgreSQL refuses to run as root, so root runs it as the user that the package made.
fn as_server(program: &str) -> Command {
    let program = installed(program);
    if !is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups"]).arg(program);
    command.current_dir("/");
    command
}

/// Gives a file to the server's user.
pub(crate) fn own(folder: &Path) {
    if is_root() {
        let owned = Command::new("chown").arg("postgres").arg(folder).status().unwrap();
        assert!(owned.success());
    }
}

fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt as _;
    std::fs::metadata("/proc/self").unwrap().uid() == 0
}

/// Debian keeps a server's programs out of the path, in a folder for each version; the newest serves.
fn installed(program: &str) -> PathBuf {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut found: Vec<_> = versions
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse::<u32>().ok()?, entry.path())))
        .collect();
    found.sort();
    found.last().map_or_else(|| PathBuf::from(program), |(_, folder)| folder.join("bin").join(program))
}
