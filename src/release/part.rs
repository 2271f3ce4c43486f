//! What is carried away: the whole handbook, one page of it, one route.

use crate::clock::Clock;
use crate::config::Config;
use crate::error::{Error, Result};
use crate::model::{Book, Page, PageKind, ReferenceList};
use crate::site::Site;
use crate::words;

/// A finished handbook: the site and what it was made from.
#[derive(Clone, Copy, Debug)]
pub struct Finished<'a> {
    /// The site, search included.
    pub site: &'a Site,
    /// The book.
    pub book: &'a Book,
    /// What `book.toml` says.
    pub config: &'a Config,
    /// The date of the run.
    pub clock: &'a Clock,
}

/// How much of a handbook.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Part {
    /// All of it.
    #[default]
    Whole,
    /// One page: its index in reading order.
    Page(usize),
    /// The route from one State to another: address of the page in the site, and the id of the kind
    /// of request where only one is wanted.
    Route {
        /// Address of the page.
        address: String,
        /// Id of the kind of request.
        kind: Option<String>,
    },
}

impl Part {
    /// The chapter of this number, name of file or title.
    ///
    /// # Errors
    /// A usage error with the nearest name where there is none.
    pub fn chapter(book: &Book, typed: &str) -> Result<Self> {
        find(book, typed, "chapter", |page| page.kind != PageKind::Annex)
    }

    /// The annex of this State, by code or name.
    ///
    /// # Errors
    /// A usage error with the nearest name where there is none.
    pub fn annex(book: &Book, typed: &str) -> Result<Self> {
        find(book, typed, "annex", |page| page.kind == PageKind::Annex)
    }

    /// The route between two States, by code as the handbook has them; `kind` is the id of a kind of
    /// request.
    ///
    /// # Errors
    /// A usage error where the handbook has no such sheet.
    pub fn route(finished: &Finished<'_>, from: &str, to: &str, kind: Option<&str>) -> Result<Self> {
        let list = finished.book.pages.iter().find(|page| page.front.lists == Some(ReferenceList::Route));
        let address = list.map(|page| {
            let own = page.address();
            let stem = own.strip_suffix(".html").unwrap_or(&own).to_owned();
            format!("{stem}/{}-{}.html", from.to_lowercase(), to.to_lowercase())
        });
        match address.filter(|address| finished.site.get(address).is_some()) {
            Some(address) => Ok(Self::Route { address, kind: kind.map(str::to_owned) }),
            None if from == to => {
                Err(Error::usage("a route leads from one State to another; name two States"))
            }
            None => Err(Error::usage(format!("this handbook has no route from {from} to {to}"))),
        }
    }
}

/// The names by which a page may be asked for: code or number, file, title.
fn names(book: &Book, page: &Page) -> Vec<String> {
    let entry = book.tables.pages.get(&page.path);
    let label = entry.map(|entry| entry.label.clone()).unwrap_or_default();
    let file = page.path.rsplit('/').next().unwrap_or(&page.path);
    let stem = file.strip_suffix(".md").unwrap_or(file).to_owned();
    let mut names = vec![label, stem, page.path.clone(), page.address(), page.title_text()];
    names.retain(|name| !name.is_empty());
    names
}

fn find(book: &Book, typed: &str, what: &str, wanted: impl Fn(&Page) -> bool) -> Result<Part> {
    let asked = plain(typed);
    let pages = || book.pages.iter().enumerate().filter(|(_, page)| wanted(page));
    if let Some((index, _)) =
        pages().find(|(_, page)| names(book, page).iter().any(|name| plain(name) == asked))
    {
        return Ok(Part::Page(index));
    }
    let known: Vec<(Vec<String>, String)> = pages()
        .map(|(_, page)| {
            let names = names(book, page);
            let first = names.first().cloned().unwrap_or_default();
            let title = page.title_text();
            let shown = if first == title { title } else { format!("{first} ({title})") };
            (names, shown)
        })
        .collect();
    let nearest = known
        .iter()
        .map(|(names, shown)| {
            let score = names
                .iter()
                .map(|name| strsim::normalized_damerau_levenshtein(&asked, &plain(name)))
                .fold(0.0, f64::max);
            (score, shown)
        })
        .filter(|(score, _)| *score >= 0.5)
        .max_by(|one, other| one.0.total_cmp(&other.0).then_with(|| other.1.cmp(one.1)));
    let help = match nearest {
        Some((_, shown)) => format!("did you mean `{shown}`?"),
        None if known.is_empty() => "it has none".to_owned(),
        None => {
            let all: Vec<&str> = known.iter().map(|(_, shown)| shown.as_str()).collect();
            format!("it has {}", all.join(", "))
        }
    };
    Err(Error::usage(format!("the handbook has no {what} `{typed}`; {help}")))
}

/// Letters and digits in small letters.
fn plain(text: &str) -> String {
    let text = words::normalise(text);
    text.text().chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
