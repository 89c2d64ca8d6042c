//! A real mail server for a test: Exim on a free loopback port, with a spool and a mail directory of its own. It delivers to files, to nobody
//! else. `later@…` is told to come back, `gone@…` that there is no such mailbox.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt as _;
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use crate::rig::seen;

pub(crate) struct MailServer {
    folder: TempDir,
    child: Child,
    pub(crate) address: SocketAddr,
}

impl MailServer {
    pub(crate) fn start() -> Self {
        let folder = TempDir::new().unwrap();
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = free.local_addr().unwrap();
        drop(free);
        for name in ["spool", "mail", "log"] {
            let path = folder.path().join(name);
            fs::create_dir(&path).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(0o777)).unwrap();
        }
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let settings = folder.path().join("exim.conf");
        fs::write(&settings, written(folder.path().to_str().unwrap(), address)).unwrap();
        fs::set_permissions(&settings, fs::Permissions::from_mode(0o644)).unwrap();
        let log = fs::File::create(folder.path().join("said")).unwrap();
        let child = Command::new("/usr/sbin/exim4")
            .arg("-C")
            .arg(&settings)
            .args(["-bdf", "-q30m"])
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .expect("exim4 is not installed (Debian: exim4-daemon-light)");
        let server = Self { folder, child, address };
        server.wait();
        server
    }

    /// As the settings name it.
    pub(crate) fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    /// Waits for so many letters and gives them as they lie on the disk.
    pub(crate) fn letters(&self, count: usize) -> Vec<String> {
        self.until(&format!("{count} letters came"), || {
            let new = self.folder.path().join("mail/new");
            let found: Vec<_> = fs::read_dir(new).into_iter().flatten().flatten().collect();
            let all = || found.iter().map(|file| fs::read_to_string(file.path()).unwrap()).collect();
            (found.len() >= count).then(all)
        })
    }

    fn wait(&self) {
        self.until("the mail server answers", || {
            let stream = TcpStream::connect(self.address).ok()?;
            let mut greeting = String::new();
            BufReader::new(stream).read_line(&mut greeting).unwrap();
            assert!(greeting.starts_with("220 "), "{greeting}");
            Some(())
        });
    }

    fn until<T>(&self, what: &str, look: impl FnMut() -> Option<T>) -> T {
        seen(look).unwrap_or_else(|| panic!("waited in vain until {what}: {}", self.log()))
    }

    fn log(&self) -> String {
        let read = |name: &str| fs::read_to_string(self.folder.path().join(name)).unwrap_or_default();
        format!("{}\n{}\n{}", read("said"), read("log/main"), read("log/panic"))
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn written(folder: &str, address: SocketAddr) -> String {
    format!(
        "primary_hostname = mail.example
spool_directory = {folder}/spool
log_file_path = {folder}/log/%s
pid_file_path = {folder}/pid
local_interfaces = 127.0.0.1
daemon_smtp_ports = {port}
tls_advertise_hosts =
acl_smtp_rcpt = rcpt
host_lookup =
rfc1413_query_timeout = 0s
allow_mx_to_ip = true
never_users =
exim_user = nobody
exim_group = nogroup

begin acl
rcpt:
  defer   local_parts = later
          message = come back later
  deny    local_parts = gone
          message = there is no such mailbox
  accept

begin routers
all:
  driver = accept
  transport = disk

begin transports
disk:
  driver = appendfile
  directory = {folder}/mail
  maildir_format
  user = nobody
  group = nogroup
  envelope_to_add
",
        port = address.port()
    )
}
