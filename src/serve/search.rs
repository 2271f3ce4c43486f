//! Search as a page and as JSON. Every query gets an answer.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::http::header::{self, HeaderMap};
use axum::response::{IntoResponse, Json, Redirect, Response};
use serde::Serialize;

use super::error;
use super::live::Live;
use super::site::{self, Pages};
use crate::pipeline::Choices;
use crate::render::{
    FacetContext, Facets as FacetLists, HitContext, NoteContext, SearchContext, SnippetPart, StateChoice,
    Suggestion, escape,
};
use crate::search::{AnswerHit, Facet, Filters, Found, Hit, Page, Query, RelatedAnswer, Stage};

/// Hits on a page.
const SHOWN: usize = 10;

/// Last page that can be asked for: whoever has not found it among a thousand hits narrows.
const LAST_PAGE: usize = 100;

/// Most instruments offered for narrowing.
const MOST_INSTRUMENTS: usize = 10;

/// Paragraphs like another that are given.
const RELATED: usize = 5;

/// The description of the interface, in OpenAPI.
pub(super) const OPENAPI: &str = include_str!("../../docs/formats/openapi.json");

/// First value of a parameter; `+` and `%20` are spaces, what is not UTF-8 becomes U+FFFD.
pub(super) fn parameter(query: Option<&str>, name: &str) -> Option<String> {
    form_urlencoded::parse(query.unwrap_or_default().as_bytes())
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.into_owned())
}

/// What a reader asks for.
struct Asked {
    query: Query,
    /// What the options narrow to; the query may narrow further.
    filters: Filters,
    page: usize,
    notes: Vec<NoteContext>,
}

impl Asked {
    fn read(query: Option<&str>, choices: &Choices) -> Self {
        let mut asked = Self {
            query: Query::parse(parameter(query, "q").unwrap_or_default().trim_start()),
            filters: Filters::default(),
            page: 1,
            notes: Vec::new(),
        };
        let wanted = |name| parameter(query, name).filter(|value| !value.trim().is_empty());
        if let Some(code) = wanted("state") {
            let found = choices.states.iter().find(|(known, _)| known.eq_ignore_ascii_case(code.trim()));
            asked.filters.state = found.map(|(code, _)| code.clone());
            if found.is_none() {
                asked.note(
                    "unknown-state",
                    "no State of the handbook has this code; all States were searched",
                );
            }
        }
        if let Some(kind) = wanted("kind") {
            asked.filters.kind =
                choices.kinds.iter().find(|known| known.eq_ignore_ascii_case(kind.trim())).cloned();
            if asked.filters.kind.is_none() {
                asked.note("unknown-kind", "the handbook has no pages of this kind; all kinds were searched");
            }
        }
        // A citation or language that nothing has finds nothing, and the answer offers to widen.
        asked.filters.instrument = wanted("cites").map(|key| key.trim().to_owned());
        asked.filters.language = wanted("lang").map(|tag| tag.trim().to_owned());
        if let Some(page) = wanted("page") {
            // A number too large to read is the last page, what is no number the first.
            let page = page.trim();
            let digits = !page.is_empty() && page.bytes().all(|byte| byte.is_ascii_digit());
            asked.page = page.parse().unwrap_or(if digits { usize::MAX } else { 1 }).max(1);
        }
        asked
    }

    fn note(&mut self, id: &str, text: &str) {
        self.notes.push(NoteContext { id: id.to_owned(), text: text.to_owned() });
    }

    /// Address of a search like this one with other narrowing.
    fn href(&self, query: &str, filters: &Filters, page: usize) -> String {
        let mut address = form_urlencoded::Serializer::new("search?".to_owned());
        address.append_pair("q", query);
        for (name, value) in [
            ("state", &filters.state),
            ("kind", &filters.kind),
            ("cites", &filters.instrument),
            ("lang", &filters.language),
        ] {
            if let Some(value) = value {
                address.append_pair(name, value);
            }
        }
        if page > 1 {
            address.append_pair("page", &page.to_string());
        }
        address.finish().replacen("search?&", "search?", 1)
    }

    fn offset(&self) -> usize {
        (self.page - 1) * SHOWN
    }
}

/// What was asked and what was found.
struct Answer {
    asked: Asked,
    found: Found,
    pages: usize,
    status: StatusCode,
}

fn answer(pages: &Pages, query: Option<&str>) -> Answer {
    let mut asked = Asked::read(query, &pages.choices);
    let wanted = asked.page;
    asked.page = wanted.min(LAST_PAGE);
    let mut status = StatusCode::OK;
    let mut search = |asked: &mut Asked| {
        if let Some(found) = like(pages, asked) {
            return found;
        }
        let page = Page { offset: asked.offset(), limit: SHOWN };
        pages.searcher.search(&asked.query, &asked.filters, page).unwrap_or_else(|_| {
            asked.note("unavailable", "the search index cannot be read");
            status = StatusCode::SERVICE_UNAVAILABLE;
            Found::default()
        })
    };
    let mut found = search(&mut asked);
    let last = found.total.div_ceil(SHOWN).clamp(1, LAST_PAGE);
    if asked.page > last {
        asked.page = last;
        found = search(&mut asked);
    }
    if wanted > last {
        asked.note("last-page", "there are no more hits to show; this is the last page");
    }
    let notes = found.notes.iter().map(|note| NoteContext { id: id(note), text: note.to_string() });
    asked.notes.splice(0..0, notes);
    Answer { asked, found, pages: last, status }
}

/// The name under which serde writes a unit variant.
fn id(variant: &impl Serialize) -> String {
    serde_json::to_value(variant).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// The search page.
pub(super) async fn page(
    State(live): State<Arc<Live>>,
    RawQuery(query): RawQuery,
    asked: HeaderMap,
) -> Response {
    let now = live.now();
    let Some(pages) = &now.pages else { return error::unbuilt(&now) };
    let answer = answer(pages, query.as_deref());
    let status = answer.status;
    if status != StatusCode::OK
        && let Some(html) = without_server(pages)
    {
        return site::whole("text/html; charset=utf-8", site::with_live(html, &pages.injected), &asked);
    }
    match pages.shell.search_page(&context(answer, &pages.choices)) {
        Ok(html) => {
            let html = site::with_live(html.as_bytes(), &pages.injected);
            let mut response = site::whole("text/html; charset=utf-8", html, &asked);
            if status != StatusCode::OK {
                *response.status_mut() = status;
            }
            response
        }
        Err(finding) => error::template(&now, finding),
    }
}

/// The search page that answers by itself, from the files of the site: for when the index cannot be read.
fn without_server(pages: &Pages) -> Option<&[u8]> {
    pages.site.get("search/catalogue.js")?;
    pages.site.get("search.html").map(|html| &**html)
}

/// The address that the forms in the files of the site name, which also work without a server.
pub(super) async fn old_address(
    state: State<Arc<Live>>,
    RawQuery(query): RawQuery,
    uri: axum::http::Uri,
    asked: HeaderMap,
) -> Response {
    if parameter(query.as_deref(), "q").is_some() {
        return Redirect::to(&format!("/search?{}", query.unwrap_or_default())).into_response();
    }
    let own = state.now().pages.as_ref().is_some_and(|pages| pages.shell.lists("search.html"));
    // A book may have a page of this name itself.
    if own { site::file(state, uri, asked).await } else { page(state, RawQuery(query), asked).await }
}

/// Search as JSON; `docs/formats/search-api.md` describes it.
pub(super) async fn api(State(live): State<Arc<Live>>, RawQuery(query): RawQuery) -> Response {
    let now = live.now();
    let Some(pages) = &now.pages else {
        let error = serde_json::json!({ "error": "the handbook cannot be built; see /problems" });
        return (StatusCode::SERVICE_UNAVAILABLE, Json(error)).into_response();
    };
    let answer = answer(pages, query.as_deref());
    (answer.status, Json(json(&answer, &pages.choices))).into_response()
}

/// The paragraphs most like one, as JSON.
pub(super) async fn related(State(live): State<Arc<Live>>, RawQuery(query): RawQuery) -> Response {
    let now = live.now();
    let failed = |status, text: &str| (status, Json(serde_json::json!({ "error": text }))).into_response();
    let Some(pages) = &now.pages else {
        return failed(StatusCode::SERVICE_UNAVAILABLE, "the handbook cannot be built; see /problems");
    };
    let name = parameter(query.as_deref(), "paragraph").unwrap_or_default();
    let answer = pages.searcher.named(&name).and_then(|found| {
        let related = |passage| Ok((pages.searcher.related(&passage, RELATED)?, passage));
        found.map(related).transpose()
    });
    match answer {
        Ok(Some((related, passage))) => Json(RelatedAnswer::new(&passage, &related)).into_response(),
        Ok(None) => failed(StatusCode::NOT_FOUND, "there is no paragraph of this number, anchor or address"),
        Err(_) => failed(StatusCode::SERVICE_UNAVAILABLE, "the search index cannot be read"),
    }
}

/// The description of the interface.
pub(super) async fn description(asked: HeaderMap) -> Response {
    site::whole("application/json", OPENAPI, &asked)
}

/// Tells a browser how to search here from its address bar (OpenSearch 1.1).
pub(super) async fn open_search(State(live): State<Arc<Live>>, asked: HeaderMap) -> Response {
    let now = live.now();
    let Some(pages) = &now.pages else { return error::unbuilt(&now) };
    // The guard has let only our own address through.
    let host = asked.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
    let short: String = pages.shell.short_title().chars().take(16).collect();
    let text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <OpenSearchDescription xmlns=\"http://a9.com/-/spec/opensearch/1.1/\">\n\
         <ShortName>{}</ShortName>\n<Description>{}</Description>\n<InputEncoding>UTF-8</InputEncoding>\n\
         <Url type=\"text/html\" template=\"http://{host}/search?q={{searchTerms}}\"/>\n\
         </OpenSearchDescription>\n",
        escape(short.trim()),
        escape(pages.shell.title()),
    );
    site::whole("application/opensearchdescription+xml", text, &asked)
}

/// What stands before the number of a paragraph to ask for those like it.
const LIKE: &str = "related:";

/// The paragraphs most like the one that a query names (`related:4.12`); none where it names none.
fn like(pages: &Pages, asked: &mut Asked) -> Option<Found> {
    let name = asked.query.text().trim().strip_prefix(LIKE)?.trim().to_owned();
    let passage = pages.searcher.named(&name).ok()?;
    let related = match &passage {
        Some(passage) => pages.searcher.related(passage, RELATED).ok()?,
        None => return Some(Found::default()),
    };
    asked.note("related", "the paragraphs most like the one that was named");
    let hits: Vec<Hit> = related.into_iter().map(Hit::whole).collect();
    Some(Found { stage: Stage::All, total: hits.len(), hits, ..Found::default() })
}

/// The answer as the page's template takes it.
fn context(answer: Answer, choices: &Choices) -> SearchContext {
    let Answer { asked, found, pages, .. } = answer;
    let query = asked.query.text().to_owned();
    let filters = &asked.filters;
    let turn = |page| Some(asked.href(&query, filters, page));
    // Choosing what is chosen already takes the choice back.
    let list =
        |facets: &[Facet], label: &dyn Fn(&str) -> String, slot: fn(&mut Filters) -> &mut Option<String>| {
            let chosen = slot(&mut filters.clone()).clone();
            let facet = |found: &Facet| {
                let selected = chosen.as_ref().is_some_and(|chosen| chosen.eq_ignore_ascii_case(&found.id));
                let mut other = filters.clone();
                *slot(&mut other) = (!selected).then(|| found.id.clone());
                FacetContext {
                    id: found.id.clone(),
                    label: label(&found.id),
                    count: found.count,
                    href: asked.href(&query, &other, 1),
                    selected,
                }
            };
            facets.iter().map(facet).collect::<Vec<FacetContext>>()
        };
    let plain = |id: &str| id.to_owned();
    // Of all that is cited, the instruments: statutes and sources are found by their pages.
    let instruments: Vec<Facet> = found
        .facets
        .instrument
        .iter()
        .filter(|facet| choices.instruments.iter().any(|(id, _)| *id == facet.id))
        .take(MOST_INSTRUMENTS)
        .cloned()
        .collect();
    let short = |id: &str| {
        let known = choices.instruments.iter().find(|(known, _)| known == id);
        known.map_or(id, |(_, short)| short).to_owned()
    };
    let facets = FacetLists {
        state: list(&found.facets.state, &|code| name(choices, code), |filters| &mut filters.state),
        kind: list(&found.facets.kind, &plain, |filters| &mut filters.kind),
        instrument: list(&instruments, &short, |filters| &mut filters.instrument),
        language: list(&found.facets.language, &plain, |filters| &mut filters.language),
    };
    let narrowed = *filters != Filters::default();
    SearchContext {
        state: filters.state.clone().unwrap_or_default(),
        kind: filters.kind.clone().unwrap_or_default(),
        cites: filters.instrument.clone().unwrap_or_default(),
        lang: filters.language.clone().unwrap_or_default(),
        states: choices
            .states
            .iter()
            .map(|(iso2, name)| StateChoice {
                iso2: iso2.clone(),
                name: name.clone(),
                selected: filters.state.as_ref() == Some(iso2),
            })
            .collect(),
        // A choice of one is none.
        kinds: match choices.kinds.as_slice() {
            [] | [_] => Vec::new(),
            kinds => kinds
                .iter()
                .map(|id| FacetContext {
                    id: id.clone(),
                    label: id.clone(),
                    count: 0,
                    href: asked.href(&query, &Filters { kind: Some(id.clone()), ..filters.clone() }, 1),
                    selected: filters.kind.as_ref() == Some(id),
                })
                .collect(),
        },
        stage: id(&found.stage),
        total: found.total,
        facets,
        suggestion: found.suggestion.map(|text| Suggestion { href: asked.href(&text, filters, 1), text }),
        everywhere_href: narrowed.then(|| asked.href(&query, &Filters::default(), 1)),
        previous_href: (asked.page > 1).then(|| turn(asked.page - 1)).flatten(),
        next_href: (asked.page < pages).then(|| turn(asked.page + 1)).flatten(),
        from: asked.offset() + 1,
        to: asked.offset() + found.hits.len(),
        hits: found.hits.into_iter().map(hit).collect(),
        near: found.near.into_iter().map(hit).collect(),
        notes: asked.notes,
        query,
    }
}

fn hit(hit: Hit) -> HitContext {
    let href = hit.passage.address();
    let parts = hit.snippet.into_iter();
    HitContext {
        href,
        number: hit.passage.number,
        title: hit.passage.page_title,
        headings: hit.passage.headings,
        snippet: parts.map(|part| SnippetPart { text: part.text, marked: part.marked }).collect(),
        state: hit.passage.state.unwrap_or_default(),
        kind: hit.passage.kind,
    }
}

fn name(choices: &Choices, code: &str) -> String {
    let found = choices.states.iter().find(|(known, _)| known == code);
    found.map_or(code, |(_, name)| name).to_owned()
}

#[derive(Serialize)]
struct AnswerJson<'a> {
    query: &'a str,
    state: Option<&'a str>,
    kind: Option<&'a str>,
    cites: Option<&'a str>,
    lang: Option<&'a str>,
    stage: Stage,
    total: usize,
    page: usize,
    pages: usize,
    hits: Vec<AnswerHit>,
    near: Vec<AnswerHit>,
    facets: FacetsJson<'a>,
    suggestion: Option<&'a str>,
    notes: &'a [NoteContext],
}

#[derive(Serialize)]
struct FacetsJson<'a> {
    state: Vec<NamedFacet<'a>>,
    kind: &'a [Facet],
    instrument: &'a [Facet],
    language: &'a [Facet],
}

#[derive(Serialize)]
struct NamedFacet<'a> {
    id: &'a str,
    name: String,
    count: usize,
}

fn json<'a>(answer: &'a Answer, choices: &Choices) -> AnswerJson<'a> {
    let Answer { asked, found, pages, .. } = answer;
    let states = found.facets.state.iter();
    AnswerJson {
        query: asked.query.text(),
        state: asked.filters.state.as_deref(),
        kind: asked.filters.kind.as_deref(),
        cites: asked.filters.instrument.as_deref(),
        lang: asked.filters.language.as_deref(),
        stage: found.stage,
        total: found.total,
        page: asked.page,
        pages: *pages,
        hits: found.hits.iter().map(AnswerHit::from).collect(),
        near: found.near.iter().map(AnswerHit::from).collect(),
        facets: FacetsJson {
            state: states
                .map(|facet| NamedFacet { id: &facet.id, name: name(choices, &facet.id), count: facet.count })
                .collect(),
            kind: &found.facets.kind,
            instrument: &found.facets.instrument,
            language: &found.facets.language,
        },
        suggestion: found.suggestion.as_deref(),
        notes: &asked.notes,
    }
}
