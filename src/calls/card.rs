//! A request's number in writing, for whoever asks for it on the line.

use super::Service;
use super::notices::{notice, post};
use crate::menu::model::Menu;
use crate::notify::{Address, Event as Told};
use crate::store::Fault;
use crate::ticket::TicketNumber;

impl Service {
    /// Sends a request's number, date and time to its user: as a short message where that goes, else by mail; false where neither does. Asked for
    /// twice, it is sent once for each time of the callback.
    ///
    /// # Errors
    /// Nothing is sent then.
    pub async fn send_reference(&self, menu: &Menu, ticket: TicketNumber) -> Result<bool, Fault> {
        let Some(found) = self.store.ticket(&menu.desk, ticket).await? else { return Ok(false) };
        let ways = self.ways();
        let to = match (ways.mobile(&found), ways.mailbox(&found)) {
            (Some(mobile), _) => Address::Sms(mobile),
            (None, Some(mailbox)) => Address::Mail(mailbox.to_owned()),
            (None, None) => return Ok(false),
        };
        let now = self.now();
        let start = found.life.callback.map_or(0, |start| start.timestamp());
        let told = notice(menu, &found, Told::Booked, now);
        let Some(post) = post(&format!("{}-{start}-card", ticket.value()), &to, &told) else {
            return Ok(false);
        };
        self.store.post_notice(&menu.desk, &post, now).await?;
        Ok(true)
    }
}
