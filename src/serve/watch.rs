//! Which files a build reads, and a build whenever one of them changes.

use std::collections::BTreeMap;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use camino::{Utf8Path, Utf8PathBuf};
use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};

use super::listen::{Notice, Options};
use super::live::Live;
use super::rebuild::rebuild;
use crate::config;
use crate::error::ErrorKind;
use crate::fs;
use crate::pipeline::ANCHORS;

/// An editor saves in several steps: wait until it has been quiet for this long.
const QUIET: Duration = Duration::from_millis(150);

/// Where it never becomes quiet, build after this long all the same.
const PATIENCE: Duration = Duration::from_secs(2);

/// How long to wait for another run of the program that writes the same site.
const AGAIN: Duration = Duration::from_millis(500);

/// What the builder is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Signal {
    /// A file that a build reads has changed.
    Changed,
    /// The server stops.
    Stop,
}

/// Paths that a build reads and those below them that it writes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Scope {
    read: Vec<Utf8PathBuf>,
    written: Vec<Utf8PathBuf>,
}

impl Scope {
    fn of(root: &Utf8Path) -> Self {
        let Ok(warned) = config::load(root) else { return Self::default() };
        let config = warned.value;
        let read = [
            config::FILE.into(),
            ANCHORS.into(),
            config.src.clone(),
            config.theme_dir.clone(),
            crate::amend::record::FOLDER.into(),
        ];
        Self {
            read: read.iter().map(|path| inside(root, path)).collect(),
            written: [&config.build_dir, &config.search_dir].map(|path| inside(root, path)).to_vec(),
        }
    }

    /// Whether a build would read this path. Hidden files and what editors leave are not read.
    fn has(&self, path: &Utf8Path) -> bool {
        if self.written.iter().any(|folder| path.starts_with(folder)) {
            return false;
        }
        self.read.iter().any(|read| {
            path.strip_prefix(read).is_ok_and(|rest| {
                !rest.components().any(|part| part.as_str().starts_with('.')) && !rest.as_str().ends_with('~')
            })
        })
    }
}

/// `root/path` without `.` parts, as the system reports it.
fn inside(root: &Utf8Path, path: &Utf8Path) -> Utf8PathBuf {
    root.join(path).components().collect()
}

/// Watches the files that a build reads.
pub(super) struct Watcher {
    root: Utf8PathBuf,
    inner: RecommendedWatcher,
    scope: Arc<RwLock<Scope>>,
    watched: BTreeMap<Utf8PathBuf, RecursiveMode>,
}

impl Watcher {
    /// Watches the handbook in `root` and signals each change.
    ///
    /// # Errors
    /// The system's reason why it cannot be watched.
    pub(super) fn start(root: &Utf8Path, signals: Sender<Signal>) -> Result<Self, String> {
        let root = fs::full_path(root).map_err(|error| error.to_string())?;
        let scope = Arc::new(RwLock::new(Scope::of(&root)));
        let current = Arc::clone(&scope);
        let inner = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
            if event
                .is_ok_and(|event| concerns(&event, &current.read().unwrap_or_else(PoisonError::into_inner)))
            {
                // The builder is gone only when the server stops.
                let _ = signals.send(Signal::Changed);
            }
        });
        let inner = inner.map_err(|error| error.to_string())?;
        let mut watcher = Self { root, inner, scope, watched: BTreeMap::new() };
        watcher.follow()?;
        Ok(watcher)
    }

    /// Watches what `book.toml` names now. Tells whether something new is watched, so that a change
    /// just before may have been missed.
    ///
    /// # Errors
    /// The system's reason why a folder cannot be watched.
    pub(super) fn follow(&mut self) -> Result<bool, String> {
        let scope = Scope::of(&self.root);
        let mut wanted: BTreeMap<Utf8PathBuf, RecursiveMode> = scope
            .read
            .iter()
            .filter(|path| fs::is_dir(path))
            .map(|path| (path.clone(), RecursiveMode::Recursive))
            .collect();
        // The folder and not the file: editors replace a file by another.
        wanted.entry(self.root.clone()).or_insert(RecursiveMode::NonRecursive);
        *self.scope.write().unwrap_or_else(PoisonError::into_inner) = scope;
        let old = std::mem::take(&mut self.watched);
        for path in old.keys().filter(|path| !wanted.contains_key(*path)) {
            // A folder that is gone is no longer watched anyway.
            let _ = self.inner.unwatch(path.as_std_path());
        }
        let mut new = false;
        for (path, mode) in wanted {
            let known = old.get(&path) == Some(&mode);
            // Linux watches what stood under the name; a folder that was replaced is another one.
            if !known || cfg!(target_os = "linux") {
                self.inner.watch(path.as_std_path(), mode).map_err(|error| format!("{path}: {error}"))?;
            }
            new |= !known;
            self.watched.insert(path, mode);
        }
        Ok(new)
    }
}

/// Whether an event can change what a build gives. Reading is no change: a build itself reads.
fn concerns(event: &notify::Event, scope: &Scope) -> bool {
    if event.need_rescan() {
        return true;
    }
    !matches!(event.kind, EventKind::Access(_))
        && event.paths.iter().any(|path| Utf8Path::from_path(path).is_some_and(|path| scope.has(path)))
}

/// Builds after each change until the server stops. Builds never overlap: this is the one thread
/// that makes them.
pub(super) fn build_on_change(
    signals: &Receiver<Signal>,
    mut watcher: Option<Watcher>,
    live: &Live,
    options: &Options,
    tell: &dyn Fn(Notice<'_>),
) {
    let mut again: Option<Duration> = None;
    loop {
        let signal = match again {
            Some(wait) => match signals.recv_timeout(wait) {
                Err(RecvTimeoutError::Timeout) => Ok(Signal::Changed),
                Err(RecvTimeoutError::Disconnected) => Err(()),
                Ok(signal) => Ok(signal),
            },
            None => signals.recv().map_err(|_| ()),
        };
        if signal != Ok(Signal::Changed) || !quiet(signals) {
            return;
        }
        again = None;
        if let Err(error) = rebuild(live, options, tell) {
            if error.kind() == ErrorKind::Locked {
                again = Some(AGAIN);
            }
            tell(Notice::Failed(&error));
        }
        match watcher.as_mut().map(Watcher::follow) {
            Some(Ok(true)) => again = Some(QUIET),
            Some(Err(reason)) => tell(Notice::Unwatched(&reason)),
            Some(Ok(false)) | None => {}
        }
    }
}

/// Waits until nothing has changed for a moment; `false` when the server stops.
fn quiet(signals: &Receiver<Signal>) -> bool {
    let started = Instant::now();
    while started.elapsed() < PATIENCE {
        match signals.recv_timeout(QUIET) {
            Ok(Signal::Changed) => {}
            Err(RecvTimeoutError::Timeout) => return true,
            Ok(Signal::Stop) | Err(RecvTimeoutError::Disconnected) => return false,
        }
    }
    true
}
