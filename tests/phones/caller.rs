//! A caller: SIPp speaks SIP, the handset hears and presses.

use std::fs::{self, File};
use std::net::UdpSocket;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use super::arrivals::Arrival;
use super::asterisk::Asterisk;
use super::handset::{Handset, Heard};
use super::service::Service;
use super::wait;

/// How long a caller stays who is not told otherwise; longer than any call of the tests.
const PATIENCE: Duration = Duration::from_mins(1);

/// A call to be placed.
pub(crate) struct Dial<'a> {
    /// The number dialled.
    pub(crate) did: &'a str,
    /// The user part and host of From.
    pub(crate) from: &'a str,
    /// More SIP headers, each with its line's end.
    pub(crate) headers: &'a str,
    /// Keys that SIPp presses by itself (`after 1500 ms, 1`), once the call is answered.
    pub(crate) keys: &'a [(u16, &'a str)],
    /// The destination at which nobody answers.
    pub(crate) unanswered: &'a str,
    /// The ARI applications that the call is lent to, joined by `&`; empty for the dialplan that posts.
    pub(crate) apps: &'a str,
    /// How long the caller stays after the call is answered.
    pub(crate) stays: Duration,
}

impl Default for Dial<'_> {
    fn default() -> Self {
        Self {
            did: "800749049",
            from: "+393331234567@127.0.0.1",
            headers: "",
            keys: &[],
            unanswered: "nobody",
            apps: "",
            stays: PATIENCE,
        }
    }
}

/// A call under way.
pub(crate) struct Call<'a> {
    asterisk: &'a Asterisk,
    id: String,
    folder: PathBuf,
    sipp: Child,
    pub(crate) handset: Handset,
}

impl Dial<'_> {
    /// Places the call.
    pub(crate) fn place<'a>(&self, asterisk: &'a Asterisk, service: &Service) -> Call<'a> {
        self.place_by(asterisk, service, service.port)
    }

    /// Places the call, Asterisk reaching the service through another port.
    pub(crate) fn place_by<'a>(&self, asterisk: &'a Asterisk, service: &Service, port: u16) -> Call<'a> {
        static COUNT: AtomicU32 = AtomicU32::new(1);
        let name = format!("call-{}", COUNT.fetch_add(1, Ordering::Relaxed));
        let folder = asterisk.folder.join(&name);
        fs::create_dir(&folder).unwrap();
        let id = format!("{name}@centralino");
        let handset = Handset::new(service.spoken());
        fs::write(folder.join("scenario.xml"), self.scenario(port, handset.port())).unwrap();
        let ports = free_ports();
        let options = format!(
            "127.0.0.1:{} -sf scenario.xml -m 1 -nostdin -s {} -cid_str {id} -i 127.0.0.1 -p {} -mi 127.0.0.1 -mp {} \
             -ci 127.0.0.1 -timeout 90s -trace_msg -message_file sip -trace_err -error_file errors",
            asterisk.port,
            self.did,
            ports + MEDIA,
            ports,
        );
        let sipp = Command::new("sipp")
            .args(options.split_whitespace())
            .current_dir(&folder)
            .stdin(Stdio::null())
            .stdout(File::create(folder.join("screen")).unwrap())
            .stderr(File::create(folder.join("stderr")).unwrap())
            .spawn()
            .expect("SIPp is installed (apt-get install sip-tester)");
        println!("{name}: {} dials {}, kept in {}", self.from, self.did, folder.display());
        Call { asterisk, id, folder, sipp, handset }
    }

    fn scenario(&self, service: u16, handset: u16) -> String {
        let press = |(after, keys): &(u16, &str)| {
            format!(
                "<pause milliseconds=\"{after}\"/><nop><action><exec play_dtmf=\"{keys}\"/></action></nop>"
            )
        };
        let keys: Vec<String> = self.keys.iter().map(press).collect();
        include_str!("caller.xml")
            .replace("@FROM@", self.from)
            .replace("@SERVICE@", &format!("http://127.0.0.1:{service}/hooks/asterisk"))
            .replace("@UNANSWERED@", self.unanswered)
            .replace("@APPS@", self.apps)
            .replace("@HEADERS@", self.headers)
            .replace("@HANDSET@", &handset.to_string())
            .replace("@KEYS@", &keys.concat())
            .replace("@PATIENCE@", &self.stays.as_millis().to_string())
    }
}

impl Call<'_> {
    /// Waits until words are being said in which `part` stands, and which were not there yet at the last wait.
    pub(crate) fn hears(&self, part: &str) -> Heard {
        self.hears_after(part, Duration::ZERO)
    }

    /// The same for words that begin after `moment`.
    pub(crate) fn hears_after(&self, part: &str, moment: Duration) -> Heard {
        let found = wait::until(Duration::from_secs(20), || {
            self.handset.heard().into_iter().find(|heard| heard.from >= moment && heard.words.contains(part))
        });
        found.unwrap_or_else(|| panic!("{}: `{part}` was never heard, but:\n{}", self.id, self.transcript()))
    }

    /// Presses keys, one after the other, 150 ms apart.
    pub(crate) fn press(&self, keys: &str) {
        for (at, key) in keys.chars().enumerate() {
            if at > 0 {
                std::thread::sleep(Duration::from_millis(50));
            }
            self.handset.press(key);
        }
    }

    /// Waits for the call's next arrival after the first `before`.
    pub(crate) fn arrives_after(&self, before: usize) -> Arrival {
        let found =
            wait::until(Duration::from_secs(40), || self.asterisk.arrivals(&self.id).into_iter().nth(before));
        found
            .unwrap_or_else(|| panic!("{}: the call arrived nowhere; heard:\n{}", self.id, self.transcript()))
    }

    /// Waits until the call has arrived somewhere.
    pub(crate) fn arrives(&self) -> Arrival {
        self.arrives_after(0)
    }

    /// Its SIP Call-ID.
    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    /// Everywhere the call arrived so far.
    pub(crate) fn arrivals(&self) -> Vec<String> {
        self.asterisk.arrivals(&self.id).into_iter().map(|arrival| arrival.to).collect()
    }

    /// Waits until the call is over, and tells the statuses that the caller's telephone saw for its INVITE, in order.
    pub(crate) fn ends(&mut self) -> Vec<u16> {
        let over = wait::until(PATIENCE + Duration::from_secs(5), || self.sipp.try_wait().unwrap());
        assert!(over.is_some(), "{}: the call does not end; heard:\n{}", self.id, self.transcript());
        statuses(&fs::read_to_string(self.folder.join("sip")).unwrap_or_default())
    }

    /// All that was heard, a line each.
    pub(crate) fn transcript(&self) -> String {
        let line = |heard: Heard| {
            format!("  {:6.2}–{:6.2} s  {}\n", heard.from.as_secs_f32(), heard.to.as_secs_f32(), heard.words)
        };
        self.handset.heard().into_iter().map(line).collect()
    }
}

impl Drop for Call<'_> {
    fn drop(&mut self) {
        let _ = fs::write(self.folder.join("heard"), self.transcript());
        let _ = self.sipp.kill();
        let _ = self.sipp.wait();
    }
}

/// The statuses of answers to INVITE in SIPp's trace: each message follows a line that says which way it went.
fn statuses(trace: &str) -> Vec<u16> {
    let received = trace.split("message received").skip(1);
    received
        .filter(|message| {
            message
                .lines()
                .take_while(|line| !line.starts_with("---"))
                .any(|line| line.starts_with("CSeq: 1 INVITE"))
        })
        .filter_map(|message| message.lines().find_map(|line| line.strip_prefix("SIP/2.0 ")))
        .filter_map(|line| line.get(..3)?.parse().ok())
        .collect()
}

/// How many ports SIPp takes in a row for sound and picture, and never says in a call.
const MEDIA: u16 = 4;

/// So many ports in a row, and one more for SIP. They are below those that the system gives to whoever names none, and below Asterisk's: between the look
/// and SIPp's start nobody else takes them, and a SIPp that finds one taken ends without a call.
fn free_ports() -> u16 {
    const FIRST: u32 = 10_000;
    const STRIDE: u32 = 8;
    static NEXT: AtomicU32 = AtomicU32::new(0);
    // Another run of the tests on this machine begins elsewhere.
    let begin = std::process::id().wrapping_mul(97);
    let free = (0..1_250).find_map(|_| {
        let taken = NEXT.fetch_add(1, Ordering::Relaxed).wrapping_add(begin) % 1_250;
        let first = u16::try_from(FIRST + taken * STRIDE).ok()?;
        let is_free = |port| UdpSocket::bind(("127.0.0.1", port)).is_ok();
        (first..=first + MEDIA).all(is_free).then_some(first)
    });
    free.expect("five ports in a row are free")
}
