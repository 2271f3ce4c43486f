//! `amend check`: every rule that needs no rights.

use std::collections::BTreeMap;

use camino::Utf8Path;
use serde_json::json;

use super::super::acting::{Act, Stop, for_programs, given, print_json};
use super::super::run::Session;
use super::print::redlines;
use crate::amend::{Change, Digest, Filed, Refusal, RefusalCode, Texts, check_whole, lint, personal, twins};
use crate::error::Result;
use crate::pipeline::{self, Recorded};
use crate::{config, source};

/// Checks an amendment, with the record or, before there is one, with the text as it is.
pub(super) fn check(session: &Session<'_>, file: &Utf8Path) -> Act {
    let filed = Filed::read(file.as_str(), &given(file)?)?;
    let recorded = match pipeline::recorded(&session.common.root)? {
        Some(Ok(recorded)) => Some(recorded),
        Some(Err(refusals)) => return Err(Stop::Refused(refusals)),
        None => None,
    };
    let (changes, mut refusals) = match &recorded {
        Some(recorded) => {
            let changes = apply(&filed, &recorded.record.texts)?;
            let refusals = against_rules(session, recorded, &filed, &changes)?;
            (changes, refusals)
        }
        None => {
            let texts = founding_texts(session)?;
            let changes = apply(&filed, &texts)?;
            let refusals = lint(&filed, &changes);
            (changes, refusals)
        }
    };
    if filed.amendment.kind.needs_source() && filed.amendment.sources.is_empty() {
        refusals.push(
            Refusal::new(RefusalCode::R0019, "the amendment names no source", "add one with `--source`")
                .at_line(filed.source(), 1, 1),
        );
    }
    refusals.dedup();
    let signed = match &recorded {
        Some(recorded) if filed.signature.is_some() => {
            match filed.verify(&recorded.record.namespace(crate::amend::Purpose::Amendment)) {
                Ok(key) => Some(key.fingerprint()),
                Err(refusal) => {
                    refusals.push(refusal);
                    None
                }
            }
        }
        _ => None,
    };
    if for_programs(session) && refusals.is_empty() {
        let views: Vec<_> = changes.iter().map(crate::amend::view::change_view).collect();
        print_json(
            session,
            &json!({ "version": 1, "id": filed.id.to_string(), "signed": signed, "changes": views, "refusals": [] }),
        );
    } else if session.out.for_people() {
        let mut out = redlines(session.out.paint(), &changes);
        let words: usize =
            changes.iter().map(|change| crate::amend::view::redlined(change).changed_words()).sum();
        for hint in personal(&changes) {
            out.push_str(&format!("note: {hint}\n"));
        }
        if refusals.is_empty() {
            let change = if words == 1 { "word changes" } else { "words change" };
            out.push_str(&format!("`{}`: no rule speaks against it; {words} {change}\n", filed.id));
            out.push_str(match (&signed, &filed.signature) {
                (Some(_), _) => "it is signed; next: send it to the secretariat, attached to a message\n",
                (None, Some(_)) => "it carries a signature\n",
                (None, None) => "it is not signed yet; next: `handbook amend sign`\n",
            });
        }
        session.out.result(&out);
    }
    if refusals.is_empty() { Ok(()) } else { Err(Stop::Refused(refusals)) }
}

/// What the amendment makes of its texts; where it does not fit, why, with the place that the way of
/// the file altered if that can be told.
fn apply(filed: &Filed, texts: &impl Texts) -> Act<Vec<Change>> {
    filed.apply(texts).map_err(|mut refusals| {
        refusals.extend(filed.altered(texts).filter(|_| filed.signature.is_some()));
        Stop::Refused(refusals)
    })
}

/// What the rules for texts say: lines, names, and the whole handbook as it would be.
pub(super) fn against_rules(
    session: &Session<'_>,
    recorded: &Recorded,
    filed: &Filed,
    changes: &[Change],
) -> Result<Vec<Refusal>> {
    let mut refusals = lint(filed, changes);
    refusals.extend(twins(recorded.progress.tree.iter().map(|(path, _)| path), changes));
    if refusals.is_empty() && !changes.is_empty() {
        let config = config::load(&session.common.root)?.value;
        let tree = source::load(&config)?.value;
        refusals.extend(check_whole(&tree, &config, changes, session.clock.date()));
    }
    Ok(refusals)
}

/// The texts of a handbook without a record, by their digests.
fn founding_texts(session: &Session<'_>) -> Result<BTreeMap<Digest, String>> {
    let files = crate::amend::record::founding_files(&session.common.root)?;
    let texts = files.values().filter_map(|bytes| String::from_utf8(bytes.to_vec()).ok());
    Ok(texts.map(|text| (Digest::of(&text), text)).collect())
}
