//! From what the validator says to what a reader understands.

use std::sync::Arc;

use jsonschema::ValidationError;
use jsonschema::error::{TypeKind, ValidationErrorKind as Kind};
use serde_json::Value;

use super::words;
use crate::diagnostic::{Code, Diagnostic, SourceText, Span};
use crate::parse::yaml::Node;

/// A finding with what is needed to choose among several about the same thing.
pub(super) struct Complaint {
    /// Smaller is more telling.
    pub(super) rank: u8,
    /// The value complained about (a JSON Pointer).
    pub(super) subject: String,
    pub(super) finding: Diagnostic,
}

/// What the explanations are drawn from.
pub(super) struct Explainer<'a> {
    pub(super) schema: &'a Value,
    pub(super) node: &'a Node,
    pub(super) source: &'a Arc<SourceText>,
}

impl Explainer<'_> {
    /// The findings for one error of the validator.
    pub(super) fn explain(&self, error: &ValidationError<'_>) -> Vec<Complaint> {
        let at = error.instance_path().as_str();
        let conditional = self.conditional(error);
        match error.kind() {
            Kind::AnyOf { context } | Kind::OneOfNotValid { context } => self.alternatives(at, context),
            Kind::AdditionalProperties { unexpected } | Kind::UnevaluatedProperties { unexpected } => {
                unexpected.iter().map(|key| self.unknown_key(error, at, key)).collect()
            }
            Kind::PropertyNames { error: inner } => {
                let key = inner.instance().as_str().unwrap_or_default().to_owned();
                vec![self.unknown_key(error, at, &key)]
            }
            Kind::FalseSchema => match at.rsplit_once('/') {
                Some((parent, key)) => vec![self.unknown_key(error, parent, &unescape(key))],
                None => vec![self.wrong_form(error, "must not stand here".to_owned(), 6)],
            },
            Kind::Required { property } => {
                vec![self.missing(error, at, property.as_str().unwrap_or_default())]
            }
            _ if conditional.is_some() => conditional.into_iter().collect(),
            Kind::Enum { options } => {
                vec![self.not_allowed(error, options.as_array().map_or(&[], Vec::as_slice))]
            }
            Kind::Constant { expected_value } => {
                vec![self.not_allowed(error, std::slice::from_ref(expected_value.as_ref()))]
            }
            Kind::Type { kind } => vec![self.wrong_type(error, kind)],
            Kind::UniqueItems => vec![self.repeated(error, at)],
            kind => {
                let rank = if matches!(kind, Kind::MinLength { .. }) { 1 } else { 4 };
                vec![self.wrong_form(error, words::requirement(kind), rank)]
            }
        }
    }

    /// Of several allowed forms, the one the data comes nearest to.
    fn alternatives(&self, at: &str, context: &[Vec<ValidationError<'static>>]) -> Vec<Complaint> {
        let shallow = |error: &ValidationError<'_>| {
            error.instance_path().as_str() == at && matches!(error.kind(), Kind::Type { .. })
        };
        // A form of another type altogether is not meant, as long as there is one of the right type.
        let meant: Vec<_> =
            context.iter().filter(|branch| !branch.is_empty() && !branch.iter().any(shallow)).collect();
        if meant.is_empty() {
            let types: Vec<&str> = (context.iter().flatten())
                .filter_map(|error| match error.kind() {
                    Kind::Type { kind } if shallow(error) => Some(words::types(kind)),
                    _ => None,
                })
                .flatten()
                .collect();
            return match context.iter().flatten().next() {
                Some(error) => vec![self.wrong_form(error, format!("must be {}", words::either(&types)), 0)],
                None => Vec::new(),
            };
        }
        let depth = |branch: &[ValidationError<'_>]| {
            branch.iter().map(|error| error.instance_path().as_str().len()).max().unwrap_or(0)
        };
        let nearest = meant.into_iter().min_by_key(|branch| (branch.len(), usize::MAX - depth(branch)));
        nearest.into_iter().flatten().flat_map(|error| self.explain(error)).collect()
    }

    fn unknown_key(&self, error: &ValidationError<'_>, parent: &str, key: &str) -> Complaint {
        let pointer = format!("{parent}/{}", escape(key));
        let known =
            self.subschema(error).and_then(|schema| schema.get("properties")).and_then(Value::as_object);
        let present = self.node.at(parent);
        let free: Vec<&str> = (known.into_iter().flatten())
            .map(|(name, _)| name.as_str())
            .filter(|name| present.is_none_or(|node| node.get(name).is_none()))
            .collect();
        let finding = Diagnostic::new(
            Code::E0302,
            self.source,
            self.node.key_span(&pointer).unwrap_or_default(),
            format!("the key `{key}` is not known here"),
        );
        let finding =
            if free.is_empty() { finding.help("remove the key") } else { finding.suggest(key, free) };
        Complaint { rank: 3, subject: pointer, finding }
    }

    fn missing(&self, error: &ValidationError<'_>, parent: &str, property: &str) -> Complaint {
        let mut message = format!("the field `{property}` is missing");
        if !parent.is_empty() {
            message.push_str(&format!(" in {}", self.name(parent)));
        }
        let span = self.first_line(self.node.key_span(parent).unwrap_or_default());
        let description = self
            .subschema(error)
            .and_then(|schema| schema.get("properties")?.get(property))
            .and_then(|schema| self.description(schema));
        let help = match description {
            Some(words) => format!("add `{property}`: {words}"),
            None => format!("add a line `{property}:` with its value"),
        };
        let finding = Diagnostic::new(Code::E0303, self.source, span, message).help(help);
        Complaint { rank: 2, subject: format!("{parent}/{property}"), finding }
    }

    fn not_allowed(&self, error: &ValidationError<'_>, options: &[Value]) -> Complaint {
        let at = error.instance_path().as_str();
        let written = plain(error.instance());
        let options: Vec<String> = options.iter().map(plain).collect();
        let shown = match error.instance().as_ref() {
            Value::Array(_) => "a list".to_owned(),
            Value::Object(_) => "a group of keys".to_owned(),
            _ => format!("`{written}`"),
        };
        let message = format!("{shown} is not one of the allowed values of {}", self.name(at));
        let finding = Diagnostic::new(Code::E0304, self.source, self.value_span(at), message)
            .suggest(&written, options.iter().map(String::as_str));
        Complaint { rank: 2, subject: at.to_owned(), finding }
    }

    fn wrong_type(&self, error: &ValidationError<'_>, kind: &TypeKind) -> Complaint {
        let types: Vec<&str> = words::types(kind).collect();
        let mut complaint = self.wrong_form(error, format!("must be {}", words::either(&types)), 0);
        let quotable = matches!(error.instance().as_ref(), Value::Number(_) | Value::Bool(_));
        if quotable && types.contains(&words::TEXT) {
            complaint.finding = complaint
                .finding
                .help(format!("put it in quotation marks: `\"{}\"`", plain(error.instance())));
        }
        complaint
    }

    fn repeated(&self, error: &ValidationError<'_>, at: &str) -> Complaint {
        let mut complaint = self.wrong_form(error, "must not hold a value twice".to_owned(), 4);
        let items = self.node.at(at).map_or(&[][..], Node::items);
        let values: Vec<Value> = items.iter().map(Node::to_json).collect();
        let twice = (1..values.len()).find_map(|later| {
            (0..later).find(|&earlier| values[earlier] == values[later]).map(|e| (e, later))
        });
        if let Some((earlier, later)) = twice {
            complaint.finding.span = items[later].span();
            complaint.finding = complaint
                .finding
                .label("again here")
                .also(self.source, items[earlier].span(), "first here")
                .help("keep one of the two");
        }
        complaint
    }

    fn wrong_form(&self, error: &ValidationError<'_>, requirement: String, rank: u8) -> Complaint {
        let at = error.instance_path().as_str();
        let message = format!("{} {requirement}", self.name(at));
        let mut finding = Diagnostic::new(Code::E0305, self.source, self.value_span(at), message);
        if let Some(words) = self.subschema(error).and_then(|schema| self.description(schema)) {
            finding = finding.help(words);
        }
        Complaint { rank, subject: at.to_owned(), finding }
    }

    /// A rule that binds a value to the evidence beside it (`if … then … else` in the schema).
    fn conditional(&self, error: &ValidationError<'_>) -> Option<Complaint> {
        let path = error.schema_path().as_str();
        let (condition, _) = path.rsplit_once("/then/").or_else(|| path.rsplit_once("/else/"))?;
        let rule = self.schema.pointer(condition)?;
        rule.to_string().contains("\"evidence\"").then_some(())?;
        let at = error.instance_path().as_str();
        let description = self.subschema(error).and_then(|schema| self.description(schema));
        let message = match &description {
            Some(words) => lower_first(words),
            None => format!("{} and its evidence do not agree", self.name(at)),
        };
        let mut finding = Diagnostic::new(Code::E0307, self.source, self.value_span(at), message)
            .help("correct the evidence, or the value and its sources");
        let (parent, last) = at.rsplit_once('/')?;
        let evidence = self.node.at(parent).and_then(|node| node.get("evidence"));
        if let Some(evidence) = evidence.filter(|_| last != "evidence") {
            finding = finding.also(self.source, evidence.span(), "the evidence");
        }
        Some(Complaint { rank: 5, subject: at.to_owned(), finding })
    }

    /// The part of the schema whose keyword complained.
    fn subschema(&self, error: &ValidationError<'_>) -> Option<&Value> {
        let (parent, _) = error.schema_path().as_str().rsplit_once('/')?;
        self.schema.pointer(parent)
    }

    /// The description of a part of the schema, or of what it refers to, without a final full stop.
    fn description(&self, schema: &Value) -> Option<String> {
        let described = schema.get("description").or_else(|| {
            let target = schema.get("$ref")?.as_str()?.strip_prefix('#')?;
            self.schema.pointer(target)?.get("description")
        });
        Some(described?.as_str()?.trim().trim_end_matches('.').to_owned())
    }

    /// What a value is called: `` `date` ``, or `` value 2 of `sources` ``.
    fn name(&self, pointer: &str) -> String {
        match pointer.rsplit_once('/') {
            None => "the data".to_owned(),
            Some((parent, last)) => match last.parse::<usize>() {
                Ok(index) if !self.node.at(parent).map_or(&[][..], Node::items).is_empty() => {
                    if parent.is_empty() {
                        format!("value {} of the list", index + 1)
                    } else {
                        format!("value {} of {}", index + 1, self.name(parent))
                    }
                }
                _ => format!("`{}`", unescape(last)),
            },
        }
    }

    fn value_span(&self, pointer: &str) -> Span {
        let span = self.node.at(pointer).map(Node::span).unwrap_or_default();
        self.first_line(span)
    }

    /// A place cut at the end of its first line.
    fn first_line(&self, span: Span) -> Span {
        let line = self.source.line_span(self.source.place(span.start as usize).line);
        Span { start: span.start, end: span.end.min(line.end.max(span.start)) }
    }
}

/// A value as it would be written without quotation marks.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn lower_first(text: &str) -> String {
    let mut rest = text.chars();
    let first = rest.next().map(char::to_lowercase);
    first.into_iter().flatten().chain(rest).collect()
}

fn escape(segment: &str) -> String {
    segment.replace('~', "~0").replace('/', "~1")
}

fn unescape(segment: &str) -> String {
    segment.replace("~1", "/").replace("~0", "~")
}
