//! The manifest: what an edition is and what it holds, in one canonical text that is signed.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::Date;

use super::EditionId;
use crate::amend::{Digest, PublicKey, Refusal, RefusalCode};
use crate::diagnostic::SourceText;
use crate::site::SitePath;

/// Version of the format.
const VERSION: &str = "1";

/// A file by digest and size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listed {
    /// SHA-256 of its bytes.
    pub digest: Digest,
    /// Number of its bytes.
    pub size: u64,
}

impl Listed {
    /// What is listed of some bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self { digest: Digest::of(bytes), size: bytes.len() as u64 }
    }
}

/// A key that may sign the edition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RootKey {
    /// The key.
    pub key: PublicKey,
    /// Id of the person; several keys of one person count once.
    pub person: String,
}

/// An amendment that the edition publishes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// Its id.
    pub id: String,
    /// The editors' short number.
    pub docket: String,
    /// Code of its State; empty for none.
    pub state: String,
    /// Id of its author.
    pub author: String,
    /// Ids of those who approved it.
    pub approvers: Vec<String>,
    /// What it does, in one line.
    pub title: String,
    /// What it rests on, a line each.
    pub sources: Vec<String>,
}

/// What an edition is and holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest {
    /// Id of the handbook.
    pub handbook: String,
    /// Name of the edition.
    pub edition: EditionId,
    /// 1 for the first edition of the handbook, then one more each.
    pub serial: u64,
    /// Digest of the manifest of the edition before.
    pub previous: Option<Digest>,
    /// When it was cut (UTC).
    pub cut: Timestamp,
    /// Day on which the meeting's adoption was recorded; none for a draft.
    pub adopted: Option<Date>,
    /// Day by which the text is to be gone through again.
    pub review_by: Date,
    /// The newest entry of the ledger; none while the handbook is founding.
    pub ledger: Option<(u64, Digest)>,
    /// Digest of the list of texts under `content/`.
    pub tree: Digest,
    /// Digest of the registry, where there is one.
    pub registry: Option<Digest>,
    /// Digest of the policy, where there is one.
    pub policy: Option<Digest>,
    /// How many persons must have signed.
    pub threshold: u32,
    /// Whose keys count.
    pub roots: Vec<RootKey>,
    /// The program that made it.
    pub program: String,
    /// Amendments that it publishes, by State.
    pub amendments: Vec<Published>,
    /// Every file of the folder but the manifest and its signatures.
    pub files: BTreeMap<String, Listed>,
    /// Every file of the rendered site.
    pub site: BTreeMap<String, Listed>,
}

impl Manifest {
    /// The canonical text.
    #[must_use]
    pub fn write(&self) -> String {
        let none = || "none".to_owned();
        let digest = |digest: Option<Digest>| digest.map_or_else(none, |digest| digest.to_string());
        let mut text = format!("Handbook-Edition: {VERSION}\n");
        let mut line = |name: &str, value: &str| {
            let _ = writeln!(text, "{name}: {value}");
        };
        line("Handbook", &self.handbook);
        line("Edition", &self.edition.to_string());
        line("Serial", &self.serial.to_string());
        line("Previous", &digest(self.previous));
        line("Cut", &self.cut.to_string());
        line("Adopted", &self.adopted.map_or_else(none, |day| day.to_string()));
        line("Review-By", &self.review_by.to_string());
        line("Ledger-Head", &self.ledger.map_or_else(none, |(seq, head)| format!("{seq:06} {head}")));
        line("Tree", &self.tree.to_string());
        line("Registry", &digest(self.registry));
        line("Policy", &digest(self.policy));
        for root in self.root_lines() {
            let _ = writeln!(text, "{root}");
        }
        let mut line = |name: &str, value: &str| {
            let _ = writeln!(text, "{name}: {value}");
        };
        line("Program", &self.program);
        for amendment in &self.amendments {
            line("Amendment", &amendment.id);
            line("Docket", &amendment.docket);
            if !amendment.state.is_empty() {
                line("State", &amendment.state);
            }
            line("Author", &amendment.author);
            for approver in &amendment.approvers {
                line("Approver", approver);
            }
            line("Title", &amendment.title);
            for source in &amendment.sources {
                line("Source", source);
            }
        }
        for (name, files) in [("File", &self.files), ("Site", &self.site)] {
            for (path, listed) in files {
                line(name, &format!("{} {} {path}", listed.digest, listed.size));
            }
        }
        text
    }

    fn root_lines(&self) -> Vec<String> {
        root_lines(self.threshold, &self.roots)
    }

    /// The root fingerprint: SHA-256 of the lines `Threshold` and `Root-Key`. Whoever has it from the
    /// printed book knows whose signatures count, and how many of them are needed.
    #[must_use]
    pub fn root(&self) -> Digest {
        root(self.threshold, &self.roots)
    }

    /// Reads the one form in which a manifest is written.
    ///
    /// # Errors
    /// [`RefusalCode::R0160`] at the first line that is otherwise.
    pub fn read(path: &str, text: &str) -> Result<Self, Refusal> {
        let mut lines = Lines { lines: text.lines().collect(), at: 0 };
        let read = lines.manifest();
        let at = match &read {
            Some(manifest) if manifest.write() == text => return Ok(manifest.clone()),
            Some(manifest) => {
                let written = manifest.write();
                text.lines().zip(written.lines()).take_while(|(found, wanted)| found == wanted).count()
            }
            None => lines.at,
        };
        let source = SourceText::new(path, text);
        let line = (at + 1).clamp(1, text.lines().count().max(1));
        Err(Refusal::new(
            RefusalCode::R0160,
            "this line of the manifest is not in the one form in which it is written",
            "restore the folder of the edition from a copy that you trust",
        )
        .at_line(&source, line, 1))
    }
}

fn root_lines(threshold: u32, roots: &[RootKey]) -> Vec<String> {
    let mut lines = vec![format!("Threshold: {threshold}")];
    lines.extend(roots.iter().map(|root| format!("Root-Key: {} {}", root.key, root.person)));
    lines
}

/// The root fingerprint of a manifest with these signers, known before there is a manifest.
pub(super) fn root(threshold: u32, roots: &[RootKey]) -> Digest {
    Digest::of(root_lines(threshold, roots).iter().map(|line| format!("{line}\n")).collect::<String>())
}

/// Lines of a manifest in their order.
struct Lines<'a> {
    lines: Vec<&'a str>,
    at: usize,
}

impl<'a> Lines<'a> {
    fn next(&mut self, name: &str) -> Option<&'a str> {
        let value = self.lines.get(self.at)?.strip_prefix(name)?.strip_prefix(": ")?;
        self.at += 1;
        Some(value)
    }

    fn value<T: FromStr>(&mut self, name: &str) -> Option<T> {
        let value = self.next(name)?.parse().ok();
        if value.is_none() {
            self.at -= 1;
        }
        value
    }

    /// A value, or `none`: the outer `None` is a fault.
    fn optional<T: FromStr>(&mut self, name: &str) -> Option<Option<T>> {
        match self.next(name)? {
            "none" => Some(None),
            _ => {
                self.at -= 1;
                self.value(name).map(Some)
            }
        }
    }

    fn manifest(&mut self) -> Option<Manifest> {
        (self.next("Handbook-Edition")? == VERSION).then_some(())?;
        let mut manifest = Manifest {
            handbook: self.next("Handbook")?.to_owned(),
            edition: self.value("Edition")?,
            serial: self.value("Serial")?,
            previous: self.optional("Previous")?,
            cut: self.value("Cut")?,
            adopted: self.optional("Adopted")?,
            review_by: self.value("Review-By")?,
            ledger: self.ledger()?,
            tree: self.value("Tree")?,
            registry: self.optional("Registry")?,
            policy: self.optional("Policy")?,
            threshold: self.value("Threshold")?,
            roots: Vec::new(),
            program: String::new(),
            amendments: Vec::new(),
            files: BTreeMap::new(),
            site: BTreeMap::new(),
        };
        while let Some(line) = self.next("Root-Key") {
            let (key, person) = line.rsplit_once(' ')?;
            manifest.roots.push(RootKey { key: key.parse().ok()?, person: person.to_owned() });
        }
        manifest.program = self.next("Program")?.to_owned();
        while let Some(id) = self.next("Amendment") {
            let mut amendment = Published {
                id: id.to_owned(),
                docket: self.next("Docket")?.to_owned(),
                state: self.next("State").unwrap_or_default().to_owned(),
                author: self.next("Author")?.to_owned(),
                approvers: Vec::new(),
                title: String::new(),
                sources: Vec::new(),
            };
            while let Some(approver) = self.next("Approver") {
                amendment.approvers.push(approver.to_owned());
            }
            amendment.title = self.next("Title")?.to_owned();
            while let Some(source) = self.next("Source") {
                amendment.sources.push(source.to_owned());
            }
            manifest.amendments.push(amendment);
        }
        self.files("File", &mut manifest.files)?;
        self.files("Site", &mut manifest.site)?;
        (self.at == self.lines.len()).then_some(manifest)
    }

    fn ledger(&mut self) -> Option<Option<(u64, Digest)>> {
        match self.next("Ledger-Head")? {
            "none" => Some(None),
            line => {
                let (seq, digest) = line.split_once(' ')?;
                Some(Some((seq.parse().ok()?, digest.parse().ok()?)))
            }
        }
    }

    fn files(&mut self, name: &str, files: &mut BTreeMap<String, Listed>) -> Option<()> {
        while let Some(line) = self.next(name) {
            let mut parts = line.splitn(3, ' ');
            let listed = Listed { digest: parts.next()?.parse().ok()?, size: parts.next()?.parse().ok()? };
            // No path of a manifest leads out of its folder.
            let path = SitePath::new(parts.next()?)?;
            files.insert(path.as_str().to_owned(), listed);
        }
        Some(())
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::amend::SigningKey;

    pub(crate) fn sample() -> Manifest {
        let key = SigningKey::from_seed(&[7; 32]).public();
        Manifest {
            handbook: "inner-sea".into(),
            edition: "2026.2".parse().unwrap(),
            serial: 2,
            previous: Some(Digest::of("1")),
            cut: "2026-11-22T12:00:00Z".parse().unwrap(),
            adopted: Some(Date::constant(2026, 11, 20)),
            review_by: Date::constant(2027, 11, 22),
            ledger: Some((214, Digest::of("l"))),
            tree: Digest::of("t"),
            registry: Some(Digest::of("r")),
            policy: None,
            threshold: 2,
            roots: vec![RootKey { key, person: "chair".into() }],
            program: "handbook 0.1.0".into(),
            amendments: vec![Published {
                id: "XA-1".into(),
                docket: "R/XA/001".into(),
                state: "XA".into(),
                author: "a".into(),
                approvers: vec!["b".into(), "c".into()],
                title: "A title".into(),
                sources: vec!["act | An Act".into()],
            }],
            files: [("text/a b.md".to_owned(), Listed::of(b"x"))].into(),
            site: [("index.html".to_owned(), Listed::of(b"y"))].into(),
        }
    }

    #[test]
    fn what_is_written_is_read_and_nothing_else() {
        let manifest = sample();
        let text = manifest.write();
        assert_eq!(Manifest::read("manifest", &text).unwrap(), manifest);
        for at in 0..text.len() {
            let mut bytes = text.clone().into_bytes();
            bytes[at] ^= 0x01;
            if let Ok(read) = Manifest::read("manifest", &String::from_utf8(bytes).unwrap()) {
                assert_ne!(read, manifest, "byte {at} says nothing");
            }
        }
        for wrong in [
            text.replace("text/a b.md", "../a.md"),
            text.replace("Serial: 2", "Serial: 02"),
            text.replace('\n', "\r\n"),
            format!("{text}\n"),
            text.replace("Policy: none\n", ""),
        ] {
            assert_eq!(Manifest::read("manifest", &wrong).unwrap_err().code, RefusalCode::R0160);
        }
    }

    #[test]
    fn the_root_depends_on_keys_and_threshold_alone() {
        let manifest = sample();
        let other = Manifest { serial: 3, program: "other".into(), ..manifest.clone() };
        assert_eq!(manifest.root(), other.root());
        assert_ne!(manifest.root(), Manifest { threshold: 1, ..manifest.clone() }.root());
        assert_ne!(manifest.root(), Manifest { roots: Vec::new(), ..manifest }.root());
    }
}
