//! Customers by telephone: the question for their code, and who pays for a call that is put through.

use super::super::Lower;
use super::super::fields::Fields;
use super::super::keywords::Keyword;
use super::super::places::Around;
use crate::menu::diagnostic::Code;
use crate::menu::model::{Identify, Tells, Unpaid};
use crate::menu::syntax::Entry;
use crate::terms::NodeId;
use crate::ticket::CustomerCode;

/// What happens where a package pays.
const UNPAID: &[Keyword] =
    &[Keyword::NoPackage, Keyword::Expired, Keyword::UsedUp, Keyword::OtherLanguage, Keyword::Otherwise];

impl<'t> Lower<'t> {
    /// Asks for a customer's code. Nobody needs to have one, so whatever goes wrong leads on.
    pub(super) fn customer(
        &mut self,
        id: NodeId,
        entry: &'t Entry<'t>,
        fields: &Fields<'t>,
        path: &mut String,
        around: &Around,
    ) -> Option<Identify> {
        let prompt = self.text(entry);
        let digits = self.code_digits(fields);
        let tells = self.tells(fields);
        let then = self.then(id, fields, path, around);
        let otherwise = match fields.entry(Keyword::Without) {
            Some(entry) => self.leads(id, entry, Keyword::Without, path, around),
            None => then,
        };
        let (min, max) = digits?;
        Some(Identify { prompt: prompt?, min, max, tells: tells?, then, otherwise })
    }

    /// As many as any code has, if nothing else is said.
    fn code_digits(&mut self, fields: &Fields<'t>) -> Option<(u8, u8)> {
        let least = u8::try_from(CustomerCode::MIN).unwrap_or(u8::MAX);
        let most = u8::try_from(CustomerCode::MAX).unwrap_or(u8::MAX);
        let Some(entry) = fields.entry(Keyword::Digits) else { return Some((least, most)) };
        let (min, max) = self.digits(fields)?;
        if min < least || max > most {
            let message = format!("a customer's code has {least} to {most} letters and digits");
            let help = format!("write as many as your codes have, within that: `{least}-{most}`");
            self.tell(Code::BadCount, entry.value.span.clone(), message, Some(help));
            return None;
        }
        Some((min, max))
    }

    fn tells(&mut self, fields: &Fields<'t>) -> Option<Tells> {
        let mut tells = Tells::default();
        let Some(entry) = fields.entry(Keyword::Tells) else { return Some(tells) };
        for node in self.list(entry, "`tells`") {
            let (scalar, span) = self.scalar_at(node, &entry.key_span, "what is told")?;
            match scalar.text.trim() {
                "latest-request" => tells.latest = true,
                "balance" if self.sells => tells.balance = true,
                "balance" => {
                    let help = "name them under `packages`: `kinds: { base: { size: 100 } }`".to_owned();
                    self.tell(Code::Contradiction, span, "the desk sells no packages", Some(help));
                    return None;
                }
                other => {
                    let message = format!("`{other}` is nothing that a customer can be told");
                    let help = "it is `latest-request` or `balance`".to_owned();
                    self.tell(Code::WrongShape, span, message, Some(help));
                    return None;
                }
            }
        }
        Some(tells)
    }

    /// Where calls to a destination go that no package pays for; none where nobody pays.
    pub(super) fn unpaid(&mut self, destination: &Fields<'t>, path: &str, around: &Around) -> Option<Unpaid> {
        let entry = destination.entry(Keyword::Package)?;
        if !self.sells {
            let help = "name them under `packages`, or leave `package` out".to_owned();
            let message = "nothing can pay for this: the desk sells no packages";
            self.tell(Code::Contradiction, entry.key_span.clone(), message, Some(help));
        }
        let fields = self.fields(&entry.value, &entry.key_span, "`package`", UNPAID)?;
        let mut path = format!("{path}.{}", Keyword::Package.spelling());
        let mut read = |keyword: Keyword| {
            let entry = fields.entry(keyword)?;
            Some(self.below(&mut path, keyword.spelling(), |lower, path| {
                lower.place_or_nowhere(&entry.value, &entry.key_span, path, around)
            }))
        };
        let otherwise = read(Keyword::Otherwise).unwrap_or_else(|| around.fallback());
        Some(Unpaid {
            none: read(Keyword::NoPackage).unwrap_or(otherwise),
            expired: read(Keyword::Expired).unwrap_or(otherwise),
            language: read(Keyword::OtherLanguage).unwrap_or(otherwise),
            used_up: read(Keyword::UsedUp).unwrap_or(otherwise),
            away: otherwise,
        })
    }
}
