//! The frame of the site for pages that are made while it is served.

use std::sync::{Arc, LazyLock};

use minijinja::{Value, context};

use super::context::{BookContext, ItemContext, PageContext, PartContext, ProblemsContext, SearchContext};
use super::missing::from_root;
use super::theme::{Theme, value};
use crate::diagnostic::Diagnostic;

/// Theme, book and contents: what it takes to show the results of a search like any other page.
#[derive(Debug)]
pub struct Shell {
    theme: Arc<Theme>,
    book: BookContext,
    nav: Vec<PartContext>,
}

impl Shell {
    pub(super) const fn new(theme: Arc<Theme>, book: BookContext, nav: Vec<PartContext>) -> Self {
        Self { theme, book, nav }
    }

    /// Title of the book.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.book.title
    }

    /// The short title of the book.
    #[must_use]
    pub fn short_title(&self) -> &str {
        &self.book.short_title
    }

    /// Whether the contents name a page at this address, counted from the site's root.
    #[must_use]
    pub fn lists(&self, address: &str) -> bool {
        fn any(items: &[ItemContext], address: &str) -> bool {
            items.iter().any(|item| item.href.as_deref() == Some(address) || any(&item.children, address))
        }
        self.nav.iter().any(|part| any(&part.items, address))
    }

    /// The search page with results; it belongs at an address at the site's root.
    ///
    /// # Errors
    /// When the template fails, at its line.
    pub fn search_page(&self, search: &SearchContext) -> Result<String, Diagnostic> {
        let title = match search.query.as_str() {
            "" => "Search".to_owned(),
            query => format!("{query} – Search"),
        };
        let page = self.page("search.html", "search", title);
        self.render("search.html", "", value(&self.nav), page, value(search))
    }

    /// The page for what is missing, for any address: its links start at the root of the server.
    ///
    /// # Errors
    /// When the template fails, at its line.
    pub fn missing_page(&self) -> Result<String, Diagnostic> {
        let nav = from_root(&self.nav, "/");
        let page = self.page("404.html", "missing", "Page not found".to_owned());
        self.render("not-found.html", "/", value(nav), page, Value::from(()))
    }

    fn page(&self, path: &str, kind: &'static str, title: String) -> PageContext {
        PageContext {
            path: path.to_owned(),
            kind,
            title,
            lang: self.book.language.clone(),
            body_html: Value::from_safe_string(String::new()),
            ..PageContext::default()
        }
    }

    fn render(
        &self,
        template: &str,
        root: &str,
        nav: Value,
        page: PageContext,
        search: Value,
    ) -> Result<String, Diagnostic> {
        let all =
            context! { root, book => value(&self.book), nav, served => true, page => value(page), search };
        self.theme.render(template, &all)
    }
}

/// The page with what is wrong. It is always that of the default theme: what is wrong may be the
/// handbook's own.
///
/// # Errors
/// When the template fails, at its line.
pub fn problems_page(problems: &ProblemsContext) -> Result<String, Diagnostic> {
    static THEME: LazyLock<Theme> = LazyLock::new(Theme::built_in);
    THEME.render("problems.html", &context! { problems => value(problems) })
}
