//! `handbook man`.

use clap::Command;
use clap_mangen::Man;

use super::options::{ManArguments, command};
use super::run::{Ending, Session};
use crate::error::{Error, Result};
use crate::fs;

/// Prints the manual page of the program, or writes one page a verb.
pub(super) fn run(session: &Session<'_>, options: &ManArguments) -> Result<Ending> {
    let mut top = command().disable_help_subcommand(true);
    top.build();
    let Some(folder) = &options.output else {
        let (_, bytes) = page(&top)?;
        session.out.result(&String::from_utf8_lossy(&bytes));
        return Ok(Ending::Clean);
    };
    let mut pages = Vec::new();
    gather(&top, &mut pages)?;
    let mut text = String::new();
    for (name, bytes) in &pages {
        let path = folder.join(name);
        if !options.dry_run {
            fs::write_if_changed(&path, bytes)?;
        }
        text.push_str(&format!("{path}\n"));
    }
    let verb = if options.dry_run { "would write" } else { "wrote" };
    session.out.result(&format!("{verb} {} pages:\n{text}", pages.len()));
    Ok(Ending::Clean)
}

/// The pages of a command and of all below it.
fn gather(command: &Command, pages: &mut Vec<(String, Vec<u8>)>) -> Result<()> {
    pages.push(page(command)?);
    for below in command.get_subcommands().filter(|below| !below.is_hide_set()) {
        gather(below, pages)?;
    }
    Ok(())
}

/// File name and text of the page of one command.
fn page(command: &Command) -> Result<(String, Vec<u8>)> {
    let man = Man::new(command.clone())
        .source(concat!("handbook ", env!("CARGO_PKG_VERSION")))
        .manual("Handbook Manual");
    let name = man.get_filename();
    let mut bytes = Vec::new();
    man.render(&mut bytes).map_err(|error| Error::file("write", &name, error))?;
    Ok((name, bytes))
}
