//! Feeds of what is new (Atom, RFC 4287): one of the book, and one of each State's annex. They have the
//! editions and the amendments that were taken in.

use std::fmt::Write as _;

use super::body::Surroundings;
use super::context::BookContext;
use super::escape::escape;
use super::metadata::encoded;
use super::record;
use crate::config::Config;
use crate::model::{AmendmentView, EditionMark, EditionView, PageKind, RecordView};
use crate::site::{Site, SitePath};

/// Address of the feed of the book.
const FEED: &str = "feed.xml";
/// Entries in a feed at most, the newest.
const MOST: usize = 200;

/// Whether there are feeds: something happened, and it is known at which address the site is published, as
/// the name of an entry must be the same for ever and everywhere.
pub(super) fn are_there(config: &Config, record: Option<&RecordView>, edition: Option<&EditionMark>) -> bool {
    let happened = record.is_some_and(|record| record.amendments.iter().any(|one| taken_in(one).is_some()))
        || edition.is_some_and(|edition| !edition.editions.is_empty());
    happened && config.site_url.as_deref().is_some_and(|url| host(url).is_some())
}

/// When an amendment that changes text was accepted; none for others.
fn taken_in(amendment: &AmendmentView) -> Option<&str> {
    let counts = ["accepted", "published"].contains(&amendment.stage.as_str())
        && !["remark", "objection"].contains(&amendment.kind.as_str());
    let accepted = amendment.history.iter().rev().find(|step| step.event == "accept");
    accepted.filter(|_| counts).map(|step| step.time.as_str())
}

fn host(url: &str) -> Option<&str> {
    let rest = url.split_once("://")?.1;
    rest.split(['/', ':', '?', '#']).next().filter(|host| !host.is_empty())
}

/// One entry.
struct Entry {
    id: String,
    updated: String,
    title: String,
    link: String,
    author: Option<String>,
    summary: String,
}

/// Adds the feeds to a site.
pub(super) fn feeds(
    site: &mut Site,
    around: &Surroundings<'_>,
    about: &BookContext,
    editions: &[EditionView],
) {
    let Some(address) = about.site_url.as_deref().filter(|_| about.feed) else { return };
    let Some(host) = host(address) else { return };
    let name = around.config.handbook.as_ref().map_or("handbook", |handbook| handbook.id.as_str());
    let maker = Maker { around, about, address, host, name };
    let amendments: Vec<&AmendmentView> =
        around.record.iter().flat_map(|record| &record.amendments).collect();
    let all = |wanted: &dyn Fn(&AmendmentView) -> bool| -> Vec<Entry> {
        let taken = amendments.iter().filter(|one| wanted(one)).filter_map(|one| maker.amendment(one));
        editions.iter().map(|edition| maker.edition(edition)).chain(taken).collect()
    };
    put(site, FEED, maker.feed(FEED, &about.title, "index.html", all(&|_| true)));
    for page in around.book.pages.iter().filter(|page| page.kind == PageKind::Annex) {
        let Some(annex) = &page.front.annex else { continue };
        let path = page.source.path();
        let feed = format!("feeds/{}.xml", annex.state.to_lowercase());
        let title = format!("{}: {}", about.title, annex.name);
        let entries = all(&|one| {
            one.state.as_deref() == Some(annex.state.as_str()) || one.paths.iter().any(|known| known == path)
        });
        put(site, &feed, maker.feed(&feed, &title, &page.address(), entries));
    }
}

fn put(site: &mut Site, path: &str, text: String) {
    if let Some(path) = SitePath::new(path) {
        site.insert(path, text.into_bytes());
    }
}

struct Maker<'a> {
    around: &'a Surroundings<'a>,
    about: &'a BookContext,
    address: &'a str,
    host: &'a str,
    name: &'a str,
}

impl Maker<'_> {
    /// A name that stays the same wherever the site goes later (RFC 4151).
    fn tag(&self, moment: &str, rest: &str) -> String {
        let year = moment.get(..4).unwrap_or("2000");
        format!("tag:{},{year}:{}/{rest}", self.host, self.name)
    }

    fn edition(&self, edition: &EditionView) -> Entry {
        let EditionView { id, cut, .. } = edition;
        let date = crate::clock::long_date(&edition.date);
        let mut summary = match edition.draft {
            true => format!("Draft of {date}, not adopted."),
            false => format!("Adopted {date}."),
        };
        if let Some((day, reason)) = &edition.withdrawn {
            let _ = write!(summary, " Withdrawn {}: {reason}", crate::clock::long_date(day));
        }
        match edition.missing {
            0 => {}
            1 => summary.push_str(" Not valid yet: 1 signature is missing."),
            missing => {
                let _ = write!(summary, " Not valid yet: {missing} signatures are missing.");
            }
        }
        match edition.amendments.len() {
            0 => {}
            1 => summary.push_str(" It publishes 1 amendment."),
            count => {
                let _ = write!(summary, " It publishes {count} amendments.");
            }
        }
        let withdrawn = edition.withdrawn.as_ref().map(|(day, _)| format!("{day}T00:00:00Z"));
        Entry {
            id: self.tag(cut, &format!("edition/{id}")),
            updated: withdrawn.filter(|day| day > cut).unwrap_or_else(|| cut.clone()),
            title: format!("{} {id}", if edition.draft { "Draft edition" } else { "Edition" }),
            link: edition.href.clone(),
            author: None,
            summary,
        }
    }

    fn amendment(&self, one: &AmendmentView) -> Option<Entry> {
        let accepted = taken_in(one)?;
        let state = one.state.as_ref().map(|code| {
            let state = self.around.book.reference.state(code);
            state.map_or_else(|| code.clone(), |state| state.name.clone())
        });
        let title = if one.title.is_empty() { &one.docket } else { &one.title };
        let why = one.rationale.join(" ");
        let published = match one.stage.as_str() {
            "published" => "Published in an edition.",
            _ => "Accepted, not yet in an edition.",
        };
        Some(Entry {
            id: self.tag(&one.received, &format!("amendment/{}", one.id)),
            updated: accepted.to_owned(),
            title: format!("{title} ({})", one.docket),
            link: record::address(&one.id),
            author: state,
            summary: format!("{published} {}", why.trim()).trim().to_owned(),
        })
    }

    fn feed(&self, own: &str, title: &str, page: &str, mut entries: Vec<Entry>) -> String {
        entries.sort_by(|one, other| (&other.updated, &one.id).cmp(&(&one.updated, &other.id)));
        entries.truncate(MOST);
        let newest = entries.first().map_or("1970-01-01T00:00:00Z", |entry| &entry.updated);
        let first = entries.iter().map(|entry| entry.updated.as_str()).min().unwrap_or(newest);
        let (about, href) = (self.about, |path: &str| escape(&format!("{}{}", self.address, encoded(path))));
        let by = if about.organisation.is_empty() { &about.title } else { &about.organisation };
        let mut xml = format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">\n\
             <id>{}</id>\n<title>{}</title>\n<updated>{newest}</updated>\n<author><name>{}</name></author>\n\
             <link rel=\"self\" type=\"application/atom+xml\" href=\"{}\"/>\n\
             <link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>\n<generator>{}</generator>\n",
            escape(&about.language),
            // The year of the first entry never changes.
            escape(&self.tag(first, own)),
            clean(title),
            clean(by),
            href(own),
            href(page),
            escape(&about.program),
        );
        for entry in &entries {
            // Writing into a `String` cannot fail.
            let _ = write!(
                xml,
                "<entry>\n<id>{}</id>\n<title>{}</title>\n<updated>{}</updated>\n",
                escape(&entry.id),
                clean(&entry.title),
                entry.updated
            );
            if let Some(author) = &entry.author {
                let _ = writeln!(xml, "<author><name>{}</name></author>", clean(author));
            }
            let _ = write!(
                xml,
                "<link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>\n<summary>{}</summary>\n</entry>\n",
                href(&entry.link),
                clean(&entry.summary)
            );
        }
        xml.push_str("</feed>\n");
        xml
    }
}

/// Text of an element; XML has no place for control characters.
fn clean(text: &str) -> String {
    escape(&text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect::<String>())
}
