//! The strict reader of patches: one written form, every byte accounted for.

use super::between::CONTEXT;
use super::fault::{Fault, FaultKind};
use super::patch::{BARE, FilePatch, Hunk, Line, NOWHERE, Patch};
use super::path::check_path;

/// Most bytes that are read.
const MOST_BYTES: usize = 2 * 1024 * 1024;
/// Most texts that a patch may change.
const MOST_FILES: usize = 32;
/// Most changed places in a patch.
const MOST_HUNKS: usize = 2_000;
/// Most faults that are told; more would not be read.
const MOST_FAULTS: usize = 50;

/// Where a signature begins that may follow a patch.
const SIGNATURE: &str = "-----BEGIN SSH SIGNATURE-----";

/// Begins of lines by which git says more than which text is changed.
const GIT: [&str; 13] = [
    "diff --git ",
    "index ",
    "old mode ",
    "new mode ",
    "new file mode ",
    "deleted file mode ",
    "similarity index ",
    "dissimilarity index ",
    "rename from ",
    "rename to ",
    "copy from ",
    "copy to ",
    "Subproject commit ",
];

impl Patch {
    /// Reads a patch from the beginning of a text, and how many bytes it takes.
    ///
    /// The patch ends where the last hunk has used up its counts, never at a marker: what follows is
    /// for the caller, such as a signature. Everything up to there must be in the form that
    /// [`Patch::write`] gives, so that writing what was read gives the same bytes. A file that
    /// `git apply` or `patch` would read with tolerance, at another place, or in part, is refused.
    ///
    /// # Errors
    ///
    /// Up to 50 faults, in the order of the text, each with line and column.
    pub fn read(text: &str) -> Result<(Self, usize), Vec<Fault>> {
        let mut reader = Reader::new(text);
        if text.len() > MOST_BYTES {
            reader.fault(0, FaultKind::TooLong);
            return Err(reader.faults);
        }
        let patch = reader.patch();
        if reader.faults.is_empty() {
            return Ok((patch, reader.at));
        }
        reader.faults.sort_by_key(|fault| (fault.line, fault.column));
        Err(reader.faults)
    }

    /// Reads a patch that is the whole of a text.
    ///
    /// # Errors
    ///
    /// As [`Patch::read`]; and a fault where text follows.
    pub fn read_whole(text: &str) -> Result<Self, Vec<Fault>> {
        let (patch, end) = Self::read(text)?;
        if end == text.len() {
            return Ok(patch);
        }
        let line = 1 + text[..end].matches('\n').count() as u32;
        Err(vec![Fault { line, column: 1, kind: FaultKind::Trailing }])
    }
}

/// A place in the text, one line at a time.
struct Reader<'t> {
    text: &'t str,
    at: usize,
    /// Number of the line at `at`, counted from 1.
    line: u32,
    faults: Vec<Fault>,
    hunks: usize,
}

/// What the hunks of a text so far say of the next.
#[derive(Default)]
struct Progress {
    /// Line of the old text after the last hunk, counted from 1; 0 before the first.
    old_end: u64,
    /// Lines that the new text has more than the old one.
    more: i64,
    /// Whether the last hunk reached the end of the text.
    closed: bool,
}

impl<'t> Reader<'t> {
    fn new(text: &'t str) -> Self {
        Self { text, at: 0, line: 1, faults: Vec::new(), hunks: 0 }
    }

    /// The line at the present place without its line end; none at the end.
    fn peek(&self) -> Option<&'t str> {
        let rest = &self.text[self.at..];
        if rest.is_empty() {
            return None;
        }
        Some(rest.find('\n').map_or(rest, |end| &rest[..end]))
    }

    /// Takes the line at the present place and looks at its characters.
    fn take(&mut self) -> Option<&'t str> {
        let line = self.peek()?;
        if let Some((column, fault)) = wrong_character(line) {
            self.fault(column, fault);
        }
        if self.at + line.len() == self.text.len() {
            self.fault(line.chars().count(), FaultKind::NoFinalLineEnd);
        }
        self.skip();
        Some(line.strip_suffix('\r').unwrap_or(line))
    }

    fn skip(&mut self) {
        let length = self.peek().map_or(0, str::len);
        self.at = (self.at + length + 1).min(self.text.len());
        self.line += 1;
    }

    /// Notes a fault in the line at the present place; the column counts from 0.
    fn fault(&mut self, column: usize, kind: FaultKind) {
        self.fault_at(self.line, column, kind);
    }

    /// Notes a fault in the line before the present place.
    fn fault_before(&mut self, column: usize, kind: FaultKind) {
        self.fault_at(self.line - 1, column, kind);
    }

    fn fault_at(&mut self, line: u32, column: usize, kind: FaultKind) {
        if self.faults.len() < MOST_FAULTS {
            self.faults.push(Fault { line, column: column as u32 + 1, kind });
        }
    }

    fn is_full(&self) -> bool {
        self.faults.len() >= MOST_FAULTS
    }

    fn patch(&mut self) -> Patch {
        let mut patch = Patch::default();
        while let Some(line) = self.peek() {
            if self.is_full() {
                break;
            }
            if is_header(line) {
                if patch.files.len() == MOST_FILES {
                    self.fault(0, FaultKind::TooManyFiles);
                    break;
                }
                if let Some(file) = self.file(&patch) {
                    patch.files.push(file);
                }
                continue;
            }
            let first = patch.files.is_empty() && self.faults.is_empty();
            match foreign(line) {
                Some(kind) => self.fault(0, kind),
                None if first => self.fault(0, FaultKind::NoPatch),
                None if line.starts_with("@@") => self.fault(0, FaultKind::Header),
                // A blank line, or one with the sign of a hunk: what a reader would take for a change.
                None if line.is_empty() || line.starts_with([' ', '+', '-', '\\']) => {
                    if line.starts_with(SIGNATURE) {
                        break;
                    }
                    self.fault(0, FaultKind::TooManyLines);
                }
                None => break,
            }
            self.skip();
            self.go_on(false);
        }
        if patch.files.is_empty() && self.faults.is_empty() {
            self.fault(0, FaultKind::NoPatch);
        }
        patch
    }

    /// Goes on to the next place where reading can begin again after a fault.
    fn go_on(&mut self, hunk: bool) {
        while let Some(line) = self.peek() {
            if is_header(line) || (hunk && line.starts_with("@@ ")) || line.starts_with(SIGNATURE) {
                return;
            }
            // Those lines begin with `-` or `@`; all others are passed over in one stride.
            let rest = &self.text.as_bytes()[self.at..];
            let mut ends = 0;
            let next = rest.windows(2).position(|pair| {
                ends += u32::from(pair[0] == b'\n');
                pair[0] == b'\n' && matches!(pair[1], b'-' | b'@')
            });
            if let Some(end) = next {
                self.at += end + 1;
                self.line += ends;
            } else {
                self.at = self.text.len();
                self.line += ends + 1;
            }
        }
    }

    /// The two headers of a text and its hunks. Nothing comes back where the headers are wrong.
    fn file(&mut self, before: &Patch) -> Option<FilePatch> {
        let old = self.path("--- ", "a/");
        let Some(second) = self.peek().filter(|line| line.starts_with("+++ ")) else {
            match self.peek().and_then(foreign) {
                Some(kind) => self.fault(0, kind),
                None => self.fault_before(0, FaultKind::HeaderAlone),
            }
            self.go_on(false);
            return None;
        };
        debug_assert!(second.starts_with("+++ "), "looked at");
        let new = self.path("+++ ", "b/");
        let (Some(old), Some(new)) = (old, new) else {
            self.go_on(false);
            return None;
        };
        let fault = match (&old, &new) {
            (None, None) => Some(FaultKind::Nowhere),
            (Some(old), Some(new)) if old != new => Some(FaultKind::TwoPaths),
            _ => {
                let path = new.as_deref().or(old.as_deref());
                before.files.iter().any(|file| Some(file.path()) == path).then_some(FaultKind::SamePath)
            }
        };
        if let Some(kind) = fault {
            self.fault_before(4, kind);
        }
        let mut file = FilePatch { old, new, hunks: Vec::new() };
        let mut progress = Progress::default();
        if !self.peek().is_some_and(|line| line.starts_with("@@")) {
            match self.peek().and_then(foreign) {
                Some(kind) => self.fault(0, kind),
                None => self.fault_before(0, FaultKind::NoHunk),
            }
            self.go_on(true);
        }
        while self.peek().is_some_and(|line| line.starts_with("@@")) && !self.is_full() {
            self.hunks += 1;
            if self.hunks > MOST_HUNKS {
                self.fault(0, FaultKind::TooManyHunks);
                self.at = self.text.len();
                break;
            }
            let started = self.line;
            match self.hunk(&mut progress) {
                Some(hunk) => {
                    let whole = file.hunks.is_empty();
                    if (file.old.is_none() && (hunk.old_start, hunk.old_count, whole) != (0, 0, true))
                        || (file.new.is_none() && (hunk.new_start, hunk.new_count, whole) != (0, 0, true))
                    {
                        self.fault_at(started, 0, FaultKind::NotAll);
                    }
                    file.hunks.push(hunk);
                }
                None => self.go_on(true),
            }
        }
        Some(file)
    }

    /// A header's path: `Some(None)` for a text that does not exist, nothing where it is wrong.
    fn path(&mut self, sign: &str, side: &str) -> Option<Option<String>> {
        let line = self.take()?;
        let path = line.strip_prefix(sign)?;
        if path == NOWHERE {
            return Some(None);
        }
        let column = sign.len() + side.len();
        let Some(path) = path.strip_prefix(side) else {
            let kind = if path.starts_with('"') {
                FaultKind::Path(super::fault::PathFault::Quoted)
            } else {
                FaultKind::Header
            };
            self.fault_before(sign.len(), kind);
            return None;
        };
        match check_path(path) {
            Ok(()) => Some(Some(path.to_owned())),
            Err((at, fault)) => {
                self.fault_before(column + at, FaultKind::Path(fault));
                None
            }
        }
    }

    /// One hunk; nothing where its form is wrong.
    fn hunk(&mut self, progress: &mut Progress) -> Option<Hunk> {
        let header = self.take()?;
        let started = self.line - 1;
        let mut hunk = match hunk_header(header) {
            Ok(hunk) => hunk,
            Err((column, kind)) => {
                self.fault_at(started, column, kind);
                return None;
            }
        };
        if let Some(kind) = progress.place(&hunk) {
            self.fault_at(started, 0, kind);
        }
        let (mut old_left, mut new_left) = (hunk.old_count, hunk.new_count);
        while old_left > 0 || new_left > 0 {
            let Some(next) = self.peek().filter(|line| !line.starts_with("@@")) else {
                self.fault_at(started, 0, FaultKind::TooShort);
                return None;
            };
            let line = match self.body_line(next) {
                Ok(line) => line,
                Err(kind) => {
                    self.fault(0, kind);
                    return None;
                }
            };
            let ahead = self.line;
            self.take();
            let fits = (!line.is_old() || old_left > 0) && (!line.is_new() || new_left > 0);
            if !fits {
                self.fault_at(ahead, 0, FaultKind::TooManyLines);
                return None;
            }
            old_left -= u32::from(line.is_old());
            new_left -= u32::from(line.is_new());
            let line = self.with_end(line, old_left, new_left);
            if matches!((hunk.lines.last(), &line), (Some(Line::Inserted(_)), Line::Deleted(_))) {
                self.fault_at(ahead, 0, FaultKind::Order);
            }
            hunk.lines.push(line);
        }
        self.shape(&hunk, started, progress);
        Some(hunk)
    }

    fn body_line(&self, line: &str) -> Result<Line, FaultKind> {
        let line = line.strip_suffix('\r').unwrap_or(line);
        let Some(sign) = line.chars().next() else { return Ok(Line::Context("\n".to_owned())) };
        let whole = |text: &str| format!("{text}\n");
        match sign {
            ' ' if line.len() == 1 => Err(FaultKind::BlankContext),
            ' ' => Ok(Line::Context(whole(&line[1..]))),
            '-' => Ok(Line::Deleted(whole(&line[1..]))),
            '+' => Ok(Line::Inserted(whole(&line[1..]))),
            '\\' => Err(if line == BARE { FaultKind::BareMiddle } else { FaultKind::BareForm }),
            _ => Err(foreign(line).unwrap_or(FaultKind::Sign)),
        }
    }

    /// A line, without its line end where the patch says so on the next line.
    fn with_end(&mut self, mut line: Line, old_left: u32, new_left: u32) -> Line {
        let ahead = self.line - 1;
        if let Line::Inserted(text) = &line
            && let Some((column, character)) = text.chars().enumerate().find(|&(_, c)| turns(c))
        {
            self.fault_at(ahead, column + 1, FaultKind::Hidden(character));
        }
        if !self.peek().is_some_and(|next| next.starts_with('\\')) {
            return line;
        }
        let here = self.line;
        let marker = self.take();
        let (Line::Context(text) | Line::Deleted(text) | Line::Inserted(text)) = &mut line;
        if marker != Some(BARE) || text == "\n" {
            self.fault_at(here, 0, FaultKind::BareForm);
            return line;
        }
        text.pop();
        if (line.is_old() && old_left > 0) || (line.is_new() && new_left > 0) {
            self.fault_at(here, 0, FaultKind::BareMiddle);
        }
        line
    }

    /// Whether a hunk is the one form of its change, as far as the hunk alone can tell.
    fn shape(&mut self, hunk: &Hunk, started: u32, progress: &mut Progress) {
        let is_context = |line: &Line| matches!(line, Line::Context(_));
        if hunk.lines.iter().all(is_context) {
            self.fault_at(started, 0, FaultKind::NoChange);
            return;
        }
        let lead = hunk.lines.iter().take_while(|line| is_context(line)).count();
        let trail = hunk.lines.iter().rev().take_while(|line| is_context(line)).count();
        let inside = &hunk.lines[lead..hunk.lines.len() - trail];
        let at_start = hunk.old_first() == 1;
        let long = inside.split(|line| !is_context(line)).any(|run| run.len() > 2 * CONTEXT);
        if lead > CONTEXT || trail > CONTEXT || (lead < CONTEXT && !at_start) || long {
            self.fault_at(started, 0, FaultKind::Context);
        }
        progress.closed = trail < CONTEXT || hunk.lines.iter().any(Line::is_bare);
        for run in hunk.lines.split(is_context).filter(|run| !run.is_empty()) {
            let cut = run.iter().take_while(|line| line.is_old()).count();
            let (deleted, inserted) = run.split_at(cut);
            let same = |one: Option<&Line>, other: Option<&Line>| matches!((one, other), (Some(one), Some(other)) if one.whole() == other.whole());
            if same(deleted.first(), inserted.first()) || same(deleted.last(), inserted.last()) {
                self.fault_at(started, 0, FaultKind::Idle);
            }
        }
    }
}

impl Hunk {
    /// First line in the old text that the hunk takes or, taking none, stands before; from 1.
    pub(super) fn old_first(&self) -> u64 {
        u64::from(self.old_start) + u64::from(self.old_count == 0)
    }

    /// As [`Hunk::old_first`], in the new text.
    pub(super) fn new_first(&self) -> u64 {
        u64::from(self.new_start) + u64::from(self.new_count == 0)
    }
}

impl Progress {
    /// Whether a hunk may stand where it does after those before it.
    fn place(&mut self, hunk: &Hunk) -> Option<FaultKind> {
        let first = hunk.old_first();
        let fault = if first == 0 || hunk.new_first() == 0 {
            Some(FaultKind::Position)
        } else if self.old_end > 0 && (first <= self.old_end || self.closed) {
            Some(FaultKind::Overlap)
        } else if hunk.new_first() as i64 != first as i64 + self.more {
            Some(FaultKind::Position)
        } else {
            None
        };
        self.old_end = first + u64::from(hunk.old_count);
        self.more += i64::from(hunk.new_count) - i64::from(hunk.old_count);
        fault
    }
}

/// Whether a line begins the changes of a text.
fn is_header(line: &str) -> bool {
    line.starts_with("--- ")
}

/// The fault of a line that belongs to another form of patch, or to a spoilt one.
fn foreign(line: &str) -> Option<FaultKind> {
    if let Some(git) = GIT.iter().find(|begin| line.starts_with(*begin)) {
        return Some(FaultKind::GitHeader(git.trim_end().to_owned()));
    }
    if line.starts_with("GIT binary patch")
        || line.starts_with("Binary files ")
        || line.starts_with("literal ")
    {
        return Some(FaultKind::Binary);
    }
    let other = ["*** ", "***************", "diff --cc ", "diff --combined ", "@@@ ", "Only in ", "Index: "];
    if other.iter().any(|begin| line.starts_with(begin)) || is_ed(line) {
        return Some(FaultKind::OtherForm);
    }
    let stuffed = [" --- a/", " +++ b/", " @@ -", " --- /dev/null", " diff --git "];
    stuffed.iter().any(|begin| line.starts_with(begin)).then_some(FaultKind::SpaceStuffed)
}

/// Whether a line is a command of `ed` or of a diff without context: `12c`, `3,5d`, `4a5,6`.
fn is_ed(line: &str) -> bool {
    let rest = line.trim_start_matches(|c: char| c.is_ascii_digit() || c == ',');
    let tail = rest.strip_prefix(['a', 'c', 'd']);
    rest.len() < line.len()
        && line.starts_with(|c: char| c.is_ascii_digit())
        && tail.is_some_and(|tail| tail.bytes().all(|byte| byte.is_ascii_digit() || byte == b','))
}

/// The first character of a line that no line of a patch may have; columns count from 0.
fn wrong_character(line: &str) -> Option<(usize, FaultKind)> {
    let wrong = |c: char| (c.is_control() && c != '\t') || c == '\u{FEFF}' || u32::from(c) & 0xFFFE == 0xFFFE;
    let at = line.find(wrong)?;
    let character = line[at..].chars().next()?;
    let kind = if character == '\r' { FaultKind::CarriageReturn } else { FaultKind::Control(character) };
    Some((line[..at].chars().count(), kind))
}

/// Characters that turn the direction of text around, or end a line for some programs alone.
fn turns(character: char) -> bool {
    matches!(character, '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Takes `@@ -a,b +c,d @@` apart; the column of a fault counts from 0.
fn hunk_header(line: &str) -> Result<Hunk, (usize, FaultKind)> {
    let column = |rest: &str| line.len() - rest.len();
    let rest = line.strip_prefix("@@ -").ok_or((0, FaultKind::HunkHeader))?;
    let (old_start, old_count, rest) = span(rest).map_err(|(rest, kind)| (column(rest), kind))?;
    let rest = rest.strip_prefix(" +").ok_or((column(rest), FaultKind::HunkHeader))?;
    let (new_start, new_count, rest) = span(rest).map_err(|(rest, kind)| (column(rest), kind))?;
    if rest != " @@" {
        return Err((column(rest), FaultKind::HunkHeader));
    }
    if old_count == 0 && new_count == 0 {
        return Err((0, FaultKind::EmptyHunk));
    }
    Ok(Hunk { old_start, old_count, new_start, new_count, lines: Vec::new() })
}

/// Start and count of a span of lines and what follows, or the place of the fault and its kind.
fn span(text: &str) -> Result<(u32, u32, &str), (&str, FaultKind)> {
    let (start, rest) = number(text)?;
    let Some(after) = rest.strip_prefix(',') else { return Ok((start, 1, rest)) };
    let (count, rest) = number(after)?;
    if count == 1 {
        return Err((after, FaultKind::NumberForm));
    }
    Ok((start, count, rest))
}

fn number(text: &str) -> Result<(u32, &str), (&str, FaultKind)> {
    let length = text.bytes().take_while(u8::is_ascii_digit).count();
    let (digits, rest) = text.split_at(length);
    if digits.is_empty() {
        return Err((text, FaultKind::HunkHeader));
    }
    if digits.len() > 1 && digits.starts_with('0') {
        return Err((text, FaultKind::NumberForm));
    }
    digits.parse().map(|number| (number, rest)).map_err(|_| (text, FaultKind::Number))
}
