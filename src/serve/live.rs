//! What is served now, and word to the pages that are open when it changes.

use std::convert::Infallible;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use axum::extract::{RawQuery, State};
use axum::response::Sse;
use axum::response::sse::{Event, KeepAlive};
use futures_util::stream::{self, Stream};
use tokio::sync::broadcast;

use super::problems::Problems;
use super::search;
use super::site::{self, Pages};
use crate::error::Result;
use crate::pipeline::Built;

/// How often an open page hears that the server is still there.
const SIGN_OF_LIFE: Duration = Duration::from_secs(15);

/// What is served at one moment: the last good build and what the last build found.
#[derive(Debug)]
pub(super) struct Now {
    /// The pages; none until a first build is good.
    pub pages: Option<Arc<Pages>>,
    pub problems: Problems,
    build: u64,
    attempt: u64,
}

impl Now {
    /// Name of the build that pages are from. The process is part of it, so that a page that is
    /// open while the server is started again is loaded again.
    fn build_id(&self) -> String {
        format!("{}-b{}", std::process::id(), self.build)
    }

    /// Name of the last build, good or not; the problems page is from it.
    pub(super) fn attempt_id(&self) -> String {
        format!("{}-a{}", std::process::id(), self.attempt)
    }
}

/// What happened to what is served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Change {
    /// Other pages are served.
    Shown,
    /// The same as before.
    Same,
    /// The build failed and the pages are those before it.
    Kept,
}

#[derive(Clone, Copy, Debug)]
enum Word {
    Reload,
    Failed(usize),
    End,
}

/// The pages that are served, replaced as a whole.
#[derive(Debug)]
pub struct Live {
    now: RwLock<Arc<Now>>,
    words: broadcast::Sender<Word>,
}

impl Default for Live {
    fn default() -> Self {
        Self::new()
    }
}

impl Live {
    /// Nothing to serve yet.
    #[must_use]
    pub fn new() -> Self {
        let now = Now { pages: None, problems: Problems::default(), build: 0, attempt: 0 };
        Self { now: RwLock::new(Arc::new(now)), words: broadcast::Sender::new(16) }
    }

    pub(super) fn now(&self) -> Arc<Now> {
        Arc::clone(&self.now.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn set(&self, now: Now) {
        *self.now.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(now);
    }

    /// Serves a good build from now on, and has the open pages loaded again.
    pub(super) fn show(&self, built: &Built, problems: Problems) -> Result<Change> {
        let old = self.now();
        let mut now = Now { pages: old.pages.clone(), problems, build: old.build, attempt: old.attempt + 1 };
        let same = old.pages.as_ref().is_some_and(|pages| *pages.site == *built.site);
        if !same {
            now.build += 1;
            now.pages = Some(Arc::new(Pages::open(built, &now.build_id())?));
        }
        self.set(now);
        if same && old.problems.errors() == 0 {
            return Ok(Change::Same);
        }
        self.say(Word::Reload);
        Ok(Change::Shown)
    }

    /// Keeps the last good pages and tells the open ones how many problems there are.
    pub(super) fn keep(&self, problems: Problems) -> Change {
        let old = self.now();
        let errors = problems.errors();
        self.set(Now { pages: old.pages.clone(), problems, build: old.build, attempt: old.attempt + 1 });
        self.say(Word::Failed(errors));
        Change::Kept
    }

    /// Ends the connections of open pages, so that the server can stop.
    pub(super) fn end(&self) {
        self.say(Word::End);
    }

    fn say(&self, word: Word) {
        // Nobody listening is no failure.
        let _ = self.words.send(word);
    }

    /// What a page from build `of` should hear first.
    fn first(&self, of: Option<&str>) -> Event {
        let now = self.now();
        match of {
            Some(of) if of == now.build_id() => match now.problems.errors() {
                0 => Event::default().event("current").data("0"),
                errors => failed(errors),
            },
            Some(of) if of != now.attempt_id() => reload(),
            _ => Event::default().event("current").data("0"),
        }
    }
}

fn reload() -> Event {
    Event::default().event("reload").data("0")
}

fn failed(errors: usize) -> Event {
    Event::default().event("failed").data(errors.to_string())
}

/// Server-sent events for `live.js`: `current`, `reload`, `failed` with the number of problems.
pub(super) async fn events(
    State(live): State<Arc<Live>>,
    RawQuery(query): RawQuery,
) -> Sse<impl Stream<Item = std::result::Result<Event, Infallible>>> {
    // Listen first: what happens in between is then told twice rather than never.
    let words = live.words.subscribe();
    let of = search::parameter(query.as_deref(), site::OF);
    let first = live.first(of.as_deref());
    let told = stream::unfold((Some(first), words), |(first, mut words)| async move {
        if let Some(first) = first {
            return Some((Ok(first), (None, words)));
        }
        let event = match words.recv().await {
            Ok(Word::Reload) | Err(broadcast::error::RecvError::Lagged(_)) => reload(),
            Ok(Word::Failed(errors)) => failed(errors),
            Ok(Word::End) | Err(broadcast::error::RecvError::Closed) => return None,
        };
        Some((Ok(event), (None, words)))
    });
    Sse::new(told).keep_alive(KeepAlive::new().interval(SIGN_OF_LIFE))
}
