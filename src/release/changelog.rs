//! `CHANGELOG.md`: what an edition changes, by State, then by page.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::{EditionId, Manifest, Published, Renumbering};
use crate::model::{AmendmentView, Book, RecordView};

/// What the changelog of an edition is made from.
#[derive(Debug)]
pub struct Changes<'a> {
    /// What pages say of the edition.
    pub title: &'a str,
    /// Whether it is a draft, which publishes nothing.
    pub draft: bool,
    /// The amendments that are accepted and in no edition before it, but for drafts.
    pub accepted: &'a [Published],
    /// Where amendments stand; none while the handbook is founding.
    pub record: Option<&'a RecordView>,
    /// The text.
    pub book: &'a Book,
    /// Text and data by path, as they are frozen.
    pub texts: &'a BTreeMap<String, Vec<u8>>,
    /// The manifest of the edition before.
    pub before: Option<&'a Manifest>,
    /// What became of the numbered paragraphs.
    pub renumbering: &'a Renumbering,
}

/// An amendment where it stands, and who approved it.
type Listed<'a> = (&'a AmendmentView, Option<&'a Published>);

impl Changes<'_> {
    /// The text of the file. That a State changed nothing is said only where nobody changed its annex.
    #[must_use]
    pub fn write(&self) -> String {
        let mut text = format!("# {}\n\n", self.title);
        if self.record.is_none() {
            text.push_str("This handbook is founding: there is no record of amendments yet.\n");
        } else {
            let listed = self.listed();
            if self.draft && !listed.is_empty() {
                text.push_str(
                    "A draft publishes no amendment. What it lists was accepted since the edition before.\n\n",
                );
            }
            self.by_state(&mut text, &listed);
            by_page(&mut text, &listed);
            if listed.is_empty() {
                text.push_str("\nNo amendment is published with this edition.\n");
            }
        }
        text.push_str("\n## Numbered paragraphs\n\n");
        for (word, count) in self.renumbering.counts() {
            // Writing into a `String` cannot fail.
            let _ = writeln!(text, "- {word}: {count}");
        }
        text
    }

    /// What the edition publishes; of a draft, what was accepted since the edition before.
    fn listed(&self) -> Vec<Listed<'_>> {
        let by_id: BTreeMap<&str, &Published> =
            self.accepted.iter().map(|one| (one.id.as_str(), one)).collect();
        let after = self.before.and_then(|before| before.ledger).map_or(0, |(seq, _)| seq);
        let since = |view: &AmendmentView| {
            matches!(view.stage.as_str(), "accepted" | "published")
                && view
                    .history
                    .iter()
                    .rev()
                    .find(|step| step.event == "accept")
                    .is_some_and(|step| step.seq > after)
        };
        let views = self.record.iter().flat_map(|record| &record.amendments);
        let views = views.map(|view| (view, by_id.get(view.id.as_str()).copied()));
        views.filter(|(view, one)| if self.draft { since(view) } else { one.is_some() }).collect()
    }

    fn by_state(&self, text: &mut String, listed: &[Listed<'_>]) {
        text.push_str("## By State\n");
        for state in &self.book.reference.states {
            let _ = write!(text, "\n### {}\n\n", state.name);
            let annex = self
                .book
                .pages
                .iter()
                .find(|page| page.front.annex.as_ref().is_some_and(|annex| annex.state == state.iso2));
            let is_own = |view: &AmendmentView| view.state.as_deref() == Some(&state.iso2);
            let (own, others): (Vec<&Listed<'_>>, Vec<&Listed<'_>>) =
                listed.iter().partition(|(view, _)| is_own(view));
            let path = annex.map(|page| page.source.path());
            let others: Vec<_> =
                others.into_iter().filter(|(view, _)| path.is_some_and(|path| changes(view, path))).collect();
            own.iter().for_each(|(view, one)| line(text, view, *one));
            let other_text = path.and_then(|path| self.other_text(path));
            // What a State proposes on chapters leaves its annex as it was.
            let touched = own.iter().any(|(view, _)| path.is_none_or(|path| changes(view, path)));
            match (touched, others.is_empty(), other_text) {
                (false, true, None) => {
                    text.push_str(match own.is_empty() {
                        true => "No change reported.",
                        false => "\nNo change of the annex reported.",
                    });
                    let annex = annex.and_then(|page| page.front.annex.as_ref());
                    if let Some(annex) = annex.filter(|annex| !annex.last_verified.is_empty()) {
                        let day = crate::clock::long_date(&annex.last_verified);
                        let _ = write!(text, " Annex last verified {day}.");
                    }
                    text.push('\n');
                }
                (false, true, Some(before)) => {
                    text.push_str(if own.is_empty() { "" } else { "\n" });
                    let _ = writeln!(
                        text,
                        "The annex is not the same as in {before}; no amendment in the record says by whom it was changed."
                    );
                }
                (true, true, _) => {}
                (_, false, _) => {
                    text.push_str(match own.is_empty() {
                        true => "The State itself reported no change. Others changed its annex:\n\n",
                        false => "\nOthers changed its annex too:\n\n",
                    });
                    others.iter().for_each(|(view, one)| line(text, view, *one));
                }
            }
        }
    }

    /// The edition before, where a text is not the one that it froze.
    fn other_text(&self, path: &str) -> Option<&EditionId> {
        let before = self.before?;
        let frozen = before.files.get(&format!("text/{path}"));
        let now = self.texts.get(path).map(|bytes| super::Listed::of(bytes));
        (frozen != now.as_ref()).then_some(&before.edition)
    }
}

/// Whether an accepted amendment changed a text; where its changes are not known any more, what it names counts.
fn changes(view: &AmendmentView, path: &str) -> bool {
    match view.changes.is_empty() {
        true => view.paths.iter().any(|known| known == path),
        false => view.changes.iter().any(|change| change.path == path),
    }
}

fn by_page(text: &mut String, listed: &[Listed<'_>]) {
    text.push_str("\n## By page\n");
    let paths: BTreeSet<&String> = listed.iter().flat_map(|(view, _)| &view.paths).collect();
    for path in paths {
        let _ = write!(text, "\n### {path}\n\n");
        for (view, one) in listed.iter().filter(|(view, _)| view.paths.contains(path)) {
            line(text, view, *one);
        }
    }
    let without: Vec<_> =
        listed.iter().filter(|(view, _)| view.state.is_none() && view.paths.is_empty()).collect();
    if !without.is_empty() {
        text.push_str("\n### Without a page\n\n");
        without.iter().for_each(|(view, one)| line(text, view, *one));
    }
}

/// One amendment: what, who, why, source, redline.
fn line(text: &mut String, view: &AmendmentView, one: Option<&Published>) {
    let what = match view.kind.as_str() {
        "confirmation" => "Confirmed: ",
        _ => "",
    };
    let title = if view.title.is_empty() { "(words taken out of the record)" } else { &view.title };
    let _ = write!(text, "- {what}{title} ({}). Proposed by {}", view.docket, view.author_name);
    if let Some(one) = one.filter(|one| !one.approvers.is_empty()) {
        let _ = write!(text, "; approved by {}", one.approvers.join(", "));
    }
    text.push_str(".\n");
    let why = view.rationale.join(" ");
    if !why.trim().is_empty() {
        let _ = writeln!(text, "  Why: {}", why.trim());
    }
    for source in &view.sources {
        let provision = source.provision.iter().map(|provision| format!(", {provision}")).collect::<String>();
        let day = source.in_force.as_deref().map(crate::clock::long_date);
        let day = day.map(|day| format!(", in force since {day}")).unwrap_or_default();
        let place = source.place.iter().map(|place| format!(": {place}")).collect::<String>();
        let _ = writeln!(text, "  Source: {}{provision}{day}{place}", source.title);
    }
    if !view.redacted {
        let _ = writeln!(text, "  Redline: amendments/{}.html in the site", view.id);
    }
}
