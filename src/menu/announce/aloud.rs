//! What is written for eyes, made ready for the voice: mail and web addresses with "chiocciola" and "punto", telephone numbers digit by digit
//! in groups. A text without any of them is left alone, and not copied.

use std::borrow::Cow;

use super::pieces::piece;
use crate::menu::words::Piece;
use crate::terms::Language;

/// Top-level domains by which a bare `name.it` is known to be an address and not a missing space.
const DOMAINS: [&str; 10] = ["it", "eu", "com", "org", "net", "gov", "edu", "info", "int", "online"];

/// What stands around a word and is not part of it.
const OPENING: [char; 5] = ['(', '«', '"', '“', '<'];
const CLOSING: [char; 10] = ['.', ',', ';', ':', '!', '?', ')', '»', '"', '”'];

/// A text as it is spoken.
#[must_use]
pub fn aloud(text: &str, language: Language) -> Cow<'_, str> {
    if !has_something(text) {
        return Cow::Borrowed(text);
    }
    let mut out = String::new();
    let mut copied = 0;
    let mut at = 0;
    while at < text.len() {
        let rest = text.get(at..).unwrap_or("");
        let word = rest.split(char::is_whitespace).next().unwrap_or("");
        let lead = word.len() - word.trim_start_matches(OPENING).len();
        let start = at + lead;
        let spoken = text.get(start..).and_then(|from| telephone(from, language)).or_else(|| {
            let core = word.trim_start_matches(OPENING).trim_end_matches(CLOSING).trim_end_matches('>');
            Some((core.len(), address(core, language)?))
        });
        if let Some((length, spoken)) = spoken {
            out.push_str(text.get(copied..start).unwrap_or(""));
            out.push_str(&spoken);
            copied = start + length;
            at = copied;
        }
        // On to the next word.
        let rest = text.get(at..).unwrap_or("");
        let word_end = rest.find(char::is_whitespace).unwrap_or(rest.len());
        let rest = rest.get(word_end..).unwrap_or("");
        at += word_end + (rest.len() - rest.trim_start().len());
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(text.get(copied..).unwrap_or(""));
    Cow::Owned(out)
}

/// Whether there can be an address (a dot or an `@` inside a word) or a number (six digits with no more than a separator between two) at all:
/// most texts have neither, and are read through once.
fn has_something(text: &str) -> bool {
    let (mut digits, mut before) = (0_u8, b' ');
    for byte in text.bytes() {
        if byte == b'@' || (before == b'.' && byte.is_ascii_alphanumeric()) {
            return true;
        }
        if byte.is_ascii_digit() {
            digits += 1;
            if digits == 6 {
                return true;
            }
        } else if !(before.is_ascii_digit() && matches!(byte, b' ' | b'-' | b'/')) {
            digits = 0;
        }
        before = byte;
    }
    false
}

/// A mail or web address, spelled.
fn address(word: &str, language: Language) -> Option<String> {
    let scheme = ["https://", "http://"].into_iter().find_map(|scheme| word.strip_prefix(scheme));
    let plain = scheme.unwrap_or(word);
    let (host, _) = plain.split_once('/').unwrap_or((plain, ""));
    let domain = match word.split_once('@') {
        Some((local, domain)) if !local.is_empty() => domain,
        Some(_) => return None,
        None => host,
    };
    let mut labels = domain.split('.');
    let last = labels.next_back()?;
    let known = scheme.is_some() || word.contains('@') || word.starts_with("www.") || DOMAINS.contains(&last);
    let dotted = labels.clone().next().is_some()
        && labels
            .all(|label| !label.is_empty() && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'))
        && last.len() >= 2
        && last.bytes().all(|byte| byte.is_ascii_alphabetic());
    (known && dotted && plain.is_ascii()).then(|| spell(plain.trim_end_matches('/'), language))
}

fn spell(address: &str, language: Language) -> String {
    let mut out = String::new();
    let address = match (address.strip_prefix("www."), language) {
        (Some(rest), Language::It) => {
            out.push_str("vu vu vu punto ");
            rest
        }
        (Some(rest), Language::En) => {
            out.push_str("w w w dot ");
            rest
        }
        (None, Language::It | Language::En) => address,
    };
    for letter in address.chars() {
        let [it, en] = match letter {
            '@' => [", chiocciola, ", ", at, "],
            '.' => [" punto ", " dot "],
            '-' => [" trattino ", " dash "],
            '_' => [" trattino basso ", " underscore "],
            '/' => [" barra ", " slash "],
            '+' => [" più ", " plus "],
            '?' => [" punto interrogativo ", " question mark "],
            '=' => [" uguale ", " equals "],
            '&' => [" e commerciale ", " ampersand "],
            '#' => [" cancelletto ", " hash "],
            other => {
                out.push(other);
                continue;
            }
        };
        out.push_str(match language {
            Language::It => it,
            Language::En => en,
        });
    }
    out
}

/// A telephone number at the beginning of a text: how many bytes it has, and how it is said. The groups are the author's; a number written
/// in one piece is said three digits at a time. Dates, hours and sums are no numbers: only spaces part the groups (a hyphen or a stroke only
/// after an area code), and a number begins with `+`, with 0 and an area code, or with a prefix of three digits in 3 or 8.
fn telephone(text: &str, language: Language) -> Option<(usize, String)> {
    let plus = text.starts_with('+');
    let mut groups: Vec<&str> = Vec::new();
    let mut end = usize::from(plus);
    let mut next = end;
    loop {
        let rest = text.get(next..)?;
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        if digits == 0 {
            break;
        }
        groups.push(rest.get(..digits)?);
        end = next + digits;
        match text.as_bytes().get(end) {
            Some(b' ') => next = end + 1,
            Some(b'-' | b'/') if groups.len() == 1 && text.starts_with('0') && digits <= 4 => next = end + 1,
            _ => break,
        }
    }
    let after = text.get(end..).and_then(|rest| rest.chars().next());
    let total: usize = groups.iter().map(|group| group.len()).sum();
    let first = groups.first()?;
    let fits = match (plus, first.as_bytes(), groups.len()) {
        (true, ..) => (8..=15).contains(&total),
        (false, [b'0', ..], 1) => (8..=14).contains(&total),
        (false, [b'0', _, ..], _) => (7..=14).contains(&total) && first.len() <= 5,
        (false, [b'3' | b'8', ..], 1) => (9..=10).contains(&total),
        (false, [b'3' | b'8', ..], _) => (6..=10).contains(&total) && first.len() == 3,
        (false, ..) => false,
    };
    let ends = after.is_none_or(|letter| {
        letter.is_whitespace() || OPENING.contains(&letter) || CLOSING.contains(&letter)
    }) && !text.get(end..).is_some_and(|rest| {
        let mut letters = rest.chars();
        matches!(letters.next(), Some('.' | ',' | ':')) && letters.next().is_some_and(|c| c.is_ascii_digit())
    });
    if !fits || !ends {
        return None;
    }
    let groups: Vec<&str> = match groups.as_slice() {
        [single] => thirds(single),
        _ => groups,
    };
    let spelled: Vec<_> = groups
        .into_iter()
        .map(|group| {
            let digits = group.bytes().map(|digit| piece(Piece::Digit(digit.wrapping_sub(b'0')), language));
            digits.collect::<Vec<_>>().join(" ")
        })
        .collect();
    let plus = if plus { format!("{} ", piece(Piece::Plus, language)) } else { String::new() };
    Some((end, plus + &spelled.join(", ")))
}

/// Three digits at a time, the last group of two to four.
fn thirds(digits: &str) -> Vec<&str> {
    let mut groups = Vec::new();
    let mut rest = digits;
    while rest.len() > 4 {
        let Some((group, after)) = rest.split_at_checked(3) else { break };
        groups.push(group);
        rest = after;
    }
    groups.push(rest);
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_spelled() {
        let cases = [
            (
                "Scriva a areariservata@assistenza.pagopa.it.",
                "Scriva a areariservata, chiocciola, assistenza punto pagopa punto it.",
                "Scriva a areariservata, at, assistenza dot pagopa dot it.",
            ),
            (
                "(helpdesk.giustizia.it)",
                "(helpdesk punto giustizia punto it)",
                "(helpdesk dot giustizia dot it)",
            ),
            (
                "Vada su https://www.a-b.it/faq_1, poi attenda",
                "Vada su vu vu vu punto a trattino b punto it barra faq trattino basso 1, poi attenda",
                "Vada su w w w dot a dash b dot it slash faq underscore 1, poi attenda",
            ),
        ];
        for (written, it, en) in cases {
            assert_eq!(aloud(written, Language::It), it);
            assert_eq!(aloud(written, Language::En), en);
        }
    }

    #[test]
    fn telephone_numbers_are_said_in_groups() {
        let cases = [
            ("Chiami 800 749 049.", "Chiami otto zero zero, sette quattro nove, zero quattro nove."),
            (
                "dall'estero +39 02 8711 9396",
                "dall'estero più tre nove, zero due, otto sette uno uno, nove tre nove sei",
            ),
            ("0731/22911, interno 3", "zero sette tre uno, due due nove uno uno, interno 3"),
            ("lo 0668851234 oggi", "lo zero sei sei, otto otto cinque, uno due tre quattro oggi"),
        ];
        for (written, spoken) in cases {
            assert_eq!(aloud(written, Language::It), spoken);
        }
    }

    #[test]
    fn dates_hours_sums_and_sentences_are_left_alone() {
        for text in [
            "Il 30 11 2026 siamo chiusi.",
            "Dal 31/12/2026.",
            "Dal 30-11-2026.",
            "Orario 08.00-18.00, 08:00 - 18:00",
            "Lotto 2, Area Nord. Prema 3.",
            "Un costo di 3.000.000 euro",
            "Attenda.Grazie",
            "Il 112 o il 1500",
            "anno 2026, 50 richieste",
            "Lei @ noi",
            "Sì, però…",
            "",
        ] {
            assert!(matches!(aloud(text, Language::It), Cow::Borrowed(same) if same == text), "{text}");
        }
    }
}
