//! `handbook serve`.

use super::options::ServeArguments;
use super::report::Out;
use super::run::{Ending, Session};
use crate::error::Result;
use crate::serve::{self, Notice, Options, Stop};

/// Serves the handbook until it is stopped.
pub(super) fn run(session: &Session<'_>, options: &ServeArguments) -> Result<Ending> {
    let out = session.out;
    let options = Options {
        root: session.common.root.clone(),
        clock: session.clock,
        host: options.host,
        port: options.port,
        open: options.open,
    };
    Ok(match serve::run(options, move |notice| say(out, &notice))? {
        Stop::Interrupted => Ending::Interrupted,
        Stop::Asked => Ending::Clean,
    })
}

fn say(out: Out, notice: &Notice<'_>) {
    match notice {
        Notice::Built { outcome, changed } => {
            out.findings(outcome);
            out.times(&outcome.times);
            match &outcome.value {
                None => {
                    out.remark("not built: the last good pages stay, and /problems shows what to repair\n")
                }
                Some(built) if *changed => out.remark(&format!(
                    "built `{}`: {} files written, {} unchanged, {} removed\n",
                    built.folder, built.written.written, built.written.unchanged, built.written.removed
                )),
                Some(_) => {}
            }
        }
        Notice::Failed(error) => out.error(error),
        Notice::Crashed(message) => out.remark(&format!("error: {message}\n")),
        Notice::Unwatched(reason) => {
            out.remark(&format!("warning: changes to the text are not noticed: {reason}\n"));
        }
        Notice::Ready { address, exposed } => {
            if *exposed {
                out.remark(
                    "warning: other computers on the network can read this handbook; \
                     leave out `--host` to keep it on this one\n",
                );
            }
            out.result(&format!(
                "serving {address} (press Ctrl-C to stop)\n\
                 search in the field at the top of each page, or at {address}search\n"
            ));
        }
        Notice::Unopened(reason) => out.remark(&format!("warning: no browser could be opened: {reason}\n")),
    }
}
