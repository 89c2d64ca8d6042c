//! What `check` says back of a calendar.

use centralino::terms::Language;

use super::calendar;

fn said(lines: &str, language: Language) -> String {
    calendar(lines).plain_words(language).join("; ")
}

#[test]
fn a_calendar_is_said_back_in_plain_words() {
    for (lines, italian, english) in [
        (
            "mon-fri: 08:00-18:00\nsat: 08:00-13:00\nholidays: closed",
            "lunedì-venerdì 08:00–18:00; sabato 08:00–13:00; domenica chiuso; festivi chiuso",
            "Monday-Friday 08:00–18:00; Saturday 08:00–13:00; Sunday closed; public holidays closed",
        ),
        (
            "every day: 24/7\nholidays: as weekdays",
            "lunedì-domenica tutto il giorno; festivi come gli altri giorni",
            "Monday-Sunday all day; public holidays as on other days",
        ),
        (
            "mon-thu: 09:30-13:00, 15:00-17:00\nfri: 22:00-02:00\nsat-sun: closed\nholidays: 09:00-12:00\n06-24: San Giovanni",
            "lunedì-giovedì 09:30–13:00, 15:00–17:00; venerdì 22:00–02:00 del giorno dopo; sabato-domenica chiuso; \
             festivi 09:00–12:00; festivo anche: 24 giugno (ogni anno), San Giovanni",
            "Monday-Thursday 09:30–13:00, 15:00–17:00; Friday 22:00–02:00 on the next day; Saturday-Sunday closed; \
             public holidays 09:00–12:00; also a holiday: 24 June (every year), San Giovanni",
        ),
        (
            "mon-sun: 08:00-18:00\nholidays: closed\naugust: {\nmon-sun: 09:30-13:30\n}\n2026-08-10..2026-08-21: closed\n\
             2026-12-24: 08:00-12:00\n12-24..01-06: closed",
            "lunedì-domenica 08:00–18:00; festivi chiuso; agosto: lunedì-domenica 09:30–13:30; 24 dicembre 2026 08:00–12:00; \
             10 agosto – 21 agosto 2026 chiuso; 24 dicembre – 6 gennaio (ogni anno) chiuso",
            "Monday-Sunday 08:00–18:00; public holidays closed; August: Monday-Sunday 09:30–13:30; 24 December 2026 08:00–12:00; \
             10 August – 21 August 2026 closed; 24 December – 6 January (every year) closed",
        ),
        (
            "osm: Mo-Fr 08:00-18:00; Aug Mo-Fr 08:00-12:00; PH off",
            "di solito lunedì-venerdì 08:00–18:00; sabato-domenica chiuso; festivi chiuso",
            "usually Monday-Friday 08:00–18:00; Saturday-Sunday closed; public holidays closed",
        ),
    ] {
        assert_eq!(said(lines, Language::It), italian, "{lines}");
        assert_eq!(said(lines, Language::En), english, "{lines}");
    }
}
