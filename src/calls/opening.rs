//! Requests that are opened for a user by an operator's page or by a program: one that came in writing, or by telephone. Where the desk sells packages
//! and says whose request it is, one that came in writing spends a written request of the client's, or nothing is opened; whoever telephones has
//! paid with the call.

use std::sync::Arc;

use super::Service;
use crate::menu::model::Menu;
use crate::store::{Beside, By, Fault, Introduction, NewTicket, Spending, Tell, Ticket};
use crate::terms::{Language, Number, NumberFault, numbering};
use crate::ticket::{CodeFault, CustomerCode, Origin, Severity, Spend, Unspendable};

/// What is to be opened.
#[derive(Clone, Copy)]
pub struct ToOpen<'a> {
    /// By which way it comes.
    pub origin: Origin,
    /// In which language the user speaks.
    pub language: Language,
    /// The user's number: E.164, or as the desk's country writes it.
    pub phone: Option<&'a str>,
    /// What they say of themselves.
    pub who: Introduction<'a>,
    /// The code of the customer whose it is.
    pub customer: Option<&'a str>,
    /// In the order of which queue it is served, by its name.
    pub queue: Option<&'a str>,
    /// What kind it is, by the desk's own name.
    pub kind: Option<&'a str>,
    /// How serious it is.
    pub severity: Option<Severity>,
    /// Who opens it, as histories name them.
    pub actor: &'a str,
    /// By which name it is known if it comes again; none: it never does.
    pub asked: Option<&'a str>,
}

/// Why nothing was opened.
#[derive(Debug, thiserror::Error)]
pub enum NotOpened {
    /// There is neither a number nor a mailbox.
    #[error("a request needs a telephone number or a mailbox: nobody could be answered")]
    Nobody,
    /// It is no number.
    #[error(transparent)]
    Number(#[from] NumberFault),
    /// It is no code.
    #[error(transparent)]
    Code(#[from] CodeFault),
    /// No customer of the desk has the code.
    #[error("no customer of the desk has this code")]
    Customer,
    /// The desk has no such queue.
    #[error("the desk has no such queue")]
    Queue,
    /// The desk has no such kind.
    #[error("the desk has no such kind of request")]
    Kind,
    /// No package pays for it.
    #[error(transparent)]
    Unpaid(#[from] Unspendable),
    /// The store says no.
    #[error(transparent)]
    Store(#[from] Fault),
}

impl Service {
    /// Opens a request at a desk. Asked for again under the same name, it is the one that was opened then, and nothing more is spent.
    ///
    /// # Errors
    /// Nothing is opened then, and nothing is spent.
    pub async fn open_request(&self, menu: &Menu, wanted: ToOpen<'_>) -> Result<Ticket, NotOpened> {
        let number = wanted.phone.map(|phone| numbering::number(phone, menu.country)).transpose()?;
        let Introduction { name, email, note } = wanted.who;
        if number.is_none() && email.is_none() {
            return Err(NotOpened::Nobody);
        }
        let queue = named(wanted.queue, menu.queues.iter().map(|queue| &queue.name));
        let queue = queue.map_err(|()| NotOpened::Queue)?;
        let kind = named(wanted.kind, menu.tickets.kinds.iter().map(|(name, _)| name));
        let kind = kind.map_err(|()| NotOpened::Kind)?;
        let customer = match wanted.customer {
            Some(code) => Some(self.customer_of(menu, code).await?),
            None => None,
        };
        let now = self.now();
        let dated = now.with_timezone(&menu.zone).date_naive();
        let asked = match wanted.asked {
            Some(asked) => asked.to_owned(),
            None => format!("{}/{}", wanted.actor, self.name()?),
        };
        // Whoever telephones has paid with the call.
        let is_written = wanted.origin != Origin::Call;
        let pays = customer.filter(|_| is_written && menu.packages.is_some()).map(|customer| Spending {
            customer,
            what: Spend::Request,
            language: wanted.language,
            today: dated,
            asked: format!("request/{asked}"),
            call: format!("request/{asked}"),
        });
        if email.is_some() {
            self.left_a_mailbox();
        }
        let new = NewTicket {
            desk: Arc::clone(&menu.desk),
            queue: queue.cloned(),
            origin: wanted.origin,
            dated,
            language: wanted.language,
            number,
            email: email.map(str::to_owned),
            name: name.map(str::to_owned),
            customer,
            tickets: self.draw(),
        };
        let beside = Beside {
            note,
            // Whoever leaves a mailbox is written to there, where anything can be.
            texted: (email.is_none() || !self.ways().mail)
                && number.is_some_and(|number: Number| self.ways().texts(number)),
            kind,
            severity: wanted.severity,
            pays: pays.as_ref(),
        };
        let told = |ticket: &Ticket| self.posts(menu, ticket);
        let by = By { actor: wanted.actor, asked: Some(&asked), tell: Some(Tell(&told)), ..By::default() };
        Ok(self.store.open_paid(&new, beside, by, now).await??)
    }

    async fn customer_of(&self, menu: &Menu, code: &str) -> Result<i64, NotOpened> {
        let code: CustomerCode = code.parse()?;
        self.store.customer_of_code(&menu.desk, &code).await?.ok_or(NotOpened::Customer)
    }
}

/// The desk's own name that is meant; none where nothing is said.
fn named<'a>(
    wanted: Option<&str>,
    mut names: impl Iterator<Item = &'a Arc<str>>,
) -> Result<Option<&'a Arc<str>>, ()> {
    wanted.map(|wanted| names.find(|name| ***name == *wanted).ok_or(())).transpose()
}
