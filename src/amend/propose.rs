//! A proposal put together from what a person says and an edited text: the round that is open, the
//! entry that was seen and the date of verification are filled in.

use jiff::Timestamp;
use jiff::tz::Offset;

use super::actions::Outcome;
use super::policy::Track;
use super::progress::Progress;
use super::record::Record;
use super::registry::Person;
use super::{
    Amendment, AmendmentId, Answers, Edit, FixKind, Kind, Move, Refusal, RefusalCode, Seen, SourceLine,
    Texts as _, compose, normalise, verify_today,
};
use crate::diagnostic::visible;
use crate::diff::Outline;

/// What a person says about a proposal.
#[derive(Clone, Debug)]
pub struct Proposing<'a> {
    /// What it is for.
    pub kind: Kind,
    /// Who proposes.
    pub author: &'a Person,
    /// What it does, in one line.
    pub title: &'a str,
    /// Why.
    pub rationale: &'a str,
    /// What it rests on in law.
    pub sources: Vec<SourceLine>,
    /// The round; without one, the one that is open for this kind.
    pub round: Option<&'a str>,
    /// The heading that a remark is about.
    pub heading: Option<&'a str>,
    /// The suggestion that an objection is against.
    pub objects_to: Option<AmendmentId>,
    /// The amendment in whose place it stands.
    pub supersedes: Option<AmendmentId>,
    /// Texts that are at another path now; they are among the edits too.
    pub moves: Vec<Move>,
    /// Now, by the author's clock.
    pub now: Timestamp,
}

/// A proposal ready to be signed.
#[derive(Clone, Debug)]
pub struct Proposed {
    /// The amendment.
    pub amendment: Amendment,
    /// What was filled in, one sentence each.
    pub told: Vec<String>,
}

/// The amendment that a person proposes. `edits` are the texts before and after; for a confirmation
/// and a remark the text after is that before.
///
/// # Errors
/// Everything that the form refuses, and a round that cannot be told.
pub fn propose(
    record: &Record,
    progress: &Progress,
    proposal: Proposing<'_>,
    edits: Vec<Edit>,
) -> Outcome<Proposed> {
    given(&proposal, &edits)?;
    let mut told = Vec::new();
    let title = plain("the title", proposal.title, &mut told);
    let rationale = plain("the reasons", proposal.rationale, &mut told);
    if proposal.kind != Kind::Confirmation {
        changes(proposal.kind, &edits)?;
    }
    let day = Offset::UTC.to_datetime(proposal.now).date();
    let edits: Vec<Edit> = edits
        .into_iter()
        .map(|edit| match proposal.kind {
            Kind::Confirmation => Edit {
                after: edit.before.as_ref().map(|text| verify_today(text, day, Some("delegate-confirmed"))),
                ..edit
            },
            Kind::Annex if dates(&edit.before).is_some() && dates(&edit.before) == dates(&edit.after) => {
                told.push(format!("`last_verified` of `{}` was set to {day}", edit.path));
                Edit { after: edit.after.as_ref().map(|text| verify_today(text, day, None)), ..edit }
            }
            _ => edit,
        })
        .collect();
    if proposal.kind == Kind::Confirmation {
        changes(proposal.kind, &edits)?;
    }
    let paths: Vec<String> = edits.iter().map(|edit| edit.path.clone()).collect();
    let round = round(progress, &proposal, &paths)?;
    let standing = round.as_ref().and_then(|round| progress.rounds.get(round));
    let base_edition =
        standing.map(|standing| standing.round.base_edition.clone()).filter(|edition| !edition.is_empty());
    let answers = Answers {
        kind: proposal.kind,
        state: proposal.author.state.clone(),
        round,
        author: proposal.author.id.clone(),
        title,
        base_edition,
        heading: proposal.heading.map(str::to_owned),
        objects_to: proposal.objects_to,
        sources: proposal.sources,
        ledger_seen: record
            .head()
            .map(|head| Seen { seq: u32::try_from(head.entry.seq).unwrap_or(u32::MAX), digest: head.digest }),
        supersedes: proposal.supersedes,
        created: proposal.now,
        rationale,
    };
    Ok(Proposed { amendment: compose(answers, &edits, proposal.moves)?, told })
}

/// Words that were typed or pasted, without what a program left in them; told where that was anything.
fn plain(what: &str, words: &str, told: &mut Vec<String>) -> String {
    let found = normalise(None, words, &FixKind::ALL);
    let text = found.text.trim_end().to_owned();
    if text != words.trim_end() {
        told.push(format!("what a program had left in {what} was put right; read it before you sign"));
    }
    text
}

/// Refuses a proposal that lacks what only its author can give.
fn given(proposal: &Proposing<'_>, edits: &[Edit]) -> Outcome<()> {
    if proposal.title.trim().is_empty() {
        return Err(vec![Refusal::new(
            RefusalCode::R0015,
            "the amendment has no title",
            "say in one line what it does: `--title \"...\"`",
        )]);
    }
    if let (false, Some(edit)) =
        (proposal.kind == Kind::Structure, edits.iter().find(|edit| edit.after.is_none()))
    {
        return Err(vec![
            Refusal::new(
                RefusalCode::R0037,
                format!("`{}` would be removed, and the kind is `{}`", visible(&edit.path), proposal.kind),
                "ask an editor for an amendment of the kind `structure`",
            )
            .who("an editor"),
        ]);
    }
    let no_annex = |edit: &&Edit| edit.before.is_some() && dates(&edit.before).is_none();
    if let (Kind::Confirmation, Some(edit)) = (proposal.kind, edits.iter().find(no_annex)) {
        return Err(vec![Refusal::new(
            RefusalCode::R0063,
            format!("`{}` is no annex with a date of verification", visible(&edit.path)),
            "name the annex that was read, for example content/annexes/xa.md; on another text make a `remark`",
        )]);
    }
    if proposal.kind.needs_source() && proposal.sources.is_empty() {
        return Err(vec![Refusal::new(
            RefusalCode::R0019,
            format!("an amendment of the kind `{}` must name what it rests on in law", proposal.kind),
            "name it, for example `--source \"act | Title of the Act | s. 14 | https://address\"`; give the option again for each document",
        )]);
    }
    let (Some(heading), [about, ..]) = (proposal.heading, edits) else { return Ok(()) };
    let text = about.before.as_deref().unwrap_or("");
    let outline = Outline::of(&about.path, text);
    let mut known: Vec<&str> = Vec::new();
    for title in (0..text.lines().count()).filter_map(|line| outline.titles(line).last()) {
        if !known.contains(&title.as_str()) {
            known.push(title);
        }
    }
    if known.contains(&heading) {
        return Ok(());
    }
    Err(vec![Refusal::new(
        RefusalCode::R0015,
        format!("`{}` has no heading `{}`", about.path, visible(heading)),
        format!("write one of its headings as it stands: {}", known.join("; ")),
    )])
}

/// Refuses an amendment that leaves every text as it is, where its kind changes texts.
fn changes(kind: Kind, edits: &[Edit]) -> Outcome<()> {
    if matches!(kind, Kind::Remark | Kind::Objection) || edits.iter().any(|edit| edit.before != edit.after) {
        return Ok(());
    }
    let paths: Vec<&str> = edits.iter().map(|edit| edit.path.as_str()).collect();
    let paths = paths.join("`, `");
    Err(vec![if kind == Kind::Confirmation {
        Refusal::new(
            RefusalCode::R0029,
            format!("`{paths}` says already that it was confirmed today"),
            "there is nothing more to do; confirm it again on another day",
        )
    } else {
        Refusal::new(
            RefusalCode::R0029,
            format!("your copy of `{paths}` is the same as the text of the record"),
            "change the copy, save it, and run the command again; to say that nothing needs to change, make a `confirmation`",
        )
    }])
}

/// The line of the front matter with the date of verification.
fn dates(text: &Option<String>) -> Option<&str> {
    let rest = text.as_deref()?.strip_prefix("---\n")?;
    rest[..rest.find("\n---\n")?].lines().find(|line| line.starts_with("last_verified:"))
}

/// The round that is named, or the one that is open for this kind of amendment now.
fn round(progress: &Progress, proposal: &Proposing<'_>, paths: &[String]) -> Outcome<Option<String>> {
    if let Some(round) = proposal.round {
        return Ok(Some(round.to_owned()));
    }
    let track = progress.rule(proposal.kind, paths).map_or(Track::Always, |(rule, _)| rule.track);
    if track == Track::Always {
        return Ok(None);
    }
    let open = |closed: bool| {
        let fits = progress.rounds.iter().filter(|(_, standing)| standing.closed == closed);
        fits.filter(|(_, standing)| standing.round.window(track).is_some())
            .map(|(id, _)| id.clone())
            .collect::<Vec<_>>()
    };
    let rounds = open(false);
    match &rounds[..] {
        [round] => Ok(Some(round.clone())),
        [] => Err(vec![
            Refusal::new(
                RefusalCode::R0070,
                "no round is open for this kind of amendment",
                "wait until one is opened; a `corrigendum` is possible at any time",
            )
            .who("the Chair, the chief editor or the secretariat"),
        ]),
        several => Err(vec![Refusal::new(
            RefusalCode::R0070,
            format!("several rounds are open: {}", several.join(", ")),
            "name one of them with `--round`",
        )]),
    }
}

/// The text of a path as the record has it now.
#[must_use]
pub fn current_text(record: &Record, progress: &Progress, path: &str) -> Option<String> {
    let digest = progress.tree.get(path)?;
    record.texts.text(&digest).map(str::to_owned)
}

/// Reads `act | Title | s. 14 | https://… | 2026-10-01`: sort, title and, as far as they are known,
/// provision, address or gazette, and the date since when it is in force.
///
/// # Errors
/// [`RefusalCode::R0140`] where it cannot be read so.
pub fn source_line(text: &str) -> Result<SourceLine, Refusal> {
    let no = |message: String| {
        Refusal::new(
            RefusalCode::R0140,
            message,
            "write it as `act | Title of the Act | s. 14 | https://address`, with a dash where a part is not known",
        )
    };
    let mut parts = text.split('|').map(str::trim);
    let word = parts.next().unwrap_or("");
    let kind = super::SourceKind::ALL.into_iter().find(|kind| kind.word() == word).ok_or_else(|| {
        let known: Vec<&str> = super::SourceKind::ALL.iter().map(|kind| kind.word()).collect();
        no(format!("`{word}` is no sort of source; there are {}", known.join(", ")))
    })?;
    let title = parts.next().filter(|title| !title.is_empty());
    let title = title.ok_or_else(|| no(format!("the source `{text}` has no title")))?.to_owned();
    let mut part =
        || parts.next().map(str::to_owned).filter(|part| !matches!(part.as_str(), "" | "-" | "none"));
    let (provision, place) = (part(), part());
    let in_force = match part() {
        None => None,
        Some(day) => Some(
            crate::clock::full_date(&day)
                .ok_or_else(|| no(format!("`{day}` is no date; write it as 2026-10-01")))?,
        ),
    };
    Ok(SourceLine { kind, title, provision, place, in_force })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_is_read_from_one_line() {
        let full = source_line("act | Harbour Act | s. 14 | https://a.example/x | 2026-10-01").unwrap();
        assert_eq!(full.title, "Harbour Act");
        assert_eq!(full.provision.as_deref(), Some("s. 14"));
        assert_eq!(full.in_force.map(|day| day.to_string()).as_deref(), Some("2026-10-01"));
        let short = source_line("letter|Note verbale|-").unwrap();
        assert_eq!((short.provision, short.place, short.in_force), (None, None, None));
        for wrong in ["", "act", "act |", "law | X", "act | X | s. 1 | - | soon"] {
            assert_eq!(source_line(wrong).unwrap_err().code, RefusalCode::R0140, "{wrong}");
        }
    }
}
