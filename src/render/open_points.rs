//! The list of a reference page: what still needs checking.

use super::body::Writer;
use crate::model::TableKey;
use crate::resolve::open_points::{OpenPoint, PointKind, open_points};

impl Writer<'_> {
    /// Writes what still needs checking: counts, then the points of each State, then the common ones.
    pub(super) fn open_points(&mut self) {
        for name in ["annex-layout", "treaty-status", "instruments", "glossary", "sources", "evidence"] {
            self.reads.insert(TableKey::Reference(name));
        }
        let book = self.around.book;
        let points = open_points(book);
        let of = |state: Option<&str>| -> Vec<&OpenPoint> {
            points.iter().filter(|point| point.state.as_deref() == state).collect()
        };
        let states = &book.reference.states;
        let mut parts: Vec<(String, String, Vec<&OpenPoint>)> = states
            .iter()
            .map(|state| {
                (format!("points-{}", state.iso2.to_lowercase()), state.name.clone(), of(Some(&state.iso2)))
            })
            .collect();
        parts.push(("points-common".to_owned(), "Common to all States".to_owned(), of(None)));
        self.generated_heading(2, "counts", "How many points are open");
        self.point_counts(&parts, points.len());
        for (id, title, points) in &parts {
            self.generated_heading(2, id, title);
            if points.is_empty() {
                self.push("<p>Nothing is open.</p>\n");
            }
            self.points(points);
        }
    }

    fn point_counts(&mut self, parts: &[(String, String, Vec<&OpenPoint>)], total: usize) {
        let kinds: Vec<(PointKind, &str)> = PointKind::ALL
            .into_iter()
            .filter(|(kind, _)| parts.iter().any(|part| part.2.iter().any(|point| point.kind == *kind)))
            .collect();
        self.open_table("Open points by State and kind");
        self.push("<thead><tr><th scope=\"col\">State</th>");
        for (_, title) in &kinds {
            self.push("<th scope=\"col\" class=\"count\">");
            self.text(title);
            self.push("</th>");
        }
        self.push("<th scope=\"col\" class=\"count\">All</th></tr></thead>\n<tbody>\n");
        for (id, title, points) in parts {
            self.push("<tr><th scope=\"row\">");
            let href = format!("#{}", self.id(id));
            self.open_link(&href);
            self.text(title);
            self.push("</a></th>");
            for (kind, _) in &kinds {
                let count = points.iter().filter(|point| point.kind == *kind).count();
                self.push(&format!("<td class=\"count\">{count}</td>"));
            }
            self.push(&format!("<td class=\"count\">{}</td></tr>\n", points.len()));
        }
        self.push("<tr><th scope=\"row\">All</th>");
        for (kind, _) in &kinds {
            let count = parts.iter().flat_map(|part| &part.2).filter(|point| point.kind == *kind).count();
            self.push(&format!("<td class=\"count\">{count}</td>"));
        }
        self.push(&format!("<td class=\"count\">{total}</td></tr>\n</tbody></table></div>\n"));
    }

    /// Points by kind.
    fn points(&mut self, points: &[&OpenPoint]) {
        for (kind, title) in PointKind::ALL {
            let of_kind: Vec<&&OpenPoint> = points.iter().filter(|point| point.kind == kind).collect();
            if of_kind.is_empty() {
                continue;
            }
            self.list_title(&format!("{title} ({})", of_kind.len()));
            self.push("<ul class=\"points\">\n");
            for point in of_kind {
                self.push("<li>");
                match &point.address {
                    Some(address) => {
                        let href = self.site_link(address);
                        self.open_link(&href);
                        self.text(&point.words);
                        self.push("</a>");
                    }
                    None => self.text(&point.words),
                }
                self.push(" <span class=\"why\">");
                self.text(&point.why);
                self.push("</span></li>\n");
            }
            self.push("</ul>\n");
        }
    }
}
