//! Signs that no text of a user's may have, whichever way it comes: what is read later, on a page, in a mail or in a terminal, must stand there as
//! it was written and leave alone what stands around it.

/// The first sign of a text that it may not have: a control character other than a tab and line breaks, or one that turns the order in which the
/// text after it is shown (Unicode Standard Annex 9, sections 2.1 to 2.4). Marks such as U+200E, which writers of Arabic and Hebrew need, may stand.
#[must_use]
pub fn unwritable(text: &str) -> Option<char> {
    let turns = |sign| matches!(sign, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars().find(|sign| turns(*sign) || (sign.is_control() && !matches!(sign, '\t' | '\n' | '\r')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_hides_or_turns_words_is_found() {
        for (text, sign) in
            [("a\u{1}", '\u{1}'), ("\u{7f}", '\u{7f}'), ("a\u{202e}b", '\u{202e}'), ("\u{2066}", '\u{2066}')]
        {
            assert_eq!(unwritable(text), Some(sign), "{text:?}");
        }
        for text in ["", "Anna\tBianchi", "una riga\r\ne un'altra", "محمد\u{200f}", "ZÜRICH 🙂 👩\u{200d}💻"]
        {
            assert_eq!(unwritable(text), None, "{text:?}");
        }
    }
}
