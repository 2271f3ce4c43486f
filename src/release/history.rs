//! The history of each numbered paragraph: in which edition it changed, and on whose proposal.

use std::collections::{BTreeSet, HashMap};

use super::between::{FOLDER, folder, word};
use super::reading::{ReadPage, Reading};
use super::{Fate, Renumbering};
use crate::amend::Stage;
use crate::amend::progress::Progress;
use crate::amend::record::Record;
use crate::amend::view::{came_from, steps};
use crate::diff::{edits, lines};
use crate::model::{HistoryStep, OriginView, PageHistory, TextName, UnitHistory};

/// The history of the paragraphs of every page, through texts in the order in which they followed each
/// other. Without a record nobody can say whose proposal a change was.
#[must_use]
pub fn histories(readings: &[Reading], recorded: Option<(&Record, &Progress)>) -> Vec<PageHistory> {
    let mut since: HashMap<&str, &TextName> = HashMap::new();
    let mut happened: HashMap<String, Vec<HistoryStep>> = HashMap::new();
    for reading in readings {
        for unit in &reading.numbered {
            since.entry(&unit.anchor).or_insert(&reading.name);
        }
    }
    for pair in readings.windows(2) {
        let [old, new] = pair else { continue };
        let entries = recorded.map(|(record, _)| touched(record, old, new)).unwrap_or_default();
        for row in Renumbering::between(&old.numbered, &new.numbered).rows {
            if row.fate == Fate::Same {
                continue;
            }
            let seqs = entries.get(&row.anchor);
            let origins = recorded.zip(seqs).map(|((record, progress), seqs)| {
                let mut origins: Vec<OriginView> =
                    seqs.iter().filter_map(|seq| origin(record, progress, new, *seq)).collect();
                origins.sort();
                origins
            });
            happened.entry(row.anchor.clone()).or_default().push(HistoryStep {
                text: new.name.clone(),
                what: word(&row.fate).to_owned(),
                href: format!("{}{}#{}", folder(&old.name, &new.name), row.page, row.anchor),
                old: row.old,
                new: row.new,
                origins: origins.unwrap_or_default(),
            });
        }
    }
    by_page(readings, &since, &happened)
}

/// Every paragraph on the page that has it, or had it last.
fn by_page(
    readings: &[Reading],
    since: &HashMap<&str, &TextName>,
    happened: &HashMap<String, Vec<HistoryStep>>,
) -> Vec<PageHistory> {
    let mut done: BTreeSet<&str> = BTreeSet::new();
    let mut pages: Vec<PageHistory> = Vec::new();
    for (at, reading) in readings.iter().enumerate().rev() {
        let newest = at + 1 == readings.len();
        for unit in &reading.numbered {
            if !done.insert(&unit.anchor) {
                continue;
            }
            let place = pages.iter().position(|page| page.address == address(&unit.page));
            let place = place.unwrap_or_else(|| {
                let read = reading.pages.iter().find(|page| page.address == unit.page);
                pages.push(PageHistory {
                    address: address(&unit.page),
                    page: format!("{}{}", reading.name.folder, unit.page),
                    label: read.map(|read| read.label.clone()).unwrap_or_default(),
                    title: read.map_or_else(|| unit.page.clone(), |read| read.title.clone()),
                    ..PageHistory::default()
                });
                pages.len() - 1
            });
            let history = UnitHistory {
                anchor: unit.anchor.clone(),
                number: unit.number.clone(),
                since: since.get(unit.anchor.as_str()).map(|name| (*name).clone()).unwrap_or_default(),
                steps: happened.get(&unit.anchor).cloned().unwrap_or_default(),
            };
            let page = &mut pages[place];
            match newest {
                false => page.gone.push(history),
                true if history.steps.is_empty() => page.same.push(history),
                true if history.steps.iter().all(|step| step.what == "moved") => page.moved.push(history),
                true => page.units.push(history),
            }
        }
    }
    pages
}

/// Address of the history of a page.
fn address(page: &str) -> String {
    format!("{FOLDER}/history/{page}")
}

/// The amendments between two texts, by State.
#[must_use]
pub fn amendments(record: &Record, progress: &Progress, old: &Reading, new: &Reading) -> Vec<OriginView> {
    let (after, until) = entries(old, new);
    let in_force = |stage| matches!(stage, Stage::Accepted | Stage::Published);
    let mut found: Vec<OriginView> = progress
        .proceedings
        .values()
        .filter(|item| in_force(item.stage))
        .filter_map(|item| item.effect.as_ref())
        .filter(|effect| effect.seq > after && effect.seq <= until)
        .filter_map(|effect| origin(record, progress, new, effect.seq))
        .collect();
    found.sort();
    found
}

/// The entries of the ledger that lie between two texts: after the one, up to the other.
fn entries(old: &Reading, new: &Reading) -> (u64, u64) {
    let until = if new.name.is_working() { u64::MAX } else { new.ledger.unwrap_or(0) };
    (old.ledger.unwrap_or(0), until)
}

fn origin(record: &Record, progress: &Progress, reading: &Reading, seq: u64) -> Option<OriginView> {
    let found = came_from(record, progress, seq);
    let id = found.amendment?;
    let name = |person: &String| progress.persons.get(person).cloned().unwrap_or_else(|| person.clone());
    let filed = id.parse().ok().and_then(|id| record.filed.get(&id));
    Some(OriginView {
        state: found.state.map(|code| reading.state(&code)).unwrap_or_default(),
        docket: found.docket.unwrap_or_default(),
        title: filed.map(|received| received.filed.amendment.title.clone()).unwrap_or_default(),
        author: found.author.as_ref().map(name).unwrap_or_default(),
        approvers: found.approvers.iter().map(name).collect(),
        sources: found.sources,
        href: format!("amendments/{id}.html"),
        id,
    })
}

/// For each paragraph the entries of the ledger that changed its lines on the way from one text to the
/// next.
fn touched(record: &Record, old: &Reading, new: &Reading) -> HashMap<String, BTreeSet<u64>> {
    let mut found: HashMap<String, BTreeSet<u64>> = HashMap::new();
    let (after, until) = entries(old, new);
    let page = |reading: &'_ Reading, path: &str| -> Option<usize> {
        reading.pages.iter().position(|page| page.path == path)
    };
    let paths: BTreeSet<&str> = old.pages.iter().chain(&new.pages).map(|page| page.path.as_str()).collect();
    for path in paths {
        let steps = steps(record, path, after, until);
        if steps.is_empty() {
            continue;
        }
        let before = page(old, path).map(|at| &old.pages[at]);
        let then = page(new, path).map(|at| &new.pages[at]);
        let mut way = Way::start(before);
        for step in steps {
            way.go(step.text, Some(step.seq), &mut found);
        }
        if let Some(then) = then {
            way.go(then.text.clone(), None, &mut found);
            way.arrive(then, &mut found);
        }
    }
    found
}

/// A text on its way, line by line.
struct Way {
    text: String,
    /// For each line the paragraph that it belonged to at the start.
    labels: Vec<Option<String>>,
    /// For each line the entries that brought it, with those of the lines in whose place it stands.
    owners: Vec<BTreeSet<u64>>,
}

impl Way {
    fn start(page: Option<&ReadPage>) -> Self {
        let text = page.map(|page| page.text.clone()).unwrap_or_default();
        let count = lines(&text).len();
        let mut labels = vec![None; count];
        for (page, unit) in page.iter().flat_map(|page| page.units.iter().map(move |unit| (page, unit))) {
            for line in page.lines(unit) {
                if let Some(label) = labels.get_mut(line) {
                    *label = Some(unit.anchor.clone());
                }
            }
        }
        Self { text, labels, owners: vec![BTreeSet::new(); count] }
    }

    fn go(&mut self, next: String, seq: Option<u64>, found: &mut HashMap<String, BTreeSet<u64>>) {
        let (old, new) = (lines(&self.text), lines(&next));
        let mut labels = Vec::with_capacity(new.len());
        let mut owners = Vec::with_capacity(new.len());
        let mut at = 0;
        for edit in edits(&old, &new) {
            labels.extend_from_slice(&self.labels[at..edit.old.start]);
            owners.extend_from_slice(&self.owners[at..edit.old.start]);
            let mut brought: BTreeSet<u64> =
                self.owners[edit.old.clone()].iter().flatten().copied().collect();
            if let Some(seq) = seq {
                brought.insert(seq);
                for anchor in self.labels[edit.old.clone()].iter().flatten() {
                    found.entry(anchor.clone()).or_default().insert(seq);
                }
            }
            labels.extend(std::iter::repeat_n(None, edit.new.len()));
            owners.extend(std::iter::repeat_n(brought, edit.new.len()));
            at = edit.old.end;
        }
        labels.extend_from_slice(&self.labels[at..]);
        owners.extend_from_slice(&self.owners[at..]);
        (self.text, self.labels, self.owners) = (next, labels, owners);
    }

    /// What brought the lines of each paragraph of the text at the end.
    fn arrive(&self, page: &ReadPage, found: &mut HashMap<String, BTreeSet<u64>>) {
        for unit in &page.units {
            for seq in page.lines(unit).filter_map(|line| self.owners.get(line)).flatten() {
                found.entry(unit.anchor.clone()).or_default().insert(*seq);
            }
        }
    }
}
