//! What answers judged queries.

use crate::error::Result;
use crate::search::{Filters, Page, Query, Searcher};

/// Hits that count.
pub const DEPTH: usize = 10;

/// A search that can be measured: the server's, the one of a site without a server, a plain one.
pub trait Engine {
    /// Its name in reports.
    fn name(&self) -> &'static str;

    /// Addresses of the best passages for a query as it would be typed, best first, at most [`DEPTH`].
    ///
    /// # Errors
    /// When the index cannot be read; never because of the query.
    fn ask(&self, text: &str) -> Result<Vec<String>>;
}

/// The search of a site without a server: a searcher over its files, which answers as its script does.
pub struct Static(pub Searcher);

impl Engine for Static {
    fn name(&self) -> &'static str {
        "static"
    }

    fn ask(&self, text: &str) -> Result<Vec<String>> {
        self.0.ask(text)
    }
}

impl Engine for Searcher {
    fn name(&self) -> &'static str {
        "server"
    }

    fn ask(&self, text: &str) -> Result<Vec<String>> {
        let page = Page { offset: 0, limit: DEPTH };
        let found = self.search(&Query::parse(text), &Filters::default(), page)?;
        let hits = found.hits.into_iter().chain(found.near);
        Ok(hits.map(|hit| hit.passage.address()).take(DEPTH).collect())
    }
}
