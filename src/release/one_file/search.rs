//! Search in one document: its scripts, and the place where it stands.

use super::super::markup::Element;
use super::super::part::Finished;
use super::said::Said;

/// The script that searches without a server.
const SEARCH: &str = "scripts/search.min.js";

/// The script of the search and then all its files: what stands in the page is not loaded.
pub(super) fn scripts(finished: &Finished<'_>) -> Vec<String> {
    if finished.site.get(SEARCH).is_none() {
        return Vec::new();
    }
    let files = finished.site.iter().map(|(path, _)| path.as_str());
    let files = files.filter(|path| path.starts_with("search/") && path.ends_with(".js"));
    std::iter::once(SEARCH).chain(files).map(str::to_owned).collect()
}

/// Puts the search before the contents, and a way to it into the header.
pub(super) fn area(shell: &mut Element, said: &Said) {
    let link = Element::new("a")
        .with("class", "jump to-search")
        .with("href", "#search")
        .holding(said.word("search"));
    if let Some(bar) = shell.find_mut(&|element| element.is_of("bar")) {
        bar.children.push(link.into());
    }
    let field = Element::new("input")
        .with("type", "search")
        .with("id", "find")
        .with("name", "q")
        .with("placeholder", said.word("hint"))
        .with("autocomplete", "off");
    let button = Element::new("button").with("type", "submit").holding(said.word("search"));
    let form = Element::new("form")
        .with("class", "find big")
        .with("role", "search")
        .with("aria-label", said.word("label"))
        .with("hidden", "")
        .holding(Element::new("label").with("for", "find").holding(said.word("label")))
        .holding(Element::new("span").with("class", "row").holding(field).holding("\n").holding(button));
    let area = Element::new("div")
        .with("id", "search")
        .with("class", "search-area")
        .holding(Element::new("h2").holding(said.word("search")))
        .holding(form)
        .holding(Element::new("p").with("class", "without").holding(said.word("without")))
        .holding(Element::new("div").with("class", "results").with("role", "status"));
    if let Some(main) = shell.find_mut(&|element| element.name == "main") {
        let at = main
            .children
            .iter()
            .position(|child| child.element().is_some_and(|element| element.is_of("print-contents")))
            .unwrap_or(0);
        main.children.insert(at, area.into());
    }
}
