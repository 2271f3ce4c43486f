//! What every verb of amendments shares: the record, the key, the moment, and how it is told.

use camino::{Utf8Path, Utf8PathBuf};
use clap::Args;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::options::FormatChoice;
use super::report::refusal_values;
use super::run::{Ending, Session};
use crate::amend::actions::{Desk, Outcome, Transaction};
use crate::amend::record::Record;
use crate::amend::registry::Person;
use crate::amend::{
    AmendmentId, KeyFile, PublicKey, Refusal, RefusalCode, SignedReview, SigningKey, render_refusals,
};
use crate::clock;
use crate::diagnostic::{Painter, SourceText};
use crate::error::{Error, Result};
use crate::fs;
use crate::pipeline::{self, Reasons, Recorded};

/// Why a verb of amendments stopped.
#[derive(Debug)]
pub(super) enum Stop {
    /// A rule said no.
    Refused(Vec<Refusal>),
    /// A rule said no, and the document that was printed has it.
    Told,
    /// The machine, or wrong usage.
    Failed(Error),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl From<Vec<Refusal>> for Stop {
    fn from(refusals: Vec<Refusal>) -> Self {
        Self::Refused(refusals)
    }
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(vec![refusal])
    }
}

/// What a verb of amendments comes to.
pub(super) type Act<T = ()> = std::result::Result<T, Stop>;

/// Tells refusals and turns what came of a verb into how it ended.
pub(super) fn ended(session: &Session<'_>, act: Act) -> Result<Ending> {
    match act {
        Ok(()) => Ok(Ending::Clean),
        Err(Stop::Told) => Ok(Ending::Findings),
        Err(Stop::Failed(error)) => Err(error),
        Err(Stop::Refused(refusals)) => {
            tell_refusals(session, &refusals);
            Ok(Ending::Findings)
        }
    }
}

fn tell_refusals(session: &Session<'_>, refusals: &[Refusal]) {
    let out = session.out;
    let machine = matches!(out.format, FormatChoice::Json | FormatChoice::Github);
    let painter = Painter { colour: out.colour && !machine };
    let text = render_refusals(refusals, out.format.format(), painter);
    if machine { out.result(&text) } else { out.remark(&text) }
}

/// When something is recorded.
#[derive(Clone, Debug, Default, Args)]
pub(super) struct At {
    /// The moment that is recorded, in UTC; else SOURCE_DATE_EPOCH, else now
    #[arg(long, value_name = "TIME")]
    pub at: Option<String>,
}

impl At {
    pub(super) fn moment(&self) -> Result<Timestamp> {
        let epoch = std::env::var("SOURCE_DATE_EPOCH").ok();
        clock::moment(self.at.as_deref(), epoch.as_deref())
    }
}

/// Where the passphrase of a key comes from.
#[derive(Clone, Debug, Default, Args)]
pub(super) struct Passphrase {
    /// File whose first line is the passphrase of the key; else it is asked for
    #[arg(long, value_name = "FILE")]
    pub passphrase_file: Option<Utf8PathBuf>,
}

impl Passphrase {
    /// The passphrase, from the file or typed without being shown.
    pub(super) fn get(&self, question: &str) -> Result<String> {
        if let Some(path) = &self.passphrase_file {
            let text = String::from_utf8_lossy(&given(path)?).into_owned();
            return Ok(text.lines().next().unwrap_or("").to_owned());
        }
        if !std::io::IsTerminal::is_terminal(&std::io::stdin()) {
            return Err(Error::usage(
                "the passphrase cannot be asked for here; name a file with it with `--passphrase-file`",
            ));
        }
        rpassword::prompt_password(question).map_err(|error| Error::file("read", "the passphrase", error))
    }

    /// The key in a file, opened.
    pub(super) fn open(&self, path: &Utf8Path) -> Act<SigningKey> {
        let file = KeyFile::read(&given_key(path)?).map_err(|refusal| refusal.in_file(path.as_str()))?;
        let words =
            if file.is_encrypted() { self.get(&format!("Passphrase of `{path}`: "))? } else { String::new() };
        Ok(file.open(&words).map_err(|refusal| refusal.in_file(path.as_str()))?)
    }
}

/// Who signs, and when.
#[derive(Clone, Debug, Args)]
pub(super) struct Signing {
    /// Your private key; a second one where two persons act together
    #[arg(long, value_name = "FILE", required = true)]
    pub key: Vec<Utf8PathBuf>,
    #[command(flatten)]
    pub passphrase: Passphrase,
    #[command(flatten)]
    pub at: At,
}

/// As [`Signing`], for verbs that change the record.
#[derive(Clone, Debug, Args)]
pub(super) struct Recording {
    #[command(flatten)]
    pub signing: Signing,
    /// Say what would be recorded and write nothing
    #[arg(long)]
    pub dry_run: bool,
}

/// The record of the handbook, each entry of its ledger judged.
pub(super) fn recorded(session: &Session<'_>) -> Act<Recorded> {
    there(session)?;
    known(pipeline::recorded(&session.common.root)?)
}

/// The record with all of it proved, as it must be before anything is added.
pub(super) fn proved(session: &Session<'_>) -> Act<Recorded> {
    there(session)?;
    known(pipeline::proved(&session.common.root, &[])?)
}

fn there(session: &Session<'_>) -> Act {
    let root = &session.common.root;
    if fs::exists(&root.join(crate::config::FILE)) {
        return Ok(());
    }
    Err(Stop::Failed(Error::usage(format!(
        "there is no `{}`; go to the handbook's folder or name it with `-C FOLDER`",
        super::paint::shown(&root.join(crate::config::FILE))
    ))))
}

fn known(found: Option<std::result::Result<Recorded, Vec<Refusal>>>) -> Act<Recorded> {
    match found {
        Some(Ok(recorded)) => Ok(recorded),
        Some(Err(refusals)) => Err(Stop::Refused(refusals)),
        None => Err(Stop::Refused(vec![
            Refusal::new(
                RefusalCode::R0104,
                "this handbook has no record of amendments yet",
                "let the secretariat open one with `handbook amend found`; until then the text is edited freely",
            )
            .who("the secretariat, the chief editor or the Chair"),
        ])),
    }
}

/// The person to whom a key belongs.
pub(super) fn person<'a>(recorded: &'a Recorded, key: &PublicKey) -> Act<&'a Person> {
    recorded.progress.registry.holder(key).map(|(person, _)| person).ok_or_else(|| {
        Refusal::new(
            RefusalCode::R0060,
            format!("the key {} is not in the registry", key.fingerprint()),
            "use the key that is registered for you, or have this one registered",
        )
        .who("the secretariat, for the registry")
        .into()
    })
}

/// The amendment that is meant by its id, its short number, or the beginning of its id.
pub(super) fn amendment(recorded: &Recorded, text: &str) -> Act<AmendmentId> {
    let items = &recorded.progress.proceedings;
    let exact = items.iter().find(|(id, item)| id.as_str() == text || item.docket == text);
    if let Some((id, _)) = exact {
        return Ok(id.clone());
    }
    let mut like = items.keys().filter(|id| text.len() >= 6 && id.as_str().starts_with(text));
    if let (Some(id), None) = (like.next(), like.next()) {
        return Ok(id.clone());
    }
    Err(Refusal::new(
        RefusalCode::R0078,
        format!("the amendment `{}` is not in the record", crate::diagnostic::visible(text)),
        "look up its id with `handbook amend list`",
    )
    .into())
}

/// Signed reviews in files.
pub(super) fn reviews(recorded: &Recorded, paths: &[Utf8PathBuf]) -> Act<Vec<SignedReview>> {
    let mut found = Vec::new();
    for path in paths {
        let source = SourceText::new(path.as_str(), given_text(path, AS_SIGNED)?);
        found.push(SignedReview::read(&source, &recorded.record.handbook)?);
    }
    Ok(found)
}

/// The record in the hands of a person who acts.
pub(super) struct Hand {
    pub recorded: Recorded,
    /// The keys that were given; the first one acts.
    pub keys: Vec<SigningKey>,
    pub now: Timestamp,
    dry_run: bool,
    _lock: Option<fs::Lock>,
}

impl Hand {
    /// Opens the keys and the record, which nobody else can change meanwhile.
    pub(super) fn of(session: &Session<'_>, recording: &Recording) -> Act<Self> {
        let now = recording.signing.at.moment()?;
        there(session)?;
        let mut keys = Vec::new();
        for path in &recording.signing.key {
            keys.push(recording.signing.passphrase.open(path)?);
        }
        let lock = match recording.dry_run {
            true => None,
            false => Some(Record::lock(&session.common.root)?),
        };
        let recorded = proved(session)?;
        if clock::is_far_ahead(now) {
            session.out.remark(&format!(
                "note: {now} lies ahead of the clock of this machine; once recorded, nothing can be recorded with an earlier time\n"
            ));
        }
        Ok(Self { recorded, keys, now, dry_run: recording.dry_run, _lock: lock })
    }

    /// The desk of the person with the first key.
    pub(super) fn desk(&self) -> Act<Desk<'_>> {
        let key = &self.keys[0];
        Ok(Desk {
            record: &self.recorded.record,
            progress: &self.recorded.progress,
            actor: &person(&self.recorded, &key.public())?.id,
            key,
            now: self.now,
        })
    }

    /// Writes what an action came to, and tells it.
    pub(super) fn record(&self, session: &Session<'_>, outcome: Outcome) -> Act {
        let transaction = outcome?;
        if !self.dry_run {
            transaction.write(&session.common.root)?;
        }
        tell(session, &transaction, self.dry_run, json!({}));
        Ok(())
    }

    /// As [`Hand::record`], saying more to programs and nothing to people.
    pub(super) fn write(&self, session: &Session<'_>, transaction: &Transaction) -> Act {
        if !self.dry_run {
            transaction.write(&session.common.root)?;
        }
        Ok(())
    }

    pub(super) const fn is_dry(&self) -> bool {
        self.dry_run
    }
}

/// An entry that a transaction writes: number, event and subject.
fn entries(transaction: &Transaction) -> Vec<(u64, String, String)> {
    let written = transaction.files.iter().filter(|(path, _)| path.ends_with(".entry"));
    written
        .filter_map(|(_, bytes)| {
            let text = String::from_utf8_lossy(bytes.as_ref()?).into_owned();
            let field = |name: &str| {
                let found = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
                found.unwrap_or("").to_owned()
            };
            Some((field("Seq").parse().ok()?, field("Event"), field("Subject")))
        })
        .collect()
}

/// Tells what was or would be recorded. `more` is merged into the document for programs.
pub(super) fn tell(session: &Session<'_>, transaction: &Transaction, dry_run: bool, more: Value) {
    if session.out.for_people() {
        let entries = entries(transaction);
        let verb = if dry_run { "would record" } else { "recorded" };
        let mut text = String::new();
        for (seq, event, subject) in &entries {
            text.push_str(&format!("{verb} entry {seq:06}: {event} {subject}\n"));
        }
        let texts: Vec<&str> = transaction
            .files
            .keys()
            .map(String::as_str)
            .filter(|path| path.starts_with("content/"))
            .collect();
        if !texts.is_empty() {
            let verb = if dry_run { "would change" } else { "changed" };
            text.push_str(&format!("{verb} {}\n", texts.join(", ")));
        }
        session.out.result(&text);
        for note in &transaction.notes {
            session.out.remark(&format!("note: {note}\n"));
        }
        return;
    }
    print_json(session, &told(transaction, dry_run, more));
}

/// What was or would be recorded, for programs. `more` is merged into it.
pub(super) fn told(transaction: &Transaction, dry_run: bool, more: Value) -> Value {
    let entries = entries(transaction);
    let mut document = json!({
        "version": 1,
        "dry_run": dry_run,
        "entries": entries
            .iter()
            .map(|(seq, event, subject)| json!({ "seq": seq, "event": event, "subject": subject }))
            .collect::<Vec<_>>(),
        "files": transaction.files.keys().collect::<Vec<_>>(),
        "notes": transaction.notes,
    });
    if let (Some(document), Value::Object(more)) = (document.as_object_mut(), more) {
        document.extend(more);
    }
    document
}

/// What speaks against an edition: findings in the text are shown, what the rules refuse ends the
/// command.
pub(super) fn stopped(session: &Session<'_>, reasons: Reasons) -> Stop {
    let outcome: pipeline::Outcome<()> = pipeline::Outcome {
        value: None,
        diagnostics: reasons.diagnostics,
        refusals: Vec::new(),
        times: Vec::new(),
    };
    if !for_programs(session) {
        session.out.findings(&outcome);
    }
    Stop::Refused(reasons.refusals)
}

/// Tells that the last entry of a ledger has a time that has not come on the date of the run.
pub(super) fn remark_ahead(session: &Session<'_>, recorded: &Recorded) {
    let (seq, time) = (recorded.progress.seq, recorded.progress.time);
    if session.out.for_people() && clock::is_after(time, &session.clock) {
        session.out.remark(&format!(
            "note: the last entry, {seq:06}, has the time {time}, which has not come on {}; nothing can be recorded before it: `handbook explain R0093` says what to do\n",
            session.clock.iso()
        ));
    }
}

/// One JSON document.
pub(super) fn print_json(session: &Session<'_>, document: &Value) {
    session.out.result(&(serde_json::to_string_pretty(document).unwrap_or_default() + "\n"));
}

/// One JSON document of what was done and of what is refused.
pub(super) fn print_with(session: &Session<'_>, mut document: Value, refusals: &[Refusal]) -> Act {
    document["refusals"] = refusal_values(refusals);
    print_json(session, &document);
    if refusals.is_empty() { Ok(()) } else { Err(Stop::Told) }
}

/// Whether the answer is for programs.
pub(super) fn for_programs(session: &Session<'_>) -> bool {
    session.out.format == FormatChoice::Json
}

/// The bytes of a file that a person named.
pub(super) fn given(path: &Utf8Path) -> Result<Vec<u8>> {
    if fs::is_dir(path) {
        return Err(Error::usage(format!("`{path}` is a folder; name the file in it")));
    }
    if !fs::exists(path) {
        return Err(Error::usage(format!(
            "there is no file `{path}`; look at its name, and at the folder that you are in"
        )));
    }
    fs::read(path)
}

/// The text of a file that a person named; `remedy` is what to do where it is none.
pub(super) fn given_text(path: &Utf8Path, remedy: &str) -> Act<String> {
    String::from_utf8(given(path)?).map_err(|_| {
        Refusal::new(RefusalCode::R0002, format!("`{path}` is not plain text in UTF-8"), remedy)
            .in_file(path.as_str())
            .into()
    })
}

/// A key file that a person named.
pub(super) fn given_key(path: &Utf8Path) -> Act<String> {
    given_text(path, "name the file of a key, as `handbook key new` or `ssh-keygen -t ed25519` wrote it")
}

/// What to do with a signed file that is no text.
pub(super) const AS_SIGNED: &str = "take the file as it was signed, attached to its message";

/// What to do with a text to be signed that is none.
pub(super) const AS_TEXT: &str = "save it as plain text with the encoding UTF-8, and run the command again";

/// Writes a new file that a person asked for; one that is there already is not written over.
pub(super) fn write_new(path: &Utf8Path, bytes: &[u8]) -> Act {
    if fs::exists(path) {
        return Err(Stop::Failed(Error::usage(format!(
            "`{path}` is there already; name another file with `--output`"
        ))));
    }
    Ok(fs::write_atomic(path, bytes)?)
}
