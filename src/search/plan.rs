//! What to look up for a query: its words in order, with all the forms that stand for them.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::ops::Range;

use super::postings::Postbook;
use super::query::{Clause, Query};
use super::synonyms::{Pointers, Thesaurus};
use super::terms::{WORD_CLUSTERS, compound, keys};
use crate::words::{Token, TokenKind, bigrams, common_era, is_function_word};

/// Weight of the year of the common era for one of the Buddhist era.
const OTHER_ERA: f64 = 0.7;
/// Weight of a form that only begins as the unfinished last word does.
const COMPLETED: f64 = 0.7;
/// Weight of a form that is spelt nearly as an unknown word is.
const CORRECTED: f64 = 0.5;
/// Weight of a provision of which only the wider one is cited (`art. 18` for `art. 18(15)`).
const WIDER: f64 = 0.6;

/// What an atom is; decides what it weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Role {
    /// A word.
    Word,
    /// A word of grammar; a passage need not have it.
    Function,
    /// A pair of clusters of an unspaced script.
    Pair,
    /// A dictionary word of an unspaced script that the query may mean.
    Compound,
    /// A citation of a provision or decision.
    Reference,
}

/// One thing to look up.
#[derive(Debug)]
pub(super) struct Atom {
    pub(super) role: Role,
    /// Keys under which it is found, each with a weight.
    pub(super) keys: Vec<(String, f64)>,
    /// Exact forms that stand for it, each with a weight.
    pub(super) forms: Vec<(String, f64)>,
    /// The form as typed, for words.
    pub(super) exact: Option<String>,
    /// Place in the query, counted in tokens.
    pub(super) place: usize,
}

/// Atoms that count together, because an expression in them has synonyms.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) atoms: Range<usize>,
    /// Groups of synonyms of which any expression does for all of these atoms.
    pub(super) synonyms: Vec<usize>,
}

/// A query, looked up.
#[derive(Debug, Default)]
pub(super) struct Plan {
    pub(super) atoms: Vec<Atom>,
    /// Groups of atoms; together they are all of them, in order.
    pub(super) groups: Vec<Group>,
    /// Fewest neighbouring pairs of clusters that are marked in snippets.
    pub(super) fewest: usize,
    /// A better spelling of the query.
    pub(super) suggestion: Option<String>,
    /// Whether a word was corrected because no passage has it.
    pub(super) corrected: bool,
}

impl Postbook {
    /// The key of each token of a query.
    fn keys(&self, tokens: &[Token]) -> Vec<String> {
        let texts = bigrams(tokens);
        let key = |(token, text): (&Token, String)| match token.kind {
            TokenKind::Word => self.source().key(&text),
            TokenKind::Cluster { .. } => text,
        };
        tokens.iter().zip(texts).map(key).collect()
    }

    /// The States to which the words of a query point.
    pub(super) fn pointed<'p>(&self, query: &Query, pointers: &'p Pointers) -> BTreeSet<&'p str> {
        let wanted = query.clauses().iter().filter(|clause| !clause.excluded);
        let tokens: Vec<Token> = wanted.flat_map(|clause| clause.tokens.iter().cloned()).collect();
        pointers.find(&self.keys(&tokens), &tokens)
    }

    /// Plans a query.
    pub(super) fn plan(&self, query: &Query, thesaurus: &Thesaurus) -> io::Result<Plan> {
        let mut plan = Plan { fewest: 2, ..Plan::default() };
        let mut place = 0;
        let mut spelling = Spelling::default();
        // Words in a row are looked through for synonyms together.
        let mut row: Vec<Token> = Vec::new();
        let mut begin = (0, 0);
        for (index, clause) in query.clauses().iter().enumerate() {
            if clause.excluded || clause.phrase {
                plan.group(self, thesaurus, &mut row, begin);
                place += if clause.excluded { 0 } else { clause.tokens.len() };
                continue;
            }
            if row.is_empty() {
                begin = (plan.atoms.len(), place);
            }
            row.extend(clause.tokens.iter().cloned());
            let unfinished = query.typing() && index + 1 == query.clauses().len();
            self.look_up(clause, place, unfinished, &mut plan, &mut spelling)?;
            place += clause.tokens.len();
        }
        plan.group(self, thesaurus, &mut row, begin);
        let grammar = |atom: &Atom| matches!(atom.role, Role::Function | Role::Compound);
        let meant = plan.groups.iter().any(|group| !group.synonyms.is_empty());
        if !meant && plan.atoms.iter().all(grammar) {
            for atom in &mut plan.atoms {
                if atom.role == Role::Function {
                    atom.role = Role::Word;
                }
            }
        }
        plan.suggestion = spelling.apply(query.text());
        plan.corrected = spelling.unknown;
        Ok(plan)
    }

    /// Adds the atoms of a clause.
    fn look_up(
        &self,
        clause: &Clause,
        place: usize,
        unfinished: bool,
        plan: &mut Plan,
        spelling: &mut Spelling,
    ) -> io::Result<()> {
        if !clause.reference.is_empty() {
            plan.atoms.push(self.reference(&clause.reference, place)?);
            return Ok(());
        }
        if let [token] = clause.tokens.as_slice() {
            let atom = if token.kind == TokenKind::Word {
                self.word(token, place, unfinished, spelling)?
            } else {
                // A cluster alone is looked for as the first of all the pairs that begin with it.
                let forms = self.pairs_with(&token.text)?.into_iter().map(|form| (form, 1.0)).collect();
                plan.fewest = 1;
                Atom { role: Role::Pair, keys: Vec::new(), forms, exact: None, place }
            };
            plan.atoms.push(atom);
            return Ok(());
        }
        let pairs = clause.tokens.len() - 1;
        plan.fewest = plan.fewest.min(pairs);
        for (index, key) in keys(&clause.tokens).into_iter().take(pairs) {
            plan.atoms.push(Atom::key(Role::Pair, key, place + index));
        }
        self.compounds(&clause.tokens, place, plan)
    }

    fn word(
        &self,
        token: &Token,
        place: usize,
        unfinished: bool,
        spelling: &mut Spelling,
    ) -> io::Result<Atom> {
        let role = if is_function_word(&token.text) { Role::Function } else { Role::Word };
        let key = self.source().key(&token.text);
        let mut atom = Atom { exact: Some(token.text.clone()), ..Atom::key(role, key, place) };
        if let Some(year) = common_era(&token.text) {
            atom.keys.push((year, OTHER_ERA));
        }
        // Words of grammar are looked at in phrases only.
        if role == Role::Function {
            return Ok(atom);
        }
        if self.frequency(&atom.keys[0].0)? == 0 {
            let mut forms = if unfinished { self.completions(&token.text)? } else { Vec::new() };
            let mut weight = COMPLETED;
            if forms.is_empty() {
                forms.extend(self.correction(&token.text)?);
                spelling.wrong.extend(forms.first().map(|better| (token.text.clone(), better.clone())));
                spelling.unknown |= !forms.is_empty();
                weight = CORRECTED;
            }
            atom.forms = forms.into_iter().map(|form| (form, weight)).collect();
        } else if (!unfinished || self.begins_nothing(&token.text)?)
            && let Some(better) = self.likelier(&token.text)?
        {
            spelling.wrong.push((token.text.clone(), better));
        }
        Ok(atom)
    }

    /// Whether no passage has a word, or one that begins with it.
    fn begins_nothing(&self, word: &str) -> io::Result<bool> {
        Ok(self.form_frequency(word)? == 0 && self.completions(word)?.is_empty())
    }

    /// A citation: the narrowest provision that is cited anywhere.
    fn reference(&self, reference: &[String], place: usize) -> io::Result<Atom> {
        let mut weight = 1.0;
        for key in reference.iter().rev() {
            if self.frequency(key)? > 0 {
                return Ok(Atom {
                    keys: vec![(key.clone(), weight)],
                    ..Atom::key(Role::Reference, String::new(), place)
                });
            }
            weight = WIDER;
        }
        let narrowest = reference.last().cloned().unwrap_or_default();
        Ok(Atom::key(Role::Reference, narrowest, place))
    }

    /// Adds the dictionary words that stand somewhere in a run of clusters.
    fn compounds(&self, run: &[Token], place: usize, plan: &mut Plan) -> io::Result<()> {
        for start in 0..run.len() {
            for length in WORD_CLUSTERS {
                let Some(key) = run.get(start..start + length).and_then(compound) else { break };
                if self.frequency(&key)? > 0 {
                    plan.atoms.push(Atom::key(Role::Compound, key, place + start));
                }
            }
        }
        Ok(())
    }
}

impl Atom {
    fn key(role: Role, key: String, place: usize) -> Self {
        Self { role, keys: vec![(key, 1.0)], forms: Vec::new(), exact: None, place }
    }
}

impl Plan {
    /// Groups the atoms made since `begin` (index, place) by the synonyms in these words.
    fn group(&mut self, book: &Postbook, thesaurus: &Thesaurus, row: &mut Vec<Token>, begin: (usize, usize)) {
        let row = std::mem::take(row);
        let (mut next, first_place) = begin;
        let mut mentions =
            if row.is_empty() { Vec::new() } else { thesaurus.find_keys(&book.keys(&row), "", &row, false) };
        mentions.sort_by(|one, other| {
            (one.tokens.start, other.tokens.end, one.group).cmp(&(
                other.tokens.start,
                one.tokens.end,
                other.group,
            ))
        });
        let mut done = 0;
        for (index, mention) in mentions.iter().enumerate() {
            if mention.tokens.start < done {
                continue;
            }
            let inside = |atom: &Atom| {
                let at = atom.place - first_place;
                // A pair that reaches over the end of the expression is not part of it.
                mention.tokens.contains(&at)
                    && !(atom.role == Role::Pair && at + 1 == mention.tokens.end && mention.tokens.len() > 1)
            };
            let Some(start) = (next..self.atoms.len()).find(|&index| inside(&self.atoms[index])) else {
                continue;
            };
            let end = (start..self.atoms.len())
                .find(|&index| !inside(&self.atoms[index]))
                .unwrap_or(self.atoms.len());
            let synonyms = mentions[index..]
                .iter()
                .filter(|other| other.tokens == mention.tokens)
                .map(|other| other.group)
                .collect();
            self.plain(next..start);
            self.groups.push(Group { atoms: start..end, synonyms });
            next = end;
            done = mention.tokens.end;
        }
        self.plain(next..self.atoms.len());
    }

    /// Which atoms look up what one before them does.
    pub(super) fn repeated(&self) -> Vec<bool> {
        let mut seen = BTreeSet::new();
        let first = |atom: &Atom| atom.keys.first().map(|(key, _)| (atom.role, key.clone()));
        self.atoms.iter().map(|atom| first(atom).is_some_and(|key| !seen.insert(key))).collect()
    }

    /// Atoms without synonyms, each a group.
    fn plain(&mut self, atoms: Range<usize>) {
        let covered = self.groups.last().map_or(0, |group| group.atoms.end);
        for index in atoms.start.max(covered)..atoms.end {
            self.groups.push(Group { atoms: index..index + 1, synonyms: Vec::new() });
        }
    }
}

/// Words that look misspelt, with what was likely meant.
#[derive(Default)]
struct Spelling {
    /// Whether one of them stands nowhere.
    unknown: bool,
    wrong: Vec<(String, String)>,
}

impl Spelling {
    /// The query with these words replaced; none where there are none.
    fn apply(&self, text: &str) -> Option<String> {
        if self.wrong.is_empty() {
            return None;
        }
        let mut better = String::new();
        let mut done = 0;
        for token in crate::words::tokens(text) {
            if let Some((_, to)) = self.wrong.iter().find(|(from, _)| *from == token.text) {
                better.push_str(&text[done..token.range.start]);
                better.push_str(to);
                done = token.range.end;
            }
        }
        better.push_str(&text[done..]);
        Some(better.trim().to_owned())
    }
}

/// Keys of a passage that say most of what it is about.
const TELLING: usize = 16;

impl Postbook {
    /// A plan for passages like a text: its words that few others have.
    pub(super) fn plan_like(&self, text: &str) -> io::Result<Plan> {
        let tokens = crate::words::tokens(text);
        let mut counts: BTreeMap<String, (f64, Role)> = BTreeMap::new();
        for ((_, key), token) in keys(&tokens).into_iter().zip(&tokens) {
            let role = match token.kind {
                TokenKind::Word if is_function_word(&token.text) => continue,
                TokenKind::Word => Role::Word,
                TokenKind::Cluster { last: true } => continue,
                TokenKind::Cluster { last: false } => Role::Pair,
            };
            counts.entry(key).or_insert((0.0, role)).0 += 1.0;
        }
        let mut weighed = Vec::new();
        for (key, (count, role)) in counts {
            let frequency = f64::from(self.frequency(&key)?.max(1));
            weighed.push((count * (self.len() as f64 / frequency).ln(), key, role));
        }
        weighed.sort_by(|one, other| other.0.total_cmp(&one.0).then_with(|| one.1.cmp(&other.1)));
        let mut plan = Plan { fewest: 2, ..Plan::default() };
        plan.atoms =
            weighed.into_iter().take(TELLING).map(|(_, key, role)| Atom::key(role, key, 0)).collect();
        plan.plain(0..plan.atoms.len());
        Ok(plan)
    }
}
