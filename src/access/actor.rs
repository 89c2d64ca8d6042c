//! Who does something, as histories name them: somebody's own name, or one of ours, which nobody else may have.

/// A caller, or whoever a call is for.
pub const CALLER: &str = "caller";
/// A citizen on the public page.
pub const PAGE: &str = "page";
/// A program, by the API: with its token's name behind it where it has one.
pub const API: &str = "api";
/// The service itself, when it is time.
pub const CLOCK: &str = "clock";

/// What a token is called that was given no name.
pub const NAMELESS: &str = "without a name";

/// Whether nobody may sign in under a name, because histories would take them for another.
#[must_use]
pub fn is_ours(name: &str) -> bool {
    [CALLER, PAGE, API, CLOCK].iter().any(|ours| name.eq_ignore_ascii_case(ours))
}

/// A program by the name of its token: `api: portale`.
#[must_use]
pub fn program(token: &str) -> String {
    match token.trim() {
        "" | NAMELESS => API.to_owned(),
        name => format!("{API}: {name}"),
    }
}

/// The token's name of a program, empty where it has none; none where it is none.
#[must_use]
pub fn of_program(actor: &str) -> Option<&str> {
    let rest = actor.strip_prefix(API)?;
    if rest.is_empty() { Some(rest) } else { rest.strip_prefix(": ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_is_told_by_its_tokens_name() {
        assert_eq!(program("portale"), "api: portale");
        assert_eq!((program(NAMELESS), program(" ")), (API.to_owned(), API.to_owned()));
        assert_eq!(of_program("api: portale"), Some("portale"));
        assert_eq!((of_program("api"), of_program("apicoltore"), of_program("anna")), (Some(""), None, None));
        assert!(is_ours("Page") && !is_ours("pagella"));
    }
}
