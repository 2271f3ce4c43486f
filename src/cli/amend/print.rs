//! Changes word by word, and the words of an amendment, for a terminal.

use super::super::paint::{Ink, Paint};
use crate::amend::Change;
use crate::amend::view::change_view;
use crate::model::{AmendmentView, ChangeView, RunView, ThreeView, WeightyView};

/// The changed places of a text with their marks: in colour, struck and underlined on a terminal, else
/// `[-old-]` and `{+new+}`.
pub(super) fn redline(paint: Paint, change: &ChangeView) -> String {
    let mut out = String::new();
    let what = if change.what == "changed" { String::new() } else { format!(" ({})", change.what) };
    out.push_str(&paint.text(Ink::Strong, &format!("{}{what}", change.path)));
    out.push('\n');
    for passage in &change.passages {
        let place = match passage.heading.as_str() {
            "" => format!("  line {}", passage.line),
            heading => format!("  {heading}, line {}", passage.line),
        };
        out.push_str(&paint.text(Ink::Faint, &place));
        out.push('\n');
        out.push_str(&runs(paint, &passage.runs));
    }
    out.push_str(&terms(&change.weighty));
    out
}

/// Stretches of text with their marks, each line set in; what was moved has the number of its other half.
pub(in crate::cli) fn runs(paint: Paint, runs: &[RunView]) -> String {
    let mut text = String::new();
    for run in runs {
        let (before, after) = match (run.mark.as_str(), paint.colour) {
            ("same", _) => ("", ""),
            ("deleted" | "moved-away", true) => ("\u{1b}[31;9m", "\u{1b}[0m"),
            (_, true) => ("\u{1b}[32;4m", "\u{1b}[0m"),
            ("deleted" | "moved-away", false) => ("[-", "-]"),
            (_, false) => ("{+", "+}"),
        };
        let moved = match run.mark.as_str() {
            "moved-away" => format!("moved to ({}): ", run.moved),
            "moved-here" => format!("moved from ({}): ", run.moved),
            _ => String::new(),
        };
        for line in run.text.split_inclusive('\n') {
            let bare = line.trim_end_matches('\n');
            if bare.is_empty() && run.mark == "same" {
                text.push_str(line);
                continue;
            }
            let shown = if bare.is_empty() { "¶" } else { bare };
            text.push_str(&format!("{before}{moved}{shown}{after}{}", &line[bare.len()..]));
        }
    }
    text.lines().map(|line| format!("    {line}\n")).collect()
}

/// Places that clash: what the author started from, what it is now, what was proposed.
pub(super) fn threes(paint: Paint, clashes: &[ThreeView]) -> String {
    let mut out = String::new();
    for clash in clashes {
        let place = format!("{}, {}, line {}", clash.path, clash.heading, clash.line);
        out.push_str(&format!("\n{}\n", paint.text(Ink::Strong, &place)));
        for (title, column) in [
            ("what its author started from", &clash.started),
            ("what it is now", &clash.now),
            ("what was proposed", &clash.proposed),
        ] {
            out.push_str(&format!("  {}\n", paint.text(Ink::Faint, title)));
            let text = runs(paint, column);
            out.push_str(if text.is_empty() { "    (nothing)\n" } else { &text });
        }
    }
    out
}

/// What may turn the meaning, one a line.
pub(in crate::cli) fn terms(weighty: &[WeightyView]) -> String {
    let line = |term: &WeightyView| match (term.old.as_str(), term.new.as_str()) {
        ("", new) => format!("  {} added: {new}\n", term.kind),
        (old, "") => format!("  {} gone: {old}\n", term.kind),
        (old, new) => format!("  {} changed: {old} → {new}\n", term.kind),
    };
    weighty.iter().map(line).collect()
}

/// All changes of an amendment.
pub(super) fn redlines(paint: Paint, changes: &[Change]) -> String {
    changes.iter().map(|change| redline(paint, &change_view(change))).collect()
}

/// Everything about an amendment but its changes.
pub(super) fn words_of(paint: Paint, view: &AmendmentView) -> String {
    let mut out = String::new();
    let late = if view.late { ", late" } else { "" };
    out.push_str(&paint.text(Ink::Strong, &format!("{}  {}", view.docket, view.title)));
    out.push_str(&format!("\n{}\n", view.id));
    let state = view.state.as_ref().map(|state| format!(", {state}")).unwrap_or_default();
    out.push_str(&format!(
        "{} by {} ({}){state}; {}{late}\n",
        view.kind, view.author_name, view.author, view.stage
    ));
    for (name, value) in [
        ("heading", view.heading.as_deref()),
        ("objects to", view.objects_to.as_deref()),
        ("in the place of", view.supersedes.as_deref()),
    ] {
        if let Some(value) = value {
            out.push_str(&format!("{name}: {}\n", paint.text(Ink::Plain, value)));
        }
    }
    if let Some(words) = kept(&view.assurance) {
        out.push_str(&format!("signed {words}\n"));
    }
    if !view.doubt.is_empty() {
        out.push_str(&format!("in doubt: {}\n", paint.text(Ink::Bad, &view.doubt)));
    }
    if view.redacted {
        out.push_str("the words of this amendment were taken out of the record\n");
    }
    if !view.rationale.is_empty() {
        out.push('\n');
        for line in &view.rationale {
            out.push_str(&format!("  {}\n", paint.paragraph(line, 2)));
        }
    }
    for source in &view.sources {
        let parts = [source.provision.as_deref(), source.in_force.as_deref(), source.place.as_deref()];
        let parts: Vec<&str> = parts.into_iter().flatten().collect();
        let more = if parts.is_empty() { String::new() } else { format!(", {}", parts.join(", ")) };
        out.push_str(&format!(
            "source ({}): {}\n",
            source.kind,
            paint.text(Ink::Plain, &format!("{}{more}", source.title))
        ));
    }
    out
}

/// How the author's key is kept, where that is weaker than a file under a passphrase.
pub(super) fn kept(assurance: &str) -> Option<&'static str> {
    match assurance {
        "on-behalf" => Some("by the secretariat for its author, on an official letter"),
        "browser" => Some("with a key that is kept in a browser"),
        _ => None,
    }
}

/// What an amendment still needs, which others touch the same text, and what happened to it.
pub(super) fn standing_of(paint: Paint, view: &AmendmentView) -> String {
    let mut out = String::new();
    for line in &view.misfit {
        out.push_str(&format!(
            "{}: {}\n",
            paint.text(Ink::Bad, "does not fit"),
            paint.text(Ink::Plain, line)
        ));
    }
    out.push_str(&threes(paint, &view.clashes));
    if !view.requirements.is_empty() {
        out.push_str("\nrequirements\n");
    }
    for need in &view.requirements {
        let ink = if need.lets_pass { Ink::Good } else { Ink::Bad };
        out.push_str(&format!("  {} `{}`: {}\n", paint.text(ink, &need.status), need.need, need.explained));
        if !need.who.is_empty() {
            out.push_str(&format!("      can be met by {}\n", need.who.join(", ")));
        }
    }
    for other in &view.neighbours {
        let ink = if other.clash { Ink::Bad } else { Ink::Plain };
        out.push_str(&format!(
            "with {} ({}): {}\n",
            other.docket,
            other.path,
            paint.text(ink, &other.verdict)
        ));
    }
    for earlier in &view.earlier {
        let line = format!("changed before by {} ({}): {}", earlier.docket, earlier.heading, earlier.title);
        out.push_str(&format!("{}\n", paint.paragraph(&line, 4)));
    }
    if !view.history.is_empty() {
        out.push_str("\nhistory\n");
    }
    for step in &view.history {
        let mut line = format!("{:06} {} {} by {}", step.seq, step.time, step.event, step.actor);
        let others: Vec<&str> =
            step.reviewers.iter().map(String::as_str).filter(|reviewer| *reviewer != step.actor).collect();
        if !others.is_empty() {
            line.push_str(&format!(" with {}", others.join(", ")));
        }
        if !step.ground.is_empty() {
            line.push_str(&format!(", because of {}", step.ground));
        }
        if !step.reason.is_empty() {
            line.push_str(&format!(": {}", step.reason.split_whitespace().collect::<Vec<_>>().join(" ")));
        }
        out.push_str(&format!("  {}\n", paint.paragraph(&line, 4)));
    }
    out
}
