//! Applying a patch: at exactly the lines it names, or not at all.

use super::between::CONTEXT;
use super::fault::{Fault, FaultKind};
use super::lines::lines;
use super::patch::{FilePatch, Hunk, Line};

impl FilePatch {
    /// The text after the change; none where the text is removed.
    ///
    /// Every hunk must fit at exactly the lines that it names, and every line must be the one that it
    /// expects, with its line end. Nothing is searched for, moved or left out. `base` is none where
    /// the text does not exist.
    ///
    /// # Errors
    ///
    /// One fault for each hunk that does not fit, with its place in `base`; one fault alone,
    /// [`FaultKind::AlreadyApplied`], where the change stands in `base` as a whole.
    pub fn apply(&self, base: Option<&str>) -> Result<Option<String>, Vec<Fault>> {
        self.applied(base).map_err(|faults| {
            if self.reverse().applied(base).is_ok() {
                vec![Fault { line: 1, column: 1, kind: FaultKind::AlreadyApplied }]
            } else {
                faults
            }
        })
    }

    fn applied(&self, base: Option<&str>) -> Result<Option<String>, Vec<Fault>> {
        match (&self.old, base) {
            (Some(_), None) => return Err(vec![whole(FaultKind::BaseMissing)]),
            (None, Some(_)) => return Err(vec![whole(FaultKind::BaseExists)]),
            _ => {}
        }
        let text = base.unwrap_or_default();
        let before = lines(text);
        let mut after = String::with_capacity(text.len());
        let mut made = 0;
        let mut at = 0;
        let mut faults = Vec::new();
        for hunk in &self.hunks {
            match hunk.fits(&before, at) {
                Ok(start) => {
                    after.extend(before[at..start].iter().copied());
                    made += start - at;
                    if hunk.new_first() != made as u64 + 1 {
                        faults.push(fault(start, 0, FaultKind::Position));
                    }
                    for line in hunk.lines.iter().filter(|line| line.is_new()) {
                        if !after.is_empty() && !after.ends_with('\n') {
                            faults.push(fault(start, 0, FaultKind::BareMiddle));
                        }
                        after.push_str(line.whole());
                        made += 1;
                    }
                    at = start + hunk.lines.iter().filter(|line| line.is_old()).count();
                }
                Err(found) => faults.push(found),
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let rest = &before[at..];
        if !rest.is_empty() && !after.is_empty() && !after.ends_with('\n') {
            return Err(vec![fault(at, 0, FaultKind::BareMiddle)]);
        }
        after.extend(rest.iter().copied());
        match &self.new {
            Some(_) => Ok(Some(after)),
            None if after.is_empty() => Ok(None),
            None => Err(vec![fault(at, 0, FaultKind::LeftOver)]),
        }
    }
}

impl Hunk {
    /// The index of the line at which the hunk stands, if it fits there; `from` is the first free one.
    fn fits(&self, base: &[&str], from: usize) -> Result<usize, Fault> {
        let first = self.old_first();
        let old: Vec<&Line> = self.lines.iter().filter(|line| line.is_old()).collect();
        let new = self.lines.iter().filter(|line| line.is_new()).count();
        if first == 0 || old.len() != self.old_count as usize || new != self.new_count as usize {
            return Err(fault(from, 0, FaultKind::Position));
        }
        let start = (first - 1) as usize;
        if start < from {
            return Err(fault(start, 0, FaultKind::Overlap));
        }
        if start > base.len() || base.len() - start < old.len() {
            return Err(fault(base.len(), 0, FaultKind::PastEnd));
        }
        for (index, line) in old.iter().enumerate() {
            let found = base[start + index];
            if line.whole() != found {
                return Err(differs(start + index, line, found));
            }
        }
        let context = |line: &&Line| matches!(line, Line::Context(_));
        let lead = self.lines.iter().take_while(context).count();
        let trail = self.lines.iter().rev().take_while(context).count();
        let end = start + old.len();
        if (lead < CONTEXT && start > 0) || (trail < CONTEXT && end < base.len()) {
            return Err(fault(start, 0, FaultKind::Context));
        }
        Ok(start)
    }
}

fn differs(index: usize, expected: &Line, found: &str) -> Fault {
    let text = found.strip_suffix('\n').unwrap_or(found);
    if expected.text() == text {
        return fault(index, text.chars().count(), FaultKind::LineEnd);
    }
    let column = text.chars().zip(expected.text().chars()).take_while(|(one, other)| one == other).count();
    let kind = FaultKind::Differs { expected: short(expected.text()), found: short(text) };
    fault(index, column, kind)
}

/// The first characters of a line, for a message.
fn short(line: &str) -> String {
    const LONGEST: usize = 120;
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_owned(),
    }
}

/// A fault at a line and column of the base, both counted from 0.
fn fault(index: usize, column: usize, kind: FaultKind) -> Fault {
    Fault { line: index as u32 + 1, column: column as u32 + 1, kind }
}

fn whole(kind: FaultKind) -> Fault {
    fault(0, 0, kind)
}
