//! Templates, styles, scripts and fonts: the default theme, overridden file by file.

use std::collections::BTreeMap;
use std::sync::Arc;

use minijinja::{AutoEscape, Environment, Output, State, UndefinedBehavior, Value};

use super::embedded::FILES;
use super::escape::escape;
use super::interface::InterfaceWords;
use crate::clock;
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, SourceText, Span, Warned};
use crate::error;
use crate::fs;
use crate::site::{Site, SitePath};
use crate::words::runs;

/// Files of a theme by name, each with the path to show in findings.
type ThemeFiles = BTreeMap<String, (String, Vec<u8>)>;

fn built_in_files() -> ThemeFiles {
    FILES
        .iter()
        .map(|file| (file.path.to_owned(), (format!("default theme/{}", file.path), file.bytes.to_vec())))
        .collect()
}

/// A theme, ready to render.
#[derive(Debug)]
pub struct Theme {
    environment: Environment<'static>,
    templates: BTreeMap<String, Arc<SourceText>>,
    /// What is wrong with the templates that could not be read.
    broken: BTreeMap<String, Diagnostic>,
    assets: Site,
}

impl Theme {
    /// The default theme with the files of the handbook's own theme folder over it. In that folder
    /// `default/` (where this program's own repository keeps its theme) and Markdown files are
    /// left out.
    ///
    /// # Errors
    /// When a file of the theme folder cannot be read.
    pub fn load(config: &Config) -> error::Result<Warned<Self>> {
        let mut files = built_in_files();
        let folder = config.root.join(&config.theme_dir);
        if fs::is_dir(&folder) {
            for path in fs::walk(&folder)? {
                let name = path.as_str().replace('\\', "/");
                if name.starts_with("default/") || name.ends_with(".md") {
                    continue;
                }
                let bytes = fs::read(&folder.join(&path))?;
                files.insert(name.clone(), (format!("{}/{name}", config.theme_dir), bytes));
            }
        }
        Ok(Self::assemble(files))
    }

    /// The default theme as it is built in.
    #[must_use]
    pub fn built_in() -> Self {
        Self::assemble(built_in_files()).value
    }

    fn assemble(files: ThemeFiles) -> Warned<Self> {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_formatter(write);
        environment.add_filter("day", day);
        environment.add_filter("sentence", sentence);
        environment.add_filter("tagged", tagged);
        let mut theme =
            Self { environment, templates: BTreeMap::new(), broken: BTreeMap::new(), assets: Site::new() };
        for (name, (shown, bytes)) in files {
            if !name.ends_with(".html") {
                if let Some(path) = SitePath::new(&name) {
                    theme.assets.insert(path, bytes);
                }
                continue;
            }
            let text = String::from_utf8_lossy(&bytes).into_owned();
            theme.templates.insert(name.clone(), SourceText::new(shown, text.clone()));
            if let Err(error) = theme.environment.add_template_owned(name.clone(), text) {
                let finding = theme.finding(&error);
                theme.broken.insert(name, finding);
            }
        }
        let diagnostics = theme.broken.values().cloned().collect();
        Warned { value: theme, diagnostics }
    }

    /// Styles, scripts, fonts and other files that go to the site as they are.
    #[must_use]
    pub const fn assets(&self) -> &Site {
        &self.assets
    }

    /// The words that are said outside templates.
    pub(super) fn words(&self) -> InterfaceWords {
        InterfaceWords::of(&self.environment)
    }

    /// Renders a template.
    ///
    /// # Errors
    /// A finding at the line of the template that failed.
    pub fn render(&self, template: &str, context: &Value) -> Result<String, Diagnostic> {
        self.environment
            .get_template(template)
            .and_then(|template| template.render(context))
            .map_err(|error| self.missing(&error).unwrap_or_else(|| self.finding(&error)))
    }

    /// Where a template is missing because it could not be read: the finding about that, again.
    fn missing(&self, error: &minijinja::Error) -> Option<Diagnostic> {
        let mut at: Option<&(dyn std::error::Error + 'static)> = Some(error);
        while let Some(error) = at {
            if let Some(error) = error.downcast_ref::<minijinja::Error>()
                && error.kind() == minijinja::ErrorKind::TemplateNotFound
            {
                let quoted = |name: &String| {
                    error.detail().is_some_and(|words| words.contains(&format!("\"{name}\"")))
                };
                return self.broken.iter().find(|(name, _)| quoted(name)).map(|(_, finding)| finding.clone());
            }
            at = error.source();
        }
        None
    }

    /// What a template engine's error says, at its place.
    fn finding(&self, error: &minijinja::Error) -> Diagnostic {
        let mut at = error;
        // The innermost error names the template in which it happened.
        while let Some(inner) =
            std::error::Error::source(at).and_then(|inner| inner.downcast_ref::<minijinja::Error>())
        {
            if inner.name().is_none() {
                break;
            }
            at = inner;
        }
        let unknown = || SourceText::new(at.name().unwrap_or("template").to_owned(), String::new());
        let source = at.name().and_then(|name| self.templates.get(name)).map_or_else(unknown, Arc::clone);
        let line = at.line().unwrap_or(1);
        let span = at.range().map_or_else(|| source.line_span(line), Span::new);
        let message =
            at.detail().map_or_else(|| at.kind().to_string(), |detail| format!("{}: {detail}", at.kind()));
        Diagnostic::new(Code::E0601, &source, span, message)
            .help("the variables a template can use are listed in the theme's README")
    }
}

/// The day of a date or a moment for readers: `2026-11-20T03:12:00Z` is `20 November 2026`.
fn day(moment: &str) -> String {
    clock::long_date(moment.get(..10).unwrap_or(moment))
}

/// A text that begins with a capital letter; the rest stays as it is, with its names and codes.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}

/// A text of any page as HTML: what stands in another script has the language that the script most
/// likely stands for, as in the pages themselves. `page` is the language of the page.
fn tagged(text: &str, page: &str) -> Value {
    let mut html = String::with_capacity(text.len());
    for run in runs(text) {
        let piece = escape(&text[run.range.clone()]);
        match run.language().filter(|language| *language != page) {
            Some(language) => {
                let direction = if run.script.right_to_left() { " dir=\"rtl\"" } else { "" };
                html.push_str(&format!("<span lang=\"{language}\"{direction}>{piece}</span>"));
            }
            None => html.push_str(&piece),
        }
    }
    Value::from_safe_string(html)
}

/// Writes a value into a page. Text is escaped by our own rule, which leaves the slashes of
/// addresses as they are.
fn write(output: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), minijinja::Error> {
    match value.as_str() {
        Some(text) if matches!(state.auto_escape(), AutoEscape::Html) && !value.is_safe() => {
            output.write_str(&escape(text)).map_err(minijinja::Error::from)
        }
        _ => minijinja::escape_formatter(output, state, value),
    }
}

/// A value of ours as templates see it.
pub(super) fn value<T: serde::Serialize>(value: T) -> Value {
    Value::from(minijinja::value::Serde(value))
}
