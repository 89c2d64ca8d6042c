//! The service that is called: every desk, every secret, and a voice whose words the telephones know.

use std::ops::Deref;
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::Value;

use crate::phones::asterisk::{self, SECRET};
use crate::platforms::{httapi, jambonz, twiml};
use crate::rig::{Serve, Setup, until};

/// The program that speaks.
pub(crate) const VOICE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/phones/voice");

/// A service, and by what name Asterisk knows it.
pub(crate) struct Conforming {
    serve: Serve,
    /// Its ARI application.
    pub(crate) app: String,
}

impl Deref for Conforming {
    type Target = Serve;

    fn deref(&self) -> &Serve {
        &self.serve
    }
}

/// One service with every desk and every secret.
pub(super) fn start() -> Conforming {
    static COUNT: AtomicU32 = AtomicU32::new(1);
    let app = format!("conformance-{}", COUNT.fetch_add(1, Ordering::Relaxed));
    let mut setup = voiced(&["palitalsoft.yaml", "condafne.yaml", "pagopa.yaml"]);
    let secrets = [twiml::secrets().as_slice(), &[jambonz::secret(), httapi::secret()]].concat();
    for (name, value) in secrets {
        setup = setup.with(name, &value);
    }
    if let Some(asterisk) = asterisk::shared() {
        setup = setup
            .with("ASTERISK_SECRET", SECRET)
            .with("ARI_URL", &format!("http://127.0.0.1:{}/ari", asterisk.ari))
            .with("ARI_PASSWORD", SECRET)
            .with("ARI_APP", &app);
    }
    // Desk 4 puts nobody through whom no package pays for.
    for arguments in [
        &["customer", "add", "palitalsoft", "COMUNE1"][..],
        &["customer", "number", "palitalsoft", "COMUNE1", "0731 22911"],
        &["customer", "number", "palitalsoft", "COMUNE1", "7004"],
        &["package", "add", "palitalsoft", "COMUNE1", "gold-plus", "--signed", "2026-11-01"],
    ] {
        setup.succeeds(arguments);
    }
    let serve = prompts_made(setup.start(), 50);
    until("Asterisk is there", || (!ready(&serve).to_string().contains("asterisk")).then_some(()));
    Conforming { serve, app }
}

/// A service without secrets, changed before it starts.
pub(crate) fn quick(change: impl FnOnce(&Setup)) -> Serve {
    let setup = voiced(&[]);
    change(&setup);
    prompts_made(setup.start(), 50)
}

/// The desks of the tests and these that we ship, with prompts by the tests' voice.
fn voiced(shipped: &[&str]) -> Setup {
    let setup = Setup::new();
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let ours = ["prova.yaml", "chiuso.yaml", "gratis.yaml"];
    let ours = ours.iter().map(|desk| here.join("tests/platforms/desks").join(desk));
    for desk in ours.chain(shipped.iter().map(|desk| here.join("menus").join(desk))) {
        std::fs::copy(&desk, setup.path("menus").join(desk.file_name().unwrap())).unwrap();
    }
    // So fast that no call is long, so slow that the ear knows every text.
    let speak = format!("{VOICE} {} {{text}} {{file}} 0.002", setup.path("spoken").display());
    let setup = setup.with("TTS_COMMAND", &speak).with("TTS_GAIN", "0dB").with("TTS_JOBS", "4");
    setup.with("TWIML_SIP_DOMAIN", "pbx.example").with("JAMBONZ_SIP_DOMAIN", "pbx.example")
}

/// The service, once every prompt has its sound.
pub(crate) fn prompts_made(serve: Serve, at_least: u64) -> Serve {
    until("every prompt is made", || {
        let ready = ready(&serve);
        (ready["prompts_missing"] == 0 && ready["prompts_made"].as_u64() > Some(at_least)).then_some(())
    });
    serve
}

/// What `/readyz` says.
fn ready(serve: &Serve) -> Value {
    use std::io::{Read as _, Write as _};
    let mut stream = std::net::TcpStream::connect(serve.address).unwrap();
    write!(stream, "GET /readyz HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", serve.address).unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    let (_, body) = text.split_once("\r\n\r\n").unwrap();
    let (from, to) = (body.find('{').unwrap(), body.rfind('}').unwrap());
    serde_json::from_str(&body[from..=to]).unwrap()
}
