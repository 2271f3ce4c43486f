//! Paths that a rule covers.

/// A path with places left open: `*` stands for any letters within one folder, `**` for anything,
/// `{iso2}` for the code of a State in small letters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    text: String,
    parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Letters(String),
    Star,
    Anything,
    Iso2,
}

/// A path that a pattern covers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// The State whose file it is, in capitals, where the pattern has `{iso2}`.
    pub state: Option<String>,
}

impl Pattern {
    /// Reads a pattern; `None` where it is empty, not of the record's paths, or names another place
    /// than `{iso2}`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            if let Some(after) = rest.strip_prefix("**") {
                parts.push(Part::Anything);
                rest = after;
            } else if let Some(after) = rest.strip_prefix('*') {
                parts.push(Part::Star);
                rest = after;
            } else if let Some(after) = rest.strip_prefix("{iso2}") {
                parts.push(Part::Iso2);
                rest = after;
            } else {
                let end = rest.find(['*', '{']).unwrap_or(rest.len());
                let letters = &rest[..end];
                let allowed =
                    |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-' | b'/');
                if letters.is_empty() || !letters.bytes().all(allowed) {
                    return None;
                }
                parts.push(Part::Letters(letters.to_owned()));
                rest = &rest[end..];
            }
        }
        let inside = text.starts_with("content/") && !text.split('/').any(|part| part == ".." || part == ".");
        (inside && !parts.is_empty()).then(|| Self { text: text.to_owned(), parts })
    }

    /// The pattern as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether it is for the file of one State.
    #[must_use]
    pub fn is_national(&self) -> bool {
        self.parts.contains(&Part::Iso2)
    }

    /// The path for a State, where the pattern names one file a State.
    #[must_use]
    pub fn for_state(&self, state: &str) -> Option<String> {
        let mut path = String::new();
        for part in &self.parts {
            match part {
                Part::Letters(letters) => path.push_str(letters),
                Part::Iso2 => path.push_str(&state.to_lowercase()),
                Part::Star | Part::Anything => return None,
            }
        }
        Some(path)
    }

    /// Whether it covers a path.
    #[must_use]
    pub fn matches(&self, path: &str) -> Option<Match> {
        let mut state = None;
        covers(&self.parts, path, &mut state).then_some(Match { state })
    }
}

fn covers(parts: &[Part], path: &str, state: &mut Option<String>) -> bool {
    let Some((first, rest)) = parts.split_first() else { return path.is_empty() };
    match first {
        Part::Letters(letters) => {
            path.strip_prefix(letters.as_str()).is_some_and(|after| covers(rest, after, state))
        }
        Part::Iso2 => {
            let Some((code, after)) = path.split_at_checked(2) else { return false };
            let capitals = code.to_ascii_uppercase();
            let same = state.as_ref().is_none_or(|known| *known == capitals);
            if !same || !code.bytes().all(|byte| byte.is_ascii_lowercase()) || !covers(rest, after, state) {
                return false;
            }
            *state = Some(capitals);
            true
        }
        Part::Star | Part::Anything => {
            let end =
                if *first == Part::Anything { path.len() } else { path.find('/').unwrap_or(path.len()) };
            (0..=end).any(|at| path.is_char_boundary(at) && covers(rest, &path[at..], state))
        }
    }
}

/// The theme of a chapter: the name of its file without folder and ending.
#[must_use]
pub fn theme(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.split('.').next().unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_cover_what_they_say() {
        let annex = Pattern::parse("content/annexes/{iso2}.md").unwrap();
        assert_eq!(annex.matches("content/annexes/xa.md").unwrap().state.as_deref(), Some("XA"));
        for path in [
            "content/annexes/XA.md",
            "content/annexes/xab.md",
            "content/annexes/x.md",
            "content/annexes/xa.md.x",
            "content/annexes/a/xa.md",
        ] {
            assert_eq!(annex.matches(path), None, "{path}");
        }
        assert_eq!(annex.for_state("XA").as_deref(), Some("content/annexes/xa.md"));
        let all = Pattern::parse("content/chapters/**").unwrap();
        assert!(all.matches("content/chapters/a/b.md").is_some());
        assert!(all.matches("content/annexes/xa.md").is_none());
        let one = Pattern::parse("content/*.md").unwrap();
        assert!(one.matches("content/preface.md").is_some());
        assert!(one.matches("content/chapters/one.md").is_none());
        for wrong in
            ["", "amendments/policy.toml", "content/../x", "content/{state}.md", "/content/x", "content/a b"]
        {
            assert_eq!(Pattern::parse(wrong), None, "{wrong}");
        }
        assert_eq!(theme("content/chapters/extradition.md"), "extradition");
    }
}
