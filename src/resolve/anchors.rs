//! `anchors.tsv`: which anchor belongs to which unit, and how the map follows the text.
//!
//! The next map is a function of the old map and the new text. The old map carries, for each
//! unit, a digest of its text and a sketch of it (the least hashes of its letter groups, a
//! bottom-k sketch: E. Cohen and H. Kaplan, "Summarizing data using bottom-k sketches", PODC
//! 2007), so that neither git nor a copy of the old text is needed to recognise a paragraph that
//! was edited or moved.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write as _;
use std::sync::Arc;

use sha2::{Digest as _, Sha256};

use crate::diagnostic::{Code, Diagnostic, SourceText, Warned};
use crate::model::Anchor;

/// First line of the file: name and version of the format.
const HEAD: &str = "# handbook anchors 1";
/// Hashes kept in a sketch.
const SKETCH: usize = 16;
/// Letters in a hashed group.
const GROUP: usize = 5;
/// Least likeness of an edited unit on the same page to count as the same unit.
const SAME_PAGE: f64 = 0.3;
/// The same for a unit that was edited and moved to another page.
const OTHER_PAGE: f64 = 0.6;

/// What is remembered of a unit's text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fingerprint {
    /// First 64 bits of the SHA-256 digest of the text, blanks folded, in hexadecimal.
    pub digest: String,
    /// The least hashes of its letter groups, ascending, 24 bits each.
    pub sketch: Vec<u32>,
}

impl Fingerprint {
    /// The fingerprint of a unit's source text; line breaks and indentation do not count.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let folded = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let digest = hex(&Sha256::digest(folded.as_bytes())[..8]);
        let letters: Vec<char> = folded.chars().flat_map(char::to_lowercase).collect();
        let groups = letters.windows(GROUP.min(letters.len()).max(1));
        let mut sketch: Vec<u32> = groups.map(hash).collect();
        sketch.sort_unstable();
        sketch.dedup();
        sketch.truncate(SKETCH);
        Self { digest, sketch }
    }

    /// Estimated share of letter groups that two texts have in common (Jaccard index), 0 to 1.
    fn likeness(&self, other: &Self) -> f64 {
        let union: BTreeSet<u32> = self.sketch.iter().chain(&other.sketch).copied().collect();
        let least: Vec<u32> = union.into_iter().take(SKETCH).collect();
        let both = least
            .iter()
            .filter(|hash| {
                self.sketch.binary_search(hash).is_ok() && other.sketch.binary_search(hash).is_ok()
            })
            .count();
        // Both counts are at most sixteen.
        #[expect(clippy::cast_precision_loss, reason = "counts of at most sixteen")]
        let share = if least.is_empty() { 0.0 } else { both as f64 / least.len() as f64 };
        share
    }
}

/// FNV-1a over the letters, folded to 24 bits: stable on every machine and for ever.
fn hash(letters: &[char]) -> u32 {
    let mut state: u32 = 0x811c_9dc5;
    for letter in letters {
        for byte in u32::from(*letter).to_le_bytes() {
            state = (state ^ u32::from(byte)).wrapping_mul(0x0100_0193);
        }
    }
    (state >> 24) ^ (state & 0x00ff_ffff)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// One line of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Entry {
    anchor: Anchor,
    /// `None` for an anchor whose unit is gone: it is never used again.
    unit: Option<Fingerprint>,
}

/// The map from anchors to units, page by page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AnchorMap {
    pages: BTreeMap<String, Vec<Entry>>,
}

/// The fingerprints of a page's units in order, by path.
pub type PageUnits = BTreeMap<String, Vec<Fingerprint>>;

impl AnchorMap {
    /// Reads the text of an `anchors.tsv`; an empty text is an empty map.
    #[must_use]
    pub fn parse(source: &Arc<SourceText>) -> Warned<Self> {
        let mut map = Self::default();
        let mut diagnostics = Vec::new();
        let mut seen: HashMap<Anchor, usize> = HashMap::new();
        for (index, line) in source.text().lines().enumerate() {
            let number = index + 1;
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            match Self::parse_line(line) {
                Ok((page, entry)) => {
                    if let Some(first) = seen.insert(entry.anchor.clone(), number) {
                        diagnostics.push(
                            Diagnostic::new(Code::E0503, source, source.line_span(number), format!("anchor `{}` is used twice", entry.anchor))
                                .also(source, source.line_span(first), "first used here")
                                .help("two texts were merged that both had it; remove the second line and run `handbook anchors update`"),
                        );
                    } else {
                        map.pages.entry(page).or_default().push(entry);
                    }
                }
                Err(fault) => diagnostics.push(
                    Diagnostic::new(Code::E0502, source, source.line_span(number), fault)
                        .help("the file is written by `handbook anchors update`; restore the line from the last version"),
                ),
            }
        }
        Warned { value: map, diagnostics }
    }

    fn parse_line(line: &str) -> Result<(String, Entry), &'static str> {
        let parts: Vec<&str> = line.split('\t').collect();
        let [anchor, page, digest, sketch] = parts[..] else {
            return Err("a line has four columns: anchor, page, digest, sketch");
        };
        let anchor = Anchor::parse(anchor).ok_or("the first column is not an anchor")?;
        if digest == "-" {
            return Ok((page.to_owned(), Entry { anchor, unit: None }));
        }
        let is_hex =
            |text: &str| text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
        if digest.len() != 16 || !is_hex(digest) {
            return Err("the third column is not a digest of 16 hexadecimal digits");
        }
        if sketch.len() % 6 != 0 || sketch.len() > 6 * SKETCH || !is_hex(sketch) {
            return Err("the fourth column is not a sketch");
        }
        let sketch: Vec<u32> = sketch
            .as_bytes()
            .chunks(6)
            .filter_map(|digits| {
                std::str::from_utf8(digits).ok().and_then(|digits| u32::from_str_radix(digits, 16).ok())
            })
            .collect();
        if !sketch.is_sorted() {
            return Err("the sketch in the fourth column is out of order");
        }
        Ok((page.to_owned(), Entry { anchor, unit: Some(Fingerprint { digest: digest.to_owned(), sketch }) }))
    }

    /// The text of the file: pages by path, units in reading order, then anchors out of use.
    #[must_use]
    pub fn format(&self) -> String {
        let mut text = format!("{HEAD}\n# anchor\tpage\tdigest\tsketch\n");
        for (page, entries) in &self.pages {
            for entry in entries {
                let _ = match &entry.unit {
                    None => writeln!(text, "{}\t{page}\t-\t-", entry.anchor),
                    Some(unit) => {
                        let sketch: String = unit.sketch.iter().fold(String::new(), |mut all, hash| {
                            let _ = write!(all, "{hash:06x}");
                            all
                        });
                        writeln!(text, "{}\t{page}\t{}\t{sketch}", entry.anchor, unit.digest)
                    }
                };
            }
        }
        text
    }

    /// The anchors in use on a page, in the order of its units.
    pub fn anchors<'a>(&'a self, page: &str) -> impl Iterator<Item = &'a Anchor> {
        self.pages
            .get(page)
            .into_iter()
            .flatten()
            .filter(|entry| entry.unit.is_some())
            .map(|entry| &entry.anchor)
    }

    /// Every anchor ever given, with the page it belongs or belonged to and whether it is in use.
    pub fn all(&self) -> impl Iterator<Item = (&Anchor, &str, bool)> {
        self.pages.iter().flat_map(|(page, entries)| {
            entries.iter().map(move |entry| (&entry.anchor, page.as_str(), entry.unit.is_some()))
        })
    }

    /// Positions of the units of a page whose text is not the one this map was made for.
    #[must_use]
    pub fn changed(&self, page: &str, units: &[Fingerprint]) -> Vec<usize> {
        let known: Vec<&Fingerprint> =
            self.pages.get(page).into_iter().flatten().filter_map(|entry| entry.unit.as_ref()).collect();
        (0..units.len().max(known.len())).filter(|&at| units.get(at) != known.get(at).copied()).collect()
    }

    /// Pages that have units in this map.
    pub fn pages_in_use(&self) -> impl Iterator<Item = &str> {
        self.pages
            .iter()
            .filter(|(_, entries)| entries.iter().any(|entry| entry.unit.is_some()))
            .map(|(page, _)| page.as_str())
    }

    /// The map for a new text: a unit whose text stayed keeps its anchor wherever it went, an
    /// edited one keeps it if it is still like the old one, new units get anchors never used
    /// before, and the anchors of units that are gone are kept out of use.
    #[must_use]
    pub fn next(&self, text: &PageUnits) -> Self {
        let mut matching = Matching::new(self, text);
        matching.same_place();
        matching.same_text();
        matching.alike(true, SAME_PAGE);
        matching.alike(false, OTHER_PAGE);
        matching.finish(self)
    }
}

struct OldUnit<'a> {
    page: &'a str,
    place: usize,
    anchor: &'a Anchor,
    print: &'a Fingerprint,
    taken: bool,
}

struct NewUnit<'a> {
    page: &'a str,
    place: usize,
    print: &'a Fingerprint,
    anchor: Option<Anchor>,
}

struct Matching<'a> {
    old: Vec<OldUnit<'a>>,
    new: Vec<NewUnit<'a>>,
}

impl<'a> Matching<'a> {
    fn new(map: &'a AnchorMap, text: &'a PageUnits) -> Self {
        let mut old = Vec::new();
        for (page, entries) in &map.pages {
            let live =
                entries.iter().filter_map(|entry| entry.unit.as_ref().map(|print| (&entry.anchor, print)));
            old.extend(live.enumerate().map(|(place, (anchor, print))| OldUnit {
                page,
                place,
                anchor,
                print,
                taken: false,
            }));
        }
        let new = text
            .iter()
            .flat_map(|(page, units)| {
                units.iter().enumerate().map(move |(place, print)| NewUnit {
                    page,
                    place,
                    print,
                    anchor: None,
                })
            })
            .collect();
        Self { old, new }
    }

    fn pair(&mut self, old: usize, new: usize) {
        self.old[old].taken = true;
        self.new[new].anchor = Some(self.old[old].anchor.clone());
    }

    /// Units of the same text in the same order on the same page (a longest common subsequence).
    fn same_place(&mut self) {
        let mut old_pages: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (index, unit) in self.old.iter().enumerate() {
            old_pages.entry(unit.page).or_default().push(index);
        }
        let mut new_pages: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (index, unit) in self.new.iter().enumerate() {
            new_pages.entry(unit.page).or_default().push(index);
        }
        for (page, new) in new_pages {
            let Some(old) = old_pages.get(page) else { continue };
            let before: Vec<&str> = old.iter().map(|&index| self.old[index].print.digest.as_str()).collect();
            let after: Vec<&str> = new.iter().map(|&index| self.new[index].print.digest.as_str()).collect();
            for op in similar::capture_diff_slices(similar::Algorithm::Myers, &before, &after) {
                if let similar::DiffOp::Equal { old_index, new_index, len } = op {
                    for step in 0..len {
                        self.pair(old[old_index + step], new[new_index + step]);
                    }
                }
            }
        }
    }

    /// Units of the same text anywhere: moved ones. The same page comes first, then reading order.
    fn same_text(&mut self) {
        for same_page in [true, false] {
            let mut free: HashMap<(&str, &str), Vec<usize>> = HashMap::new();
            for (index, unit) in self.old.iter().enumerate().rev().filter(|(_, unit)| !unit.taken) {
                let page = if same_page { unit.page } else { "" };
                free.entry((page, &unit.print.digest)).or_default().push(index);
            }
            let mut pairs = Vec::new();
            for (index, unit) in self.new.iter().enumerate().filter(|(_, unit)| unit.anchor.is_none()) {
                let page = if same_page { unit.page } else { "" };
                if let Some(old) = free.get_mut(&(page, unit.print.digest.as_str())).and_then(Vec::pop) {
                    pairs.push((old, index));
                }
            }
            for (old, new) in pairs {
                self.pair(old, new);
            }
        }
    }

    /// Edited units: the likest pairs first, ties by nearness and reading order.
    fn alike(&mut self, same_page: bool, least: f64) {
        let mut by_hash: HashMap<u32, Vec<usize>> = HashMap::new();
        for (index, unit) in self.old.iter().enumerate().filter(|(_, unit)| !unit.taken) {
            for &hash in &unit.print.sketch {
                by_hash.entry(hash).or_default().push(index);
            }
        }
        let mut pairs: Vec<(f64, usize, usize, usize)> = Vec::new();
        for (new, unit) in self.new.iter().enumerate().filter(|(_, unit)| unit.anchor.is_none()) {
            let near: BTreeSet<usize> =
                unit.print.sketch.iter().filter_map(|hash| by_hash.get(hash)).flatten().copied().collect();
            for old in near {
                let before = &self.old[old];
                if same_page != (before.page == unit.page) {
                    continue;
                }
                let likeness = before.print.likeness(unit.print);
                if likeness >= least {
                    pairs.push((likeness, before.place.abs_diff(unit.place), old, new));
                }
            }
        }
        pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2, a.3).cmp(&(b.1, b.2, b.3))));
        for (_, _, old, new) in pairs {
            if !self.old[old].taken && self.new[new].anchor.is_none() {
                self.pair(old, new);
            }
        }
    }

    fn finish(mut self, map: &AnchorMap) -> AnchorMap {
        let mut used: BTreeSet<Anchor> = map.all().map(|(anchor, _, _)| anchor.clone()).collect();
        for unit in &mut self.new {
            if unit.anchor.is_none() {
                unit.anchor = Some(mint(unit.page, &unit.print.digest, &mut used));
            }
        }
        let mut pages: BTreeMap<String, Vec<Entry>> = BTreeMap::new();
        for unit in self.new {
            if let Some(anchor) = unit.anchor {
                let entry = Entry { anchor, unit: Some(unit.print.clone()) };
                pages.entry(unit.page.to_owned()).or_default().push(entry);
            }
        }
        let mut gone: Vec<(&str, &Anchor)> =
            self.old.iter().filter(|unit| !unit.taken).map(|unit| (unit.page, unit.anchor)).collect();
        gone.extend(map.all().filter(|(_, _, in_use)| !in_use).map(|(anchor, page, _)| (page, anchor)));
        gone.sort();
        for (page, anchor) in gone {
            pages.entry(page.to_owned()).or_default().push(Entry { anchor: anchor.clone(), unit: None });
        }
        AnchorMap { pages }
    }
}

/// A new anchor: made of page and text, so that two people who add different texts never get the
/// same one; counted up while it is in use.
fn mint(page: &str, digest: &str, used: &mut BTreeSet<Anchor>) -> Anchor {
    let mut count = 0_u32;
    loop {
        let digest = Sha256::digest(format!("{page}\0{digest}\0{count}").as_bytes());
        let mut bytes = [0; 32];
        bytes.copy_from_slice(&digest);
        let anchor = Anchor::from_digest(&bytes);
        if used.insert(anchor.clone()) {
            return anchor;
        }
        count += 1;
    }
}
