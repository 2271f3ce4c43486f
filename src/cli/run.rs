//! From arguments to an exit code.

use std::ffi::OsString;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use clap::{ColorChoice, FromArgMatches};

use super::options::{Arguments, Common, Verb, command};
use super::report::Out;
use super::{
    amend, anchors, build, check, completions, demo, diff, doctor, explain, export, figures, init, key,
    ledger, man, overlap, panic, policy, registry, release, round, route, search, serve, treaty_status,
    verify,
};
use crate::clock::Clock;
use crate::error::{Error, ErrorKind, Result};

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    /// Nothing wrong.
    Clean,
    /// Errors in the text.
    Findings,
    /// Wrong usage or configuration.
    Usage,
    /// Stopped from the keyboard.
    Interrupted,
}

impl From<Ending> for ExitCode {
    fn from(ending: Ending) -> Self {
        match ending {
            Ending::Clean => Self::SUCCESS,
            Ending::Findings => Self::from(1),
            Ending::Usage => Self::from(2),
            Ending::Interrupted => Self::from(130),
        }
    }
}

/// What a verb works with.
pub(super) struct Session<'a> {
    pub common: &'a Common,
    pub clock: Clock,
    pub out: Out,
}

/// Runs the command line and prints what there is to say.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let arguments = match parse(&arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version go to stdout with code 0, mistakes to stderr with code 2.
            let code = if error.use_stderr() { 2 } else { 0 };
            let _ = error.print();
            return ExitCode::from(code);
        }
    };
    let out = Out::new(&arguments.common);
    panic::install(out);
    // What was half done is dropped with the call: nothing of it is looked at afterwards.
    match catch_unwind(AssertUnwindSafe(|| dispatch(&arguments, out))) {
        Err(_) => ExitCode::from(3),
        Ok(Ok(ending)) => ending.into(),
        Ok(Err(error)) => {
            out.error(&error);
            ExitCode::from(if error.kind() == ErrorKind::Usage { 2 } else { 3 })
        }
    }
}

/// `--no-color` holds for help and for mistakes too, so it is looked for before anything is read.
fn parse(arguments: &[OsString]) -> std::result::Result<Arguments, clap::Error> {
    let plain = arguments.iter().take_while(|word| *word != "--").any(|word| word == "--no-color");
    let choice = if plain { ColorChoice::Never } else { ColorChoice::Auto };
    let mut command = command().color(choice);
    let matches = command.try_get_matches_from_mut(arguments)?;
    Arguments::from_arg_matches(&matches).map_err(|error| error.format(&mut command))
}

fn dispatch(arguments: &Arguments, out: Out) -> Result<Ending> {
    let common = &arguments.common;
    if let Some(threads) = common.threads {
        rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build_global()
            .map_err(|error| Error::usage(format!("`--threads {threads}`: {error}")))?;
    }
    let epoch = std::env::var("SOURCE_DATE_EPOCH").ok();
    let clock = Clock::new(common.as_of.as_deref(), epoch.as_deref())?;
    let session = Session { common, clock, out };
    match &arguments.verb {
        Verb::Build(options) => build::run(&session, options),
        Verb::Check(options) => check::run(&session, options),
        Verb::Search(options) => search::run(&session, options),
        Verb::Figures(options) => figures::run(&session, options),
        Verb::Overlap(options) => overlap::run(&session, options),
        Verb::Anchors(options) => anchors::run(&session, options),
        Verb::TreatyStatus(options) => treaty_status::run(&session, options),
        Verb::Serve(options) => serve::run(&session, options),
        Verb::Init(options) => init::run(&session, options),
        Verb::Explain(options) => explain::run(&session, options),
        Verb::Doctor => doctor::run(&session),
        Verb::Completions(options) => completions::run(&session, options),
        Verb::Man(options) => man::run(&session, options),
        Verb::Export(options) => export::run(&session, options),
        Verb::Route(options) => route::run(&session, options),
        Verb::Amend(options) => amend::run(&session, options),
        Verb::Key(options) => key::run(&session, options),
        Verb::Round(options) => round::run(&session, options),
        Verb::Registry(options) => registry::run(&session, options),
        Verb::Policy(options) => policy::run(&session, options),
        Verb::Ledger(options) => ledger::run(&session, options),
        Verb::Demo(options) => demo::run(&session, options),
        Verb::Release(options) => release::run(&session, options),
        Verb::Diff(options) => diff::run(&session, options),
        Verb::Verify(options) => verify::run(&session, options),
    }
}
