//! Mail that goes through a real server.

use centralino::notify::{Event, Letter, Mailer, Notice, Verdict, letter};
use chrono::DateTime;

use super::notice;
use super::server::MailServer;

const FROM: &str = "Assistenza <assistenza@desk.example>";

fn escalation() -> Notice {
    Notice {
        reminded: Some(DateTime::parse_from_rfc3339("2026-12-01T09:15:00+01:00").unwrap()),
        subject: Some("Mancata Risposta Assistenza".to_owned()),
        ..notice(Event::Escalated, "2026-12-01T09:20:00+01:00", "dogane")
    }
}

/// A letter's body as its reader sees it.
pub(crate) fn body(letter: &str) -> String {
    let (head, body) = letter.split_once("\n\n").unwrap();
    let encoding = head.lines().find_map(|line| line.strip_prefix("Content-Transfer-Encoding: "));
    match encoding.map(str::trim) {
        Some("quoted-printable") => {
            let joined = body.replace("=\n", "");
            let mut bytes = Vec::new();
            let mut rest = joined.as_bytes();
            while let [first, others @ ..] = rest {
                if let (b'=', [high, low, more @ ..]) = (first, others) {
                    let pair = [*high, *low];
                    bytes.push(u8::from_str_radix(std::str::from_utf8(&pair).unwrap(), 16).unwrap());
                    rest = more;
                } else {
                    bytes.push(*first);
                    rest = others;
                }
            }
            String::from_utf8(bytes).unwrap()
        }
        Some("base64") => {
            use base64::Engine as _;
            let joined: String = body.split_whitespace().collect();
            String::from_utf8(base64::prelude::BASE64_STANDARD.decode(joined).unwrap()).unwrap()
        }
        _ => body.to_owned(),
    }
}

#[tokio::test]
async fn an_escalation_arrives_with_its_exact_subject_and_every_fact() {
    let server = MailServer::start();
    let mailer = Mailer::new(&server.url(), FROM).unwrap();
    let notice = escalation();
    let sent = mailer.send("n-1", "dogane.tecnologie@desk.example", &letter(&notice)).await;
    assert_eq!(sent, Verdict::Sent);
    let arrived = server.letters(1).remove(0);
    for line in [
        "Subject: Mancata Risposta Assistenza\n",
        "From: Assistenza <assistenza@desk.example>\n",
        "To: dogane.tecnologie@desk.example\n",
        "Message-ID: <n-1@desk.example>\n",
        "Auto-Submitted: auto-generated\n",
    ] {
        assert!(arrived.contains(line), "{line} in {arrived}");
    }
    let body = body(&arrived);
    let number = format!("Numero della richiesta: {}\n", notice.ticket);
    for line in [number.as_str(), "Data della richiesta: 22/11/2026\n", "Sollecito: 01/12/2026, ore 09:15\n"]
    {
        assert!(body.contains(line), "{line} in {body}");
    }
}

#[tokio::test]
async fn a_mail_sent_twice_is_one_message_by_its_id() {
    let server = MailServer::start();
    let mailer = Mailer::new(&server.url(), FROM).unwrap();
    let words = Letter { subject: "Perché è così".to_owned(), body: "Sì.\n".to_owned() };
    for _ in 0..2 {
        assert_eq!(mailer.send("n-2", "Anna Bianchi <anna@user.example>", &words).await, Verdict::Sent);
    }
    let letters = server.letters(2);
    assert!(letters.iter().all(|letter| letter.contains("Message-ID: <n-2@desk.example>\n")), "{letters:?}");
    assert!(letters.iter().all(|letter| body(letter).trim() == "Sì."), "{letters:?}");
}

#[tokio::test]
async fn a_server_that_says_later_or_never_is_believed_and_told_without_the_address() {
    let server = MailServer::start();
    let mailer = Mailer::new(&server.url(), FROM).unwrap();
    let words = Letter { subject: "Prova".to_owned(), body: "Prova.\n".to_owned() };
    let later = mailer.send("n-3", "later@user.example", &words).await;
    assert_eq!(later, Verdict::Later { because: "the mail server answered 451".to_owned(), after: None });
    let never = mailer.send("n-4", "gone@user.example", &words).await;
    assert_eq!(never, Verdict::Never { because: "the mail server answered 550".to_owned() });
    for wrong in
        ["", "nobody", "two@user.example, three@user.example", "a@user.example\r\nBcc: b@user.example"]
    {
        let never = mailer.send("n-5", wrong, &words).await;
        assert_eq!(never, Verdict::Never { because: "the address is no mailbox".to_owned() }, "{wrong}");
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_is_tried_again_later() {
    let gone = MailServer::start();
    let url = gone.url();
    drop(gone);
    let words = Letter { subject: "Prova".to_owned(), body: "Prova.\n".to_owned() };
    let tried = Mailer::new(&url, FROM).unwrap().send("n-6", "anna@user.example", &words).await;
    assert_eq!(
        tried,
        Verdict::Later { because: "the mail server could not be reached".to_owned(), after: None }
    );
}

#[test]
fn settings_that_are_none_are_told() {
    for (server, from) in
        [("mail.example", FROM), ("http://mail.example", FROM), ("smtp://mail.example", "nobody")]
    {
        assert!(Mailer::new(server, from).is_err(), "{server} {from}");
    }
}
