//! A finding as `--format json` tells it.

use std::fmt;

/// Code and place of a finding.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Finding {
    pub(crate) path: String,
    pub(crate) line: u64,
    pub(crate) column: u64,
    pub(crate) code: String,
    pub(crate) severity: String,
    pub(crate) message: String,
    pub(crate) help: String,
}

impl Finding {
    /// The findings of a JSON document.
    #[track_caller]
    pub(crate) fn all(json: &str) -> Vec<Self> {
        let document: serde_json::Value =
            serde_json::from_str(json).unwrap_or_else(|error| panic!("{error}: {json}"));
        let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        document["diagnostics"]
            .as_array()
            .unwrap()
            .iter()
            .map(|found| Self {
                path: text(&found["path"]),
                line: found["line"].as_u64().unwrap(),
                column: found["column"].as_u64().unwrap(),
                code: text(&found["code"]),
                severity: text(&found["severity"]),
                message: text(&found["message"]),
                help: text(&found["help"]),
            })
            .collect()
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, line, column, code, message, .. } = self;
        write!(formatter, "{path}:{line}:{column}: {code} {message}")
    }
}

impl fmt::Debug for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}
