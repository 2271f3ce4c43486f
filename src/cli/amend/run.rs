//! From the verb to what does it.

use super::super::acting::ended;
use super::super::run::{Ending, Session};
use super::options::{AmendAction, AmendArguments};
use super::{blame, check, decide, found, intake, listing, new, preview, rebase, redact, review, show, sign};
use crate::error::Result;

/// Runs an action on amendments.
pub(in crate::cli) fn run(session: &Session<'_>, arguments: &AmendArguments) -> Result<Ending> {
    let act = match &arguments.action {
        AmendAction::New(options) => new::new(session, options),
        AmendAction::Edit(options) => new::edit(session, options),
        AmendAction::FromDiff(options) => new::from_diff(session, options),
        AmendAction::Check { file } => check::check(session, file),
        AmendAction::Sign(options) => sign::sign(session, options),
        AmendAction::Submit { file, at } => intake::submit(session, file, at),
        AmendAction::Intake { files, receipt, recording } => {
            intake::intake(session, files, receipt, recording)
        }
        AmendAction::List(options) => listing::list(session, options),
        AmendAction::Show { id, html } => show::show(session, id, html.as_deref()),
        AmendAction::Status { state } => listing::status(session, state.as_deref()),
        AmendAction::Open(options) => decide::open(session, options),
        AmendAction::Admit(options) => decide::admit(session, options),
        AmendAction::Return(options) => decide::give_back(session, options),
        AmendAction::Reject(options) => decide::reject(session, options),
        AmendAction::Reopen(options) => decide::reopen(session, options),
        AmendAction::Accept(options) => decide::accept(session, options),
        AmendAction::Stale(options) => decide::stale(session, options),
        AmendAction::Override(options) => decide::set_aside(session, options),
        AmendAction::Withdraw(options) => decide::withdraw(session, options),
        AmendAction::Clear(options) => review::clear(session, options),
        AmendAction::Review(options) => review::review(session, options),
        AmendAction::ImportReview { files, recording } => review::import(session, files, recording),
        AmendAction::Rebase { id, output, at } => rebase::rebase(session, id, output.as_deref(), at),
        AmendAction::Preview { ids, output } => preview::preview(session, ids, output),
        AmendAction::Blame { place } => blame::blame(session, place),
        AmendAction::Redact(options) => redact::redact(session, options),
        AmendAction::Found(options) => found::found(session, options),
    };
    ended(session, act)
}
