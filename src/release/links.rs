//! Links between pages become links inside one document.

use std::collections::{BTreeMap, BTreeSet};

use super::address::{Target, target, whole_id};
use super::fonts::data_address;
use super::markup::Element;
use super::pages::Carried;
use super::part::Finished;

/// Where everything is in the document.
#[derive(Debug)]
pub(super) struct Places<'a> {
    finished: &'a Finished<'a>,
    /// Where each page begins, by its address.
    starts: BTreeMap<String, String>,
    /// Every id of the document.
    ids: BTreeSet<String>,
    /// Address of the page that lists the routes, where they are carried.
    pub route_list: Option<String>,
}

/// What becomes of a link.
#[derive(Debug, PartialEq, Eq)]
enum Led {
    /// It stays as it is.
    Stays,
    /// It leads here.
    Here(String),
    /// It leads to a route, which a script shows: the page that lists them, and the route's name.
    Route(String, String),
    /// There is nothing here to lead to.
    Nowhere,
}

impl<'a> Places<'a> {
    pub(super) fn new(finished: &'a Finished<'a>, pages: &[Carried], route_list: Option<String>) -> Self {
        let starts = pages.iter().map(|page| (page.address.clone(), page.start.clone())).collect();
        Self { finished, starts, ids: BTreeSet::from(["top".to_owned()]), route_list }
    }

    /// Takes note of the ids of a piece of the document.
    pub(super) fn learn(&mut self, piece: &Element) {
        piece.visit(&mut |element| self.ids.extend(element.attribute("id").map(str::to_owned)));
    }

    /// The id at which a page begins.
    pub(super) fn start_of(&self, address: &str) -> Option<&str> {
        self.starts.get(address).map(String::as_str)
    }

    /// The name of a route by the address of its page: `xa-xb`.
    pub(super) fn route_of<'b>(&self, address: &'b str) -> Option<&'b str> {
        let list = self.route_list.as_deref()?;
        let name = address.strip_prefix(list.strip_suffix(".html")?)?.strip_prefix('/')?;
        name.strip_suffix(".html").filter(|_| self.finished.site.get(address).is_some())
    }

    fn led(&self, own: &str, href: &str) -> Led {
        let Target::Inside { address, id } = target(own, href) else { return Led::Stays };
        let here =
            |id: String| if self.ids.contains(&id) { Led::Here(format!("#{id}")) } else { Led::Nowhere };
        if let Some(name) = self.route_of(&address) {
            let kind = if id.is_empty() { String::new() } else { format!("#{id}") };
            let list = self.route_list.as_deref().and_then(|list| self.start_of(list)).unwrap_or("top");
            return Led::Route(format!("#{list}"), format!("#route/{name}.html{kind}"));
        }
        match address.as_str() {
            // A place on the print page has its id already.
            "print.html" if !id.is_empty() => return here(id),
            "index.html" | "print.html" if !self.starts.contains_key(&address) => {
                return Led::Here("#top".to_owned());
            }
            _ => {}
        }
        match self.starts.get(&address) {
            Some(start) if id.is_empty() => here(start.clone()),
            // `#states=…` and the title's own id mean the page.
            Some(start) => match here(whole_id(start, &id)) {
                Led::Nowhere => here(start.clone()),
                led => led,
            },
            // A part of the handbook: what is not in it may be in the published one.
            None => match &self.finished.config.site_url {
                Some(site) if self.finished.site.get(&address).is_some() && self.route_list.is_none() => {
                    let id = if id.is_empty() { String::new() } else { format!("#{id}") };
                    Led::Here(format!("{site}{address}{id}"))
                }
                _ => Led::Nowhere,
            },
        }
    }

    /// Makes the links of a piece, written on the page at `own`, lead to places of the document.
    pub(super) fn lead(&self, own: &str, piece: &mut Element) {
        piece.visit_mut(&mut |element| match element.name.as_str() {
            "a" => self.lead_link(own, element),
            "img" => {
                let source = element.attribute("src").map(|source| target(own, source));
                let carried = match source {
                    Some(Target::Inside { address, .. }) => data_address(self.finished.site, &address),
                    _ => None,
                };
                match carried {
                    Some(carried) => element.set("src", carried),
                    // One that is not here would be asked for: its description stays.
                    None => {
                        let words = element.attribute("alt").unwrap_or_default().to_owned();
                        *element = Element::new("span").with("class", "picture").holding(words);
                    }
                }
            }
            "form" if element.attribute("data-pages").is_some() => element.set("data-pages", "#route/-.html"),
            _ => {}
        });
        // A search that leads to a page of its own has nowhere to go.
        let goes = |element: &Element| {
            let to_search = |name| {
                element.attribute(name).is_some_and(|to| matches!(target(own, to), Target::Inside { address, .. } if address == "search.html"))
            };
            !(element.name == "form" && to_search("action") || element.name == "a" && to_search("href"))
        };
        piece.retain(&mut |element| goes(element));
    }

    fn lead_link(&self, own: &str, link: &mut Element) {
        let Some(href) = link.attribute("href").map(str::to_owned) else { return };
        match self.led(own, &href) {
            Led::Stays => {}
            Led::Here(place) => link.set("href", place),
            Led::Route(list, route) => {
                link.set("href", list);
                link.set("data-route", route);
            }
            Led::Nowhere if is_search(own, &href) => {}
            Led::Nowhere => {
                link.name = "span".to_owned();
                for name in ["href", "download", "rel", "target", "type", "hreflang", "aria-label"] {
                    link.unset(name);
                }
            }
        }
    }
}

fn is_search(own: &str, href: &str) -> bool {
    matches!(target(own, href), Target::Inside { address, .. } if address == "search.html")
}
