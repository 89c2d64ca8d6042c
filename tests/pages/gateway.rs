//! A gateway for short messages on this machine: takes each, and writes what it was asked to send into a file, a line of JSON each.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::rig::{Setup, until};

/// With this the messages are signed.
const KEY: &str = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

/// What was sent so far.
pub(super) struct Gateway {
    file: PathBuf,
}

/// A service that sends short messages through a gateway, and the gateway.
pub(super) fn with_gateway(setup: Setup) -> (Setup, Gateway) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/sms", listener.local_addr().unwrap());
    let file = setup.path("sms");
    let kept = file.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let kept = kept.clone();
            std::thread::spawn(move || take(&stream.unwrap(), &kept));
        }
    });
    (setup.with("SMS_URL", &url).with("WEBHOOK_SECRET", KEY), Gateway { file })
}

fn take(mut stream: &TcpStream, file: &Path) {
    let mut reader = BufReader::new(stream);
    let (mut length, mut signed) = (0, false);
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        let line = line.trim().to_ascii_lowercase();
        if let Some(told) = line.strip_prefix("content-length: ") {
            length = told.parse().unwrap();
        }
        signed |= line.starts_with("webhook-signature: v1,");
        if line.is_empty() {
            break;
        }
    }
    assert!(signed, "a message that nobody has signed");
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    let message: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(message["type"], "sms.send");
    let mut out = fs::File::options().create(true).append(true).open(file).unwrap();
    // In one piece, so that nobody reads half a line.
    out.write_all(format!("{}\n", message["data"]).as_bytes()).unwrap();
    stream.write_all(b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n").unwrap();
}

impl Gateway {
    /// Every message so far: to whom, and what.
    pub(super) fn messages(&self) -> Vec<(String, String)> {
        let text = fs::read_to_string(&self.file).unwrap_or_default();
        let read = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        read.map(|data| (data["to"].as_str().unwrap().to_owned(), data["text"].as_str().unwrap().to_owned()))
            .collect()
    }

    /// The so-manieth code, from 1, and to whom it went.
    pub(super) fn code(&self, count: usize) -> (String, String) {
        until(&format!("{count} codes are sent"), || {
            let codes: Vec<_> = self
                .messages()
                .into_iter()
                .filter(|(_, text)| text.contains("codice") || text.contains("code "))
                .collect();
            let (to, text) = codes.get(count - 1)?;
            let digits = |word: &&str| word.len() == 6 && word.bytes().all(|byte| byte.is_ascii_digit());
            let code = text.split(|c: char| !c.is_ascii_alphanumeric()).find(digits).unwrap().to_owned();
            Some((to.clone(), code))
        })
    }
}
