//! Words of the interface that are said outside templates: on pages that an edition has frozen, on pages
//! that lead on from old addresses, in the scripts that stand at the root of the site.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use minijinja::{Environment, Value};

use super::embedded::FILES;
use super::escape::escape;

/// The file of the theme that has every word.
const FILE: &str = "partials/words.html";
/// The groups that are said outside templates: those of scripts stand in `scripts` there, the others by themselves.
const GROUPS: [&str; 3] = ["editions", "switch", "edition_pages"];

/// Groups of words by name, each word by its key.
type Groups = BTreeMap<String, BTreeMap<String, String>>;

/// The words of a theme. A word that a handbook's own file does not have is that of the default theme.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InterfaceWords(Groups);

impl InterfaceWords {
    /// The words of the default theme.
    #[must_use]
    pub fn built_in() -> &'static Self {
        static WORDS: LazyLock<InterfaceWords> = LazyLock::new(|| {
            let file = FILES.iter().find(|file| file.path == FILE);
            let text = file.map(|file| String::from_utf8_lossy(file.bytes)).unwrap_or_default();
            let mut environment = Environment::new();
            // The file is ours, and a test reads every word of it.
            let _ = environment.add_template_owned(FILE, text.into_owned());
            InterfaceWords(groups(&environment))
        });
        &WORDS
    }

    /// The words of a theme's templates.
    pub(super) fn of(environment: &Environment<'_>) -> Self {
        let mut all = Self::built_in().clone();
        for (name, words) in groups(environment) {
            all.0.entry(name).or_default().extend(words);
        }
        all
    }

    /// A group of words by key; empty where there is no such group.
    #[must_use]
    pub fn group(&self, name: &str) -> BTreeMap<&str, &str> {
        let words = self.0.get(name).into_iter().flatten();
        words.map(|(key, word)| (key.as_str(), word.as_str())).collect()
    }

    /// A sentence on pages of editions and of old addresses, its gaps filled in their order; empty where there is none.
    #[must_use]
    pub fn edition_page(&self, key: &str, gaps: &[&str]) -> String {
        fill(self.word(key), gaps)
    }

    /// As [`Self::edition_page`], as HTML: the gaps are filled with finished HTML.
    #[must_use]
    pub fn edition_page_html(&self, key: &str, gaps: &[&str]) -> String {
        fill(&escape(self.word(key)), gaps)
    }

    fn word(&self, key: &str) -> &str {
        let words = self.0.get("edition_pages").and_then(|words| words.get(key));
        words.map(String::as_str).unwrap_or_default()
    }
}

/// Words with `{}` where something stands.
fn fill(words: &str, gaps: &[&str]) -> String {
    let mut pieces = words.split("{}");
    let mut filled = pieces.next().unwrap_or_default().to_owned();
    let mut gaps = gaps.iter();
    for piece in pieces {
        filled.push_str(gaps.next().copied().unwrap_or_default());
        filled.push_str(piece);
    }
    filled
}

/// The groups as a file of words has them; none where it cannot be read, which the pages report that need it.
fn groups(environment: &Environment<'_>) -> Groups {
    let Ok(template) = environment.get_template(FILE) else { return Groups::new() };
    let Ok(captured) = template.render_captured(()) else { return Groups::new() };
    let scripts = captured.state().lookup("scripts");
    let group = |name: &str| {
        let own = scripts.as_ref().and_then(|scripts| scripts.get_attr(name).ok());
        own.filter(|value| !value.is_undefined()).or_else(|| captured.state().lookup(name))
    };
    GROUPS.iter().filter_map(|name| Some(((*name).to_owned(), words(&group(name)?)))).collect()
}

fn words(group: &Value) -> BTreeMap<String, String> {
    let keys = group.try_iter().into_iter().flatten();
    keys.filter_map(|key| {
        let word = group.get_item(&key).ok()?;
        Some((key.as_str()?.to_owned(), word.as_str()?.to_owned()))
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_handbook_does_not_say_itself_is_said_as_by_default() {
        let built_in = InterfaceWords::built_in();
        for group in GROUPS {
            assert!(built_in.group(group).len() > 8, "{group}");
        }
        let mut environment = Environment::new();
        let own = "{% set edition_pages = {\"moved\": \"Partît\", \"paragraph\": \"\u{a7} {}\"} -%}";
        environment.add_template(FILE, own).unwrap();
        let words = InterfaceWords::of(&environment);
        assert_eq!(words.edition_page("moved", &[]), "Partît");
        assert_eq!(words.edition_page("paragraph", &["4.12", "unused"]), "\u{a7} 4.12");
        assert_eq!(words.edition_page_html("paragraph", &["<b>1</b>"]), "\u{a7} <b>1</b>");
        assert_eq!(words.edition_page("copy", &["X"]), built_in.edition_page("copy", &["X"]));
        assert_eq!(words.group("switch"), built_in.group("switch"));
    }
}
