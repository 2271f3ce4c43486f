//! What can be typed.

use camino::Utf8PathBuf;
use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};

use crate::diagnostic::Format;

const EXIT_CODES: &str = "Exit codes: 0 clean, 1 errors in the text or a refusal, 2 wrong usage or configuration, \
3 the machine (a file, a port, a bug), 130 interrupted.";

/// Publishes a legal handbook that several States keep up to date together.
#[derive(Debug, Parser)]
#[command(name = "handbook", version, about, after_help = EXIT_CODES, propagate_version = true, arg_required_else_help = true)]
pub(super) struct Arguments {
    #[command(flatten)]
    pub common: Common,
    #[command(subcommand)]
    pub verb: Verb,
}

/// Options of every verb.
#[derive(Clone, Debug, Args)]
pub(super) struct Common {
    /// Folder of the handbook, with its book.toml
    #[arg(long, short = 'C', global = true, value_name = "FOLDER", default_value = ".")]
    pub root: Utf8PathBuf,
    /// The one date of the run, YYYY-MM-DD; else SOURCE_DATE_EPOCH, else today
    #[arg(long, global = true, value_name = "DATE")]
    pub as_of: Option<String>,
    /// How findings are printed
    #[arg(long, global = true, value_enum, value_name = "FORMAT", default_value_t = FormatChoice::Human)]
    pub format: FormatChoice,
    /// No colours, as with the environment variable NO_COLOR
    #[arg(long, global = true)]
    pub no_color: bool,
    /// Number of threads; the output does not depend on it
    #[arg(long, global = true, value_name = "N")]
    pub threads: Option<usize>,
    /// Print the time of each stage to stderr
    #[arg(long, global = true)]
    pub timings: bool,
}

/// How findings are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum FormatChoice {
    /// Excerpts with carets, for people
    Human,
    /// path:line:column: error[CODE]: message
    Short,
    /// One JSON document
    Json,
    /// Workflow commands of GitHub
    Github,
}

impl FormatChoice {
    pub(super) const fn format(self) -> Format {
        match self {
            Self::Human => Format::Human,
            Self::Short => Format::Short,
            Self::Json => Format::Json,
            Self::Github => Format::Github,
        }
    }
}

/// The verbs.
#[derive(Debug, Subcommand)]
pub(super) enum Verb {
    /// Build the site and the search index
    #[command(
        after_help = "Examples:\n  handbook build\n  handbook build --dry-run\n  handbook build -C ../other-handbook --as-of 2026-11-01"
    )]
    Build(BuildArguments),
    /// Check the text and the data as strictly as publishing does; writes nothing
    #[command(after_help = "Examples:\n  handbook check\n  handbook check --format github")]
    Check,
    /// Show or bring up to date the permanent anchors of numbered paragraphs
    #[command(
        after_help = "Examples:\n  handbook anchors update\n  handbook anchors update --dry-run\n  handbook anchors show p-k7m2qv"
    )]
    Anchors(AnchorsArguments),
    /// Find the way from one State to another: legal bases, authority, language, obstacles
    ///
    /// States by code or name; without --kind every kind of request is answered.
    #[command(
        after_help = "Examples:\n  handbook route TH VN --kind extradition\n  handbook route \"Viet Nam\" Thailand --kind mla --format json\n  handbook route TH VN --as-of 2009-11-23"
    )]
    Route(RouteArguments),
}

/// Options of `route`.
#[derive(Debug, Args)]
pub(super) struct RouteArguments {
    /// The requesting State
    pub from: String,
    /// The requested State
    pub to: String,
    /// Kind of request, for example mla or extradition
    #[arg(long)]
    pub kind: Option<String>,
}

/// Options of `build`.
#[derive(Debug, Args)]
pub(super) struct BuildArguments {
    /// Say what would be written and write nothing
    #[arg(long)]
    pub dry_run: bool,
}

/// What to do with anchors.
#[derive(Debug, Args)]
pub(super) struct AnchorsArguments {
    #[command(subcommand)]
    pub action: AnchorsAction,
}

/// Actions on anchors.
#[derive(Debug, Subcommand)]
pub(super) enum AnchorsAction {
    /// Write anchors.tsv for the text as it is
    Update {
        /// Say what would change and write nothing
        #[arg(long)]
        dry_run: bool,
    },
    /// Where an anchor is, or all of them
    Show {
        /// The anchor, for example p-k7m2qv
        anchor: Option<String>,
    },
}

/// The whole command, for completions, manual pages and tests.
#[must_use]
pub fn command() -> clap::Command {
    Arguments::command()
}
