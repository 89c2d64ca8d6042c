//! The service that is measured, with the desks of this folder in the tests' voice; and the same sounds laid down for the plain dialplan.

use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::asterisk::{Asterisk, SECRET};
use super::{ear, wait};

/// What is told of each sound of the plain dialplan by the words in it.
const SOUNDS: [(&str, &str); 4] = [
    ("menu", "uffici territoriali"),
    ("below", "sta in fondo"),
    ("through", "Sì."),
    ("long", "lunga attesa"),
];

/// A running service.
#[derive(Clone)]
pub(crate) struct Served {
    /// Where it answers, on 127.0.0.1.
    pub(crate) port: u16,
    /// Its ARI application.
    pub(crate) app: String,
    /// The texts that the voice has spoken.
    pub(crate) spoken: PathBuf,
    _running: Arc<Running>,
}

struct Running(Mutex<Child>);

impl Drop for Running {
    fn drop(&mut self) {
        let mut child = self.0.lock().unwrap();
        let _ = child.kill();
        let _ = child.wait();
    }
}

impl Served {
    pub(crate) fn start(asterisk: &Asterisk) -> Self {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let folder = asterisk.folder.join("service");
        let menus = folder.join("menus");
        fs::create_dir_all(&menus).unwrap();
        fs::write(menus.join("misura.yaml"), include_str!("misura.yaml")).unwrap();
        let minute = "Una lunga attesa. ".repeat(150);
        fs::write(menus.join("lunga.yaml"), include_str!("lunga.yaml").replace("@LONG@", minute.trim()))
            .unwrap();
        let spoken = asterisk.folder.join("spoken");
        let voice = here.join("tests/phones/voice");
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let log = File::create(folder.join("log")).unwrap();
        let app = "measured".to_owned();
        let child = Command::new(env!("CARGO_BIN_EXE_centralino"))
            .arg("serve")
            .current_dir(&folder)
            .env("CENTRALINO_MENUS", &menus)
            .env("CENTRALINO_DATABASE", format!("sqlite://{}", folder.join("centralino.db").display()))
            .env("CENTRALINO_LISTEN", format!("127.0.0.1:{port}"))
            .env("CENTRALINO_ASTERISK_SECRET", SECRET)
            .env(
                "CENTRALINO_TTS_COMMAND",
                format!("{} {} {{text}} {{file}}", voice.display(), spoken.display()),
            )
            .env("CENTRALINO_TTS_GAIN", "0dB")
            .env("CENTRALINO_VOICE_CACHE", folder.join("voice"))
            .env("CENTRALINO_ARI_URL", format!("http://127.0.0.1:{}/ari", asterisk.ari))
            .env("CENTRALINO_ARI_PASSWORD", SECRET)
            .env("CENTRALINO_ARI_APP", &app)
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap();
        let served = Self { port, app, spoken, _running: Arc::new(Running(Mutex::new(child))) };
        let ready = wait::until(Duration::from_mins(2), || {
            let told = get(port, "/readyz");
            let is_ready = told.starts_with("HTTP/1.1 200") && told.contains("\"prompts_missing\":0");
            (is_ready && !told.contains("asterisk")).then_some(())
        });
        assert!(
            ready.is_some(),
            "the service is not ready, see {}: {}",
            folder.display(),
            get(port, "/readyz")
        );
        lay_down(asterisk, &folder.join("voice"), &served.spoken);
        served
    }
}

/// Finds the sounds of the plain dialplan among those that were made.
fn lay_down(asterisk: &Asterisk, voice: &Path, spoken: &Path) {
    let plain = asterisk.folder.join("plain");
    fs::create_dir(&plain).unwrap();
    let lines = fs::read_to_string(spoken).unwrap();
    let lines: Vec<&str> = lines.lines().collect();
    for file in fs::read_dir(voice).unwrap().map(|entry| entry.unwrap().path()) {
        let Some(text) = fs::read(&file).ok().and_then(|wav| ear::spoken(&wav)) else { continue };
        let words = lines.get(text).copied().unwrap_or_default();
        if let Some((name, _)) = SOUNDS.iter().find(|(_, part)| words.contains(part)) {
            fs::copy(&file, plain.join(format!("{name}.wav"))).unwrap();
        }
    }
    for (name, part) in SOUNDS {
        let sound = plain.join(format!("{name}.wav"));
        assert!(sound.exists(), "nothing speaks of `{part}`: {lines:#?}");
    }
}

fn get(port: u16, path: &str) -> String {
    let mut answer = String::new();
    if let Ok(mut stream) = TcpStream::connect(("127.0.0.1", port)) {
        let _ = write!(stream, "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n");
        let _ = stream.read_to_string(&mut answer);
    }
    answer
}
