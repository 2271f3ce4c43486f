//! The strict reader: every byte of an amendment is accounted for, or it is refused.

use std::sync::Arc;

use super::import::import;
use super::patch;
use super::{Amendment, AmendmentId, Import, Kind};
use crate::amend::{Digest, Namespace, PublicKey, Refusal, RefusalCode, Signature};
use crate::diagnostic::{Code, SourceText, Span};
use crate::diff::Patch;
use crate::source;

/// First line of a signature.
pub(super) const BEGIN: &str = "-----BEGIN SSH SIGNATURE-----";
/// Last line of a signature.
const END: &str = "-----END SSH SIGNATURE-----\n";
/// So many refusals of one file are told; more would not be read.
const MOST_REFUSALS: usize = 100;

/// An amendment as it stands in a file.
///
/// Every rule that the file alone can show holds. Whether it fits the text of the handbook,
/// [`Filed::apply`] tells; whether its author may make it, the registry and the policy.
#[derive(Clone, Debug)]
pub struct Filed {
    /// What it says.
    pub amendment: Amendment,
    /// Its name.
    pub id: AmendmentId,
    /// The signature at its end; none on a draft.
    pub signature: Option<Signature>,
    /// What the way of the file had changed, and what was undone.
    pub imports: Vec<Import>,
    /// The file without what [`Filed::imports`] names.
    pub(super) source: Arc<SourceText>,
    pub(super) payload: usize,
    /// Number of lines above the changes.
    pub(super) above: usize,
}

impl Filed {
    /// Reads a file. `path` is how refusals name it.
    ///
    /// # Errors
    /// Every refusal that can be told at once, in the order of the text: R0001 to R0025, R0029 to
    /// R0032, R0037 and R0038.
    pub fn read(path: &str, bytes: &[u8]) -> Result<Self, Vec<Refusal>> {
        let (source, imports) = import(path, bytes)?;
        let mut reader = Reader { source: &source, refusals: Vec::new() };
        let read = reader.file();
        let mut refusals = reader.refusals;
        let (Some((amendment, payload, above, signature)), true) = (read, refusals.is_empty()) else {
            sort(&source, &mut refusals);
            return Err(refusals);
        };
        let written = amendment.payload();
        if let Some(refusal) = not_canonical(&source, payload, &written) {
            return Err(vec![refusal]);
        }
        let id = AmendmentId::of(amendment.state.as_deref(), &written);
        Ok(Self { amendment, id, signature, imports, source, payload, above })
    }

    /// Every byte before the signature: what is signed, and what the name is made of.
    #[must_use]
    pub fn payload(&self) -> &str {
        &self.source.text()[..self.payload]
    }

    /// The whole file in its one written form, as the record keeps it.
    #[must_use]
    pub fn text(&self) -> &str {
        self.source.text()
    }

    /// The digest of [`Filed::text`].
    #[must_use]
    pub fn digest(&self) -> Digest {
        Digest::of(self.source.text())
    }

    /// The file, for refusals that point into it.
    #[must_use]
    pub const fn source(&self) -> &Arc<SourceText> {
        &self.source
    }

    /// The key that signed this text as an amendment of this handbook. Whose key that is, and
    /// whether it counted at the time, the registry tells.
    ///
    /// # Errors
    /// R0030 where there is no signature, R0033 where it was made for another purpose or handbook,
    /// R0034 where it does not fit the text.
    pub fn verify(&self, namespace: &Namespace) -> Result<&PublicKey, Refusal> {
        let Some(signature) = &self.signature else {
            let end = self.source.text().len();
            return Err(Refusal::new(
                RefusalCode::R0030,
                "the amendment is not signed",
                "sign it with `handbook amend sign`, or with `ssh-keygen -Y sign`",
            )
            .at(&self.source, Span::new(end..end))
            .who("its author"));
        };
        signature.verify(namespace, self.payload().as_bytes()).map_err(|fault| {
            let end = self.payload + BEGIN.len();
            fault.refusal().at(&self.source, Span::new(self.payload..end))
        })
    }
}

/// Order of the text, and one refusal of a rule for a line.
fn sort(source: &SourceText, refusals: &mut Vec<Refusal>) {
    let line = |refusal: &Refusal| {
        refusal.place.as_ref().map_or(0, |place| source.line_at(place.span.start as usize))
    };
    refusals.sort_by_cached_key(|refusal| (line(refusal), refusal.code));
    refusals.dedup_by_key(|refusal| (line(refusal), refusal.code));
    refusals.truncate(MOST_REFUSALS);
}

/// The guard behind the grammar: what was read, written again, is what stands in the file.
fn not_canonical(source: &Arc<SourceText>, payload: usize, written: &str) -> Option<Refusal> {
    let stands = &source.text()[..payload];
    if stands == written {
        return None;
    }
    let line = stands.lines().zip(written.lines()).take_while(|(one, other)| one == other).count() + 1;
    let refusal = Refusal::new(
        RefusalCode::R0017,
        "the line is not in the one form in which amendments are written",
        "let the program write the amendment: `handbook amend edit`",
    );
    Some(refusal.at_line(source, line, 1))
}

/// What the whole file gave: the amendment, the length of the payload, the number of lines above the
/// changes, the signature.
type Whole = (Amendment, usize, usize, Option<Signature>);

pub(super) struct Reader<'a> {
    pub(super) source: &'a Arc<SourceText>,
    pub(super) refusals: Vec<Refusal>,
}

impl Reader<'_> {
    /// Whether enough was refused already: a hostile file must not make long work of its faults.
    pub(super) fn is_full(&self) -> bool {
        self.refusals.len() >= 2 * MOST_REFUSALS
    }

    pub(super) fn refuse(
        &mut self,
        code: RefusalCode,
        span: Span,
        message: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        if self.is_full() {
            return;
        }
        self.refusals.push(Refusal::new(code, message, remedy).at(self.source, span));
    }

    fn file(&mut self) -> Option<Whole> {
        let source = self.source;
        let text = source.text();
        if !text.starts_with("Handbook-Amendment:") {
            let (message, remedy) = match crate::amend::fields::other_file(source.line(1)) {
                Some((what, remedy)) => (format!("this is {what}, not an amendment"), remedy),
                None => (
                    "the file does not begin with `Handbook-Amendment: 1`".to_owned(),
                    "choose the file of an amendment; it ends in `.amend`",
                ),
            };
            self.refuse(RefusalCode::R0010, source.line_span(1), message, remedy);
            return None;
        }
        let (header, body) = self.header();
        self.characters(body.start);
        let above = source.text()[..body.start].matches('\n').count();
        let kind = header.kind();
        let rest = &text[body.start..];
        let read = if body.changes { Patch::read(rest) } else { Ok((Patch::default(), 0)) };
        let (patch, used) = match read {
            Ok((patch, used)) => (patch, Some(used)),
            Err(faults) => {
                self.refusals.extend(faults.iter().map(|fault| patch::refusal(source, above, fault)));
                (Patch::default(), None)
            }
        };
        let signature = used.and_then(|used| self.signature(body.start + used));
        match kind {
            Some(kind) if kind.changes_text() && !body.changes => self.refuse(
                RefusalCode::R0022,
                Span::new(body.start..body.start),
                "an amendment of this kind holds changes, and there are none",
                "put an empty line and the changes after the reasons: `handbook amend edit` does so",
            ),
            Some(kind) if !kind.changes_text() && body.changes => self.refuse(
                RefusalCode::R0016,
                source.line_span(above + 1),
                format!("an amendment of the kind `{kind}` holds no changes"),
                "leave the changes out, or choose another kind",
            ),
            _ => {}
        }
        let amendment = header.amendment(self, patch)?;
        let payload = body.start + used?;
        self.agreement(&amendment, above);
        Some((amendment, payload, above, signature?))
    }

    /// Characters and line ends: the header by all rules of a text; the changes by those that the way
    /// of the file could break. What a change would bring into the text, the text's own rules judge.
    fn characters(&mut self, header: usize) {
        for found in source::lint(self.source, self.source.text().as_bytes()) {
            let in_header = (found.span.start as usize) < header;
            let code = match found.code {
                Code::E0110 => RefusalCode::R0007,
                Code::E0114 if found.span.start as usize == self.source.text().len() => RefusalCode::R0005,
                Code::E0114 => RefusalCode::R0004,
                Code::E0102 | Code::E0103 => RefusalCode::R0003,
                Code::E0105 | Code::E0106 | Code::E0107 | Code::E0108 if in_header => RefusalCode::R0003,
                _ => continue,
            };
            let remedy = match (code, found.help) {
                (RefusalCode::R0005, _) => {
                    "take the file as it was signed: send it as an attachment".to_owned()
                }
                (_, Some(help)) => help,
                (_, None) => "see the places above".to_owned(),
            };
            self.refuse(code, found.span, found.message, remedy);
        }
        for (at, _) in self.source.text()[..header].match_indices('\t') {
            self.refuse(
                RefusalCode::R0003,
                Span::new(at..at + 1),
                "a tab stands in the header",
                "put a blank in its place",
            );
        }
    }

    /// The signature from `start` to the end of the file; `Some(None)` where there is none.
    fn signature(&mut self, start: usize) -> Option<Option<Signature>> {
        let rest = &self.source.text()[start..];
        if rest.is_empty() {
            return Some(None);
        }
        let line = Span::new(start..start + rest.find('\n').unwrap_or(rest.len()));
        if !rest.starts_with(BEGIN) {
            self.refuse(
                RefusalCode::R0024,
                line,
                "text follows the changes that is neither a change nor a signature",
                "remove it; reasons stand in the header, on lines that begin with `| `",
            );
            return None;
        }
        let Some(end) = rest.find(END).map(|at| at + END.len()) else {
            let (code, message) = if rest.lines().any(|line| line.starts_with("-----END SSH SIGNATURE")) {
                (RefusalCode::R0031, "the last line of the signature is damaged")
            } else {
                (RefusalCode::R0005, "the signature has no end")
            };
            self.refuse(code, line, message, "take the file as it was signed: send it as an attachment");
            return None;
        };
        if end < rest.len() {
            let at = start + end;
            let length = rest[end..].find('\n').unwrap_or(rest.len() - end);
            let message = if rest[end..].starts_with(BEGIN) {
                "a second signature follows; an amendment has one"
            } else {
                "text follows the signature"
            };
            self.refuse(RefusalCode::R0024, Span::new(at..at + length), message, "remove what follows");
            return None;
        }
        match Signature::read(rest) {
            Ok(signature) => Some(Some(signature)),
            Err(fault) => {
                self.refusals.push(fault.refusal().at(self.source, line));
                None
            }
        }
    }

    /// Whether header and changes agree.
    fn agreement(&mut self, amendment: &Amendment, above: usize) {
        let line = |this: &Self, name: &str, nth: usize| {
            let text = this.source.text();
            let found =
                text.lines().take(above).enumerate().filter(|(_, line)| line.starts_with(name)).nth(nth);
            this.source.line_span(found.map_or(1, |(at, _)| at + 1))
        };
        for (name, bounds) in [("Base:", &amendment.bases), ("Result:", &amendment.results)] {
            for (nth, pair) in bounds.windows(2).enumerate() {
                if pair[0].path >= pair[1].path {
                    let span = line(self, name, nth + 1);
                    self.refuse(
                        RefusalCode::R0014,
                        span,
                        "the texts are not in the order of their paths, each once",
                        "sort the lines by path",
                    );
                }
            }
        }
        for pair in amendment.moves.windows(2) {
            if pair[0].from >= pair[1].from {
                self.refuse(
                    RefusalCode::R0014,
                    line(self, "Moves:", 1),
                    "the moves are not in the order of their paths, each once",
                    "sort the lines by their first path",
                );
            }
        }
        for pair in amendment.patch.files.windows(2) {
            if pair[0].path() > pair[1].path() {
                let at = self.diff_line(above, pair[1].path());
                self.refuse(
                    RefusalCode::R0014,
                    at,
                    "the changed texts are not in the order of their paths",
                    "sort them by path",
                );
            }
        }
        if amendment.kind.changes_text() {
            self.digests(amendment, above, line);
        }
        if amendment.kind.needs_source() && amendment.sources.is_empty() {
            self.refuse(
                RefusalCode::R0019,
                line(self, "Kind:", 0),
                format!("an amendment of the kind `{}` must name what it rests on in law", amendment.kind),
                "add a line `Source: act | Title | s. 14 | https://law.example/act` for each document",
            );
        }
        if amendment.kind.needs_state() && amendment.state.is_none() {
            self.refuse(
                RefusalCode::R0015,
                line(self, "State:", 0),
                format!("an amendment of the kind `{}` speaks for a State", amendment.kind),
                "write the code of the State",
            );
        }
        let paths = amendment.paths();
        for (at, path) in paths.iter().enumerate() {
            if paths[..at].iter().any(|other| other.eq_ignore_ascii_case(path)) {
                self.refuse(
                    RefusalCode::R0025,
                    line(self, "Base:", 0),
                    format!("`{path}` differs from another path by capitals alone"),
                    "choose another name",
                );
            }
        }
    }

    fn diff_line(&self, above: usize, path: &str) -> Span {
        let text = self.source.text();
        let found = text.lines().enumerate().skip(above).find(|(_, line)| {
            line.strip_prefix("+++ b/").or(line.strip_prefix("--- a/")).is_some_and(|named| named == path)
        });
        self.source.line_span(found.map_or(above + 1, |(at, _)| at + 1))
    }

    /// Every changed text has its digests, and every digest its changed text.
    fn digests(&mut self, amendment: &Amendment, above: usize, line: impl Fn(&Self, &str, usize) -> Span) {
        let help = "let the program write the amendment: `handbook amend edit` or `handbook amend from-diff`";
        for file in &amendment.patch.files {
            let path = file.path();
            let at = self.diff_line(above, path);
            for (side, bound, name) in
                [(&file.old, amendment.base(path), "Base"), (&file.new, amendment.result(path), "Result")]
            {
                match (side, bound) {
                    (Some(_), None) => self.refuse(
                        RefusalCode::R0018,
                        at,
                        format!("the changes name `{path}`, and no line `{name}` does"),
                        help,
                    ),
                    (None, Some(_)) => self.refuse(
                        RefusalCode::R0018,
                        at,
                        format!(
                            "a line `{name}` names `{path}`, which does not exist on that side of the changes"
                        ),
                        help,
                    ),
                    _ => {}
                }
            }
            if (file.old.is_none() || file.new.is_none()) && amendment.kind != Kind::Structure {
                let does = if file.old.is_none() { "created" } else { "removed" };
                self.refusals.push(
                    Refusal::new(
                        RefusalCode::R0037,
                        format!("`{path}` would be {does} by an amendment of the kind `{}`", amendment.kind),
                        "leave this file out, or ask the editors for an amendment of the kind `structure`",
                    )
                    .at(self.source, at)
                    .who("an editor"),
                );
            }
            if amendment.base(path).is_some() && amendment.base(path) == amendment.result(path) {
                self.refuse(
                    RefusalCode::R0029,
                    at,
                    format!("`{path}` would be the same before and after"),
                    help,
                );
            }
        }
        for (name, bounds) in [("Base:", &amendment.bases), ("Result:", &amendment.results)] {
            for (nth, bound) in bounds.iter().enumerate() {
                if !amendment.patch.files.iter().any(|file| file.path() == bound.path) {
                    let at = line(self, name, nth);
                    self.refuse(RefusalCode::R0018, at, format!("nothing changes in `{}`", bound.path), help);
                }
            }
        }
        let exists = |path: &str, old: bool| {
            amendment
                .patch
                .files
                .iter()
                .any(|file| file.path() == path && file.old.is_some() == old && file.new.is_some() != old)
        };
        for (nth, moved) in amendment.moves.iter().enumerate() {
            let twice = amendment.moves.iter().filter(|other| other.to == moved.to).count() > 1;
            if twice || !exists(&moved.from, true) || !exists(&moved.to, false) {
                let at = line(self, "Moves:", nth);
                self.refuse(
                    RefusalCode::R0018,
                    at,
                    "a move is a file that is removed and one that is created, each once",
                    help,
                );
            }
        }
    }
}
