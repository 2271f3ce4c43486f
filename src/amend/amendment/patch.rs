//! The faults of a diff as refusals.

use std::sync::Arc;

use crate::amend::{Refusal, RefusalCode};
use crate::diagnostic::SourceText;
use crate::diff::{Fault, FaultKind};

/// The rule that a fault breaks.
const fn code(kind: &FaultKind) -> RefusalCode {
    match kind {
        FaultKind::TooLong | FaultKind::TooManyFiles | FaultKind::TooManyHunks => RefusalCode::R0001,
        FaultKind::CarriageReturn | FaultKind::Control(_) => RefusalCode::R0003,
        FaultKind::NoFinalLineEnd => RefusalCode::R0005,
        FaultKind::SpaceStuffed => RefusalCode::R0006,
        FaultKind::Hidden(_) => RefusalCode::R0038,
        FaultKind::Path(_) => RefusalCode::R0020,
        FaultKind::GitHeader(_)
        | FaultKind::Binary
        | FaultKind::OtherForm
        | FaultKind::TwoPaths
        | FaultKind::Nowhere => RefusalCode::R0021,
        FaultKind::Overlap | FaultKind::Position | FaultKind::SamePath => RefusalCode::R0023,
        FaultKind::Trailing => RefusalCode::R0024,
        _ => RefusalCode::R0022,
    }
}

/// What to do about a fault.
const fn remedy(code: RefusalCode) -> &'static str {
    match code {
        RefusalCode::R0001 => "divide it into several amendments",
        RefusalCode::R0003 | RefusalCode::R0038 => "remove the character and make the amendment again",
        RefusalCode::R0005 | RefusalCode::R0006 => {
            "take the file as it was signed: send it as an attachment, and paste nothing"
        }
        RefusalCode::R0020 => {
            "name a file of the text: `content/` and small letters, digits, `-`, `_` and `.`"
        }
        RefusalCode::R0027 => "make the amendment again from the text as it is now: `handbook amend edit`",
        _ => "let the program write the changes: `handbook amend edit` or `handbook amend from-diff`",
    }
}

/// A fault of reading as a refusal; `before` is the number of lines above the diff.
pub(super) fn refusal(source: &Arc<SourceText>, before: usize, fault: &Fault) -> Refusal {
    let code = code(&fault.kind);
    Refusal::new(code, fault.kind.to_string(), remedy(code)).at_line(
        source,
        before + fault.line as usize,
        fault.column as usize,
    )
}

/// A fault of applying as a refusal (R0027); its place is in the text that was to be changed.
pub(super) fn misfit(path: &str, base: &str, fault: &Fault) -> Refusal {
    let code = RefusalCode::R0027;
    let source = SourceText::new(path, base);
    Refusal::new(code, fault.kind.to_string(), remedy(code)).at_line(
        &source,
        fault.line as usize,
        fault.column as usize,
    )
}
