//! The calls that the desks place: which number is shown, and through which trunk they go.

use super::read::{self, Expected};
use super::{Mistake, Reader, Secret, Settings};
use crate::menu::model::{First, Menu};
use crate::terms::Number;
use crate::terms::numbering::{self, Country, NotShown};

/// How calls are placed.
#[derive(Clone, Debug, Default)]
pub struct Placing {
    /// The number that users see, for desks that name none of their own; none: those place no calls.
    pub from: Option<Number>,
    /// What Asterisk dials for a user, `PJSIP/{number}@carrier`; none: it places no calls.
    pub ari_trunk: Option<String>,
    /// Twilio's account through which they are placed; none: none is.
    pub twilio: Option<Account>,
    /// jambonz's account; none: none is.
    pub jambonz: Option<Account>,
}

/// An account at a platform that places calls over REST.
#[derive(Clone, Debug)]
pub struct Account {
    /// Where its API is, without a slash at the end.
    pub url: String,
    /// The account.
    pub id: String,
    /// Who asks there: the account itself, or one of its keys.
    pub user: String,
    /// With what.
    pub secret: Secret,
}

impl Placing {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        Self {
            from: reader.maybe("callback-from", shown),
            ari_trunk: reader.maybe("ari-trunk", trunk),
            twilio: twilio(reader),
            jambonz: jambonz(reader),
        }
    }

    /// Whether some platform can be asked for calls.
    #[must_use]
    pub const fn places_calls(&self) -> bool {
        self.ari_trunk.is_some() || self.twilio.is_some() || self.jambonz.is_some()
    }

    /// Why the callbacks that a desk books are not placed, in sentences; none where they are, or where it books none.
    #[must_use]
    pub fn missing(&self, menu: &Menu) -> Vec<String> {
        let mut missing = Vec::new();
        let desk = &menu.desk;
        if !menu.queues.is_empty() && menu.callback_from.or(self.from).is_none() {
            missing.push(format!(
                "callbacks: `{desk}` books callbacks, and none is placed: `callback-from` in its menu, or CENTRALINO_CALLBACK_FROM, names the \
                 number that users see and can call back"
            ));
        }
        let agents = menu.queues.iter().filter(|queue| queue.placing.first == First::Agent);
        for queue in agents.filter(|_| self.ari_trunk.is_none()) {
            missing.push(format!(
                "callbacks: those of `{}` at `{desk}` are not placed: only Asterisk over ARI calls the agent first, and CENTRALINO_ARI_TRUNK, \
                 which says what it dials, is not set; without it write `first: customer`",
                queue.name
            ));
        }
        for queue in menu.queues.iter().filter(|queue| queue.placing.to.is_none()) {
            missing.push(format!(
                "callbacks: those of `{}` at `{desk}` are not placed: `to` names the destination where operators speak with the users",
                queue.name
            ));
        }
        missing
    }

    /// Why the code that confirms a telephone on a desk's public page comes to none, or to mobiles alone where `texts` says that short messages are
    /// sent; none where it comes to all, or nothing can be booked.
    #[must_use]
    pub fn code_missing(&self, menu: &Menu, texts: bool) -> Option<String> {
        let calls = self.places_calls() && menu.callback_from.or(self.from).is_some();
        if menu.queues.is_empty() || calls {
            return None;
        }
        let desk = &menu.desk;
        let by_call = "CENTRALINO_CALLBACK_FROM (or `callback-from` in its menu) and CENTRALINO_ARI_TRUNK, or an account at Twilio or jambonz, \
             have it spoken by a call";
        Some(if texts {
            format!(
                "pages: /book/{desk} takes mobiles alone, because a landline cannot be told its code: {by_call}"
            )
        } else {
            format!(
                "pages: nobody can book at /book/{desk}, because no telephone can be told its code: CENTRALINO_SMS_URL has it sent by short \
                 message; {by_call}"
            )
        })
    }
}

impl Settings {
    /// Why the callbacks of these desks are not placed.
    #[must_use]
    pub fn callbacks_missing<'m>(&self, menus: impl IntoIterator<Item = &'m Menu>) -> Vec<String> {
        menus.into_iter().flat_map(|menu| self.placing.missing(menu)).collect()
    }

    /// At which of these desks nobody can book on the public page, because no code can be brought to a telephone; and at which only mobiles can.
    #[must_use]
    pub fn codes_missing<'m>(&self, menus: impl IntoIterator<Item = &'m Menu>) -> Vec<String> {
        let texts = self.notices.ways().sms;
        menus.into_iter().filter_map(|menu| self.placing.code_missing(menu, texts)).collect()
    }
}

/// Twilio's account: asked with a key of its own, else with the token that signs its requests.
fn twilio(reader: &mut Reader<'_>) -> Option<Account> {
    let id = reader.maybe("twilio-account", read::word);
    let key = reader.maybe("twilio-key", key);
    let tokens = reader.maybe("twiml-auth-token", read::tokens).unwrap_or_default();
    let url = reader.maybe("twilio-url", read::url)?.as_str().to_owned();
    let id = id?;
    let (user, secret) = match (key, tokens.into_iter().next()) {
        (Some((user, secret)), _) => (user, secret),
        (None, Some(token)) => (id.clone(), token),
        (None, None) => {
            let said = "CENTRALINO_TWILIO_ACCOUNT is set, and neither CENTRALINO_TWILIO_KEY nor CENTRALINO_TWIML_AUTH_TOKEN is";
            reader.mistakes.push(Mistake::new(said));
            return None;
        }
    };
    Some(Account { url, id, user, secret })
}

fn jambonz(reader: &mut Reader<'_>) -> Option<Account> {
    let id = reader.maybe("jambonz-account", read::word);
    let secret = reader.maybe("jambonz-api-key", |text| Ok(Secret::new(text)));
    let url = reader.maybe("jambonz-url", read::url);
    match (id, secret, url) {
        (None, None, None) => None,
        (Some(id), Some(secret), Some(url)) => {
            Some(Account { url: url.as_str().to_owned(), user: id.clone(), id, secret })
        }
        (_, _, _) => {
            let said = "CENTRALINO_JAMBONZ_URL, CENTRALINO_JAMBONZ_ACCOUNT and CENTRALINO_JAMBONZ_API_KEY are set all three, or none of them";
            reader.mistakes.push(Mistake::new(said));
            None
        }
    }
}

/// `SK…:secret`.
fn key(text: &str) -> Result<(String, Secret), Expected> {
    let parts = text.split_once(':').filter(|(user, secret)| !user.is_empty() && !secret.is_empty());
    let (user, secret) =
        parts.ok_or_else(|| "a key of the account and its secret, with a colon between: SK…:…".to_owned())?;
    Ok((user.to_owned(), Secret::new(secret)))
}

/// A number that can be shown, in E.164 or as Italy writes it.
fn shown(text: &str) -> Result<Number, Expected> {
    let expected = |found: &str| {
        format!("a geographic or mobile number that users can call back, such as +39 06 1234567{found}")
    };
    let number = numbering::number(text, Country::ITALY).map_err(|_| expected(""))?;
    numbering::shown(number).map(|()| number).map_err(|NotShown(kind)| expected(&format!("; this is {kind}")))
}

/// A dial string of Asterisk's, with the place where the number stands. Whatever separates arguments in a dialplan is not among its signs.
fn trunk(text: &str) -> Result<String, Expected> {
    let plain = text.replacen("{number}", "", 1).replacen("{digits}", "", 1);
    let fine = plain.len() < text.len()
        && text.contains('/')
        && plain.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/@.:_-+".contains(&byte));
    if fine {
        Ok(text.to_owned())
    } else {
        Err("what Asterisk dials, with {number} (+39…) or {digits} (39…) where the number stands, such as PJSIP/{number}@carrier".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_users_could_not_call_back_is_refused_with_what_it_is() {
        assert_eq!(shown("06 6885 1234").unwrap().e164(), "+390668851234");
        assert!(shown("+39 392 1234567").is_ok());
        assert!(shown("800 749 049").unwrap_err().contains("a toll-free number"));
        assert!(shown("899123456").unwrap_err().contains("a premium number"));
        assert!(shown("centralino").is_err());
    }

    #[test]
    fn a_trunk_says_where_the_number_stands_and_nothing_that_a_dialplan_reads_otherwise() {
        for fine in ["PJSIP/{number}@carrier", "PJSIP/{digits}@carrier", "Local/{number}@out/n"] {
            assert_eq!(trunk(fine), Ok(fine.to_owned()));
        }
        for wrong in [
            "",
            "PJSIP/carrier",
            "{number}",
            "PJSIP/{number}@carrier,30,g",
            "PJSIP/{number}&PJSIP/x",
            "SIP/${X}{number}",
        ] {
            assert!(trunk(wrong).is_err(), "{wrong}");
        }
    }
}
