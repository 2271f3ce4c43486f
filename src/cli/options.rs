//! What can be typed.

use camino::Utf8PathBuf;
use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum, value_parser};

use super::amend::AmendArguments;
use super::diff::DiffArguments;
use super::key::KeyArguments;
use super::ledger::LedgerArguments;
use super::policy::PolicyArguments;
use super::registry::RegistryArguments;
use super::release::ReleaseArguments;
use super::round::RoundArguments;
use super::verify::VerifyArguments;
use crate::diagnostic::Format;
use crate::search::Filters;

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
#[command(next_help_heading = "Options of every verb")]
pub(super) struct Common {
    /// Folder of the handbook, with its book.toml
    #[arg(long, short = 'C', global = true, value_name = "FOLDER", default_value = ".")]
    pub root: Utf8PathBuf,
    /// The one date of the run, YYYY-MM-DD; else SOURCE_DATE_EPOCH, else today
    #[arg(long, global = true, value_name = "DATE")]
    pub as_of: Option<String>,
    /// How findings and results are printed
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
    #[value(alias = "text")]
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
    #[command(
        after_help = "Examples:\n  handbook check\n  handbook check --format github\n  handbook check --search"
    )]
    Check(CheckArguments),
    /// Search the built handbook
    ///
    /// Words in any order; "phrases" in quotation marks; -word leaves out; state:CODE, kind:annex,
    /// lang:TAG and cites:KEY narrow as the options do. Needs a build. To look for the words `eval`,
    /// `findable`, `related` or `speed` themselves, write `--` before them.
    #[command(
        args_conflicts_with_subcommands = true,
        subcommand_negates_reqs = true,
        after_help = "Examples:\n  handbook search dual criminality --state XA\n  handbook search '\"dual criminality\"' --kind annex --limit 5\n  handbook search --format json 'cites:convention:18 video link'\n  handbook search -- refusal -tax\n  handbook search related 4.12\n  handbook search eval search-index/judged"
    )]
    Search(SearchArguments),
    /// Count words, units and citations, how well they are established and how readable they are
    ///
    /// A program cannot tell whether a sentence asserts law: --uncited lists the units without a
    /// citation for an editor to judge, --draw traces some of those with one to their sources.
    #[command(
        after_help = "Examples:\n  handbook figures\n  handbook figures --format json\n  handbook figures --draw 10 --seed 2026\n  handbook figures --uncited"
    )]
    Figures(FiguresArguments),
    /// Find runs of words that the text shares with the texts of a folder
    ///
    /// Files ending in .md, .txt and .yaml are compared, in every script. Titles of authorities and
    /// names of offices do not count. The exit code is 1 where there is such a run.
    #[command(
        after_help = "Examples:\n  handbook overlap ../facts\n  handbook overlap --words 12 --format json ../facts"
    )]
    Overlap(OverlapArguments),
    /// Show or bring up to date the permanent anchors of numbered paragraphs
    #[command(
        after_help = "Examples:\n  handbook anchors update\n  handbook anchors update --dry-run\n  handbook anchors show p-k7m2qv"
    )]
    Anchors(AnchorsArguments),
    /// Say which States had signed and joined which treaties on the date of the run
    ///
    /// Sums count the States that were members on that date. A date of which only the year or month is
    /// known decides nothing within that year or month: the answer is then "not established".
    #[command(
        after_help = "Examples:\n  handbook treaty-status --as-of 2009-11-23\n  handbook treaty-status --as-of 2009-11-23 --instrument some-treaty\n  handbook treaty-status --format json"
    )]
    TreatyStatus(TreatyStatusArguments),
    /// Build, and show the handbook with its search in a browser; each change to the text at once
    ///
    /// Only this computer can reach the server unless --host names another address. A change that cannot
    /// be built leaves the last good pages and is shown at /problems. Ctrl-C stops the server: exit code 0.
    #[command(
        after_help = "Examples:\n  handbook serve\n  handbook serve --open\n  handbook serve --port 8080\n  handbook serve --port 0\n  curl 'http://127.0.0.1:3000/api/search?q=extradition'"
    )]
    Serve(ServeArguments),
    /// Write a first handbook, or a plain book, to start from; overwrites nothing
    #[command(
        after_help = "Examples:\n  handbook init my-handbook --title \"Handbook of the Region\"\n  handbook init --template book notes\n  handbook init my-handbook --dry-run"
    )]
    Init(InitArguments),
    /// Explain the code of a finding, or list all codes
    #[command(after_help = "Examples:\n  handbook explain E0203\n  handbook explain")]
    Explain(ExplainArguments),
    /// Check folder and machine, and say how to mend what is wrong; writes nothing
    #[command(
        after_help = "Examples:\n  handbook doctor\n  handbook doctor -C ../other-handbook --format json\n\nThe exit code is 1 where a check failed, 0 where there are warnings at most."
    )]
    Doctor,
    /// Print the completion script for a shell
    #[command(
        after_help = "Examples:\n  handbook completions bash > ~/.local/share/bash-completion/completions/handbook\n  handbook completions fish > ~/.config/fish/completions/handbook.fish"
    )]
    Completions(CompletionsArguments),
    /// Print the manual page, or write one page a verb
    #[command(
        after_help = "Examples:\n  handbook man | man -l -\n  handbook man --output ~/.local/share/man/man1\n  handbook man --output man --dry-run"
    )]
    Man(ManArguments),
    /// Find the way from one State to another: legal bases, authority, language, obstacles
    ///
    /// States by code or name; without --kind every kind of request is answered.
    #[command(
        after_help = "Examples:\n  handbook route XA XB --kind extradition\n  handbook route Samplestan Exampleland --kind mla --format json\n  handbook route XA XB --as-of 2009-11-23"
    )]
    Route(RouteArguments),
    /// Write the handbook as a folder, a zip, one HTML file, EPUB or PDF, to carry it away
    ///
    /// All forms have the same text, numbers and citations. A chapter is named by number, file or title,
    /// an annex by the code or name of its State. PDF needs the program weasyprint.
    #[command(
        after_help = "Examples:\n  handbook export zip --output handbook.zip\n  handbook export html-file --output handbook.html\n  handbook export epub --output handbook.epub --annex XA\n  handbook export pdf --output chapter-3.pdf --chapter 3\n  handbook export pdf --output sheet.pdf --route XA XB --kind extradition\n  handbook export epub --output handbook.epub --dry-run"
    )]
    Export(ExportArguments),
    /// Propose, review and accept amendments; look at them
    Amend(AmendArguments),
    /// Make and show the key with which you sign
    Key(KeyArguments),
    /// Open, extend, close and summarise rounds; record their adoption
    Round(RoundArguments),
    /// Show and change who signs
    Registry(RegistryArguments),
    /// Show, test and change the rules
    Policy(PolicyArguments),
    /// Prove and show the ledger
    Ledger(LedgerArguments),
    /// Write a copy of the handbook with a record to try everything on
    ///
    /// The copy has people with throw-away keys for every State, a running round, and amendments that
    /// wait, clash, were returned, came late or were accepted. None of it is law: each is marked as a
    /// demonstration. Two annexes get an earlier date of verification, so that their States can report.
    #[command(after_help = "Examples:\n  handbook demo ../demo\n  handbook serve -C ../demo --open")]
    Demo(DemoArguments),
    /// Freeze and sign editions
    Release(ReleaseArguments),
    /// Say whether a copy of an edition is genuine, from the copy alone; no network is used
    ///
    /// The fingerprint is printed in the book and told by those who publish it. It stands for the keys
    /// of those who sign, and how many of them must. The exit code is 1 where anything is altered,
    /// missing, added, not signed, or older than the edition named with --newest.
    #[command(
        override_usage = "handbook verify [OPTIONS] --root <FINGERPRINT> <COPY>",
        after_help = "Examples:\n  handbook verify editions/2026.1 --root sha256:FINGERPRINT\n  handbook verify copy.zip --root sha256:FINGERPRINT\n  handbook verify site/e/2026.1 --root sha256:FINGERPRINT --newest editions/2026.2"
    )]
    Verify(VerifyArguments),
    /// Say what changed between two editions, or since an edition
    ///
    /// Paragraph by paragraph through their permanent anchors, word by word in every script: moved is told
    /// from deleted and added; changed numbers, dates and words of duty are listed apart. Deleted text
    /// stands in [- -], added text in {+ +}; a terminal with colours strikes out and underlines.
    #[command(
        after_help = "Examples:\n  handbook diff 2026.1 2026.2\n  handbook diff latest\n  handbook diff 2026.1 working --page XA\n  handbook diff 2026.1 2026.2 --paragraph 4.12\n  handbook diff 2026.1 2026.2 --html changes.html"
    )]
    Diff(DiffArguments),
}

/// Options of `demo`.
#[derive(Debug, Args)]
pub(super) struct DemoArguments {
    /// Folder of the copy; it must not be there yet
    pub folder: Utf8PathBuf,
    /// Moment of the last entry, in UTC
    #[arg(long, value_name = "TIME", default_value = "2026-11-22T12:00:00Z")]
    pub at: String,
}

/// Options of `search`.
#[derive(Debug, Args)]
pub(super) struct SearchArguments {
    #[command(subcommand)]
    pub action: Option<SearchAction>,
    /// What to look for
    #[arg(required = true, value_name = "QUERY")]
    pub query: Vec<String>,
    /// Only passages about this State
    #[arg(long, value_name = "CODE")]
    pub state: Option<String>,
    /// Only passages of this kind of page
    #[arg(long, value_enum)]
    pub kind: Option<KindChoice>,
    /// Only passages that cite this authority, with or without a pinpoint: KEY or KEY:18
    #[arg(long, value_name = "KEY")]
    pub cites: Option<String>,
    /// Only passages with text in this language
    #[arg(long, value_name = "TAG")]
    pub lang: Option<String>,
    /// Most passages to show
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = value_parser!(u16).range(1..=1000))]
    pub limit: u16,
}

impl SearchArguments {
    /// The narrowing by options.
    pub(super) fn filters(&self) -> Filters {
        Filters {
            state: self.state.clone(),
            kind: self.kind.map(|kind| kind.name().to_owned()),
            instrument: self.cites.clone(),
            language: self.lang.clone(),
        }
    }
}

/// What else can be done with search.
#[derive(Debug, Subcommand)]
pub(super) enum SearchAction {
    /// Measure search on judged queries: nDCG@10, recall@10, MRR, queries without a hit, time
    ///
    /// DIR holds queries.tsv and qrels.tsv, and docs.tsv where it brings its own texts; else the judgments
    /// name paragraphs of the handbook by number or anchor. A folder of such folders is measured as a whole
    /// and set by set. No build is needed.
    #[command(
        after_help = "Examples:\n  handbook search eval search-index/judged\n  handbook search eval search-index/judged/en --worst 10\n  handbook search eval ../collections/cranfield --baseline --format json"
    )]
    Eval(EvalArguments),
    /// Report stretches of a text that its own index would not find; exit code 1 where there are any
    ///
    /// FILE is a text, each line a passage; its stretches are drawn from it. With gold words (a line's words
    /// with tabs between) stretches are runs of one to three of them. A table of line, count and stretch
    /// (`spans.tsv`) is tried on `lines.txt` beside it. With --terms FILE is a folder of texts, and each
    /// term of the list must be found in every paragraph where it stands.
    #[command(
        after_help = "Examples:\n  handbook search findable text.txt\n  handbook search findable ../collections/seg-th/spans.tsv\n  handbook search findable ../collections/seg-th/spans.tsv --engine static\n  handbook search findable --terms terms.txt ../texts"
    )]
    Findable(FindableArguments),
    /// Show the paragraphs most like one, named by its number or anchor; needs a build
    #[command(
        after_help = "Examples:\n  handbook search related 4.12\n  handbook search related TH.7 --limit 5 --format json"
    )]
    Related(RelatedArguments),
    /// Measure how fast an index is made and answers, with queries drawn from the texts of a folder
    #[command(
        after_help = "Examples:\n  handbook search speed content\n  handbook search speed ../texts --queries 2000 --format json"
    )]
    Speed(SpeedArguments),
}

/// Options of `search eval`.
#[derive(Debug, Args)]
pub(super) struct EvalArguments {
    /// Folder of the judged queries
    pub dir: Utf8PathBuf,
    /// Which search is measured
    #[arg(long, value_enum, default_value_t = EngineChoice::Server)]
    pub engine: EngineChoice,
    /// Measure tantivy as it comes, with its English stemmer, in the same run
    #[arg(long)]
    pub baseline: bool,
    /// Show this many of the worst answered queries of each set
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub worst: usize,
}

/// The searches that can be measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum EngineChoice {
    /// The search of the server and of the command line
    Server,
    /// The search of a site without a server, over its files
    Static,
}

/// Options of `search findable`.
#[derive(Debug, Args)]
pub(super) struct FindableArguments {
    /// The text or table; with --terms a folder of texts
    pub file: Utf8PathBuf,
    /// List of terms, one a line; `#` begins a remark
    #[arg(long, value_name = "TERMS")]
    pub terms: Option<Utf8PathBuf>,
    /// Which search is tried
    #[arg(long, value_enum, default_value_t = EngineChoice::Server)]
    pub engine: EngineChoice,
    /// Try every Nth of the stretches that are drawn
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub step: usize,
}

/// Options of `search related`.
#[derive(Debug, Args)]
pub(super) struct RelatedArguments {
    /// Number, anchor or address of the paragraph
    pub paragraph: String,
    /// Most paragraphs to show
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = value_parser!(u16).range(1..=100))]
    pub limit: u16,
}

/// Options of `search speed`.
#[derive(Debug, Args)]
pub(super) struct SpeedArguments {
    /// Folder of Markdown or plain texts; what stands between empty lines is a paragraph
    pub folder: Utf8PathBuf,
    /// Number of queries
    #[arg(long, value_name = "N", default_value_t = 1000)]
    pub queries: usize,
    /// Seed of the draw; the same seed draws the same queries
    #[arg(long, value_name = "SEED", default_value_t = 1)]
    pub seed: u64,
    /// Most paragraphs
    #[arg(long, value_name = "N")]
    pub passages: Option<usize>,
    /// Also write the files of the search without a server to this folder, to be measured in a browser
    #[arg(long, value_name = "FOLDER")]
    pub files: Option<Utf8PathBuf>,
}

/// Options of `check`.
#[derive(Debug, Args)]
pub(super) struct CheckArguments {
    /// Measure search on the judged queries too and hold the floors of book.toml
    #[arg(long)]
    pub search: bool,
}

/// Options of `treaty-status`.
#[derive(Debug, Args)]
pub(super) struct TreatyStatusArguments {
    /// Only this instrument, State by State
    #[arg(long, value_name = "INSTRUMENT")]
    pub instrument: Option<String>,
}

/// Kinds of pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum KindChoice {
    /// Chapters and the preface
    Chapter,
    /// Annexes of States
    Annex,
    /// Instruments, treaty status, glossary, sources
    Reference,
}

impl KindChoice {
    const fn name(self) -> &'static str {
        match self {
            Self::Chapter => "chapter",
            Self::Annex => "annex",
            Self::Reference => "reference",
        }
    }
}

/// Options of `figures`.
#[derive(Debug, Args)]
pub(super) struct FiguresArguments {
    /// Draw this many units with a citation and trace each to its sources
    #[arg(long, value_name = "N")]
    pub draw: Option<usize>,
    /// Seed of the draw: any word; the same seed draws the same units
    #[arg(long, value_name = "SEED", default_value = "1", requires = "draw")]
    pub seed: String,
    /// List the units without a citation
    #[arg(long)]
    pub uncited: bool,
}

/// Options of `overlap`.
#[derive(Debug, Args)]
pub(super) struct OverlapArguments {
    /// Folder of the texts to compare with
    #[arg(value_name = "TEXTS")]
    pub folder: Utf8PathBuf,
    /// Shortest run that counts
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = value_parser!(u16).range(2..=1000))]
    pub words: u16,
    /// File of runs that may be the same, one a line: quotations of provisions, titles
    #[arg(long, value_name = "FILE")]
    pub allow: Option<Utf8PathBuf>,
}

/// Options of `explain`.
#[derive(Debug, Args)]
pub(super) struct ExplainArguments {
    /// The code, for example E0203; without one all codes are listed
    pub code: Option<String>,
}

/// Options of `completions`.
#[derive(Debug, Args)]
pub(super) struct CompletionsArguments {
    /// The shell
    #[arg(value_enum)]
    pub shell: clap_complete::Shell,
}

/// Options of `man`.
#[derive(Debug, Args)]
pub(super) struct ManArguments {
    /// Folder for one page a verb
    #[arg(long, value_name = "DIR")]
    pub output: Option<Utf8PathBuf>,
    /// Say what would be written and write nothing
    #[arg(long, requires = "output")]
    pub dry_run: bool,
}

/// Options of `init`.
#[derive(Debug, Args)]
pub(super) struct InitArguments {
    /// Folder of the new handbook; made where it is missing
    #[arg(default_value = ".")]
    pub folder: Utf8PathBuf,
    /// What to start from
    #[arg(long, value_enum, default_value_t = TemplateChoice::Handbook)]
    pub template: TemplateChoice,
    /// Title of the book
    #[arg(long)]
    pub title: Option<String>,
    /// Language tag (BCP 47) of the text you will write; the template itself is in English
    #[arg(long, value_name = "TAG", default_value = "en")]
    pub language: String,
    /// Say what would be written and write nothing
    #[arg(long)]
    pub dry_run: bool,
}

/// Templates of `init`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum TemplateChoice {
    /// A small handbook of an invented region with two States, complete and without findings
    Handbook,
    /// A plain book in the form of mdBook
    Book,
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

/// Options of `export`.
#[derive(Debug, Args)]
pub(super) struct ExportArguments {
    /// The form
    #[arg(value_enum)]
    pub form: ExportChoice,
    /// File to write, or the folder for `folder`; an earlier export is replaced
    #[arg(long, short, value_name = "PATH")]
    pub output: Utf8PathBuf,
    /// Only this chapter
    #[arg(long, value_name = "CHAPTER", conflicts_with_all = ["annex", "route"])]
    pub chapter: Option<String>,
    /// Only the annex of this State
    #[arg(long, value_name = "STATE", conflicts_with = "route")]
    pub annex: Option<String>,
    /// Only the route from one State to another
    #[arg(long, num_args = 2, value_names = ["FROM", "TO"])]
    pub route: Option<Vec<String>>,
    /// Only this kind of request of the route
    #[arg(long, value_name = "KIND", requires = "route")]
    pub kind: Option<String>,
    /// Replace a file even where it is of another form
    #[arg(long)]
    pub force: bool,
    /// Say what would be written and write nothing
    #[arg(long)]
    pub dry_run: bool,
}

/// Forms of `export`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ExportChoice {
    /// The site as a folder that works from a double-clicked index.html
    Folder,
    /// The same in a zip
    Zip,
    /// The whole handbook in one HTML file, fonts and tools inside
    HtmlFile,
    /// EPUB 3 for reading devices and telephones
    Epub,
    /// PDF for paper
    Pdf,
}

/// Options of `build`.
#[derive(Debug, Args)]
pub(super) struct BuildArguments {
    /// Say what would be written and write nothing
    #[arg(long)]
    pub dry_run: bool,
}

/// Options of `serve`.
#[derive(Debug, Args)]
pub(super) struct ServeArguments {
    /// Port to listen at; 0 for any that is free
    #[arg(long, short, value_name = "PORT", default_value_t = 3000)]
    pub port: u16,
    /// Address to listen at; any but 127.0.0.1 and ::1 lets other computers read the handbook
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    pub host: std::net::IpAddr,
    /// Open the handbook in a browser
    #[arg(long)]
    pub open: bool,
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
