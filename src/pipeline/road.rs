//! From folder to site, stage by stage.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use camino::{Utf8Path, Utf8PathBuf};

use super::record::{Depth, Recorded, gone_through, unseen};
use super::shelf::{Editions, shelf_faults};
use super::{passages, synonyms};
use crate::amend::Refusal;
use crate::clock::Clock;
use crate::config::{self, Config};
use crate::diagnostic::{Code, Diagnostic, Severity, SourceText, Warned, sort};
use crate::error::Result;
use crate::fs::{self, Written};
use crate::model::{Book, EditionMark, Passage, RecordView};
use crate::parse;
use crate::render::{self, Shell, Theme};
use crate::resolve::{self, AnchorMap};
use crate::search;
use crate::site::{Site, SitePath};
use crate::source::{self, Asset};

/// Name of the file with the permanent anchors, in the handbook's folder.
pub const ANCHORS: &str = "anchors.tsv";

/// How findings count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strictness {
    /// As `check` counts them.
    Full,
    /// As an editor wants them while writing: anchors that are not yet brought up to date are a
    /// warning, so that a draft can be looked at.
    Draft,
}

/// How long a stage took.
#[derive(Clone, Copy, Debug)]
pub struct StageTime {
    /// Name of the module that did it, or of its step.
    pub stage: &'static str,
    /// Wall time.
    pub wall: Duration,
}

/// A handbook read and resolved.
#[derive(Clone, Debug)]
pub struct Checked {
    /// What `book.toml` says.
    pub config: Config,
    /// The book.
    pub book: Arc<Book>,
    /// What `anchors.tsv` must say.
    pub anchors: AnchorMap,
    /// The text of `anchors.tsv` as it is.
    pub anchors_text: Arc<SourceText>,
    /// Files that are copied to the site.
    pub assets: Vec<Asset>,
    /// What is shown of the record of amendments; none where there is no record, and none after
    /// [`read`], which does not look at it.
    pub record: Option<RecordView>,
    /// The record itself, where `record` is of it.
    pub recorded: Option<Arc<Recorded>>,
}

/// A site written, and what a server needs of it.
#[derive(Debug)]
pub struct Built {
    /// The site, as written.
    pub site: Arc<Site>,
    /// Files written, left alone and removed.
    pub written: Written,
    /// Folder of the site.
    pub folder: Utf8PathBuf,
    /// Folder of the search index.
    pub search: Utf8PathBuf,
    /// Number of passages that can be found.
    pub passages: usize,
    /// Frame for pages made while serving.
    pub shell: Arc<Shell>,
    /// What a search can be narrowed to.
    pub choices: Choices,
}

/// What a search can be narrowed to: the States and kinds that have passages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choices {
    /// Code and name of each State, in the order of the handbook's list.
    pub states: Vec<(String, String)>,
    /// Kinds of page, in reading order.
    pub kinds: Vec<String>,
    /// Id and short name of each instrument.
    pub instruments: Vec<(String, String)>,
}

impl Choices {
    fn of(book: &Book, passages: &[Passage]) -> Self {
        let with: BTreeSet<&str> = passages.iter().filter_map(|passage| passage.state.as_deref()).collect();
        let states = book.reference.states.iter().filter(|state| with.contains(state.iso2.as_str()));
        let mut kinds: Vec<String> = Vec::new();
        for passage in passages {
            if !kinds.contains(&passage.kind) {
                kinds.push(passage.kind.clone());
            }
        }
        let instruments = book.reference.instruments.iter();
        Self {
            states: states.map(|state| (state.iso2.clone(), state.name.clone())).collect(),
            kinds,
            instruments: instruments.map(|one| (one.id.clone(), one.short.clone())).collect(),
        }
    }
}

/// What came of a command.
#[derive(Debug)]
pub struct Outcome<T> {
    /// The result; `None` where findings of severity error stopped the way to it.
    pub value: Option<T>,
    /// Findings, sorted.
    pub diagnostics: Vec<Diagnostic>,
    /// What speaks against the record of amendments.
    pub refusals: Vec<Refusal>,
    /// Time by stage, in order.
    pub times: Vec<StageTime>,
}

impl<T> Outcome<T> {
    /// Number of findings of severity error and of refusals.
    #[must_use]
    pub fn errors(&self) -> usize {
        let errors = self.diagnostics.iter().filter(|finding| finding.severity == Severity::Error).count();
        errors + self.refusals.len()
    }

    /// Whether the configuration itself cannot be used.
    #[must_use]
    pub fn is_configuration(&self) -> bool {
        self.diagnostics.iter().any(|finding| {
            finding.severity == Severity::Error
                && matches!(finding.code, Code::E0701 | Code::E0702 | Code::E0703 | Code::E0704)
        })
    }
}

/// Takes the time of each stage.
struct Watch {
    started: Instant,
    times: Vec<StageTime>,
}

impl Watch {
    fn start() -> Self {
        Self { started: Instant::now(), times: Vec::new() }
    }

    fn stage(&mut self, stage: &'static str) {
        let now = Instant::now();
        self.times.push(StageTime { stage, wall: now - self.started });
        self.started = now;
    }
}

/// Reads, parses and resolves the handbook in `root`; writes nothing.
///
/// # Errors
/// When a file that is there cannot be read.
pub fn read(root: &Utf8Path, clock: &Clock, strictness: Strictness) -> Result<Outcome<Checked>> {
    let mut watch = Watch::start();
    let mut diagnostics = Vec::new();
    let config = config::load(root)?.drain_into(&mut diagnostics);
    let tree = source::load(&config)?.drain_into(&mut diagnostics);
    let anchors_path = root.join(ANCHORS);
    let anchors_text = match config.is_handbook() && fs::exists(&anchors_path) {
        true => String::from_utf8_lossy(&fs::read(&anchors_path)?).into_owned(),
        false => String::new(),
    };
    let anchors_text = SourceText::new(ANCHORS, anchors_text);
    watch.stage("source");
    let parsed = parse::pages(&tree, &config).drain_into(&mut diagnostics);
    watch.stage("parse");
    let resolved =
        resolve::book(&parsed, &tree, &config, &anchors_text, clock.date()).drain_into(&mut diagnostics);
    watch.stage("resolve");
    count(&mut diagnostics, strictness, config.is_handbook());
    let checked = Checked {
        config,
        book: Arc::new(resolved.book),
        anchors: resolved.anchors,
        anchors_text,
        assets: tree.assets,
        record: None,
        recorded: None,
    };
    Ok(Outcome { value: Some(checked), diagnostics, refusals: Vec::new(), times: watch.times })
}

/// What to do where the map of anchors does not fit the text of a handbook with a record.
const ANCHORS_OF_RECORD: &str = "this file belongs to the record and follows from accepted amendments: put the text back as it was, and propose the change";

/// As [`read`], with the record of amendments where there is one.
pub(super) fn with_record(
    root: &Utf8Path,
    clock: &Clock,
    strictness: Strictness,
    depth: Depth,
) -> Result<Outcome<Checked>> {
    let mut outcome = read(root, clock, strictness)?;
    let Some(checked) = outcome.value.as_mut().filter(|checked| checked.config.is_handbook()) else {
        return Ok(outcome);
    };
    let started = Instant::now();
    let gone_through = gone_through(root, depth, &[])?;
    if gone_through.is_some() {
        for finding in outcome.diagnostics.iter_mut().filter(|finding| finding.code == Code::E0501) {
            finding.help = Some(ANCHORS_OF_RECORD.to_owned());
        }
        if depth == Depth::Proof {
            outcome.refusals.extend(unseen(root)?);
        }
    }
    match gone_through {
        None => return Ok(outcome),
        Some(Ok(recorded)) => {
            checked.record = Some(recorded.view(clock));
            checked.recorded = Some(Arc::new(recorded));
        }
        Some(Err(refusals)) => outcome.refusals.extend(refusals),
    }
    outcome.times.push(StageTime { stage: "record", wall: started.elapsed() });
    Ok(outcome)
}

/// Checks the handbook in `root` as strictly as publishing does, templates and the record of
/// amendments included; writes nothing.
///
/// # Errors
/// When a file that is there cannot be read.
pub fn check(root: &Utf8Path, clock: &Clock) -> Result<Outcome<Checked>> {
    let mut outcome = with_record(root, clock, Strictness::Full, Depth::Proof)?;
    let is_handbook = outcome.value.as_ref().is_some_and(|checked| checked.config.is_handbook());
    if is_handbook && outcome.errors() > 0 {
        // Else they are looked at where they are laid beside the text.
        outcome.refusals.extend(shelf_faults(root)?);
    } else if let Some(checked) = &outcome.value
        && outcome.errors() == 0
    {
        let mut watch = Watch::start();
        synonyms::synonyms(&checked.book, &checked.config)?;
        with_editions(checked, clock, &mut watch, &mut outcome.diagnostics, &mut outcome.refusals)?;
        sort(&mut outcome.diagnostics);
        outcome.times.extend(watch.times);
    }
    Ok(outcome)
}

/// Builds the handbook in `root`: site and search index. Nothing is written while there are errors.
///
/// # Errors
/// When a file cannot be read or written; then the site and the index are as they were before.
pub fn build(root: &Utf8Path, clock: &Clock, strictness: Strictness) -> Result<Outcome<Built>> {
    let read = with_record(root, clock, strictness, Depth::Ledger)?;
    let mut outcome =
        Outcome { value: None, diagnostics: read.diagnostics, refusals: read.refusals, times: read.times };
    let Some(checked) = read.value.filter(|_| outcome.errors() == 0) else { return Ok(outcome) };
    let mut watch = Watch::start();
    let mut rendering =
        with_editions(&checked, clock, &mut watch, &mut outcome.diagnostics, &mut outcome.refusals)?;
    sort(&mut outcome.diagnostics);
    if outcome.errors() == 0 {
        let found = passages::passages(&checked.book);
        let groups = synonyms::synonyms(&checked.book, &checked.config)?;
        let search = root.join(&checked.config.search_dir);
        let (built, shards) =
            rayon::join(|| search::build(&found, &groups, &search), || search::shards(&found, &groups));
        built?;
        put_shards(&mut rendering.site, shards);
        watch.stage("search");
        let folder = checked.config.site_dir();
        let written = rendering.site.write(&folder)?;
        watch.stage("site");
        outcome.value = Some(Built {
            site: Arc::new(rendering.site),
            written,
            folder,
            search,
            passages: found.len(),
            shell: rendering.shell,
            choices: Choices::of(&checked.book, &found),
        });
    }
    outcome.times.extend(watch.times);
    Ok(outcome)
}

/// A handbook finished in memory.
#[derive(Debug)]
pub struct Ready {
    /// What the site was made from.
    pub checked: Checked,
    /// The site, search included.
    pub site: Arc<Site>,
}

/// Makes the site of the working text in memory, without the editions that [`build`] puts beside it;
/// writes nothing.
///
/// # Errors
/// When a file that is there cannot be read.
pub fn ready(root: &Utf8Path, clock: &Clock, strictness: Strictness) -> Result<Outcome<Ready>> {
    let read = with_record(root, clock, strictness, Depth::Ledger)?;
    let mut outcome =
        Outcome { value: None, diagnostics: read.diagnostics, refusals: read.refusals, times: read.times };
    let Some(checked) = read.value.filter(|_| outcome.errors() == 0) else { return Ok(outcome) };
    let mut watch = Watch::start();
    let (mut rendering, _) =
        marked(&checked, clock, (false, &mut watch), &mut outcome.diagnostics, &mut outcome.refusals)?;
    sort(&mut outcome.diagnostics);
    if outcome.errors() == 0 {
        let found = passages::passages(&checked.book);
        add_shards(&mut rendering.site, &found, &synonyms::synonyms(&checked.book, &checked.config)?);
        watch.stage("search");
        outcome.value = Some(Ready { checked, site: Arc::new(rendering.site) });
    }
    outcome.times.extend(watch.times);
    Ok(outcome)
}

/// The working text rendered, marked as such where there are editions, and the editions themselves;
/// `beside` says whether the site carries them and what changed between them.
fn marked(
    checked: &Checked,
    clock: &Clock,
    (beside, watch): (bool, &mut Watch),
    diagnostics: &mut Vec<Diagnostic>,
    refusals: &mut Vec<Refusal>,
) -> Result<(render::Rendering, Option<Editions>)> {
    let mut editions = match checked.config.is_handbook() {
        false => None,
        true => match Editions::load(&checked.config.root)? {
            Ok(editions) => Some(editions),
            Err(found) => {
                refusals.extend(found);
                None
            }
        },
    };
    let mut mark = editions.as_ref().and_then(|editions| editions.working(clock, beside));
    if let (true, Some(editions), Some(mark)) = (beside, &mut editions, &mut mark) {
        match editions.compare(checked, clock)? {
            Ok(found) => mark.between = found.map(Arc::new),
            Err(found) => refusals.extend(found),
        }
        watch.stage("compare");
    }
    let rendering = render_as(checked, clock, mark.as_ref())?.drain_into(diagnostics);
    watch.stage("render");
    Ok((rendering, editions))
}

/// The working text rendered, and every edition of the handbook beside it as frozen.
fn with_editions(
    checked: &Checked,
    clock: &Clock,
    watch: &mut Watch,
    diagnostics: &mut Vec<Diagnostic>,
    refusals: &mut Vec<Refusal>,
) -> Result<render::Rendering> {
    let (mut rendering, editions) = marked(checked, clock, (true, watch), diagnostics, refusals)?;
    if let Some(editions) = editions.filter(|editions| !editions.is_empty()) {
        refusals.extend(editions.place(&mut rendering, checked).err().unwrap_or_default());
        watch.stage("editions");
    }
    Ok(rendering)
}

pub(super) fn render(checked: &Checked, clock: &Clock) -> Result<Warned<render::Rendering>> {
    render_as(checked, clock, None)
}

/// As [`render`], as pages of an edition.
pub(super) fn render_as(
    checked: &Checked,
    clock: &Clock,
    edition: Option<&EditionMark>,
) -> Result<Warned<render::Rendering>> {
    let mut diagnostics = Vec::new();
    let theme = Theme::load(&checked.config)?.drain_into(&mut diagnostics);
    let mut rendering = render::site(
        &checked.book,
        Arc::new(theme),
        &checked.config,
        clock,
        &checked.assets,
        checked.record.as_ref(),
        edition,
    );
    rendering.diagnostics.extend(diagnostics);
    Ok(rendering)
}

/// Adds to a site what its script needs to search without a server.
pub(super) fn add_search(site: &mut Site, checked: &Checked) -> Result<()> {
    let found = passages::passages(&checked.book);
    add_shards(site, &found, &synonyms::synonyms(&checked.book, &checked.config)?);
    Ok(())
}

fn add_shards(site: &mut Site, passages: &[Passage], synonyms: &search::Synonyms) {
    put_shards(site, search::shards(passages, synonyms));
}

fn put_shards(site: &mut Site, shards: search::Shards) {
    for (name, bytes) in shards.files {
        if let Some(path) = SitePath::new(format!("search/{name}")) {
            site.insert(path, bytes);
        }
    }
}

/// Sorts findings and lowers those that a command is lenient about.
fn count(diagnostics: &mut Vec<Diagnostic>, strictness: Strictness, is_handbook: bool) {
    for finding in diagnostics.iter_mut() {
        let lenient = if is_handbook {
            strictness == Strictness::Draft && finding.code == Code::E0501
        } else {
            // A plain book builds as mdBook builds it: what is broken is named, not fatal.
            !matches!(finding.code, Code::E0701 | Code::E0703 | Code::E0704)
        };
        if lenient {
            finding.severity = finding.severity.min(Severity::Warning);
        }
    }
    sort(diagnostics);
}

/// What a build would do.
#[derive(Clone, Debug)]
pub struct Preview {
    /// Folder of the site.
    pub folder: Utf8PathBuf,
    /// Number of files of the site.
    pub files: usize,
    /// How many of them are new or have other bytes than now.
    pub changed: usize,
}

/// Builds in memory and compares with the site as it is; writes nothing.
///
/// # Errors
/// When a file that is there cannot be read.
pub fn preview(root: &Utf8Path, clock: &Clock, strictness: Strictness) -> Result<Outcome<Preview>> {
    let read = with_record(root, clock, strictness, Depth::Ledger)?;
    let mut outcome =
        Outcome { value: None, diagnostics: read.diagnostics, refusals: read.refusals, times: read.times };
    let Some(checked) = read.value.filter(|_| outcome.errors() == 0) else { return Ok(outcome) };
    let mut watch = Watch::start();
    let mut rendering =
        with_editions(&checked, clock, &mut watch, &mut outcome.diagnostics, &mut outcome.refusals)?;
    outcome.times.extend(watch.times);
    sort(&mut outcome.diagnostics);
    let found = passages::passages(&checked.book);
    add_shards(&mut rendering.site, &found, &synonyms::synonyms(&checked.book, &checked.config)?);
    let folder = checked.config.site_dir();
    let mut changed = 0;
    for (path, bytes) in rendering.site.iter() {
        let published = folder.join(path.as_str());
        if !fs::exists(&published) || fs::read(&published)? != **bytes {
            changed += 1;
        }
    }
    outcome.value = Some(Preview { folder, files: rendering.site.len(), changed });
    Ok(outcome)
}
