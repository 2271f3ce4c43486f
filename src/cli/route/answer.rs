//! The answer for the arguments, as text or JSON.

use serde_json::{Value, json};

use super::names;
use super::text::Sheet;
use crate::cli::options::{FormatChoice, RouteArguments};
use crate::cli::run::{Ending, Session};
use crate::error::{Error, Result};
use crate::model::{Book, Route};
use crate::pipeline::{self, Strictness};
use crate::resolve::{annexes, place, quotes, route};

/// Prints the way from one State to another.
pub(in crate::cli) fn run(session: &Session<'_>, options: &RouteArguments) -> Result<Ending> {
    let outcome = pipeline::read(&session.common.root, &session.clock, Strictness::Draft)?;
    let (Some(checked), 0) = (&outcome.value, outcome.errors()) else {
        session.out.findings(&outcome);
        return Ok(session.out.ending(&outcome));
    };
    let routes = answers(&checked.book, options, session.clock.date())?;
    let text = match session.common.format {
        FormatChoice::Json => json_text(&checked.book, &routes),
        _ => {
            let confirm = checked.config.handbook.as_ref().map_or("", |handbook| &handbook.confirm);
            let sheets = routes.iter().map(|route| Sheet::new(&checked.book, confirm).write(route));
            sheets.collect::<Vec<_>>().join("\n\n")
        }
    };
    session.out.result(&text);
    Ok(Ending::Clean)
}

/// One route for the kind asked for, or for every kind.
pub(super) fn answers(book: &Book, options: &RouteArguments, date: jiff::civil::Date) -> Result<Vec<Route>> {
    let reference = &book.reference;
    if reference.route.kinds.is_empty() {
        return Err(Error::usage("this handbook has no rules for routes; write `reference/route.yaml`"));
    }
    let (from, to) = (names::state(reference, &options.from)?, names::state(reference, &options.to)?);
    if from.iso2 == to.iso2 {
        return Err(Error::usage(format!("a route leads to another State; both are {}", from.name)));
    }
    let kinds = match &options.kind {
        Some(kind) => vec![names::kind(reference, kind)?],
        None => reference.route.kinds.iter().collect(),
    };
    let annexes = annexes(&book.pages);
    let one = |id: &str| route(reference, &annexes, &from.iso2, &to.iso2, id, date);
    Ok(kinds.into_iter().filter_map(|kind| one(&kind.id)).collect())
}

/// The routes with the places and paragraphs that they point to.
pub(super) fn json_text(book: &Book, routes: &[Route]) -> String {
    let routes: Vec<Value> = routes.iter().map(|route| with_places(book, route)).collect();
    let mut text = serde_json::to_string_pretty(&json!({ "routes": routes })).unwrap_or_default();
    text.push('\n');
    text
}

fn with_places(book: &Book, route: &Route) -> Value {
    let mut value = json!(route);
    let targets = route.lines().flat_map(|line| &line.places).chain(&route.headings).chain(&route.steps);
    let mut targets: Vec<&String> = targets.collect();
    targets.sort_unstable();
    targets.dedup();
    let places: Vec<_> = targets.into_iter().filter_map(|target| place(book, target, &mut |_| {})).collect();
    let quoted: Vec<Value> = route
        .quotes
        .iter()
        .map(|target| json!({ "place": target, "paragraphs": quotes(book, target, &mut |_| {}) }))
        .collect();
    if let Some(map) = value.as_object_mut() {
        map.insert("advice".to_owned(), json!(route.advice()));
        map.insert("quotes".to_owned(), json!(quoted));
        map.insert("places".to_owned(), json!(places));
    }
    value
}
