//! Links: where they lead and what stands there.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, SourceText, Span};
use crate::model::{Image, Inline, Link, Page, PageEntry, TableKey, Tables, visit_each};

/// Where a link leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// Another site, or a mail address.
    External(String),
    /// A place of the book: address relative to the page of the link, and what stands there.
    Internal {
        /// Relative address with anchor.
        href: String,
        /// What an empty link text becomes.
        text: String,
    },
    /// A file that is copied to the site.
    File(String),
}

/// Why a link leads nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// No page or file of this path.
    NoPage(String),
    /// The page has no such id.
    NoTarget {
        /// Path of the page.
        page: String,
        /// The id.
        id: String,
    },
    /// The scheme could carry a program, or hides what it leads to.
    Scheme(String),
}

/// Schemes that a link may have.
const SCHEMES: &[&str] = &["http", "https", "mailto", "tel"];

/// Finds where `target`, written on `page`, leads. `files` are the paths copied to the site;
/// `read` is told every key of the tables that was used.
///
/// # Errors
/// Why it leads nowhere.
pub fn resolve(
    tables: &Tables,
    files: &dyn Fn(&str) -> bool,
    page: &str,
    target: &str,
    read: &mut dyn FnMut(TableKey),
) -> Result<Target, Fault> {
    if let Some(scheme) = scheme(target) {
        let known = SCHEMES.iter().any(|known| known.eq_ignore_ascii_case(&scheme));
        return if known { Ok(Target::External(target.to_owned())) } else { Err(Fault::Scheme(scheme)) };
    }
    if target.starts_with("//") {
        return Err(Fault::Scheme("//".to_owned()));
    }
    let (path, id) = target.split_once('#').unwrap_or((target, ""));
    let path = if path.is_empty() { page.to_owned() } else { join(page, &percent_decoded(path)) };
    let id = percent_decoded(id);
    let entry = tables.pages.get(&path).map(|entry| (path.clone(), entry)).or_else(|| {
        // mdBook lets links name the finished page as well.
        let source = path.strip_suffix(".html").map(|stem| format!("{stem}.md"))?;
        tables.pages.get(&source).map(|entry| (source, entry))
    });
    let Some((path, entry)) = entry else {
        return if files(&path) { Ok(Target::File(relative(page, &path))) } else { Err(Fault::NoPage(path)) };
    };
    read(TableKey::Page(path.clone()));
    let address = relative(&crate::model::address_of(page), &entry.address);
    if id.is_empty() {
        return Ok(Target::Internal { href: address, text: entry.name() });
    }
    read(TableKey::Target(path.clone(), id.clone()));
    let text = match entry.targets.get(&id) {
        Some(text) => format!("{}, {text}", entry.name()),
        None => match entry.units.iter().find(|unit| unit.anchor.as_str() == id) {
            Some(unit) => format!("paragraph {}", unit.number),
            None => return Err(Fault::NoTarget { page: path, id }),
        },
    };
    let is_same_page = target.starts_with('#');
    let href = if is_same_page { format!("#{id}") } else { format!("{address}#{id}") };
    let text = if is_same_page {
        text.split_once(", ").map_or(text.clone(), |(_, own)| own.to_owned())
    } else {
        text
    };
    Ok(Target::Internal { href, text })
}

/// Links and images of a page that no page of a handbook may have, wherever they lead: E0207 for
/// schemes that could carry a program, E0217 for images from another site.
#[must_use]
pub fn unsafe_links(page: &Page) -> Vec<Diagnostic> {
    let (mut links, mut images, mut found) = (Vec::new(), Vec::new(), Vec::new());
    page.visit_inlines(&mut |content| {
        visit_each(content, &mut |inline| match inline {
            Inline::Link(link) => links.push(link.clone()),
            Inline::Image(image) => images.push(image.clone()),
            _ => {}
        });
    });
    check(&Tables::default(), &|_| true, &page.source, &page.path, &links, &images, &mut found);
    found.retain(|found| matches!(found.code, Code::E0207 | Code::E0217));
    found
}

/// Reports every link and image of a page that leads nowhere.
pub(super) fn check(
    tables: &Tables,
    files: &dyn Fn(&str) -> bool,
    source: &Arc<SourceText>,
    page: &str,
    links: &[Link],
    images: &[Image],
    diagnostics: &mut Vec<Diagnostic>,
) {
    for link in links {
        if let Err(fault) = resolve(tables, files, page, &link.target, &mut |_| {}) {
            diagnostics.push(report(tables, source, link.span, fault));
        } else if link.content.is_empty()
            && matches!(
                resolve(tables, files, page, &link.target, &mut |_| {}),
                Ok(Target::External(_) | Target::File(_))
            )
        {
            diagnostics.push(
                Diagnostic::new(
                    Code::E0216,
                    source,
                    link.span,
                    format!("the link to `{}` has no text", link.target),
                )
                .help("only links into the book can be filled in; write the text between the brackets"),
            );
        }
    }
    for image in images {
        if image.description.trim().is_empty() {
            diagnostics.push(
                Diagnostic::new(Code::E0210, source, image.span, "the image has no description")
                    .help("say between the brackets what it shows, for readers who cannot see it"),
            );
        }
        match resolve(tables, files, page, &image.target, &mut |_| {}) {
            Ok(Target::File(_)) => {}
            Ok(Target::External(target)) => diagnostics.push(
                Diagnostic::new(
                    Code::E0217,
                    source,
                    image.span,
                    format!("the image `{target}` lies on another site"),
                )
                .help("put the file beside the text: the handbook must work without a network"),
            ),
            Err(fault @ Fault::Scheme(_)) => diagnostics.push(report(tables, source, image.span, fault)),
            Ok(Target::Internal { .. }) | Err(_) => diagnostics.push(
                Diagnostic::new(
                    Code::E0220,
                    source,
                    image.span,
                    format!("there is no image file `{}`", image.target),
                )
                .help("put the file into the text's folder and name it by its path from this page"),
            ),
        }
    }
}

fn report(tables: &Tables, source: &Arc<SourceText>, span: Span, fault: Fault) -> Diagnostic {
    match fault {
        Fault::NoPage(path) => {
            Diagnostic::new(Code::E0201, source, span, format!("there is no page `{path}` in the book"))
                .suggest(&path, tables.pages.keys().map(String::as_str))
        }
        Fault::NoTarget { page, id } => {
            let known: BTreeMap<String, ()> =
                tables.pages.get(&page).map(ids).unwrap_or_default().into_iter().map(|id| (id, ())).collect();
            Diagnostic::new(Code::E0202, source, span, format!("`{page}` has no place `#{id}`"))
                .suggest(&id, known.keys().map(String::as_str))
        }
        Fault::Scheme(scheme) => {
            Diagnostic::new(Code::E0207, source, span, format!("links may not begin with `{scheme}`"))
                .help("use `https:`, `http:`, `mailto:`, `tel:` or the path of a page")
        }
    }
}

/// Every id of a page.
pub(super) fn ids(entry: &PageEntry) -> Vec<String> {
    entry.targets.keys().cloned().collect()
}

/// The scheme of an address (RFC 3986, section 3.1), where it has one. Blanks and control
/// characters are skipped, as browsers skip them.
fn scheme(target: &str) -> Option<String> {
    let clean: String =
        target.chars().filter(|letter| !letter.is_control() && !letter.is_whitespace()).collect();
    let (scheme, _) = clean.split_once(':')?;
    let valid = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.chars().all(|letter| letter.is_ascii_alphanumeric() || "+-.".contains(letter));
    valid.then(|| scheme.to_ascii_lowercase())
}

fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let decoded = (*first == b'%' && tail.len() >= 2)
            .then(|| {
                std::str::from_utf8(&tail[..2]).ok().and_then(|digits| u8::from_str_radix(digits, 16).ok())
            })
            .flatten();
        match decoded {
            Some(byte) => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            None => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

/// The path that `target`, written in the file `from`, names; `..` cannot leave the text's folder.
fn join(from: &str, target: &str) -> String {
    let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    let start: Vec<&str> = if target.starts_with('/') { Vec::new() } else { folder.split('/').collect() };
    let mut parts: Vec<&str> = start.into_iter().filter(|part| !part.is_empty()).collect();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            _ => parts.push(part),
        }
    }
    parts.join("/")
}

/// The shortest relative address from one page of the site to another.
#[must_use]
pub fn relative(from: &str, to: &str) -> String {
    let from_parts: Vec<&str> = from.split('/').collect();
    let to_parts: Vec<&str> = to.split('/').collect();
    let folders = from_parts.len() - 1;
    let common =
        from_parts[..folders].iter().zip(&to_parts[..to_parts.len() - 1]).take_while(|(a, b)| a == b).count();
    let mut address = "../".repeat(folders - common);
    address.push_str(&to_parts[common..].join("/"));
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_addresses() {
        assert_eq!(relative("chapters/a.html", "annexes/b.html"), "../annexes/b.html");
        assert_eq!(relative("a.html", "annexes/b.html"), "annexes/b.html");
        assert_eq!(relative("x/y/a.html", "x/b.html"), "../b.html");
        assert_eq!(relative("x/a.html", "x/b.html"), "b.html");
        assert_eq!(relative("x/a.html", "x/a.html"), "a.html");
    }

    #[test]
    fn schemes_are_seen_through_blanks() {
        assert_eq!(scheme("java\nscript:alert(1)").as_deref(), Some("javascript"));
        assert_eq!(scheme(" DATA:text/html,x").as_deref(), Some("data"));
        assert_eq!(scheme("chapters/a.md#x:y"), None);
        assert_eq!(scheme("#a:b"), None);
    }

    #[test]
    fn paths_stay_in_the_folder() {
        assert_eq!(join("chapters/a.md", "../annexes/b.md"), "annexes/b.md");
        assert_eq!(join("a.md", "../../../etc/passwd"), "etc/passwd");
        assert_eq!(join("x/a.md", "/y.md"), "y.md");
    }
}
