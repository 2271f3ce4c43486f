//! `amend found`: the record begins.

use super::super::acting::{AS_TEXT, Act, Stop, given_text, tell};
use super::super::run::Session;
use super::options::FoundArguments;
use crate::amend::actions::{Founding, found as begin};
use crate::amend::record::{REGISTRY, Record, founding_files};
use crate::amend::{Refusal, RefusalCode, registry};
use crate::config;
use crate::diagnostic::SourceText;

/// Opens the record with the text as it is.
pub(super) fn found(session: &Session<'_>, options: &FoundArguments) -> Act {
    let root = &session.common.root;
    let _lock = match options.recording.dry_run {
        true => None,
        false => Some(Record::lock(root)?),
    };
    let registry = given_text(&options.registry, AS_TEXT)?;
    let policy = match &options.policy {
        Some(file) => Some(given_text(file, AS_TEXT)?),
        None => None,
    };
    let signing = &options.recording.signing;
    let now = signing.at.moment()?;
    let key = signing.passphrase.open(&signing.key[0])?;
    let source = SourceText::new(options.registry.as_str(), registry.as_str());
    let read = registry::read(&source, None)?;
    let actor = read.holder(&key.public()).map(|(person, _)| person.id.clone()).ok_or_else(|| {
        Stop::from(
            Refusal::new(
                RefusalCode::R0060,
                "your key is not in this registry",
                "add yourself to the registry, or use the key that is in it",
            )
            .in_file(REGISTRY),
        )
    })?;
    let transaction = begin(Founding {
        config: config::load(root)?.value,
        files: founding_files(root)?,
        registry: &registry,
        policy: policy.as_deref(),
        actor: &actor,
        key: &key,
        now,
        reason: &options.text,
    })?;
    if !options.recording.dry_run {
        transaction.write(root)?;
    }
    tell(session, &transaction, options.recording.dry_run, serde_json::json!({}));
    Ok(())
}
