//! How people are told in writing: the mail server, the receiver of webhooks, and the gateway for short messages.

use super::{Mistake, PublicUrl, Reader, Secret, read};
use crate::calls::Ways;
use crate::notify::{Mailer, SigningKey, Webhooks};

/// How notices are sent; what is not set is not sent.
#[derive(Clone, Debug, Default)]
pub struct Notices {
    /// Mail.
    pub mailer: Option<Mailer>,
    /// Signed webhooks, of which the gateway's is one.
    pub webhooks: Option<Webhooks>,
    /// Who receives the desks' webhooks.
    pub webhook_url: Option<PublicUrl>,
    /// The gateway for short messages.
    pub sms_url: Option<PublicUrl>,
}

impl Notices {
    /// In which ways people can be told.
    #[must_use]
    pub const fn ways(&self) -> Ways {
        Ways {
            mail: self.mailer.is_some(),
            sms: self.sms_url.is_some(),
            webhooks: self.webhook_url.is_some(),
        }
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        let smtp = reader.maybe("smtp-url", |text| Ok(Secret::new(text)));
        let from = reader.maybe("mail-from", |text| Ok(text.to_owned()));
        let keys = reader.maybe("webhook-secret", signing_keys).unwrap_or_default();
        let webhook_url = reader.maybe("webhook-url", read::url);
        let sms_url = reader.maybe("sms-url", read::url);
        let asked = [("CENTRALINO_WEBHOOK_URL", &webhook_url), ("CENTRALINO_SMS_URL", &sms_url)];
        for (name, url) in asked {
            if url.is_some() && keys.is_empty() {
                reader.mistakes.push(Mistake::new(format!(
                    "{name} is set and CENTRALINO_WEBHOOK_SECRET is not; it should be whsec_ and 24 to 64 bytes in base64 (echo \
                     whsec_$(openssl rand -base64 32))"
                )));
            }
        }
        let mailer = match (smtp, from) {
            (None, None) => None,
            (Some(_), None) => {
                reader.mistakes.push(Mistake::new(
                    "CENTRALINO_SMTP_URL is set and CENTRALINO_MAIL_FROM is not; it should be the mailbox that mail comes from",
                ));
                None
            }
            (None, Some(_)) => {
                reader.mistakes.push(Mistake::new(
                    "CENTRALINO_MAIL_FROM is set and CENTRALINO_SMTP_URL is not; it should be the mail server, smtp://HOST:PORT",
                ));
                None
            }
            (Some(server), Some(from)) => match Mailer::new(server.expose(), &from) {
                Ok(mailer) => Some(mailer),
                Err(fault) => {
                    let told = "CENTRALINO_SMTP_URL and CENTRALINO_MAIL_FROM do not make a mailer (the address of the server is not shown)";
                    reader.mistakes.push(Mistake::new(format!("{told}: {fault}")));
                    None
                }
            },
        };
        let webhooks = if keys.is_empty() { None } else { made(reader, keys) };
        Self { mailer, webhooks, webhook_url, sms_url }
    }
}

fn made(reader: &mut Reader<'_>, keys: Vec<SigningKey>) -> Option<Webhooks> {
    match Webhooks::new(keys) {
        Ok(webhooks) => Some(webhooks),
        Err(fault) => {
            reader.mistakes.push(Mistake::new(format!("webhooks cannot be sent from here: {fault}")));
            None
        }
    }
}

fn signing_keys(text: &str) -> Result<Vec<SigningKey>, String> {
    let keys: Result<Vec<_>, _> = text.split(',').map(|key| SigningKey::read(key.trim())).collect();
    keys.map_err(|_| "whsec_ and 24 to 64 bytes in base64; a comma separates an old and a new one".to_owned())
}
