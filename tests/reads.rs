//! What a page read while it was rendered: the record by which an edit elsewhere redoes only the
//! pages that it can change. A page whose bytes change without an edit of its own must have read
//! something that changed.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use handbook::clock::Clock;
use handbook::model::{Book, TableKey};
use handbook::pipeline::{self, Strictness};
use handbook::render::{self, Rendered, Theme};
use handbook::site::Site;

use crate::support::Handbook;

/// A handbook rendered in memory.
struct Looked {
    book: Arc<Book>,
    pages: BTreeMap<String, Rendered>,
    site: Site,
}

impl Looked {
    fn at(handbook: &Handbook) -> Self {
        let clock = Clock::new(Some("2026-11-22"), None).unwrap();
        let outcome = pipeline::read(handbook.root(), &clock, Strictness::Draft).unwrap();
        assert_eq!(outcome.errors(), 0, "{:?}", outcome.diagnostics.first());
        let checked = outcome.value.unwrap();
        let theme = Theme::load(&checked.config).unwrap().value;
        let rendering = render::site(
            &checked.book,
            Arc::new(theme),
            &checked.config,
            &clock,
            &checked.assets,
            None,
            None,
        )
        .value;
        Self { book: checked.book, pages: rendering.pages, site: rendering.site }
    }

    /// What stands in the tables under a key, in any words that change when it does.
    fn value(&self, key: &TableKey) -> String {
        let (tables, reference) = (&self.book.tables, &self.book.reference);
        match key {
            TableKey::Page(path) => format!(
                "{:?}",
                tables.pages.get(path).map(|page| (
                    &page.address,
                    &page.title,
                    &page.label,
                    page.kind,
                    &page.state
                ))
            ),
            TableKey::Target(path, id) => format!(
                "{:?}",
                tables.pages.get(path).map(|page| {
                    (page.targets.get(id), page.units.iter().find(|unit| unit.anchor.as_str() == id))
                })
            ),
            TableKey::Units(path) => format!("{:?}", tables.pages.get(path).map(|page| &page.units)),
            TableKey::Authority(id) => format!("{:?}", tables.authorities.get(id)),
            TableKey::Navigation => {
                let pages: Vec<_> = (self.book.pages.iter())
                    .map(|page| {
                        (page.address(), page.title_text(), tables.pages.get(&page.path).map(|e| &e.label))
                    })
                    .collect();
                format!("{:?} {pages:?}", self.book.parts)
            }
            TableKey::Cited(id) => format!("{:?}", tables.cited.get(id)),
            TableKey::Used => format!("{:?}", tables.used),
            TableKey::Record => "no record in these handbooks".to_owned(),
            TableKey::Reference(name) => match *name {
                "instruments" => format!("{:?}", reference.instruments),
                "treaty-status" => format!("{:?}", reference.treaty_status),
                "glossary" => format!("{:?}", reference.terms),
                "sources" => format!("{:?}", reference.sources),
                "evidence" => format!("{:?}", reference.evidence),
                "annex-layout" => format!("{:?}", reference.layout),
                "route" => format!("{:?}", reference.route),
                "status-dates" => format!("{:?}", reference.status_dates),
                "states" => format!("{:?}", reference.states),
                "annexes" => {
                    let fronts: Vec<_> =
                        self.book.pages.iter().filter_map(|page| page.front.annex.as_ref()).collect();
                    format!("{fronts:?}")
                }
                _ => format!("{reference:?}"),
            },
        }
    }
}

/// Pages that changed without an edit of their own and had read nothing that changed; and how many
/// pages changed at all.
fn missed(before: &Looked, after: &Looked) -> (Vec<String>, usize) {
    let mut missed = Vec::new();
    let mut changed = 0;
    let text = |looked: &Looked, path: &str| {
        let page = looked.book.pages.iter().find(|page| page.path == path);
        page.map(|page| page.source.text().to_owned())
    };
    // Pages of the text by their paths, pages made from the data by their addresses.
    for (path, new) in &after.pages {
        let Some(old) = before.pages.get(path) else { continue };
        if before.site.get(&new.address) == after.site.get(&new.address) {
            continue;
        }
        changed += 1;
        let told = old.reads.iter().any(|key| before.value(key) != after.value(key));
        if text(before, path) == text(after, path) && !told {
            missed.push(path.clone());
        }
    }
    (missed, changed)
}

type Edit = (&'static str, fn(&Handbook));

const EDITS: &[Edit] = &[
    ("a heading renamed", |h| {
        _ = h.edit("content/chapters/surrender.md", "## Waiver {", "## Giving up the hearing {")
    }),
    ("a heading renamed to which an empty link leads", |h| {
        _ = h.edit("content/chapters/service.md", "## Before you ask {", "## First things {");
    }),
    ("a chapter renamed", |h| {
        _ = h.edit("content/chapters/service.md", "# Service of documents {", "# Service {")
    }),
    ("a paragraph more at the top", |h| {
        _ = h.edit(
            "content/chapters/service.md",
            "Look for an address",
            "Think twice.\n\nLook for an address",
        );
    }),
    ("two chapters in another order", |h| {
        let service = "- [Service of documents](chapters/service.md)\n";
        h.edit("content/SUMMARY.md", service, "");
        h.edit(
            "content/SUMMARY.md",
            "- [Surrender of persons](chapters/surrender.md)\n",
            &format!("- [Surrender of persons](chapters/surrender.md)\n{service}"),
        );
    }),
    ("a title of the contents", |h| _ = h.edit("content/SUMMARY.md", "[Preface]", "[Before all]")),
    ("a part more", |h| _ = h.edit("content/SUMMARY.md", "- [Surrender", "# More\n\n- [Surrender")),
    ("a statute renamed", |h| {
        _ = h.edit("content/annexes/xa.md", "short: Surrender Act", "short: Act on Surrender");
    }),
    ("a State renamed in its annex", |h| {
        _ = h.edit("content/annexes/xb.md", "name: Belmere", "name: Belle Mer")
    }),
    ("a State renamed in the data", |h| {
        _ = h.edit("content/reference/states.yaml", "name: Belmere", "name: Belle Mer");
    }),
    ("an instrument renamed", |h| {
        _ = h.edit("content/reference/instruments.yaml", "short: Harbour Convention", "short: Convention");
    }),
    ("an article described", |h| {
        _ = h.edit("content/reference/instruments.yaml", "subject: Reminders", "subject: Second letters");
    }),
    ("a term explained", |h| {
        _ = h.edit("content/reference/glossary.yaml", "that receives requests", "that takes requests");
    }),
    ("a source renamed", |h| {
        _ = h.edit("content/reference/sources.yaml", "Records of the League", "The records")
    }),
    ("a source of an annex renamed", |h| {
        _ = h.edit("content/annexes/xa.md", "title: Almanac", "title: Old almanac")
    }),
    ("a step of the scale renamed", |h| {
        _ = h.edit("content/reference/evidence.yaml", "label: one source", "label: a single source");
    }),
    ("a field labelled anew", |h| {
        _ = h.edit(
            "content/reference/annex-layout.yaml",
            "label: Death penalty",
            "label: Capital punishment",
        );
    }),
    ("a treaty joined on another day", |h| {
        _ = h.edit("content/reference/treaty-status/xb.yaml", "1964-01-20", "1965-01-20");
    }),
    ("a value of an annex", |h| _ = h.edit("content/annexes/xb.md", "  value: 45\n", "  value: 46\n")),
    ("a citation more", |h| {
        _ = h.append(
            "content/chapters/surrender.md",
            "\nSo it is [@lantern-protocol; @xb-surrender-act, s. 8].\n",
        );
    }),
    ("a term used once more", |h| _ = h.append("content/chapters/surrender.md", "\nThe chancery writes.\n")),
    ("a paragraph of words", |h| _ = h.edit("content/chapters/surrender.md", "sixty days", "seventy days")),
];

#[test]
fn a_page_changes_only_where_it_read_what_changed() {
    let start = Handbook::region();
    let before = Looked::at(&start);
    let mut wrong = String::new();
    for (name, edit) in EDITS {
        let handbook = start.copy();
        edit(&handbook);
        let (missed, changed) = missed(&before, &Looked::at(&handbook));
        if !missed.is_empty() {
            let _ = writeln!(wrong, "{name}: {missed:?} changed and had read nothing that did");
        }
        if changed == 0 {
            let _ = writeln!(wrong, "{name}: no page changed");
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn an_edit_of_words_changes_its_own_page_alone() {
    let start = Handbook::real();
    let before = Looked::at(&start);
    let page = before.book.pages.iter().find(|page| page.path.starts_with("chapters/")).unwrap().path.clone();
    let handbook = start.copy();
    handbook.append(&format!("content/{page}"), "\n[link]: https://example.org/\n");
    let after = Looked::at(&handbook);
    assert_eq!(missed(&before, &after), (Vec::new(), 0), "a definition that nobody uses shows nowhere");
}

#[test]
fn in_the_real_handbook_no_page_changes_unasked() {
    let start = Handbook::real();
    let before = Looked::at(&start);
    for page in ["chapters/mla.md", "annexes/th.md", "preface.md"] {
        let handbook = start.copy();
        let path = format!("content/{page}");
        let text = handbook.read(&path);
        // The first heading after the title gets other words, and a paragraph comes in under it.
        let at = text.find("\n## ").unwrap() + 4;
        let end = at + text[at..].find('\n').unwrap();
        handbook.file(
            &path,
            format!("{}Renamed {}\n\nA paragraph more.{}", &text[..at], &text[at..end], &text[end..]),
        );
        let (missed, changed) = missed(&before, &Looked::at(&handbook));
        assert_eq!(missed, [] as [&str; 0], "{page}");
        assert!(changed >= 1, "{page}");
    }
}
