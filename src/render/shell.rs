//! The frame of the site for pages that are made while it is served.

use std::sync::Arc;

use minijinja::{Value, context};

use super::context::SearchContext;
use super::theme::{Theme, value};
use crate::diagnostic::Diagnostic;

/// Theme, book and contents: what it takes to show the results of a search like any other page.
#[derive(Debug)]
pub struct Shell {
    theme: Arc<Theme>,
    book: Value,
    nav: Value,
}

impl Shell {
    pub(super) const fn new(theme: Arc<Theme>, book: Value, nav: Value) -> Self {
        Self { theme, book, nav }
    }

    /// The search page with results.
    ///
    /// # Errors
    /// When the template fails, at its line.
    pub fn search_page(&self, search: &SearchContext) -> Result<String, Diagnostic> {
        let page = context! {
            path => "search.html",
            kind => "search",
            label => "",
            title => "Search",
            lang => self.book.get_attr("language").unwrap_or_default(),
            body_html => "",
            toc => Vec::<Value>::new(),
            breadcrumbs => Vec::<Value>::new(),
            previous => Value::from(()),
            next => Value::from(()),
            state => Value::from(()),
            annex => Value::from(()),
            citation => "",
            source_path => "",
        };
        let all = context! {
            root => "",
            book => self.book.clone(),
            nav => self.nav.clone(),
            served => true,
            page,
            search => value(search),
        };
        self.theme.render("search.html", &all)
    }
}
