//! `book.toml`: what the book is called, where its text lies, and how strictly it is read.
//!
//! The keys are mdBook's wherever they mean the same thing, so that an existing book builds as it
//! stands. A `[handbook]` table turns on numbering, citations, annexes and the strict checks.

use std::ops::Range;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::diagnostic::{Code, Diagnostic, SourceText, Span, Warned};
use crate::error::Result;
use crate::fs;

/// Name of the configuration file in the handbook's folder.
pub const FILE: &str = "book.toml";

/// Everything `book.toml` says, with defaults filled in.
#[derive(Clone, Debug)]
pub struct Config {
    /// The handbook's folder.
    pub root: Utf8PathBuf,
    /// Title of the book.
    pub title: String,
    /// Authors or editors, as printed.
    pub authors: Vec<String>,
    /// BCP 47 tag of the text's own language.
    pub language: String,
    /// One sentence about the book.
    pub description: String,
    /// Folder of the text, relative to `root`.
    pub src: Utf8PathBuf,
    /// Folder of the finished site, relative to `root`.
    pub build_dir: Utf8PathBuf,
    /// Folder with templates that replace those of the default theme, relative to `root`.
    pub theme_dir: Utf8PathBuf,
    /// Whether straight quotes and dashes become typographic ones.
    pub smart_punctuation: bool,
    /// Address at which the site is published, with a final slash, where known.
    pub site_url: Option<String>,
    /// Folder of the search index, relative to `root`.
    pub search_dir: Utf8PathBuf,
    /// What search must reach on the editors' judged queries, in the order of the file.
    pub floors: Vec<Floor>,
    /// The legal apparatus; `None` for a plain book.
    pub handbook: Option<Handbook>,
}

/// The least that search must reach on a judged set: a line of `[search.floors]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Floor {
    /// Name of the set: its folder among the judged queries.
    pub set: String,
    /// `ndcg_at_10`, `recall_at_10` or `mrr`.
    pub measure: String,
    /// The least value, from 0 to 1.
    pub least: f64,
    /// Where it stands in the file, in bytes.
    pub span: Range<usize>,
}

/// Measures that a floor may set; the first one is meant where only a number stands.
const MEASURES: [&str; 3] = ["ndcg_at_10", "recall_at_10", "mrr"];

/// The `[handbook]` table.
#[derive(Clone, Debug)]
pub struct Handbook {
    /// Permanent identifier of this handbook, `[a-z0-9-]`.
    pub id: String,
    /// Title for headers and citations.
    pub short_title: String,
    /// Printed on every page: what the text is not.
    pub disclaimer: String,
    /// Printed on every annex: what to do before relying on it.
    pub confirm: String,
    /// What to do with raw HTML in the text.
    pub raw_html: RawHtml,
    /// Age in months after which an annex counts as stale.
    pub stale_after_months: u32,
    /// Address of mail to which amendments are sent; `[amendments] mail`.
    pub mail: Option<String>,
}

/// What happens to raw HTML in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RawHtml {
    /// It is an error: a delegate's text must never carry script.
    Refuse,
    /// It is cleaned: needed for existing mdBook books.
    Sanitise,
}

impl Config {
    /// Whether the legal apparatus and its strictness are on.
    #[must_use]
    pub const fn is_handbook(&self) -> bool {
        self.handbook.is_some()
    }

    /// What happens to raw HTML; a plain book cleans it.
    #[must_use]
    pub fn raw_html(&self) -> RawHtml {
        self.handbook.as_ref().map_or(RawHtml::Sanitise, |handbook| handbook.raw_html)
    }

    /// Folder of the text.
    #[must_use]
    pub fn source_dir(&self) -> Utf8PathBuf {
        self.root.join(&self.src)
    }

    /// Folder of the finished site.
    #[must_use]
    pub fn site_dir(&self) -> Utf8PathBuf {
        self.root.join(&self.build_dir)
    }

    /// Title for headers and citations.
    #[must_use]
    pub fn short_title(&self) -> &str {
        match &self.handbook {
            Some(handbook) if !handbook.short_title.is_empty() => &handbook.short_title,
            _ => &self.title,
        }
    }
}

/// Reads `book.toml` in `root`; without that file every key has mdBook's default.
///
/// Findings of [`Code::E0701`] to [`Code::E0703`] with severity error mean that the command
/// should stop: the configuration cannot be trusted.
///
/// # Errors
/// When the file is there and cannot be read.
pub fn load(root: &Utf8Path) -> Result<Warned<Config>> {
    let path = root.join(FILE);
    let bytes = if fs::exists(&path) { fs::read(&path)? } else { Vec::new() };
    Ok(parse(root, &String::from_utf8_lossy(&bytes)))
}

/// Reads the text of a `book.toml` that lies in `root`.
#[must_use]
pub fn parse(root: &Utf8Path, text: &str) -> Warned<Config> {
    let source = SourceText::new(FILE, text);
    let (table, errors) = DeTable::parse_recoverable(source.text());
    let mut diagnostics: Vec<Diagnostic> = errors
        .iter()
        .map(|error| {
            let message = error.message().lines().next().unwrap_or_default().to_owned();
            Diagnostic::new(Code::E0701, &source, Span::new(error.span().unwrap_or(0..0)), message)
                .help("`book.toml` is TOML: `key = \"value\"` lines under `[table]` heads")
        })
        .collect();
    let mut reader = Reader { source: &source, diagnostics: &mut diagnostics };
    let config = reader.config(root, table.get_ref());
    Warned { value: config, diagnostics }
}

struct Reader<'a> {
    source: &'a Arc<SourceText>,
    diagnostics: &'a mut Vec<Diagnostic>,
}

type Table<'a> = Option<&'a DeTable<'a>>;

impl Reader<'_> {
    fn config(&mut self, root: &Utf8Path, top: &DeTable<'_>) -> Config {
        let is_handbook = top.contains_key("handbook");
        if is_handbook {
            self.unknown(
                Some(top),
                &["book", "build", "output", "handbook", "search", "amendments", "editions"],
            );
        }
        let book = self.table(Some(top), "book");
        let build = self.table(Some(top), "build");
        let output = self.table(Some(top), "output");
        let html = self.table(output, "html");
        let search = self.table(Some(top), "search");
        if is_handbook {
            self.unknown(
                book,
                &["title", "authors", "language", "description", "src", "text-direction", "multilingual"],
            );
            self.unknown(
                build,
                &["build-dir", "create-missing", "use-default-preprocessors", "extra-watch-dirs"],
            );
            self.unknown(search, &["dir", "floors"]);
        }
        let title = self.string(book, "title", "");
        Config {
            root: root.to_owned(),
            title: if title.is_empty() { "Untitled book".to_owned() } else { title },
            authors: self.strings(book, "authors"),
            language: self.string(book, "language", "en"),
            description: self.string(book, "description", ""),
            src: self.folder(book, "src", "src"),
            build_dir: self.folder(build, "build-dir", "book"),
            theme_dir: self.folder(html, "theme", if is_handbook { "themes" } else { "theme" }),
            smart_punctuation: self.flag(html, "smart-punctuation", true),
            site_url: self.site_url(html),
            search_dir: self.folder(search, "dir", "search-index"),
            floors: self.floors(search),
            handbook: is_handbook.then(|| self.handbook(top)),
        }
    }

    fn handbook(&mut self, top: &DeTable<'_>) -> Handbook {
        let table = self.table(Some(top), "handbook");
        self.unknown(
            table,
            &["id", "short-title", "disclaimer", "confirm", "raw-html", "stale-after-months"],
        );
        let id = self.string(table, "id", "handbook");
        if id.is_empty()
            || !id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        {
            self.bad(
                table,
                "id",
                "must be small letters, digits and hyphens, for example `example-handbook`",
            );
        }
        let raw_html = match self.string(table, "raw-html", "refuse").as_str() {
            "refuse" => RawHtml::Refuse,
            "sanitise" => RawHtml::Sanitise,
            _ => {
                self.bad(table, "raw-html", "must be `refuse` or `sanitise`");
                RawHtml::Refuse
            }
        };
        let amendments = self.table(Some(top), "amendments");
        self.unknown(amendments, &["mail"]);
        let mail = self.string(amendments, "mail", "");
        Handbook {
            id,
            short_title: self.string(table, "short-title", ""),
            disclaimer: self.string(table, "disclaimer", ""),
            confirm: self.string(table, "confirm", ""),
            raw_html,
            stale_after_months: self.number(table, "stale-after-months", 12),
            mail: Some(mail).filter(|mail| !mail.is_empty()),
        }
    }

    /// `en = 0.7` sets the first measure; `en = { mrr = 0.6 }` names it.
    fn floors(&mut self, search: Table<'_>) -> Vec<Floor> {
        let mut floors = Vec::new();
        for (set, value) in self.table(search, "floors").into_iter().flatten() {
            let set: &str = set.get_ref();
            let Some(measures) = value.get_ref().as_table() else {
                floors.extend(self.floor(set, MEASURES[0], value));
                continue;
            };
            for (measure, value) in measures {
                let name: &str = measure.get_ref();
                if MEASURES.contains(&name) {
                    floors.extend(self.floor(set, name, value));
                } else {
                    let message = format!("`{name}` is no measure; a floor sets {}", MEASURES.join(", "));
                    self.finding(measure.span(), message);
                }
            }
        }
        floors
    }

    fn floor(&mut self, set: &str, measure: &str, value: &Spanned<DeValue<'_>>) -> Option<Floor> {
        let text = match value.get_ref() {
            DeValue::Float(number) => number.as_str(),
            DeValue::Integer(number) => number.as_str(),
            _ => "",
        };
        let least = text.parse().ok().filter(|least: &f64| (0.0..=1.0).contains(least));
        if least.is_none() {
            self.finding(value.span(), format!("the floor of `{set}` must be a number from 0 to 1"));
        }
        least.map(|least| Floor {
            set: set.to_owned(),
            measure: measure.to_owned(),
            least,
            span: value.span(),
        })
    }

    fn site_url(&mut self, html: Table<'_>) -> Option<String> {
        let url = self.string(html, "site-url", "");
        if url.is_empty() {
            return None;
        }
        Some(if url.ends_with('/') { url } else { format!("{url}/") })
    }

    fn find<'t>(table: Table<'t>, key: &str) -> Option<&'t Spanned<DeValue<'t>>> {
        table.and_then(|table| table.iter().find(|(name, _)| name.get_ref() == key).map(|(_, value)| value))
    }

    fn table<'t>(&mut self, table: Table<'t>, key: &str) -> Table<'t> {
        let value = Self::find(table, key)?;
        let found = value.get_ref().as_table();
        if found.is_none() {
            self.finding(value.span(), format!("`{key}` must be a table"));
        }
        found
    }

    fn string(&mut self, table: Table<'_>, key: &str, default: &str) -> String {
        let Some(value) = Self::find(table, key) else { return default.to_owned() };
        value.get_ref().as_str().map(str::to_owned).unwrap_or_else(|| {
            self.finding(value.span(), format!("`{key}` must be a text in quotation marks"));
            default.to_owned()
        })
    }

    fn strings(&mut self, table: Table<'_>, key: &str) -> Vec<String> {
        let Some(value) = Self::find(table, key) else { return Vec::new() };
        let Some(items) = value.get_ref().as_array() else {
            self.finding(
                value.span(),
                format!("`{key}` must be a list of texts, for example `[\"A\", \"B\"]`"),
            );
            return Vec::new();
        };
        items.iter().filter_map(|item| item.get_ref().as_str().map(str::to_owned)).collect()
    }

    fn flag(&mut self, table: Table<'_>, key: &str, default: bool) -> bool {
        let Some(value) = Self::find(table, key) else { return default };
        value.get_ref().as_bool().unwrap_or_else(|| {
            self.finding(value.span(), format!("`{key}` must be `true` or `false`"));
            default
        })
    }

    fn number(&mut self, table: Table<'_>, key: &str, default: u32) -> u32 {
        let Some(value) = Self::find(table, key) else { return default };
        value.get_ref().as_integer().and_then(|number| number.as_str().parse().ok()).unwrap_or_else(|| {
            self.finding(value.span(), format!("`{key}` must be a whole number"));
            default
        })
    }

    /// A folder inside the handbook's own: an absolute path or `..` would write elsewhere.
    fn folder(&mut self, table: Table<'_>, key: &str, default: &str) -> Utf8PathBuf {
        let text = self.string(table, key, default);
        let path = Utf8PathBuf::from(&text);
        let inside = !text.is_empty()
            && path
                .components()
                .all(|part| matches!(part, camino::Utf8Component::Normal(_) | camino::Utf8Component::CurDir));
        if !inside {
            self.bad(table, key, "must be a folder inside the handbook's own");
            return Utf8PathBuf::from(default);
        }
        path
    }

    fn bad(&mut self, table: Table<'_>, key: &str, must: &str) {
        let span = Self::find(table, key).map_or(0..0, Spanned::span);
        self.finding(span, format!("`{key}` {must}"));
    }

    fn finding(&mut self, span: Range<usize>, message: String) {
        self.diagnostics.push(
            Diagnostic::new(Code::E0703, self.source, Span::new(span), message)
                .help("correct the value, or remove the line to take the default"),
        );
    }

    fn unknown(&mut self, table: Table<'_>, known: &[&str]) {
        for (key, _) in table.into_iter().flatten() {
            let name: &str = key.get_ref();
            if !known.contains(&name) {
                self.diagnostics.push(
                    Diagnostic::new(
                        Code::E0702,
                        self.source,
                        Span::new(key.span()),
                        format!("unknown key `{name}`"),
                    )
                    .suggest(name, known.iter().copied()),
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(text: &str) -> Vec<&'static str> {
        parse(Utf8Path::new("."), text).diagnostics.iter().map(|finding| finding.code.name()).collect()
    }

    #[test]
    fn defaults_are_mdbooks() {
        let config = parse(Utf8Path::new("x"), "").value;
        assert_eq!((config.src.as_str(), config.build_dir.as_str()), ("src", "book"));
        assert!(!config.is_handbook());
        assert_eq!(config.raw_html(), RawHtml::Sanitise);
    }

    #[test]
    fn a_plain_book_may_have_keys_of_other_programs() {
        assert!(codes("[preprocessor.mermaid]\ncommand = \"x\"\n[rust]\nedition = \"2021\"\n").is_empty());
    }

    #[test]
    fn floors_are_numbers_or_tables_of_them() {
        let text = "[search.floors]\nen = 0.7\nth = { mrr = 0.5, recall_at_10 = 1 }\n";
        let found = parse(Utf8Path::new("."), text).value.floors;
        let shown: Vec<(&str, &str, f64)> =
            found.iter().map(|floor| (floor.set.as_str(), floor.measure.as_str(), floor.least)).collect();
        assert_eq!(shown, [("en", "ndcg_at_10", 0.7), ("th", "mrr", 0.5), ("th", "recall_at_10", 1.0)]);
        assert_eq!(&text[found[0].span.clone()], "0.7");
        for wrong in ["en = 70", "en = \"x\"", "en = { speed = 0.5 }", "en = -0.1"] {
            assert_eq!(codes(&format!("[search.floors]\n{wrong}\n")), ["E0703"], "{wrong}");
        }
    }

    #[test]
    fn faults_are_named_at_their_place() {
        assert_eq!(codes("[book]\ntitle = 3\n"), ["E0703"]);
        assert_eq!(codes("[book\n"), ["E0701"]);
        assert_eq!(codes("[book]\nsrc = \"../elsewhere\"\n"), ["E0703"]);
        let found = parse(Utf8Path::new("."), "[handbook]\nid = \"x\"\nshort-titel = \"y\"\n").diagnostics;
        assert_eq!(found[0].code, Code::E0702);
        assert_eq!(found[0].source.place(found[0].span.range().start).line, 3);
        assert_eq!(found[0].help.as_deref(), Some("did you mean `short-title`?"));
    }
}
