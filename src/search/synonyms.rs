//! Expressions that mean the same: acronyms, names of instruments, terms in other languages.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::terms::keys;
use crate::words::{Token, TokenKind, tokens};

/// Groups of expressions that mean the same, in any language and of any number of words.
///
/// An expression of capital letters alone (`TIP`) is an acronym: in texts it is only itself when it
/// is written in capitals; in queries it may be written in any way.
///
/// ```
/// use handbook::search::Synonyms;
/// let synonyms = Synonyms::new([["MLA", "mutual legal assistance"], ["UNTOC", "Palermo Convention"]]);
/// assert_eq!(synonyms.groups.len(), 2);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Synonyms {
    /// The groups; their order does not matter.
    pub groups: Vec<Vec<String>>,
    /// Codes of States, each with expressions that point to it: its names, words of its languages. A
    /// query that has one prefers passages about this State; others stay.
    #[serde(default)]
    pub states: Vec<(String, Vec<String>)>,
}

impl Synonyms {
    /// Groups from any lists of texts.
    pub fn new<G, T>(groups: impl IntoIterator<Item = G>) -> Self
    where
        G: IntoIterator<Item = T>,
        T: Into<String>,
    {
        let groups = groups.into_iter().map(|group| group.into_iter().map(Into::into).collect()).collect();
        Self { groups, states: Vec::new() }
    }

    /// Lets expressions point to a State.
    pub fn point<T: Into<String>>(&mut self, state: &str, expressions: impl IntoIterator<Item = T>) {
        let expressions: Vec<String> = expressions.into_iter().map(Into::into).collect();
        match self.states.iter_mut().find(|(known, _)| known == state) {
            Some((_, known)) => known.extend(expressions),
            None => self.states.push((state.to_owned(), expressions)),
        }
    }

    /// Adds a group; one of fewer than two different expressions says nothing and is left out.
    pub fn add<T: Into<String>>(&mut self, group: impl IntoIterator<Item = T>) {
        let mut seen = BTreeSet::new();
        let group: Vec<String> = group
            .into_iter()
            .map(Into::into)
            .filter(|text| !compared(text).is_empty() && seen.insert(compared(text)))
            .collect();
        if group.len() > 1 {
            self.groups.push(group);
        }
    }

    /// Widens the groups that have the first of these expressions by the others; where no group has it, adds
    /// one.
    pub fn widen(&mut self, group: Vec<String>) {
        let Some(first) = group.first().map(|first| compared(first)) else { return };
        let mut widened = false;
        for known in &mut self.groups {
            if !known.iter().any(|text| compared(text) == first) {
                continue;
            }
            widened = true;
            for text in &group {
                if !known.iter().any(|other| compared(other) == compared(text)) {
                    known.push(text.clone());
                }
            }
        }
        if !widened {
            self.add(group);
        }
    }
}

/// An expression as it is compared with others: its words in normal form.
fn compared(text: &str) -> String {
    tokens(text).into_iter().map(|token| token.text).collect::<Vec<_>>().join(" ")
}

impl Synonyms {
    fn expressions(&self) -> impl Iterator<Item = &String> {
        let pointing = self.states.iter().flat_map(|(_, expressions)| expressions);
        self.groups.iter().flatten().chain(pointing)
    }

    /// The words of the expressions, each with its key.
    pub(super) fn words(&self) -> Vec<(String, String)> {
        let mut found = Vec::new();
        for text in self.expressions() {
            let tokens = tokens(text);
            let pairs = tokens.iter().zip(keys(&tokens));
            let words = pairs.filter(|(token, _)| token.kind == TokenKind::Word);
            found.extend(words.map(|(token, (_, key))| (token.text.clone(), key)));
        }
        found
    }
}

/// The key of a group, under which every passage with one of its expressions is filed.
pub(super) fn group_key(group: usize) -> String {
    format!("≈{group}")
}

/// Synonyms made ready for finding them in texts.
#[derive(Debug, Default)]
pub(super) struct Thesaurus {
    /// Expressions by their first key, the longest first.
    expressions: BTreeMap<String, Vec<Expression>>,
}

/// An expression that has synonyms, cut.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Expression {
    group: usize,
    /// Key at each place; none where the pair before says it already.
    keys: Vec<Option<String>>,
    /// The capitals, for an acronym.
    acronym: Option<String>,
}

/// Expressions that point to States.
#[derive(Debug, Default)]
pub(super) struct Pointers {
    /// Codes of the States, by number of group.
    pub(super) states: Vec<String>,
    pub(super) thesaurus: Thesaurus,
}

impl Pointers {
    /// Prepares those of synonyms.
    pub(super) fn of(synonyms: &Synonyms) -> Self {
        let states = synonyms.states.iter().map(|(state, _)| state.clone()).collect();
        Self { states, thesaurus: Thesaurus::of_groups(synonyms.states.iter().map(|(_, group)| group)) }
    }

    /// The States to which these tokens point.
    pub(super) fn find(&self, keys: &[String], tokens: &[Token]) -> BTreeSet<&str> {
        let found = self.thesaurus.find_keys(keys, "", tokens, false);
        found.iter().filter_map(|mention| self.states.get(mention.group)).map(String::as_str).collect()
    }
}

/// An expression found in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mention {
    /// Indices of its tokens.
    pub(super) tokens: Range<usize>,
    pub(super) group: usize,
}

impl Thesaurus {
    /// Prepares synonyms.
    pub(super) fn of(synonyms: &Synonyms) -> Self {
        Self::of_groups(synonyms.groups.iter())
    }

    fn of_groups<'g>(groups: impl Iterator<Item = &'g Vec<String>>) -> Self {
        let mut thesaurus = Self::default();
        for (group, expressions) in groups.enumerate() {
            let distinct: BTreeSet<&String> = expressions.iter().collect();
            for text in distinct {
                let tokens = tokens(text);
                let links = links(&tokens);
                let Some(Some(first)) = links.first().cloned() else { continue };
                let capitals =
                    text.len() >= 2 && text.chars().all(|character| character.is_ascii_uppercase());
                thesaurus.expressions.entry(first).or_default().push(Expression {
                    group,
                    keys: links,
                    acronym: capitals.then(|| text.clone()),
                });
            }
        }
        thesaurus.sort();
        thesaurus
    }

    /// The same from expressions that are cut already.
    pub(super) fn with(expressions: Vec<Expression>) -> Self {
        let mut thesaurus = Self::default();
        for expression in expressions {
            let Some(Some(first)) = expression.keys.first().cloned() else { continue };
            thesaurus.expressions.entry(first).or_default().push(expression);
        }
        thesaurus.sort();
        thesaurus
    }

    /// All expressions, in order.
    pub(super) fn expressions(&self) -> impl Iterator<Item = &Expression> {
        self.expressions.values().flatten()
    }

    fn sort(&mut self) {
        for expressions in self.expressions.values_mut() {
            expressions.sort_by(|one, other| {
                other.keys.len().cmp(&one.keys.len()).then_with(|| one.group.cmp(&other.group))
            });
        }
    }

    /// The expressions in a text; of those that overlap, all. `strict` asks acronyms for capitals.
    pub(super) fn find(&self, text: &str, tokens: &[Token], strict: bool) -> Vec<Mention> {
        if self.expressions.is_empty() {
            return Vec::new();
        }
        let keys: Vec<String> = keys(tokens).into_iter().map(|(_, key)| key).collect();
        self.find_keys(&keys, text, tokens, strict)
    }

    /// The same, for tokens whose keys are known.
    pub(super) fn find_keys(
        &self,
        keys: &[String],
        text: &str,
        tokens: &[Token],
        strict: bool,
    ) -> Vec<Mention> {
        let mut found = Vec::new();
        for start in 0..tokens.len() {
            let Some(expressions) = self.expressions.get(&keys[start]) else { continue };
            for expression in expressions {
                let end = start + expression.keys.len();
                let stands = end <= tokens.len()
                    && expression
                        .keys
                        .iter()
                        .zip(&keys[start..end])
                        .all(|(wanted, key)| wanted.as_ref().is_none_or(|wanted| wanted == key));
                let written = !strict
                    || expression.acronym.as_deref().is_none_or(|acronym| {
                        text.get(tokens[start].range.clone()).is_some_and(|word| word == acronym)
                    });
                let mention = Mention { tokens: start..end, group: expression.group };
                if stands && written && !found.contains(&mention) {
                    found.push(mention);
                }
            }
        }
        found
    }
}

/// The key at each place of an expression.
fn links(tokens: &[Token]) -> Vec<Option<String>> {
    keys(tokens)
        .into_iter()
        .zip(tokens)
        .enumerate()
        .map(|(index, ((_, key), token))| {
            let covered = token.kind == (TokenKind::Cluster { last: true }) && index > 0;
            (!covered).then_some(key)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, strict: bool) -> Vec<(usize, String)> {
        let synonyms = Synonyms::new([
            vec!["MLA", "mutual legal assistance", "ความช่วยเหลือซึ่งกันและกัน"],
            vec!["TIP", "trafficking in persons"],
        ]);
        let tokens = tokens(text);
        Thesaurus::of(&synonyms)
            .find(text, &tokens, strict)
            .into_iter()
            .map(|mention| {
                let range =
                    tokens[mention.tokens.start].range.start..tokens[mention.tokens.end - 1].range.end;
                (mention.group, text[range].to_owned())
            })
            .collect()
    }

    #[test]
    fn expressions_are_found_in_any_form() {
        assert_eq!(
            found("The mutual legal assistance treaty", true),
            [(0, "mutual legal assistance".to_owned())]
        );
        assert_eq!(found("Traffickings in person", true).len(), 1, "stems count");
        assert_eq!(found("ให้ความช่วยเหลือซึ่งกันและกันใน", true), [(0, "ความช่วยเหลือซึ่งกันและกัน".to_owned())]);
        assert!(found("legal assistance", true).is_empty());
    }

    #[test]
    fn a_group_widens_those_that_have_its_first_expression() {
        let mut synonyms = Synonyms::new([["Extradition", "surrender"], ["TIP", "trafficking"]]);
        synonyms.widen(vec!["extradition".to_owned(), "dẫn độ".to_owned(), "Surrender".to_owned()]);
        synonyms.widen(vec!["seizure".to_owned(), "freezing".to_owned()]);
        synonyms.add(["alone"]);
        synonyms.add(["same", "Same"]);
        let groups: Vec<usize> = synonyms.groups.iter().map(Vec::len).collect();
        assert_eq!(groups, [3, 2, 2]);
        assert_eq!(synonyms.groups[0][2], "dẫn độ");
    }

    #[test]
    fn acronyms_are_written_in_capitals_in_texts_alone() {
        assert!(found("a tip for readers", true).is_empty());
        assert_eq!(found("the TIP report", true), [(1, "TIP".to_owned())]);
        assert_eq!(found("tip", false), [(1, "tip".to_owned())]);
    }
}
