//! `handbook ledger`: the signed entries.

use camino::{Utf8Path, Utf8PathBuf};
use clap::{Args, Subcommand};
use serde_json::json;

use super::acting::{
    AS_SIGNED, Act, Hand, Recording, Stop, amendment, ended, for_programs, given_text, print_json, recorded,
    remark_ahead, write_new,
};
use super::paint::Ink;
use super::run::{Ending, Session};
use crate::amend::actions::{annotate, receipt_again};
use crate::amend::ledger::SignedReceipt;
use crate::amend::record::{KnownHead, Record};
use crate::amend::{Purpose, Refusal, RefusalCode, doubt, follows};
use crate::diagnostic::SourceText;
use crate::error::{Error, Result};
use crate::fs;
use crate::pipeline;

/// What to do with the ledger.
#[derive(Debug, Args)]
pub(super) struct LedgerArguments {
    #[command(subcommand)]
    pub action: LedgerAction,
}

/// Actions on the ledger.
#[derive(Debug, Subcommand)]
pub(super) enum LedgerAction {
    /// Prove the record: every entry, the text that follows, and your receipts
    Verify {
        /// A receipt that you keep; may be given again
        #[arg(long, value_name = "FILE")]
        receipt: Vec<Utf8PathBuf>,
        /// Folder of an older copy of the handbook: this ledger must go on where that one ends
        #[arg(long, value_name = "FOLDER")]
        against: Option<Utf8PathBuf>,
    },
    /// The entries, or one of them as it was signed
    Show {
        /// Number of the entry
        #[arg(value_parser = entry_number)]
        seq: Option<u64>,
    },
    /// Sign the receipt of an amendment again, for an author who has lost it
    Receipt {
        /// Id or short number of the amendment
        id: String,
        /// File of the receipt; else the id with `.receipt`
        #[arg(long, value_name = "FILE")]
        output: Option<Utf8PathBuf>,
        #[command(flatten)]
        recording: Recording,
    },
    /// Add a note to an entry, which itself is never changed
    Annotate {
        /// Number of the entry
        #[arg(value_parser = entry_number)]
        seq: u64,
        /// The note
        #[arg(long, value_name = "TEXT")]
        text: String,
        #[command(flatten)]
        recording: Recording,
    },
}

/// The number of an entry, as it is written with or without its zeros.
fn entry_number(text: &str) -> std::result::Result<u64, String> {
    text.parse().map_err(|_| "write the number of an entry, for example 14 or 000014".to_owned())
}

/// Runs an action on the ledger.
pub(super) fn run(session: &Session<'_>, arguments: &LedgerArguments) -> Result<Ending> {
    let act = match &arguments.action {
        LedgerAction::Verify { receipt, against } => verify(session, receipt, against.as_deref()),
        LedgerAction::Show { seq } => show(session, *seq),
        LedgerAction::Receipt { id, output, recording } => receipt(session, id, output.as_deref(), recording),
        LedgerAction::Annotate { seq, text, recording } => note(session, *seq, text, recording),
    };
    ended(session, act)
}

fn verify(session: &Session<'_>, receipts: &[Utf8PathBuf], against: Option<&Utf8Path>) -> Act {
    let root = &session.common.root;
    let handbook = crate::config::load(root)?.value.handbook.map(|handbook| handbook.id).unwrap_or_default();
    let namespace = crate::amend::Namespace::new(Purpose::Ledger, &handbook);
    let mut kept = Vec::new();
    for path in receipts {
        let source = SourceText::new(path.as_str(), given_text(path, AS_SIGNED)?);
        kept.push(SignedReceipt::read(&source, &namespace)?);
    }
    let proved = match pipeline::proved(root, &kept)? {
        Some(Ok(proved)) => {
            let unseen = pipeline::unseen(root)?;
            if !unseen.is_empty() {
                return Err(Stop::Refused(unseen));
            }
            proved
        }
        Some(Err(refusals)) => return Err(Stop::Refused(refusals)),
        None => return recorded(session).map(|_| ()),
    };
    let mut foreign = Vec::new();
    for receipt in &kept {
        let key = receipt.signer.as_ref().ok();
        let known = key.is_some_and(|key| proved.progress.registry.holder(key).is_some());
        if !known {
            let refusal = Refusal::new(
                RefusalCode::R0107,
                "the receipt is signed with a key that is not in the registry",
                "ask the editors who signed it",
            );
            foreign.push(refusal.in_file(receipt.source.path()));
        }
    }
    if !foreign.is_empty() {
        return Err(Stop::Refused(foreign));
    }
    let older = match against {
        Some(folder) => {
            let copy = older_copy(folder)?;
            let older = copy.last().cloned().ok_or_else(|| no_copy(folder))?;
            // Where the two part is told, not only that their ends differ.
            let ours = &proved.progress.entries;
            let parting = copy.iter().zip(ours).find(|(theirs, ours)| theirs.digest != **ours);
            let cut =
                follows(&proved.record, [parting.map_or_else(|| older.clone(), |(head, _)| head.clone())]);
            if !cut.is_empty() {
                return Err(Stop::Refused(cut));
            }
            Some(older)
        }
        None => None,
    };
    let head = &proved.progress;
    if for_programs(session) {
        print_json(
            session,
            &json!({
                "version": 1, "entries": head.seq, "head": head.head.to_string(), "time": head.time.to_string(),
                "receipts": kept.len(), "against": older.as_ref().map(|older| older.seq),
            }),
        );
    } else {
        let mut out = format!(
            "the record holds: {} entries, {} amendments, and the text follows from them\nhead {:06} {}\n",
            head.seq,
            head.proceedings.len(),
            head.seq,
            head.head
        );
        let in_doubt = |id: &&crate::amend::AmendmentId| doubt(&proved.record, head, id).is_some();
        let doubtful = head.proceedings.keys().filter(in_doubt).count();
        if doubtful > 0 {
            out.push_str(&format!(
                "in doubt, since a key was known to others: {doubtful}; `handbook amend list` names them\n"
            ));
        }
        for receipt in &kept {
            out.push_str(&format!(
                "the ledger has what `{}` says: entry {:06}, {}\n",
                receipt.source.path(),
                receipt.receipt.seq,
                receipt.receipt.docket
            ));
        }
        if let Some(older) = &older {
            out.push_str(&format!("it goes on where `{}` ends: entry {:06}\n", older.keeper, older.seq));
        }
        session.out.result(&out);
        remark_ahead(session, &proved);
    }
    Ok(())
}

/// The entries of the ledger in another folder, in their order.
fn older_copy(folder: &Utf8Path) -> Result<Vec<KnownHead>> {
    let loaded = match fs::exists(&folder.join(crate::config::FILE)) {
        true => Record::load(folder)?,
        false => None,
    };
    let (record, _) = loaded.ok_or_else(|| no_copy(folder))?;
    let head = |seq, digest| KnownHead { seq, digest, keeper: folder.to_string() };
    Ok(record.ledger.iter().map(|sealed| head(sealed.entry.seq, sealed.digest)).collect())
}

fn no_copy(folder: &Utf8Path) -> Error {
    Error::usage(format!(
        "there is no record of amendments in `{folder}`; name the folder of a copy of this handbook, with its `amendments`"
    ))
}

fn show(session: &Session<'_>, seq: Option<u64>) -> Act {
    let recorded = recorded(session)?;
    let entries = &recorded.record.ledger;
    if let Some(seq) = seq {
        let found = entries.iter().find(|sealed| sealed.entry.seq == seq).ok_or_else(|| {
            Stop::from(Refusal::new(
                RefusalCode::R0078,
                format!("the ledger has no entry {seq:06}"),
                format!("its last entry is {:06}", recorded.progress.seq),
            ))
        })?;
        session.out.result(found.source.text());
        return Ok(());
    }
    if for_programs(session) {
        let entries: Vec<_> = entries
            .iter()
            .map(|sealed| {
                let entry = &sealed.entry;
                json!({
                    "seq": entry.seq, "time": entry.time.to_string(), "event": entry.event.name(),
                    "subject": entry.subject.to_string(), "actor": entry.actor, "docket": entry.docket,
                    "digest": sealed.digest.to_string(),
                })
            })
            .collect();
        print_json(session, &json!({ "version": 1, "entries": entries }));
        return Ok(());
    }
    let paint = session.out.paint();
    let mut out = String::new();
    for sealed in entries {
        let entry = &sealed.entry;
        let docket = entry.subject.amendment().and_then(|id| recorded.progress.proceedings.get(id));
        let docket = docket.map(|item| format!(" ({})", item.docket)).unwrap_or_default();
        out.push_str(&format!(
            "{}  {}  {} {}{docket} by {}\n",
            paint.text(Ink::Strong, &format!("{:06}", entry.seq)),
            entry.time,
            entry.event,
            entry.subject,
            entry.actor
        ));
    }
    session.out.result(&out);
    Ok(())
}

fn receipt(session: &Session<'_>, id: &str, output: Option<&Utf8Path>, recording: &Recording) -> Act {
    let hand = Hand::of(session, recording)?;
    let id = amendment(&hand.recorded, id)?;
    let signed = receipt_again(&hand.desk()?, &id)?;
    let file = output.map_or_else(|| Utf8PathBuf::from(signed.source.path()), Utf8Path::to_owned);
    if !hand.is_dry() {
        write_new(&file, signed.source.text().as_bytes())?;
    }
    if for_programs(session) {
        print_json(session, &json!({ "version": 1, "id": id.to_string(), "file": file.as_str() }));
    } else {
        let verb = if hand.is_dry() { "would write" } else { "wrote" };
        session.out.result(&format!("{verb} `{file}`; next: send it to the author\n"));
    }
    Ok(())
}

fn note(session: &Session<'_>, seq: u64, text: &str, recording: &Recording) -> Act {
    let hand = Hand::of(session, recording)?;
    hand.record(session, annotate(&hand.desk()?, seq, text))
}
