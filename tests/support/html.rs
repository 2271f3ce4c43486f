//! Parts of a page, by the shape that the default theme gives them.

/// What stands between the page's own frame: the text of the article without its title.
#[track_caller]
pub(crate) fn article(html: &str) -> &str {
    let main = tag(html, "main");
    let start = main.find("</div>\n").map_or(0, |at| at + "</div>\n".len());
    let end = main.rfind("</article>").expect("an article");
    main[start..end].trim()
}

/// What stands in the first element of this name.
#[track_caller]
fn tag<'a>(html: &'a str, name: &str) -> &'a str {
    let open = html.find(&format!("<{name}")).unwrap_or_else(|| panic!("no <{name}>: {html}"));
    let start = open + html[open..].find('>').expect("the end of the tag") + 1;
    let end = html[start..].find(&format!("</{name}>")).expect("the closing tag");
    &html[start..start + end]
}
