//! `CHANGELOG.md`: what an edition changes, by State, then by page.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::{Published, Renumbering};
use crate::model::{AmendmentView, MemberState, RecordView};

/// The text of the file. `title` is what pages say of the edition; `published` are the amendments that
/// it publishes, `record` where they stand, `states` the handbook's States.
#[must_use]
pub fn changelog(
    title: &str,
    published: &[Published],
    record: Option<&RecordView>,
    states: &[MemberState],
    renumbering: &Renumbering,
) -> String {
    let by_id: BTreeMap<&str, &Published> = published.iter().map(|one| (one.id.as_str(), one)).collect();
    let views: Vec<(&AmendmentView, &Published)> = record
        .iter()
        .flat_map(|record| &record.amendments)
        .filter_map(|view| Some((view, *by_id.get(view.id.as_str())?)))
        .collect();
    let mut text = format!("# {title}\n\n");
    match record {
        None => text.push_str("This handbook is founding: there is no record of amendments yet.\n"),
        Some(_) => {
            text.push_str("## By State\n");
            for state in states {
                let _ = write!(text, "\n### {}\n\n", state.name);
                let own: Vec<_> =
                    views.iter().filter(|(view, _)| view.state.as_deref() == Some(&state.iso2)).collect();
                if own.is_empty() {
                    text.push_str("No change reported.\n");
                }
                own.iter().for_each(|(view, one)| line(&mut text, view, one));
            }
            text.push_str("\n## By page\n");
            let others: Vec<_> = views.iter().filter(|(view, _)| view.state.is_none()).collect();
            let paths: BTreeSet<&String> = views.iter().flat_map(|(view, _)| &view.paths).collect();
            for path in paths {
                let _ = write!(text, "\n### {path}\n\n");
                for (view, one) in views.iter().filter(|(view, _)| view.paths.contains(path)) {
                    line(&mut text, view, one);
                }
            }
            let without: Vec<_> = others.iter().filter(|(view, _)| view.paths.is_empty()).collect();
            if !without.is_empty() {
                text.push_str("\n### Without a page\n\n");
                without.iter().for_each(|(view, one)| line(&mut text, view, one));
            }
            if views.is_empty() {
                text.push_str("\nNo amendment is published with this edition.\n");
            }
        }
    }
    text.push_str("\n## Numbered paragraphs\n\n");
    for (word, count) in renumbering.counts() {
        let _ = writeln!(text, "- {word}: {count}");
    }
    text
}

/// One amendment: what, who, why, source, redline.
fn line(text: &mut String, view: &AmendmentView, one: &Published) {
    let what = match view.kind.as_str() {
        "confirmation" => "Confirmed: ",
        _ => "",
    };
    let title = if view.title.is_empty() { "(words taken out of the record)" } else { &view.title };
    let _ = write!(text, "- {what}{title} ({}). Proposed by {}", view.docket, view.author_name);
    if !one.approvers.is_empty() {
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
