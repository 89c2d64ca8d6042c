//! Diagnostics as Rust's compiler prints them: the line, and only the guilty word underlined. What draws them knows how wide characters are.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet};

use super::places::Texts;
use super::{Diagnostic, Severity};

/// A help longer than this stands on a line of its own, below.
const BESIDE: usize = 60;

/// All of them, an empty line between two.
#[must_use]
pub fn text(diagnostics: &[Diagnostic], texts: &Texts) -> String {
    let renderer = Renderer::plain().decor_style(DecorStyle::Ascii);
    diagnostics
        .iter()
        .map(|diagnostic| renderer.render(&[report(diagnostic, texts)]) + "\n")
        .collect::<Vec<_>>()
        .join("\n")
}

fn report<'a>(diagnostic: &'a Diagnostic, texts: &'a Texts) -> Group<'a> {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let help = diagnostic.help.as_deref();
    let beside = help.filter(|help| help.chars().count() <= BESIDE && diagnostic.span.end > 0);
    let below = help.filter(|_| beside.is_none());
    let title = level.primary_title(diagnostic.message.as_str()).id(diagnostic.code.number());
    let mut group = title.element(place(diagnostic, beside.map(|help| format!("help: {help}")), texts));
    if let Some(also) = &diagnostic.also
        && let Some(lines) = texts.lines(&also.file)
    {
        let (number, line, span) = lines.on_line(&texts.word(&also.file, &also.span));
        group = group.element(
            Snippet::source(line)
                .path(&*also.file)
                .line_start(number)
                .annotation(AnnotationKind::Context.span(span).label(also.label.as_str())),
        );
    }
    match below {
        Some(help) => group.element(Level::HELP.message(help)),
        None => group,
    }
}

/// The line with its word underlined, or the file alone where there is no text to show.
fn place<'a>(diagnostic: &'a Diagnostic, label: Option<String>, texts: &'a Texts) -> Element<'a> {
    let whole_file = diagnostic.span.start == 0 && diagnostic.span.end == 0;
    match texts.lines(&diagnostic.file) {
        Some(lines) if !whole_file => {
            let (number, line, span) = lines.on_line(&texts.word(&diagnostic.file, &diagnostic.span));
            Snippet::source(line)
                .path(&*diagnostic.file)
                .line_start(number)
                .annotation(AnnotationKind::Primary.span(span).label(label))
                .into()
        }
        Some(_) | None => Origin::path(&*diagnostic.file).into(),
    }
}
