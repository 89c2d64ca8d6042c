//! What we leave in the address to which a platform posts next, and find there again: the call's state, what was asked, and the desk that
//! the hook's own address names. So any replica can answer the next request.

use crate::engine::Outcome;
use crate::platform::form::Form;

/// What stands in the query of the address.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Left<'a> {
    /// The sealed state (`s`).
    pub sealed: Option<&'a str>,
    /// The most keys that were asked for (`n`); none where no keys were.
    pub most: Option<usize>,
    /// Whether a transfer was asked for (`t`).
    pub transfer: bool,
    /// The desk where the number dialled tells none (`desk`).
    pub desk: Option<&'a str>,
    /// The longest wait of the queue that the call was put into, in seconds (`w`); none where it was put into none of ours.
    pub longest: Option<u16>,
    /// What the caller hears meanwhile is asked for (`q`), for this call: some platforms do not name it then.
    pub queued: Option<&'a str>,
    /// When the caller was last told how the queue stands, in seconds of waiting (`a`).
    pub told: Option<u32>,
    /// The name of the attempt (`p`) for which we placed the call.
    pub placed: Option<&'a str>,
}

impl<'a> Left<'a> {
    /// Reads the query.
    #[must_use]
    pub fn read(query: &'a Form<'a>) -> Self {
        Self {
            sealed: query.get("s").filter(|sealed| !sealed.is_empty()),
            most: query.get("n").and_then(|most| most.parse().ok()),
            transfer: query.get("t").is_some(),
            desk: query.get("desk").filter(|desk| !desk.is_empty()),
            longest: query.get("w").and_then(|longest| longest.parse().ok()),
            queued: query.get("q").filter(|call| !call.is_empty()),
            told: query.get("a").and_then(|told| told.parse().ok()),
            placed: query.get("p").filter(|name| !name.is_empty()),
        }
    }

    /// Why a caller left a queue of ours, who has waited for so many seconds; none where the platform's result is another, or the queue none
    /// of ours.
    #[must_use]
    pub fn left_queue(&self, result: &str, waited: Option<u32>) -> Option<Outcome> {
        let longest = self.longest.filter(|_| result == "leave")?;
        let too_long = waited.is_none_or(|waited| waited >= u32::from(longest));
        Some(if too_long { Outcome::WaitedTooLong } else { Outcome::Left })
    }

    /// The same, or else what stood in the address that this one is asked in place of; the desk and the attempt are what either names.
    #[must_use]
    pub fn or_of_failed(self, failed: Self) -> Self {
        let (desk, placed) = (self.desk.or(failed.desk), self.placed.or(failed.placed));
        let left = if self.sealed.is_some() { self } else { failed };
        Self { desk, placed, ..left }
    }

    /// The hook's address with this in its query.
    #[must_use]
    pub fn address(&self, hook: &str) -> String {
        let mut query = form_urlencoded::Serializer::new(String::with_capacity(400));
        if let Some(sealed) = self.sealed {
            query.append_pair("s", sealed);
        }
        if let Some(most) = self.most {
            query.append_pair("n", &most.to_string());
        }
        if self.transfer {
            query.append_pair("t", "1");
        }
        if let Some(desk) = self.desk {
            query.append_pair("desk", desk);
        }
        if let Some(longest) = self.longest {
            query.append_pair("w", &longest.to_string());
        }
        if let Some(call) = self.queued {
            query.append_pair("q", call);
        }
        if let Some(name) = self.placed {
            query.append_pair("p", name);
        }
        if let Some(told) = self.told {
            query.append_pair("a", &told.to_string());
        }
        let query = query.finish();
        if query.is_empty() { hook.to_owned() } else { format!("{hook}?{query}") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_is_found_again() {
        for left in [
            Left::default(),
            Left { sealed: Some("v1_-Ab"), most: Some(9), ..Left::default() },
            Left { sealed: Some("v1_-Ab"), queued: Some("CA 1"), told: Some(120), ..Left::default() },
            Left { transfer: true, longest: Some(600), ..Left::default() },
            Left { placed: Some("callback-482915070-1"), ..Left::default() },
            Left { sealed: Some("v1_-Ab"), transfer: true, desk: Some("condafne&s=x è"), ..Left::default() },
        ] {
            let address = left.address("https://phone.example/hooks/x");
            let query = address.split_once('?').map_or("", |(_, query)| query);
            let form = Form::read(query.as_bytes()).unwrap();
            assert_eq!(Left::read(&form), left, "{address}");
        }
    }

    #[test]
    fn in_place_of_another_address_what_stood_there_counts() {
        let failed =
            Left { sealed: Some("a"), most: Some(1), transfer: true, desk: Some("due"), ..Left::default() };
        assert_eq!(Left::default().or_of_failed(failed), failed);
        let named = Left { desk: Some("uno"), ..Left::default() };
        assert_eq!(named.or_of_failed(failed), Left { desk: Some("uno"), ..failed });
        let own = Left { sealed: Some("b"), ..Left::default() };
        assert_eq!(own.or_of_failed(failed), Left { desk: Some("due"), ..own });
        // Of a call that we placed the first request carries nothing else.
        let placed = Left { placed: Some("callback-482915070-1"), ..Left::default() };
        assert_eq!(placed.or_of_failed(Left::default()), placed);
        assert_eq!(Left::default().or_of_failed(placed), placed);
    }

    #[test]
    fn strange_queries_leave_nothing() {
        let form = Form::read(b"s=&n=many&desk=&w=-1&q=&a=x").unwrap();
        assert_eq!(Left::read(&form), Left::default());
    }
}
