//! `handbook build`.

use super::options::BuildArguments;
use super::paint::shown;
use super::run::{Ending, Session};
use crate::error::Result;
use crate::pipeline::{self, Strictness};

/// Builds site and search index.
pub(super) fn run(session: &Session<'_>, options: &BuildArguments) -> Result<Ending> {
    let root = &session.common.root;
    let out = session.out;
    if options.dry_run {
        let outcome = pipeline::preview(root, &session.clock, Strictness::Draft)?;
        out.findings(&outcome);
        out.times(&outcome.times);
        if let (Some(preview), true) = (&outcome.value, out.for_people()) {
            out.result(&format!(
                "would write {} files to `{}`: {} new or changed, {} unchanged\n",
                preview.files,
                shown(&preview.folder),
                preview.changed,
                preview.files - preview.changed
            ));
        }
        return Ok(out.ending(&outcome));
    }
    let outcome = pipeline::build(root, &session.clock, Strictness::Draft)?;
    out.findings(&outcome);
    out.times(&outcome.times);
    if let (Some(built), true) = (&outcome.value, out.for_people()) {
        out.result(&format!(
            "built `{}`: {} files written, {} unchanged, {} removed; {} passages can be searched\n",
            shown(&built.folder),
            built.written.written,
            built.written.unchanged,
            built.written.removed,
            built.passages
        ));
    }
    Ok(out.ending(&outcome))
}
