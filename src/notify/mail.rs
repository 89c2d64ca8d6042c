//! Mail over SMTP: one letter, one recipient, with an id that stays the same however often it is sent.

use std::time::Duration;

use lettre::address::AddressError;
use lettre::message::header::ContentType;
use lettre::message::{Mailbox, MessageBuilder};
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};

use super::{Letter, Verdict};

/// How long a mail server may take for each answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// Sends mail through one server.
#[derive(Clone, Debug)]
pub struct Mailer {
    server: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

/// Why no mail can be sent with these settings.
#[derive(Debug, thiserror::Error)]
pub enum NoMailer {
    /// It is no address of a mail server.
    #[error("expected smtp://HOST:PORT, smtps://HOST, or smtp://USER:PASSWORD@HOST:587?tls=required")]
    Server,
    /// It is no mailbox.
    #[error(
        "expected a mailbox such as `Assistenza <assistenza@example.org>`, but found something else: {0}"
    )]
    From(#[from] AddressError),
}

impl Mailer {
    /// A mailer for a server (`smtp://` plain, `smtp://…?tls=required` with STARTTLS, `smtps://` with TLS from the first byte; user and
    /// password in front of the host, percent-encoded) and the mailbox that its letters come from. Connects to nobody yet.
    ///
    /// # Errors
    /// What is wrong with one of the two.
    pub fn new(server: &str, from: &str) -> Result<Self, NoMailer> {
        let from: Mailbox = from.parse()?;
        let server = AsyncSmtpTransport::<Tokio1Executor>::from_url(server).map_err(|_| NoMailer::Server)?;
        Ok(Self { server: server.timeout(Some(PATIENCE)).build(), from })
    }

    /// Sends a letter. `id` stays the same for each sending of one notice; a receiver's mail program drops a twin by it.
    pub async fn send(&self, id: &str, to: &str, letter: &Letter) -> Verdict {
        // What kept it from being written may hold the address, and is not told.
        let Ok(message) = self.message(id, to, letter) else {
            return Verdict::Never { because: "the address is no mailbox".to_owned() };
        };
        match self.server.send(message).await {
            Ok(_) => Verdict::Sent,
            Err(fault) if fault.is_permanent() => Verdict::Never { because: told(&fault) },
            Err(fault) => Verdict::Later { because: told(&fault), after: None },
        }
    }

    fn message(&self, id: &str, to: &str, letter: &Letter) -> Result<Message, Box<dyn std::error::Error>> {
        let to: Mailbox = to.parse()?;
        let domain = self.from.email.domain();
        let builder: MessageBuilder = Message::builder()
            .from(self.from.clone())
            .to(to)
            .message_id(Some(format!("<{id}@{domain}>")))
            .subject(letter.subject.clone())
            .header(AutoSubmitted);
        Ok(builder.header(ContentType::TEXT_PLAIN).body(letter.body.replace('\n', "\r\n"))?)
    }
}

/// What the server answered: its code alone, because its words may quote the address.
fn told(fault: &lettre::transport::smtp::Error) -> String {
    match fault.status() {
        Some(code) => format!("the mail server answered {code}"),
        None if fault.is_timeout() => "the mail server took too long".to_owned(),
        None if fault.is_tls() => "TLS with the mail server failed".to_owned(),
        None => "the mail server could not be reached".to_owned(),
    }
}

/// `Auto-Submitted: auto-generated` (RFC 3834): no out-of-office answer comes back for it.
#[derive(Clone, Copy, Debug)]
struct AutoSubmitted;

impl lettre::message::header::Header for AutoSubmitted {
    fn name() -> lettre::message::header::HeaderName {
        lettre::message::header::HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> lettre::message::header::HeaderValue {
        lettre::message::header::HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}
