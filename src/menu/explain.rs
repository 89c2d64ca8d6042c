//! What `centralino explain M012` prints: for every code a page that says what is wrong, why it matters, and how to mend it, with an example.
//!
//! The pages lie in `explain/`, where the rules that report them take them for their own documentation too.

use super::diagnostic::{Code, Severity};

/// The page of a code (`M012`, in capitals or small letters); none where there is no such code.
#[must_use]
pub fn explain(code: &str) -> Option<String> {
    let code = Code::from_number(code)?;
    let severity = match code.severity() {
        Severity::Error => "error: the menu is not served",
        Severity::Warning => "warning: the menu is served",
    };
    Some(format!("{code}: {}\n({severity})\n\n{}", code.title(), plain(page(code))))
}

/// A page without its marks: code stands four spaces in.
fn plain(page: &str) -> String {
    let mut text = String::with_capacity(page.len());
    let mut code = false;
    for line in page.lines() {
        if line.starts_with("```") {
            code = !code;
        } else {
            if code {
                text.push_str("    ");
            }
            text.push_str(line);
            text.push('\n');
        }
    }
    text
}

const fn page(code: Code) -> &'static str {
    match code {
        Code::FileMissing => include_str!("explain/M001.md"),
        Code::FileUnreadable => include_str!("explain/M002.md"),
        Code::FileTooLarge => include_str!("explain/M003.md"),
        Code::NotUtf8 => include_str!("explain/M004.md"),
        Code::EmptyFile => include_str!("explain/M005.md"),
        Code::Syntax => include_str!("explain/M006.md"),
        Code::Tab => include_str!("explain/M007.md"),
        Code::DuplicateKey => include_str!("explain/M008.md"),
        Code::UnknownField => include_str!("explain/M009.md"),
        Code::UnknownKey => include_str!("explain/M010.md"),
        Code::UnknownNode => include_str!("explain/M011.md"),
        Code::UnknownDestination => include_str!("explain/M012.md"),
        Code::UnknownCalendar => include_str!("explain/M013.md"),
        Code::UnknownQueue => include_str!("explain/M014.md"),
        Code::UnknownLanguage => include_str!("explain/M015.md"),
        Code::UnknownCountry => include_str!("explain/M016.md"),
        Code::UnknownZone => include_str!("explain/M017.md"),
        Code::MissingField => include_str!("explain/M018.md"),
        Code::MissingTranslation => include_str!("explain/M019.md"),
        Code::WrongShape => include_str!("explain/M020.md"),
        Code::BadDuration => include_str!("explain/M021.md"),
        Code::BadCount => include_str!("explain/M022.md"),
        Code::BadPhone => include_str!("explain/M023.md"),
        Code::BadDate => include_str!("explain/M024.md"),
        Code::BadHours => include_str!("explain/M025.md"),
        Code::NeverTrue => include_str!("explain/M026.md"),
        Code::HolidaysNotStated => include_str!("explain/M027.md"),
        Code::HolidayUndone => include_str!("explain/M028.md"),
        Code::HolidaysShort => include_str!("explain/M029.md"),
        Code::UnquotedComma => include_str!("explain/M030.md"),
        Code::StarKey => include_str!("explain/M031.md"),
        Code::HashKey => include_str!("explain/M032.md"),
        Code::Colon => include_str!("explain/M033.md"),
        Code::Quote => include_str!("explain/M034.md"),
        Code::Machinery => include_str!("explain/M035.md"),
        Code::SeveralDocuments => include_str!("explain/M036.md"),
        Code::TooDeep => include_str!("explain/M037.md"),
        Code::TooMany => include_str!("explain/M038.md"),
        Code::Indentation => include_str!("explain/M039.md"),
        Code::Unreachable => include_str!("explain/M040.md"),
        Code::NoWayOut => include_str!("explain/M041.md"),
        Code::NoEnding => include_str!("explain/M042.md"),
        Code::NoFallback => include_str!("explain/M043.md"),
        Code::AnnouncementKeys => include_str!("explain/M044.md"),
        Code::ManyChoices => include_str!("explain/M045.md"),
        Code::ManyLevels => include_str!("explain/M046.md"),
        Code::UnusedDestination => include_str!("explain/M047.md"),
        Code::RowNoNumber => include_str!("explain/M048.md"),
        Code::RowNowhere => include_str!("explain/M049.md"),
        Code::RowSpoilt => include_str!("explain/M050.md"),
        Code::RowTwice => include_str!("explain/M051.md"),
        Code::RecordingMissing => include_str!("explain/M052.md"),
        Code::PlatformCannot => include_str!("explain/M053.md"),
        Code::DeskTwice => include_str!("explain/M054.md"),
        Code::NumberTwice => include_str!("explain/M055.md"),
        Code::LongAnnouncement => include_str!("explain/M056.md"),
        Code::OutsideFolder => include_str!("explain/M057.md"),
        Code::Contradiction => include_str!("explain/M058.md"),
        Code::BadName => include_str!("explain/M059.md"),
        Code::Unused => include_str!("explain/M060.md"),
        Code::Placeholder => include_str!("explain/M061.md"),
        Code::UnheardLanguage => include_str!("explain/M062.md"),
        Code::NoSlots => include_str!("explain/M063.md"),
        Code::ClosedLeadsIn => include_str!("explain/M064.md"),
        Code::RecordingBroken => include_str!("explain/M065.md"),
        Code::RecordingPoor => include_str!("explain/M066.md"),
        Code::PromptUnmade => include_str!("explain/M067.md"),
        Code::RobotVoice => include_str!("explain/M068.md"),
        Code::BadSeats => include_str!("explain/M069.md"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_says_what_is_wrong_and_shows_how_to_mend_it() {
        for code in Code::ALL {
            let text = explain(code.number()).unwrap();
            assert!(text.starts_with(&format!("{code}: {}", code.title())), "{text}");
            let page = page(*code);
            for part in ["\n\nTo mend it: ", "\n\nBefore:\n\n```", "\n\nAfter:\n\n```"] {
                assert!(page.contains(part), "{code} has no `{}`", part.trim());
            }
            let examples: Vec<_> = page.split("```").skip(1).step_by(2).collect();
            assert_ne!(examples.first(), examples.last(), "{code} shows the same before and after");
            assert!(page.split("\n\n").next().unwrap().len() > 60, "{code} does not say why");
            assert!(!text.contains("```"), "{code} prints marks");
            assert_eq!(
                page.replace('\n', " ").contains("This is a warning"),
                code.severity() == Severity::Warning,
                "{code}"
            );
        }
        assert_eq!(explain("m041"), explain(" M041 "));
        assert_eq!(explain("M999"), None);
    }
}
