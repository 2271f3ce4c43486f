//! The page that a web server shows where there is no page. It may stand at any address, so it
//! brings its styles with it, and its links start where the site is published.

use minijinja::{Value, context};

use super::context::{BookContext, ItemContext, PageContext, PartContext};
use super::theme::{Theme, value};
use crate::diagnostic::Diagnostic;

/// The style sheet that every other page links to.
const STYLES: &str = "styles/handbook.css";

/// The page as a file of the site. Without a known address of the site its links count from the
/// site's root, and lead astray below it: nothing in a file can tell where that is.
///
/// # Errors
/// When the template fails, at its line.
pub(super) fn missing(
    theme: &Theme,
    about: &BookContext,
    nav: &[PartContext],
    page: PageContext,
) -> Result<String, Diagnostic> {
    let root =
        about.site_url.as_deref().map_or_else(String::new, |url| format!("{}/", url.trim_end_matches('/')));
    let nav = from_root(nav, &root);
    let all = context! {
        root,
        book => value(about),
        nav => value(nav),
        served => false,
        page => value(page),
        styles => styles(theme).unwrap_or_default(),
    };
    theme.render("not-found.html", &all)
}

/// The contents with addresses that start at `root`.
pub(super) fn from_root(parts: &[PartContext], root: &str) -> Vec<PartContext> {
    fn items(list: &[ItemContext], root: &str) -> Vec<ItemContext> {
        let moved = |item: &ItemContext| ItemContext {
            href: item.href.as_ref().map(|href| format!("{root}{href}")),
            children: items(&item.children, root),
            ..item.clone()
        };
        list.iter().map(moved).collect()
    }
    let part =
        |part: &PartContext| PartContext { title: part.title.clone(), items: items(&part.items, root) };
    parts.iter().map(part).collect()
}

/// The theme's style sheet without its fonts, whose files could not be found from everywhere; `None`
/// where it cannot stand inside a page.
pub(super) fn styles(theme: &Theme) -> Option<Value> {
    let sheet = std::str::from_utf8(theme.assets().get(STYLES)?).ok()?;
    let mut kept = String::new();
    let mut rest = sheet;
    while let Some((before, font)) = rest.split_once("@font-face") {
        kept.push_str(before.trim_end());
        kept.push('\n');
        rest = font.split_once('}').map_or("", |(_, after)| after);
    }
    kept.push_str(rest);
    // A style element ends at the first `</style`, also inside a comment.
    (!kept.contains("</") && !kept.contains("url(")).then(|| Value::from_safe_string(kept))
}
