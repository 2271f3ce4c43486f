//! The question as a form: three lists and a button. A script makes it work; without one the list
//! of all pairs answers the same question, so the form stays hidden.

use minijinja::Value;
use serde::Serialize;

use crate::model::{Book, ReferenceList};
use crate::render::escape::escape;
use crate::render::generated::below;
use crate::resolve::relative;

/// What there is to choose from, for pages that show the question.
#[derive(Clone, Debug, Serialize)]
pub(in crate::render) struct Choice {
    /// Address of the page that lists all pairs, from the page that shows the form.
    pub href: String,
    /// Title of that page.
    pub title: String,
    /// The form, hidden until the script shows it.
    pub form_html: Value,
}

impl Choice {
    /// The choice as a page at `own` shows it; `None` in a book without routes.
    pub(in crate::render) fn new(book: &Book, own: &str) -> Option<Self> {
        let page = book.pages.iter().find(|page| page.front.lists == Some(ReferenceList::Route))?;
        let html = form(book, &page.address(), own)?;
        Some(Self {
            href: relative(own, &page.address()),
            title: page.title_text(),
            form_html: Value::from_safe_string(html),
        })
    }
}

/// The form for a page at `own`; `list` is the page whose pairs it leads to. `None` where there is
/// nothing to choose.
pub(in crate::render) fn form(book: &Book, list: &str, own: &str) -> Option<String> {
    let reference = &book.reference;
    if reference.route.kinds.is_empty() || reference.states.len() < 2 {
        return None;
    }
    let states: Vec<(&str, &str)> =
        reference.states.iter().map(|state| (state.iso2.as_str(), state.name.as_str())).collect();
    let kinds: Vec<(&str, &str)> =
        reference.route.kinds.iter().map(|kind| (kind.id.as_str(), kind.label.as_str())).collect();
    // The script puts the pair in place of `-`.
    let pattern = relative(own, &below(list, "-"));
    let mut html = format!("<form class=\"route-form\" data-pages=\"{}\" hidden>\n", escape(&pattern));
    select(&mut html, "from", "Requesting State", &states);
    select(&mut html, "to", "Requested State", &states);
    select(&mut html, "kind", "Kind of request", &kinds);
    html.push_str("<button type=\"submit\">Show the route</button>\n<p class=\"route-message\" role=\"status\"></p>\n</form>\n");
    Some(html)
}

fn select(html: &mut String, name: &str, label: &str, choices: &[(&str, &str)]) {
    html.push_str(&format!(
        "<p class=\"field\"><label for=\"route-{name}\">{label}</label>\n<select id=\"route-{name}\" name=\"{name}\" required>\n<option value=\"\">Choose</option>\n"
    ));
    for (value, words) in choices {
        html.push_str(&format!("<option value=\"{}\">{}</option>\n", escape(value), escape(words)));
    }
    html.push_str("</select></p>\n");
}
