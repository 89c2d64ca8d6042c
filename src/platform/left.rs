//! What we leave in the address to which a platform posts next, and find there again: the call's state, what was asked, and the desk that
//! the hook's own address names. So any replica can answer the next request.

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
        }
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
            Left { sealed: Some("v1_-Ab"), most: Some(9), transfer: false, desk: None },
            Left { sealed: Some("v1_-Ab"), most: None, transfer: true, desk: Some("condafne&s=x è") },
        ] {
            let address = left.address("https://phone.example/hooks/x");
            let query = address.split_once('?').map_or("", |(_, query)| query);
            let form = Form::read(query.as_bytes()).unwrap();
            assert_eq!(Left::read(&form), left, "{address}");
        }
    }

    #[test]
    fn strange_queries_leave_nothing() {
        let form = Form::read(b"s=&n=many&desk=").unwrap();
        assert_eq!(Left::read(&form), Left::default());
    }
}
