//! Compiling a schema and checking data with it.

use std::sync::Arc;

use jsonschema::{Draft, Validator};
use serde_json::Value;

use super::explain::{Complaint, Explainer};
use crate::diagnostic::{Code, Diagnostic, SourceText, Span};
use crate::parse::yaml::{Node, parse_yaml};

/// A compiled schema. Checking needs no more than a shared reference, so one serves all threads.
#[derive(Debug)]
pub struct Schema {
    schema: Value,
    validator: Validator,
}

impl Schema {
    /// Compiles a schema written in JSON. References to other files or to the network are refused.
    ///
    /// # Errors
    /// E0313 where the text is no JSON or the JSON no schema.
    pub fn compile(source: &Arc<SourceText>) -> Result<Self, Diagnostic> {
        let schema: Value = serde_json::from_str(source.text()).map_err(|error| {
            let line = source.line_span(error.line());
            let column = (line.start as usize + error.column().saturating_sub(1)).min(line.end as usize);
            Diagnostic::new(Code::E0313, source, Span::new(column..column), "the schema is not valid JSON")
                .label(without_place(&error.to_string()))
                .help("correct the schema in a text editor that checks JSON")
        })?;
        let built = jsonschema::options()
            .with_draft(Draft::Draft202012)
            .offline()
            .should_validate_formats(true)
            .build(&schema);
        match built {
            Ok(validator) => Ok(Self { schema, validator }),
            Err(error) => {
                let pointer = error.instance_path().as_str();
                let (node, _) = parse_yaml(source, 0..source.text().len());
                let span = node.and_then(|node| node.key_span(pointer)).unwrap_or_default();
                Err(Diagnostic::new(Code::E0313, source, span, "the schema is not valid JSON Schema")
                    .label(error.to_string())
                    .help("correct the schema; its form is described at https://json-schema.org"))
            }
        }
    }

    /// Checks data and explains all that is wrong with it: unknown keys (E0302), missing fields
    /// (E0303), values that are not in a list (E0304) or of the wrong form (E0305), values that do
    /// not agree with the evidence beside them (E0307).
    #[must_use]
    pub fn check(&self, node: &Node, source: &Arc<SourceText>) -> Vec<Diagnostic> {
        let value = node.to_json();
        let explainer = Explainer { schema: &self.schema, node, source };
        let complaints: Vec<Complaint> =
            self.validator.iter_errors(&value).flat_map(|error| explainer.explain(&error)).collect();
        most_telling(complaints)
    }
}

/// One finding for each place and kind of trouble: a value of the wrong type is not also reported
/// as not being in a list, or as not agreeing with its neighbours.
fn most_telling(mut complaints: Vec<Complaint>) -> Vec<Diagnostic> {
    complaints.sort_by(|a, b| {
        let key = |complaint: &Complaint| (complaint.finding.span, complaint.subject.clone(), complaint.rank);
        key(a).cmp(&key(b)).then_with(|| a.finding.message.cmp(&b.finding.message))
    });
    complaints.dedup_by(|later, earlier| {
        later.finding.span == earlier.finding.span && later.subject == earlier.subject
    });
    complaints.into_iter().map(|complaint| complaint.finding).collect()
}

/// `serde_json` ends its messages with a place, which we show ourselves.
fn without_place(message: &str) -> &str {
    message.split(" at line ").next().unwrap_or(message)
}
