//! The one table of everything that can be wrong with a menu: a code that never changes its meaning, how bad it is, and a title.
//!
//! A code that is no longer given stays in the table and is never used for anything else: admins search for it years later.

use std::fmt;

/// Whether a mistake stops the menu from being served.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The menu is not served.
    Error,
    /// The menu is served, but somebody should look.
    Warning,
}

macro_rules! codes {
    ($($number:literal $name:ident $severity:ident $title:literal;)*) => {
        /// What is wrong, by a name that stays the same.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Code {
            $(#[doc = $title] $name,)*
        }

        impl Code {
            /// Every code, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The code as it is printed (`M012`).
            #[must_use]
            pub const fn number(self) -> &'static str {
                match self { $(Self::$name => $number,)* }
            }

            /// Whether it stops the load.
            #[must_use]
            pub const fn severity(self) -> Severity {
                match self { $(Self::$name => Severity::$severity,)* }
            }

            /// One line that says what the code is about.
            #[must_use]
            pub const fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)* }
            }
        }
    };
}

codes! {
    // The file itself.
    "M001" FileMissing Error "a file does not exist";
    "M002" FileUnreadable Error "a file cannot be read";
    "M003" FileTooLarge Error "a file is larger than a menu may be";
    "M004" NotUtf8 Error "a file is not UTF-8 text";
    "M005" EmptyFile Error "a file has nothing in it";
    // Its YAML, and the fields in it.
    "M006" Syntax Error "the YAML cannot be understood";
    "M007" Tab Error "a tab stands where spaces should";
    "M008" DuplicateKey Error "the same key is written twice";
    "M009" UnknownField Error "a field that does not exist";
    "M010" UnknownKey Error "no telephone has this key";
    "M011" UnknownNode Error "no node is called so";
    "M012" UnknownDestination Error "no destination is called so";
    "M013" UnknownCalendar Error "no calendar is called so";
    "M014" UnknownQueue Error "no queue is called so";
    "M015" UnknownLanguage Error "a language that is not spoken here";
    "M016" UnknownCountry Error "a country that is not known";
    "M017" UnknownZone Error "a time zone that does not exist";
    "M018" MissingField Error "something that must be said is missing";
    "M019" MissingTranslation Error "words are missing in one of the desk's languages";
    "M020" WrongShape Error "one kind of thing where another is needed";
    "M021" BadDuration Error "a span of time that cannot be understood";
    "M022" BadCount Error "a number out of its range";
    "M023" BadPhone Error "no telephone number";
    "M024" BadDate Error "no date";
    "M025" BadHours Error "hours that cannot be understood";
    "M026" NeverTrue Error "hours that never come true";
    "M027" HolidaysNotStated Error "it is not said what happens on holidays";
    "M028" HolidayUndone Error "a later rule opens the holidays again";
    "M029" HolidaysShort Warning "the table of holidays ends soon";
    "M030" UnquotedComma Error "a comma in braces begins a new key";
    "M031" StarKey Error "a star that YAML takes for something else";
    "M032" HashKey Error "a hash sign that begins a comment";
    "M033" Colon Error "a colon in a sentence without quotes";
    "M034" Quote Error "a quotation mark or an apostrophe out of place";
    "M035" Machinery Error "a part of YAML that menus do not use";
    "M036" SeveralDocuments Error "more than one menu in a file";
    "M037" TooDeep Error "nested too deeply";
    "M038" TooMany Error "more entries than a menu may have";
    "M039" Indentation Error "a line does not begin where it should";
    // The tree.
    "M040" Unreachable Error "no caller can get here";
    "M041" NoWayOut Error "a loop that a caller cannot leave";
    "M042" NoEnding Error "a path that never ends";
    "M043" NoFallback Error "a transfer with nothing to do when it fails";
    "M044" AnnouncementKeys Error "an announcement and its keys do not agree";
    "M045" ManyChoices Warning "more than nine choices";
    "M046" ManyLevels Warning "more than four levels";
    "M047" UnusedDestination Warning "no key and no directory row leads to a destination";
    // The directory and other files.
    "M048" RowNoNumber Error "a directory row that is no telephone number";
    "M049" RowNowhere Error "a directory row that leads nowhere";
    "M050" RowSpoilt Error "a number that a spreadsheet has spoilt";
    "M051" RowTwice Error "a number stands twice in the directory";
    "M052" RecordingMissing Error "a recorded file does not exist";
    // The platform, and other desks.
    "M053" PlatformCannot Error "something that the telephone platform cannot do";
    "M054" DeskTwice Error "two files describe the same desk";
    "M055" NumberTwice Error "a number belongs to two desks";
    "M056" LongAnnouncement Warning "an announcement of more than twenty seconds";
    "M057" OutsideFolder Error "a file outside the folder of the menus";
    "M058" Contradiction Error "two things that exclude each other";
    "M059" BadName Error "a name with other characters than small letters, digits and hyphens";
    "M060" Unused Warning "something has a name and is never used";
    "M061" Placeholder Error "something in a text that cannot be spoken";
    "M062" UnheardLanguage Warning "a language that no caller can choose";
    "M063" NoSlots Error "a queue whose slots can never be booked";
    "M064" ClosedLeadsIn Warning "closed callers get into the open menu";
    // What callers hear.
    "M065" RecordingBroken Error "a recording that cannot be played";
    "M066" RecordingPoor Warning "a recording that callers will hear badly";
    "M067" PromptUnmade Warning "a prompt that the voice could not speak";
    "M068" RobotVoice Warning "callers hear a voice that is made for screens, not for telephones";
    // Slots.
    "M069" BadSeats Error "numbers of seats that cannot be understood";
}

impl Code {
    /// The code with this number, in capitals or small letters (`M012`, `m012`).
    #[must_use]
    pub fn from_number(number: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.number().eq_ignore_ascii_case(number.trim()))
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.number())
    }
}

#[cfg(test)]
mod tests {
    use super::Code;

    #[test]
    fn numbers_run_on_and_lead_back_to_their_code() {
        for (place, code) in Code::ALL.iter().enumerate() {
            assert_eq!(code.number(), format!("M{:03}", place + 1));
            assert_eq!(Code::from_number(&code.number().to_lowercase()), Some(*code));
        }
        assert_eq!(Code::from_number("M000"), None);
    }
}
