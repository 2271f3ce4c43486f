//! What can be typed after `handbook amend`.

use camino::Utf8PathBuf;
use clap::{Args, Subcommand, ValueEnum};

use super::super::acting::{At, Passphrase, Recording, Signing};
use crate::amend::policy::Ground;
use crate::amend::{Event, Kind, Stage};

/// What to do with amendments.
#[derive(Debug, Args)]
pub(in crate::cli) struct AmendArguments {
    #[command(subcommand)]
    pub action: AmendAction,
}

/// Actions on amendments.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum AmendAction {
    /// Make an amendment from an edited copy of a page; you sign it afterwards
    #[command(
        after_help = "Examples:\n  handbook amend new content/annexes/xa.md --edited copy.md --kind annex --title \"Translations accepted\" --source \"act | Harbour Act | s. 14\" --rationale \"Practice changed.\" --key my-key\n  handbook amend new content/annexes/xa.md --kind confirmation --title \"Annex confirmed\" --key my-key\n  handbook amend new content/annexes/xa.md --edited annex.md --also content/reference/treaty-status/xa.yaml=status.yaml --title \"Ratified\" --source \"treaty | Convention | art. 3\" --key my-key\n  handbook amend new content/chapters/mla.md --kind remark --heading \"Urgent requests\" --title \"An example is missing\" --key my-key"
    )]
    New(NewArguments),
    /// As `new`, after the page was changed in your editor ($VISUAL or $EDITOR)
    Edit(EditArguments),
    /// As `new`, from what `diff -u` or `git diff` gave
    FromDiff(FromDiffArguments),
    /// Check an amendment by every rule that needs no rights, and show its changes
    Check {
        /// The amendment's file
        file: Utf8PathBuf,
    },
    /// Sign an amendment, or a review that you were asked for
    Sign(SignArguments),
    /// Check an amendment as an editor would on receiving it, and say where to send it
    Submit {
        /// The amendment's file
        file: Utf8PathBuf,
        #[command(flatten)]
        at: At,
    },
    /// Receive amendments: file them, record them, and write the receipts
    Intake {
        /// The amendments' files
        #[arg(required = true)]
        files: Vec<Utf8PathBuf>,
        /// Folder for the receipts
        #[arg(long, value_name = "FOLDER", default_value = "receipts")]
        receipt: Utf8PathBuf,
        #[command(flatten)]
        recording: Recording,
    },
    /// The docket: number, State, kind, where it stands, what is missing
    List(ListArguments),
    /// One amendment: reasons, sources, changes word by word, what it still needs
    Show {
        /// Id or short number
        id: String,
        /// Write a page for print to this file
        #[arg(long, value_name = "FILE")]
        html: Option<Utf8PathBuf>,
    },
    /// Where a State's amendments stand, and who must act next
    Status {
        /// Code of the State; else all
        #[arg(long, value_name = "CODE")]
        state: Option<String>,
    },
    /// Begin the review
    Open(DecideArguments),
    /// Let a late amendment into its round (the Chair)
    Admit(DecideArguments),
    /// Send an amendment back to its author, with a reason
    Return(ReturnArguments),
    /// Refuse an amendment (an editor and the chief editor)
    Reject(RejectArguments),
    /// Take a refused amendment up again, once (the Chair)
    Reopen(DecideArguments),
    /// Accept an amendment: the text changes
    Accept(AcceptArguments),
    /// Put an accepted amendment back under review; the text goes back
    Stale(DecideArguments),
    /// Set one requirement aside in public (the Chair and the chief editor)
    Override(OverrideArguments),
    /// Take an amendment back
    ///
    /// Its author, or the focal point of its State, signs; an editor records it. With the key of one
    /// who keeps no ledger the signed consent is written to a file for an editor.
    Withdraw(ConsentArguments),
    /// Sign, as focal point, that the State stands behind exactly this text
    Clear(ClearArguments),
    /// Sign an opinion on exactly this text
    Review(ReviewArguments),
    /// Record signed reviews
    ImportReview {
        /// The reviews' files
        #[arg(required = true)]
        files: Vec<Utf8PathBuf>,
        #[command(flatten)]
        recording: Recording,
    },
    /// A new draft of an amendment from the text as it is now
    Rebase {
        /// Id or short number
        id: String,
        /// File of the draft
        #[arg(long, value_name = "FILE")]
        output: Option<Utf8PathBuf>,
        #[command(flatten)]
        at: At,
    },
    /// Build the whole site with amendments in place, marked as not adopted
    Preview {
        /// Ids or short numbers, in the order in which they are applied
        #[arg(required = true)]
        ids: Vec<String>,
        /// Folder of the preview
        #[arg(long, value_name = "FOLDER")]
        output: Utf8PathBuf,
    },
    /// Who changed a line, and on what authority
    #[command(
        after_help = "Examples:\n  handbook amend blame content/annexes/xa.md\n  handbook amend blame content/annexes/xa.md:12"
    )]
    Blame {
        /// A text, with or without the number of a line after a colon
        #[arg(value_name = "PATH[:LINE]")]
        place: String,
    },
    /// Take the words of an amendment out of the record (the Chair and the chief editor)
    Redact(RedactArguments),
    /// Open the record with the text as it is
    Found(FoundArguments),
}

/// What a person says about an amendment.
#[derive(Clone, Debug, Args)]
pub(in crate::cli) struct Sayings {
    /// What it is for
    #[arg(long, value_parser = kind, default_value = "annex", value_name = "KIND")]
    pub kind: Kind,
    /// What it does, in one line
    #[arg(long)]
    pub title: String,
    /// A legal source: "act | title | provision | address"; may be given again
    #[arg(long, value_name = "SOURCE")]
    pub source: Vec<String>,
    /// Why
    #[arg(long, default_value = "", value_name = "TEXT")]
    pub rationale: String,
    /// The round; else the one that is open
    #[arg(long)]
    pub round: Option<String>,
    /// The returned amendment in whose place it stands
    #[arg(long, value_name = "AMENDMENT")]
    pub supersedes: Option<String>,
    /// Your key, private or public: it tells who the author is
    #[arg(long, value_name = "FILE")]
    pub key: Option<Utf8PathBuf>,
    /// The author's id in the registry, where there is no key at hand
    #[arg(long, value_name = "PERSON", conflicts_with = "key")]
    pub author: Option<String>,
    /// Mend what programs such as Word left in the edited text
    #[arg(long)]
    pub fix: bool,
    /// File of the amendment; else its id with `.amend`
    #[arg(long, value_name = "FILE")]
    pub output: Option<Utf8PathBuf>,
    /// Show the changes and write nothing
    #[arg(long)]
    pub dry_run: bool,
    #[command(flatten)]
    pub at: At,
}

/// Options of `amend new`.
#[derive(Debug, Args)]
pub(in crate::cli) struct NewArguments {
    /// The text, for example content/annexes/xa.md; for an objection, the id of the suggestion
    #[arg(value_name = "PATH or ID")]
    pub path: String,
    /// Your changed copy of it
    #[arg(long, value_name = "FILE")]
    pub edited: Option<Utf8PathBuf>,
    /// Remove the text (kind `structure`)
    #[arg(long, conflicts_with = "edited")]
    pub remove: bool,
    /// Another text that changes with it, and your changed copy of that; may be given again
    #[arg(long, value_name = "PATH=FILE")]
    pub also: Vec<String>,
    /// The text that this one takes the place of, under another name (kind `structure`)
    #[arg(long, value_name = "PATH", requires = "edited")]
    pub moved_from: Option<String>,
    /// The heading that a remark is about
    #[arg(long, value_name = "HEADING")]
    pub heading: Option<String>,
    #[command(flatten)]
    pub sayings: Sayings,
}

/// Options of `amend edit`.
#[derive(Debug, Args)]
pub(in crate::cli) struct EditArguments {
    /// The text, for example content/annexes/xa.md
    pub path: String,
    #[command(flatten)]
    pub sayings: Sayings,
}

/// Options of `amend from-diff`.
#[derive(Debug, Args)]
pub(in crate::cli) struct FromDiffArguments {
    /// The diff
    pub diff: Utf8PathBuf,
    #[command(flatten)]
    pub sayings: Sayings,
}

/// Options of `amend sign`.
#[derive(Debug, Args)]
pub(in crate::cli) struct SignArguments {
    /// The unsigned file
    pub file: Utf8PathBuf,
    /// Your private key
    #[arg(long, value_name = "FILE")]
    pub key: Utf8PathBuf,
    #[command(flatten)]
    pub passphrase: Passphrase,
    /// Another file for the signed text
    #[arg(long, value_name = "FILE")]
    pub output: Option<Utf8PathBuf>,
    /// Id of the handbook, where its folder is not at hand
    #[arg(long, value_name = "HANDBOOK")]
    pub handbook: Option<String>,
}

/// Options of `amend list`.
#[derive(Debug, Args)]
pub(in crate::cli) struct ListArguments {
    /// Only those that stand there, for example under-review
    #[arg(long, value_parser = stage)]
    pub stage: Option<Stage>,
    /// Only those of this State
    #[arg(long, value_name = "CODE")]
    pub state: Option<String>,
    /// Only those of this round
    #[arg(long)]
    pub round: Option<String>,
    /// Only those for which this person could act: an id in the registry
    #[arg(long, value_name = "PERSON")]
    pub awaiting: Option<String>,
    /// Only those whose author has this key
    #[arg(long, value_name = "KEY-FILE")]
    pub mine: Option<Utf8PathBuf>,
    #[command(flatten)]
    pub at: At,
}

/// Options of a decision with a reason.
#[derive(Debug, Args)]
pub(in crate::cli) struct DecideArguments {
    /// Id or short number
    pub id: String,
    /// Why, in words
    #[arg(long, default_value = "", value_name = "TEXT")]
    pub text: String,
    #[command(flatten)]
    pub recording: Recording,
}

/// Options of `amend return`.
#[derive(Debug, Args)]
pub(in crate::cli) struct ReturnArguments {
    #[command(flatten)]
    pub decide: DecideArguments,
    /// On which ground
    #[arg(long, value_parser = ground, value_name = "GROUND")]
    pub reason: Ground,
    /// Write a draft for the author to this file: the amendment brought to the text as it is now
    #[arg(long, value_name = "FILE")]
    pub counter_draft: Option<Utf8PathBuf>,
}

/// Options of `amend reject`.
#[derive(Debug, Args)]
pub(in crate::cli) struct RejectArguments {
    #[command(flatten)]
    pub decide: DecideArguments,
    /// On which ground; the rule for the amendment must allow it
    #[arg(long, value_parser = ground, value_name = "GROUND")]
    pub reason: Ground,
    /// Last day of an appeal
    #[arg(long, value_name = "DATE")]
    pub appeal_until: String,
    /// Signed consent of the second person
    #[arg(long, value_name = "FILE")]
    pub review: Vec<Utf8PathBuf>,
}

/// Options of `amend accept`.
#[derive(Debug, Args)]
pub(in crate::cli) struct AcceptArguments {
    #[command(flatten)]
    pub decide: DecideArguments,
    /// The amendment that answers a remark
    #[arg(long, value_name = "AMENDMENT")]
    pub answered_by: Option<String>,
}

/// Options of `amend override`.
#[derive(Debug, Args)]
pub(in crate::cli) struct OverrideArguments {
    #[command(flatten)]
    pub decide: DecideArguments,
    /// The requirement, as `amend show` prints it
    #[arg(long, value_name = "REQUIREMENT")]
    pub need: String,
    /// Signed consent of the second person
    #[arg(long, value_name = "FILE")]
    pub review: Vec<Utf8PathBuf>,
}

/// Options of `amend withdraw`.
#[derive(Debug, Args)]
pub(in crate::cli) struct ConsentArguments {
    #[command(flatten)]
    pub decide: DecideArguments,
    /// Signed consent of others
    #[arg(long, value_name = "FILE")]
    pub review: Vec<Utf8PathBuf>,
    /// File for the signed consent of one who keeps no ledger
    #[arg(long, value_name = "FILE")]
    pub output: Option<Utf8PathBuf>,
}

/// Options of `amend clear`.
#[derive(Debug, Args)]
pub(in crate::cli) struct ClearArguments {
    /// Id or short number
    pub id: String,
    /// Say no instead
    #[arg(long)]
    pub decline: bool,
    /// Words to the editors
    #[arg(long, default_value = "", value_name = "TEXT")]
    pub text: String,
    /// File of the signed answer; else the id with `.review`
    #[arg(long, value_name = "FILE")]
    pub output: Option<Utf8PathBuf>,
    #[command(flatten)]
    pub signing: Signing,
}

/// Options of `amend review`.
#[derive(Debug, Args)]
pub(in crate::cli) struct ReviewArguments {
    /// Id or short number
    #[arg(required_unless_present = "again")]
    pub id: Option<String>,
    /// Yes or no
    #[arg(long, value_enum, required_unless_present = "again")]
    pub decision: Option<DecisionChoice>,
    /// Sign again everything that you approved and that a change of registry or policy alone has voided
    #[arg(long, conflicts_with_all = ["id", "decision", "step", "reason", "refers", "ask"], requires = "key")]
    pub again: bool,
    /// The step that is agreed to
    #[arg(long, value_enum, default_value_t = StepChoice::Accept)]
    pub step: StepChoice,
    /// The ground of a refusal
    #[arg(long, value_parser = ground, value_name = "GROUND")]
    pub reason: Option<Ground>,
    /// The requirement that is set aside, the edition
    #[arg(long, value_name = "TEXT")]
    pub refers: Option<String>,
    /// Words to the editors
    #[arg(long, default_value = "", value_name = "TEXT")]
    pub text: String,
    /// Write the file unsigned, for this person to sign with `amend sign`
    #[arg(long, value_name = "PERSON", conflicts_with = "key")]
    pub ask: Option<String>,
    /// Your private key
    #[arg(long, value_name = "FILE", required_unless_present = "ask")]
    pub key: Option<Utf8PathBuf>,
    #[command(flatten)]
    pub passphrase: Passphrase,
    #[command(flatten)]
    pub at: At,
    /// File of the signed answer; else the id with `.review`. With `--again` a folder
    #[arg(long, value_name = "FILE")]
    pub output: Option<Utf8PathBuf>,
}

/// Options of `amend redact`.
#[derive(Debug, Args)]
pub(in crate::cli) struct RedactArguments {
    #[command(flatten)]
    pub decide: DecideArguments,
    /// Signed consent of the second person
    #[arg(long, value_name = "FILE")]
    pub review: Vec<Utf8PathBuf>,
}

/// Options of `amend found`.
#[derive(Debug, Args)]
pub(in crate::cli) struct FoundArguments {
    /// The registry to begin with
    #[arg(long, value_name = "FILE")]
    pub registry: Utf8PathBuf,
    /// The policy to begin with; else the usual one
    #[arg(long, value_name = "FILE")]
    pub policy: Option<Utf8PathBuf>,
    /// On what decision
    #[arg(long, default_value = "", value_name = "TEXT")]
    pub text: String,
    #[command(flatten)]
    pub recording: Recording,
}

/// Yes or no.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum DecisionChoice {
    /// Agrees
    Approve,
    /// Does not agree
    Refuse,
}

/// Steps to which consent is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum StepChoice {
    /// That it is accepted
    Accept,
    /// That it is refused
    Reject,
    /// That it is taken back
    Withdraw,
    /// That a requirement is set aside
    Override,
    /// That its words are taken out of the record
    Redact,
    /// That it is published in the edition named with --refers
    Release,
}

impl StepChoice {
    pub(in crate::cli) const fn event(self) -> Event {
        match self {
            Self::Accept => Event::Accept,
            Self::Reject => Event::Reject,
            Self::Withdraw => Event::Withdraw,
            Self::Override => Event::Override,
            Self::Redact => Event::Redact,
            Self::Release => Event::Release,
        }
    }
}

fn kind(text: &str) -> Result<Kind, String> {
    text.parse().map_err(|()| {
        let known: Vec<&str> = Kind::ALL.iter().map(|kind| kind.word()).collect();
        format!("kinds are {}", known.join(", "))
    })
}

fn stage(text: &str) -> Result<Stage, String> {
    Stage::ALL.into_iter().find(|stage| stage.name() == text).ok_or_else(|| {
        let known: Vec<&str> = Stage::ALL.iter().map(|stage| stage.name()).collect();
        format!("stages are {}", known.join(", "))
    })
}

fn ground(text: &str) -> Result<Ground, String> {
    Ground::parse(text).ok_or_else(|| {
        let known: Vec<&str> = Ground::ALL.iter().map(|ground| ground.name()).collect();
        format!("grounds are {}", known.join(", "))
    })
}
