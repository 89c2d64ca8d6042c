//! How the code that confirms a telephone comes to it: by short message or by a call, as its number can have it, as the visitor wishes and as the hour
//! allows.

use chrono::TimeDelta;

use super::Service;
use super::code_calls::Spoken;
use super::confirm::{NotAsked, Visitor};
use crate::menu::model::{Menu, Queue};
use crate::notify::{Address, Confirmation, PREFIX};
use crate::store::{CODE_SECONDS, CodeBy, Fault, Post, Sending, Wanted};
use crate::terms::{Language, Number};

/// How a visitor wants their code.
#[derive(Clone, Copy, Debug)]
pub struct Wish {
    /// By what; none: as it is best for the number.
    pub by: Option<CodeBy>,
    /// The page's language, which a call speaks too.
    pub language: Language,
}

/// A code on its way.
pub(super) struct Bringing {
    code: String,
    post: Option<Post>,
    spoken: Option<Spoken>,
}

impl Service {
    /// How a code comes to a number: by short message where it can have one and no call is wished for, else by a call.
    pub(super) fn way_to(
        &self,
        menu: &Menu,
        queue: &Queue,
        number: Number,
        wish: Option<CodeBy>,
    ) -> Result<CodeBy, NotAsked> {
        let texts = self.ways().texts(number);
        let calls = self.can_call(menu);
        match (texts, calls) {
            (false, false) => Err(NotAsked::NoWay),
            (true, false) => Ok(CodeBy::Sms),
            (true, true) if wish != Some(CodeBy::Call) => Ok(CodeBy::Sms),
            (_, true) if self.may_ring(menu, queue, self.now()) => Ok(CodeBy::Call),
            (_, true) => Err(NotAsked::Late),
        }
    }

    /// A code by chance, ready to be brought in this way.
    pub(super) fn bringing(
        &self,
        menu: &Menu,
        wanted: &Wanted,
        way: CodeBy,
        page: Language,
    ) -> Result<Bringing, Fault> {
        let code = self.code()?;
        let (post, spoken) = match way {
            CodeBy::Sms => (Some(self.confirmation(menu, wanted, &code)?), None),
            CodeBy::Call => (None, Some(self.spoken(menu, &code, page)?)),
        };
        Ok(Bringing { code, post, spoken })
    }

    fn confirmation(&self, menu: &Menu, wanted: &Wanted, code: &str) -> Result<Post, Fault> {
        let confirmation = Confirmation {
            code: code.to_owned(),
            title: menu.written(menu.title, wanted.language).to_owned(),
            language: wanted.language,
            until: self.now() + TimeDelta::seconds(CODE_SECONDS),
        };
        let json = |value: Result<String, serde_json::Error>| value.map_err(|_| Fault::Row("outbox"));
        Ok(Post {
            id: format!("{PREFIX}{}", self.name()?),
            address: json(serde_json::to_string(&Address::Code(wanted.number)))?,
            notice: json(serde_json::to_string(&confirmation))?,
        })
    }

    /// Six digits by chance, each as likely as any other.
    fn code(&self) -> Result<String, Fault> {
        const CODES: u32 = 1_000_000;
        loop {
            let drawn = self.question()?;
            if drawn < u32::MAX / CODES * CODES {
                return Ok(format!("{:06}", drawn % CODES));
            }
        }
    }
}

impl Bringing {
    pub(super) fn sending<'a>(&'a self, service: &Service, visitor: Visitor<'a>) -> Sending<'a> {
        Sending {
            code: &self.code,
            post: self.post.as_ref(),
            call: self.spoken.as_ref().map(Spoken::new_call),
            address: visitor.address,
            by_address: visitor.codes_by_address,
            now: service.now(),
        }
    }
}
