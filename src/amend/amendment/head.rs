//! Reading the header: lines to fields, fields to an amendment.

use super::field::{Field, Times};
use super::read::{BEGIN, Reader};
use super::value::{self, Read};
use super::{Amendment, Bound, Kind, Move, SourceLine};
use crate::amend::RefusalCode;
use crate::diagnostic::Span;
use crate::diff::Patch;

/// Most lines `Source`.
const MOST_SOURCES: usize = 64;
/// No name of a field is longer.
const LONGEST_NAME: usize = 40;
/// Most lines of reasons.
const MOST_REASONS: usize = 1_000;

/// A field as it stands in the file.
struct Entry<'t> {
    field: Field,
    value: &'t str,
    /// The value.
    span: Span,
}

/// The lines of a header, sorted out but not yet understood.
pub(super) struct Header<'t> {
    entries: Vec<Entry<'t>>,
    reasons: Vec<&'t str>,
    reasons_span: Span,
}

/// What follows the header.
pub(super) struct Body {
    /// Where it begins.
    pub(super) start: usize,
    /// Whether an empty line announced changes.
    pub(super) changes: bool,
}

impl<'t> Reader<'t> {
    /// The header, and where the body begins.
    pub(super) fn header(&mut self) -> (Header<'t>, Body) {
        let text = self.source.text();
        let mut header = Header { entries: Vec::new(), reasons: Vec::new(), reasons_span: Span::default() };
        let mut body = Body { start: text.len(), changes: false };
        let mut at = 0;
        let mut reasons = false;
        let mut told = false;
        for raw in text.split_inclusive('\n') {
            let line = raw.strip_suffix('\n').unwrap_or(raw);
            let span = Span::new(at..at + line.len());
            if line.is_empty() {
                body = Body { start: at + raw.len(), changes: true };
                break;
            }
            if line.starts_with(BEGIN) {
                body = Body { start: at, changes: false };
                break;
            }
            at += raw.len();
            if reasons && (line == "|" || line.starts_with("| ")) {
                header.reasons.push(line.get(2..).unwrap_or(""));
                told = false;
            } else if let Some(read) = self.field(line, span, reasons) {
                reasons = read.as_ref().is_some_and(|entry| entry.field == Field::Rationale);
                header.reasons_span = span;
                header.entries.extend(read);
                told = false;
            } else {
                // Of several lines that belong to nothing the first is told.
                if !told {
                    self.nothing(line, span, reasons);
                }
                told = true;
            }
        }
        (header, body)
    }

    /// A line `Name: value`; nothing where it is none, `Some(None)` where there is no such field.
    fn field(&mut self, line: &'t str, span: Span, reasons: bool) -> Option<Option<Entry<'t>>> {
        let (name, rest) = line.split_once(':')?;
        let shaped = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'-');
        if !shaped || name.starts_with('-') {
            return None;
        }
        let name_span = Span::new(span.start as usize..span.start as usize + name.len());
        let Some(field) = Field::of_name(name) else {
            if reasons {
                // A line of the reasons without its sign, such as "Note: …".
                return None;
            }
            let known = Field::ALL.map(Field::name);
            // Names of fields are short; measuring a line without end would be long work.
            let short: String = name.chars().take(LONGEST_NAME).collect();
            let nearest = known
                .iter()
                .filter(|_| name.len() < LONGEST_NAME && !self.is_full())
                .map(|known| {
                    (strsim::damerau_levenshtein(&short.to_lowercase(), &known.to_lowercase()), *known)
                })
                .filter(|(distance, _)| *distance <= 3)
                .min();
            let remedy = nearest.map_or_else(
                || "remove the line; what is to be said stands under `Rationale:`".to_owned(),
                |(_, known)| format!("did you mean `{known}`?"),
            );
            self.refuse(
                RefusalCode::R0011,
                name_span,
                format!("an amendment has no field `{short}`"),
                remedy,
            );
            return Some(None);
        };
        let value = rest.strip_prefix(' ').unwrap_or(rest);
        let span = Span::new(span.end as usize - value.len()..span.end as usize);
        let form = if field == Field::Rationale { rest.is_empty() } else { rest.starts_with(' ') };
        if !form
            || value.starts_with(' ')
            || value.ends_with(' ')
            || (value.is_empty() && field != Field::Rationale)
        {
            self.refuse(
                RefusalCode::R0015,
                if value.is_empty() { name_span } else { span },
                format!("the value of `{name}` is missing, or does not stand behind one blank"),
                format!("write `{}`", field.example()),
            );
        }
        Some(Some(Entry { field, value, span }))
    }

    fn nothing(&mut self, line: &str, span: Span, reasons: bool) {
        let (message, remedy) =
            if line.starts_with("--- ") || line.starts_with("diff ") || line.starts_with("@@") {
                ("changes stand in the header", "put one empty line before the changes")
            } else if reasons {
                (
                    "a line of the reasons does not begin with `| `",
                    "write `| ` before every line of the reasons, and `|` for an empty one",
                )
            } else {
                (
                    "the line is no field of an amendment",
                    "remove it; reasons stand under `Rationale:`, on lines that begin with `| `",
                )
            };
        self.refuse(RefusalCode::R0017, span, message, remedy);
    }

    fn value<T>(&mut self, entry: &Entry<'_>, read: Read<T>) -> Option<T> {
        match read {
            Ok(value) => Some(value),
            Err(why) => {
                let name = entry.field.name();
                let message = format!("the value of `{name}` {why}");
                self.refuse(
                    RefusalCode::R0015,
                    entry.span,
                    message,
                    format!("write `{}`", entry.field.example()),
                );
                None
            }
        }
    }

    fn path_value<T>(&mut self, entry: &Entry<'_>, read: Result<T, (bool, String)>) -> Option<T> {
        match read {
            Err((true, why)) => {
                self.refuse(
                    RefusalCode::R0020,
                    entry.span,
                    why,
                    "name a file of the text: `content/` and small letters, digits, `-`, `_` and `.`",
                );
                None
            }
            other => self.value(entry, other.map_err(|(_, why)| why)),
        }
    }
}

impl Header<'_> {
    /// The kind, if the header has one that can be read.
    pub(super) fn kind(&self) -> Option<Kind> {
        self.entry(Field::Kind).and_then(|entry| entry.value.parse().ok())
    }

    fn entry(&self, field: Field) -> Option<&Entry<'_>> {
        self.entries.iter().find(|entry| entry.field == field)
    }

    /// Order and number of the fields.
    fn form(&self, reader: &mut Reader<'_>, kind: Option<Kind>) {
        let mut last = Field::Version;
        for entry in &self.entries {
            if entry.field < last {
                reader.refuse(
                    RefusalCode::R0014,
                    entry.span,
                    format!("`{}` stands after `{}`", entry.field.name(), last.name()),
                    format!("put it before `{}`", last.name()),
                );
            }
            last = last.max(entry.field);
        }
        let begin = reader.source.line_span(1);
        for field in Field::ALL {
            let mut entries = self.entries.iter().filter(|entry| entry.field == field);
            let first = entries.next();
            let always = || [Kind::Annex, Kind::Remark].map(|kind| field.times(kind)) == [Times::Once; 2];
            let times = kind.map(|kind| field.times(kind)).or_else(|| always().then_some(Times::Once));
            match (times, first) {
                (Some(Times::Never), Some(entry)) => {
                    let kind = kind.map_or("", Kind::word);
                    reader.refuse(
                        RefusalCode::R0016,
                        entry.span,
                        format!("an amendment of the kind `{kind}` has no field `{}`", field.name()),
                        "remove the line, or choose the kind that fits",
                    );
                }
                (Some(Times::Once | Times::Some), None) => reader.refuse(
                    RefusalCode::R0013,
                    begin,
                    format!("the field `{}` is missing", field.name()),
                    format!("write `{}`", field.example()),
                ),
                _ => {}
            }
            let once = !matches!(field, Field::Base | Field::Result | Field::Moves | Field::Source)
                || times == Some(Times::Once);
            if once && times != Some(Times::Never) {
                for again in entries {
                    reader.refuse(
                        RefusalCode::R0012,
                        again.span,
                        format!("`{}` is given twice", field.name()),
                        "keep the one that is meant",
                    );
                }
            }
        }
    }

    /// The amendment that the fields and the changes make; nothing where a field is wrong.
    pub(super) fn amendment(self, reader: &mut Reader<'_>, patch: Patch) -> Option<Amendment> {
        let read_kind =
            self.entry(Field::Kind).and_then(|entry| reader.value(entry, value::kind(entry.value)));
        self.form(reader, read_kind);
        self.reasons(reader);
        if let Some(entry) = self.entry(Field::Version) {
            reader.value(entry, value::version(entry.value));
        }
        let one = |reader: &mut Reader<'_>, field: Field, read: fn(&str) -> Read<String>| {
            self.entry(field).and_then(|entry| reader.value(entry, value::optional(entry.value, read)))
        };
        let state = one(reader, Field::State, value::state);
        let round = one(reader, Field::Round, value::round);
        let author =
            self.entry(Field::Author).and_then(|entry| reader.value(entry, value::person(entry.value)));
        let title = self.entry(Field::Title).and_then(|entry| reader.value(entry, value::line(entry.value)));
        let base_edition = one(reader, Field::BaseEdition, value::edition);
        let heading = one(reader, Field::Heading, value::line);
        let id = |reader: &mut Reader<'_>, field| {
            let entry = self.entry(field)?;
            reader.value(entry, value::optional(entry.value, value::id))
        };
        let objects_to =
            self.entry(Field::ObjectsTo).and_then(|entry| reader.value(entry, value::id(entry.value)));
        let supersedes = id(reader, Field::Supersedes);
        let seen = self
            .entry(Field::LedgerSeen)
            .and_then(|entry| reader.value(entry, value::optional(entry.value, value::seen)));
        let created =
            self.entry(Field::Created).and_then(|entry| reader.value(entry, value::created(entry.value)));
        let mut bases: Vec<Bound> = Vec::new();
        let mut results: Vec<Bound> = Vec::new();
        let mut moves: Vec<Move> = Vec::new();
        let mut sources: Vec<SourceLine> = Vec::new();
        for entry in &self.entries {
            match entry.field {
                Field::Base => bases.extend(reader.path_value(entry, value::bound(entry.value))),
                Field::Result => results.extend(reader.path_value(entry, value::bound(entry.value))),
                Field::Moves => moves.extend(reader.path_value(entry, value::moved(entry.value))),
                Field::Source if sources.len() == MOST_SOURCES => {
                    reader.refuse(
                        RefusalCode::R0001,
                        entry.span,
                        format!("there are more than {MOST_SOURCES} sources"),
                        "divide it into several amendments",
                    );
                    break;
                }
                Field::Source => sources.extend(reader.value(entry, value::source(entry.value))),
                _ => {}
            }
        }
        Some(Amendment {
            kind: read_kind?,
            state: state?,
            round: round?,
            author: author?,
            title: title?,
            base_edition: base_edition?,
            heading: heading.flatten(),
            objects_to,
            bases,
            results,
            moves,
            sources,
            ledger_seen: seen?,
            supersedes: supersedes?,
            created: created?,
            rationale: self.reasons.iter().map(|line| (*line).to_owned()).collect(),
            patch,
        })
    }

    fn reasons(&self, reader: &mut Reader<'_>) {
        if self.entry(Field::Rationale).is_none() {
            return;
        }
        let edge = |line: Option<&&str>| line.is_none_or(|line| line.trim().is_empty());
        if edge(self.reasons.first()) || edge(self.reasons.last()) {
            reader.refuse(
                RefusalCode::R0015,
                self.reasons_span,
                "the reasons are missing, or begin or end with an empty line",
                "say why on lines that begin with `| `",
            );
        }
        if self.reasons.len() > MOST_REASONS {
            reader.refuse(
                RefusalCode::R0001,
                self.reasons_span,
                format!("the reasons have more than {MOST_REASONS} lines"),
                "say it in fewer words, and name the documents as sources",
            );
        }
    }
}
