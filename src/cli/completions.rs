//! `handbook completions`.

use super::options::{CompletionsArguments, command};
use super::run::{Ending, Session};
use crate::error::Result;

/// Prints the completion script for a shell.
pub(super) fn run(session: &Session<'_>, options: &CompletionsArguments) -> Result<Ending> {
    let mut script = Vec::new();
    clap_complete::generate(options.shell, &mut command(), "handbook", &mut script);
    session.out.result(&String::from_utf8_lossy(&script));
    Ok(Ending::Clean)
}
