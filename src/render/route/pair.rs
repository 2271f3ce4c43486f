//! One page for each pair of States, with every kind of request as a section that can be printed
//! by itself.

use rayon::prelude::*;

use crate::clock;
use crate::model::{Annex, MemberState, Page, Route, RouteTopic, Side, TableKey};
use crate::render::body::{Surroundings, Writer};
use crate::render::context::HeadingContext;
use crate::render::generated::{GeneratedFile, GeneratedPage, below, write};
use crate::resolve::{annexes, quotes, route};

/// The pages below the list: one for each pair.
pub(in crate::render) fn pages(around: Surroundings<'_>, page: &Page) -> Vec<GeneratedPage> {
    let reference = &around.book.reference;
    if reference.route.kinds.is_empty() {
        return Vec::new();
    }
    let states = &reference.states;
    let pairs: Vec<(&MemberState, &MemberState)> = states
        .iter()
        .flat_map(|from| states.iter().map(move |to| (from, to)))
        .filter(|(from, to)| from.iso2 != to.iso2)
        .collect();
    let annexes = annexes(&around.book.pages);
    let list = page.address();
    pairs
        .into_par_iter()
        .map(|(from, to)| {
            let one = |id: &str| route(reference, &annexes, &from.iso2, &to.iso2, id, around.clock.date());
            let routes: Vec<Route> = reference.route.kinds.iter().filter_map(|kind| one(&kind.id)).collect();
            let address = pair_address(&list, &from.iso2, &to.iso2);
            let title = format!("{} to {}", from.name, to.name);
            write(around, page, address, title, |writer| writer.route_pair(&list, &routes))
        })
        .collect()
}

/// The files that go with it: none, since the pages hold all.
pub(in crate::render) fn files(_around: Surroundings<'_>, _page: &Page) -> Vec<GeneratedFile> {
    Vec::new()
}

/// Address of the page of a pair.
pub(super) fn pair_address(list: &str, from: &str, to: &str) -> String {
    below(list, &format!("{}-{}", from.to_lowercase(), to.to_lowercase()))
}

impl Writer<'_> {
    fn route_pair(&mut self, list: &str, routes: &[Route]) {
        for table in ["route", "treaty-status", "instruments", "annex-layout", "states"] {
            self.reads.insert(TableKey::Reference(table));
        }
        let Some(first) = routes.first() else { return };
        self.route_about(list, first);
        self.push("<nav class=\"route-kinds\" aria-label=\"Kinds of request\">\n<ul>\n");
        for route in routes {
            self.push("<li>");
            self.open_link(&format!("#{}", route.kind));
            self.text(&route.label);
            self.push("</a> <span class=\"advice\">");
            self.text(&route.advice());
            self.push("</span></li>\n");
        }
        self.push("</ul></nav>\n");
        for route in routes {
            self.route_kind(route);
        }
    }

    /// Who asks whom, on which date, and how fresh the annexes are.
    fn route_about(&mut self, list: &str, route: &Route) {
        self.push("<div class=\"route-about\">\n<ul>\n");
        for (role, state) in [("Requesting State", &route.from), ("Requested State", &route.to)] {
            self.push("<li>");
            self.text(&format!("{role}: "));
            match &state.annex {
                Some(path) => {
                    let name = state.name.clone();
                    self.route_place(path, Some(&name));
                    let book = self.around.book;
                    let annex = book.pages.iter().find(|page| page.path == *path);
                    if let Some(annex) = annex.and_then(|page| page.front.annex.as_deref()) {
                        self.route_annex_state(annex);
                    }
                }
                None => {
                    self.text(&state.name);
                    self.push(" (annex ");
                    self.missing();
                    self.push(")");
                }
            }
            self.push("</li>\n");
        }
        self.push("</ul>\n<p>Treaties as of ");
        let clock = self.around.clock;
        self.push(&format!("<time datetime=\"{}\">{}</time>. ", clock.iso(), clock.long()));
        if let Some(confirm) = self.around.config.handbook.as_ref().map(|handbook| &handbook.confirm) {
            self.text(confirm);
        }
        self.push("</p>\n<p class=\"route-turn\">");
        let back = self.site_link(&pair_address(list, &route.to.iso2, &route.from.iso2));
        self.open_link(&back);
        self.text(&format!("The other way: {} to {}", route.to.name, route.from.name));
        self.push("</a> ");
        let list = self.site_link(list);
        self.open_link(&list);
        self.push("Other States</a></p>\n</div>\n");
    }

    fn route_annex_state(&mut self, annex: &Annex) {
        let verified = clock::long_date(&annex.last_verified);
        self.text(&format!(" (annex: {}, last verified {verified})", annex.status.replace('-', " ")));
    }

    /// One kind of request: the sheet that is printed by itself when its address was opened.
    fn route_kind(&mut self, route: &Route) {
        self.toc.push(HeadingContext {
            id: route.kind.clone(),
            title: route.label.clone(),
            level: 2,
            children: Vec::new(),
        });
        let id = &route.kind;
        self.push(&format!("<section class=\"route-kind\" id=\"{id}\" aria-labelledby=\"{id}-title\">\n<h2 id=\"{id}-title\">"));
        self.text(&route.label);
        self.push("</h2>\n<p class=\"route-pair\">");
        self.text(&format!("{} to {}. {}", route.from.name, route.to.name, route.description));
        self.push("</p>\n<p class=\"route-advice\">");
        self.text(&route.advice());
        self.push("</p>\n<h3>Legal bases, in the order to try them</h3>\n<ol class=\"route-bases\">\n");
        for basis in &route.bases {
            self.route_basis(basis);
        }
        self.push("</ol>\n<h4>Why in this order</h4>\n");
        self.route_lines(&route.order);
        for topic in &route.topics {
            self.route_topic(route, topic);
        }
        self.push("<h3>");
        self.text(&format!("What the annex of {} asks for", route.to.name));
        self.push("</h3>\n");
        self.route_place_list("ul", &route.headings);
        for target in &route.quotes {
            self.route_quotes(target);
        }
        self.push("<h3>Steps in the chapters</h3>\n");
        self.route_place_list("ol", &route.steps);
        self.push("</section>\n");
    }

    fn route_topic(&mut self, route: &Route, topic: &RouteTopic) {
        let state = if topic.of == Side::Requesting { &route.from.name } else { &route.to.name };
        self.push("<h3>");
        self.text(&topic.title);
        self.push(" <span class=\"of\">");
        self.text(state);
        self.push("</span></h3>\n");
        self.route_lines(&topic.lines);
    }

    /// Paragraphs of the requested State's annex.
    fn route_quotes(&mut self, target: &str) {
        let book = self.around.book;
        let mut reads = Vec::new();
        let quotes = quotes(book, target, &mut |key| reads.push(key));
        self.reads.extend(reads);
        if quotes.is_empty() {
            return;
        }
        self.push("<h3>");
        self.route_place(target, None);
        self.push("</h3>\n<ul class=\"route-lines quotes\">\n");
        for quote in quotes {
            self.push("<li class=\"line\">");
            let href = self.site_link(&quote.address);
            self.push("<a class=\"para\" href=\"");
            self.attribute(&href);
            self.push(&format!("\" aria-label=\"Paragraph {0}\">{0}</a> ", quote.paragraph));
            self.text(&quote.text);
            self.route_sources(&quote.sources);
            self.push("</li>\n");
        }
        self.push("</ul>\n");
    }
}
