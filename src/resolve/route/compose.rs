//! The answer put together.

use std::sync::Arc;

use jiff::civil::Date;

use super::basis::{basis, start};
use super::lines;
use crate::model::{
    Annex, Fact, MemberState, Page, Reference, Route, RouteState, RouteTopic, Side, TopicRule,
};

/// An annex and the page it stands on.
#[derive(Clone, Copy, Debug)]
pub struct AnnexAt<'a> {
    /// Path of the page.
    pub path: &'a str,
    /// Its data.
    pub annex: &'a Annex,
}

/// The annexes among the pages of a book.
#[must_use]
pub fn annexes(pages: &[Arc<Page>]) -> Vec<AnnexAt<'_>> {
    let annex = |page: &'_ Arc<Page>| page.front.annex.is_some();
    pages
        .iter()
        .filter(|page| annex(page))
        .filter_map(|page| Some(AnnexAt { path: &page.path, annex: page.front.annex.as_deref()? }))
        .collect()
}

/// The two States with everything that is known of them.
pub(super) struct Pair<'a> {
    pub reference: &'a Reference,
    pub date: Date,
    from: &'a MemberState,
    to: &'a MemberState,
    from_annex: Option<AnnexAt<'a>>,
    to_annex: Option<AnnexAt<'a>>,
}

impl<'a> Pair<'a> {
    const fn state(&self, side: Side) -> &'a MemberState {
        match side {
            Side::Requesting => self.from,
            Side::Requested => self.to,
        }
    }

    const fn at(&self, side: Side) -> Option<AnnexAt<'a>> {
        match side {
            Side::Requesting => self.from_annex,
            Side::Requested => self.to_annex,
        }
    }

    pub(super) fn code(&self, side: Side) -> &'a str {
        &self.state(side).iso2
    }

    pub(super) fn name(&self, side: Side) -> &'a str {
        &self.state(side).name
    }

    pub(super) fn annex(&self, side: Side) -> Option<&'a Annex> {
        self.at(side).map(|at| at.annex)
    }

    /// A fact of a State's annex.
    pub(super) fn fact(&self, side: Side, key: &str) -> Option<&'a Fact> {
        self.annex(side)?.fields.iter().find(|field| field.key == key).map(|field| &field.fact)
    }

    /// The value of a fact that is one word of a list of words.
    pub(super) fn value(&self, side: Side, key: &str) -> Option<&'a str> {
        self.fact(side, key)?.value.as_str()
    }

    /// A place in a State's annex.
    pub(super) fn place(&self, side: Side, id: &str) -> Option<String> {
        self.at(side).map(|at| format!("{}#{id}", at.path))
    }

    /// The heading of a State's annex under which the program prints this list.
    pub(super) fn heading_that_prints(&self, side: Side, list: &str) -> Option<String> {
        let headings = &self.reference.layout.headings;
        let heading = headings.iter().find(|heading| heading.prints.iter().any(|name| name == list))?;
        self.place(side, &heading.id)
    }

    /// What a contact is for, in words.
    pub(super) fn purpose<'b>(&'b self, id: &'b str) -> &'b str {
        self.reference.route.purposes.get(id).map_or(id, String::as_str)
    }

    /// A text of the rules with names of States in it.
    pub(super) fn fill(&self, text: &str, who: &[String]) -> String {
        let names: Vec<&str> = who
            .iter()
            .map(|code| self.reference.state(code).map_or(code.as_str(), |state| &state.name))
            .collect();
        let names = match names.as_slice() {
            [] => String::new(),
            [one] => (*one).to_owned(),
            [others @ .., last] => format!("{} and {last}", others.join(", ")),
        };
        text.replace("{who}", &names).replace("{from}", &self.from.name).replace("{to}", &self.to.name)
    }
}

/// The way from one State to another for a kind of request on a date; `None` where a State or the
/// kind is unknown or the States are the same. Pure: the same data give the same answer, in
/// whatever order a State's treaty events stand.
#[must_use]
pub fn route(
    reference: &Reference,
    annexes: &[AnnexAt<'_>],
    from: &str,
    to: &str,
    kind: &str,
    date: Date,
) -> Option<Route> {
    let annex = |code: &str| annexes.iter().copied().find(|at| at.annex.state == code);
    let pair = Pair {
        reference,
        date,
        from: reference.state(from)?,
        to: reference.state(to).filter(|_| from != to)?,
        from_annex: annex(from),
        to_annex: annex(to),
    };
    let kind = reference.route.kind(kind)?;
    let bases: Vec<_> = kind.bases.iter().map(|rule| basis(&pair, rule)).collect();
    let in_annex = |ids: &[String]| ids.iter().filter_map(|id| pair.place(Side::Requested, id)).collect();
    Some(Route {
        date: date.to_string(),
        from: state(&pair, Side::Requesting),
        to: state(&pair, Side::Requested),
        kind: kind.id.clone(),
        label: kind.label.clone(),
        description: kind.description.clone(),
        start: start(&bases),
        order: kind.order.iter().map(|says| lines::statement(&pair, says)).collect(),
        bases,
        topics: kind.topics.iter().map(|rule| topic(&pair, rule)).collect(),
        headings: in_annex(&kind.headings),
        quotes: in_annex(&kind.quotes),
        steps: kind.steps.clone(),
    })
}

fn state(pair: &Pair<'_>, side: Side) -> RouteState {
    RouteState {
        iso2: pair.code(side).to_owned(),
        name: pair.name(side).to_owned(),
        annex: pair.at(side).map(|at| at.path.to_owned()),
    }
}

fn topic(pair: &Pair<'_>, rule: &TopicRule) -> RouteTopic {
    let fields = rule.fields.iter().map(|field| lines::field(pair, rule.of, field));
    let contacts = lines::contacts(pair, rule.of, &rule.contacts);
    let says = rule.says.iter().map(|says| lines::statement(pair, says));
    RouteTopic {
        id: rule.id.clone(),
        title: rule.title.clone(),
        of: rule.of,
        lines: fields.chain(contacts).chain(says).collect(),
    }
}
