//! On a Sunday.

use super::asterisk;
use super::caller::Dial;
use super::service::{CLOSED, Service};

#[test]
fn closed_without_answering_is_heard_in_early_media() {
    let Some(asterisk) = asterisk::shared() else { return };
    let service = Service::start_with(asterisk, CLOSED, |menu| {
        menu.replacen("\nhours:", "\nanswer: never\n\nhours:", 1)
    });
    let mut call = Dial::default().place(asterisk, &service);
    call.hears("chius");
    let statuses = call.ends();
    assert!(statuses.contains(&183), "{statuses:?}");
    assert!(!statuses.contains(&200), "the call was answered: {statuses:?}");
    assert_eq!(call.arrivals(), [""; 0], "it went nowhere");
}
