//! The calls that the desks place: which number is shown, and through which trunk they go.

use super::read::Expected;
use super::{Reader, Settings};
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
}

impl Placing {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        Self { from: reader.maybe("callback-from", shown), ari_trunk: reader.maybe("ari-trunk", trunk) }
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
        for queue in menu.queues.iter().filter(|queue| queue.placing.first == First::Agent) {
            missing.push(format!(
                "callbacks: those of `{}` at `{desk}` are not placed: no platform calls the agent first; write `first: customer`",
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
}

impl Settings {
    /// Why the callbacks of these desks are not placed.
    #[must_use]
    pub fn callbacks_missing<'m>(&self, menus: impl IntoIterator<Item = &'m Menu>) -> Vec<String> {
        menus.into_iter().flat_map(|menu| self.placing.missing(menu)).collect()
    }
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
