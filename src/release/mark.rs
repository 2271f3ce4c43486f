//! What every page of a frozen edition carries, whatever theme made it: its name, where the newest
//! edition is, and the way to the list of editions outside.

use super::EditionId;
use crate::render::escape;
use crate::site::{Site, SitePath};

/// The list of editions, at the root of the site, outside everything frozen.
pub(super) const LIST: &str = "editions.js";

/// The site with its pages marked as those of an edition that will lie at `e/ID/`; `note` is what they say
/// where nothing else is known.
pub(super) fn marked(site: &Site, id: &EditionId, note: &str, site_url: Option<&str>) -> Site {
    site.iter()
        .map(|(path, bytes)| {
            let html = path.as_str().ends_with(".html").then(|| std::str::from_utf8(bytes).ok()).flatten();
            let bytes = html.map_or_else(
                || bytes.clone(),
                |html| page(html, path, id, note, site_url).into_bytes().into(),
            );
            (path.clone(), bytes)
        })
        .collect()
}

fn page(html: &str, path: &SitePath, id: &EditionId, note: &str, site_url: Option<&str>) -> String {
    // From `e/2026.1/chapters/x.html` to the root of the whole site.
    let root = format!("{}../../", path.up());
    let newest = format!("{}latest/{path}", site_url.unwrap_or(&root));
    let head = format!(
        "<meta name=\"robots\" content=\"noindex\">\n<link rel=\"canonical\" href=\"{}\">\n\
         <script src=\"{root}{LIST}\" data-edition=\"{id}\" data-page=\"{}\" defer></script>\n",
        escape(&newest),
        escape(path.as_str())
    );
    let note =
        format!("<p id=\"edition-status\" class=\"edition-status\" role=\"note\">{}</p>\n", escape(note));
    let html = before(html, "</head>", &head);
    match html.find("<main").and_then(|at| Some(at + html[at..].find('>')? + 1)) {
        Some(at) => format!("{}\n{note}{}", &html[..at], html[at..].trim_start_matches('\n')),
        None => before(&html, "</body>", &note),
    }
}

/// A frozen file as it stands at `latest/`: a page that may be found, canonical to itself. Copied
/// citations still name the edition.
pub(super) fn newest(path: &str, bytes: &[u8], id: &EditionId) -> Vec<u8> {
    let (Some(path), Ok(html)) =
        (SitePath::new(path).filter(|path| path.as_str().ends_with(".html")), std::str::from_utf8(bytes))
    else {
        return bytes.to_vec();
    };
    let (frozen, here) = (format!("{}../../", path.up()), format!("{}../", path.up()));
    html.replacen("<meta name=\"robots\" content=\"noindex\">\n", "", 1)
        .replacen(
            &format!("<link rel=\"canonical\" href=\"{frozen}latest/"),
            &format!("<link rel=\"canonical\" href=\"{here}latest/"),
            1,
        )
        .replacen(
            &format!("<script src=\"{frozen}{LIST}\" data-edition=\"{id}\""),
            &format!("<script src=\"{here}{LIST}\" data-edition=\"{id}\""),
            1,
        )
        .into_bytes()
}

/// Puts a text before the first place of another; at the end where there is none.
fn before(html: &str, place: &str, text: &str) -> String {
    let at = html.find(place).unwrap_or(html.len());
    format!("{}{text}{}", &html[..at], &html[at..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_knows_its_edition_and_the_way_out() {
        let mut site = Site::new();
        let put = |site: &mut Site, path: &str, text: &str| {
            site.insert(SitePath::new(path).unwrap(), text.as_bytes().to_vec());
        };
        put(
            &mut site,
            "a/b.html",
            "<html><head></head><body><main id=\"x\">\n<h1>B</h1></main></body></html>",
        );
        put(&mut site, "bare.html", "<p>x</p>");
        put(&mut site, "a.css", "</head>");
        let id = "2026.1".parse().unwrap();
        let marked = marked(&site, &id, "Edition 2026.1, adopted 1 May 2026. It is a copy.", None);
        let text = |path: &str| String::from_utf8(marked.get(path).unwrap().to_vec()).unwrap();
        let page = text("a/b.html");
        assert!(page.contains("<meta name=\"robots\" content=\"noindex\">"));
        assert!(page.contains("href=\"../../../latest/a/b.html\""));
        assert!(page.contains("src=\"../../../editions.js\" data-edition=\"2026.1\" data-page=\"a/b.html\""));
        assert!(page.contains("<main id=\"x\">\n<p id=\"edition-status\""));
        assert!(text("bare.html").contains("adopted 1 May 2026"));
        assert_eq!(text("a.css"), "</head>");
        let newest = String::from_utf8(newest("a/b.html", page.as_bytes(), &id)).unwrap();
        assert!(!newest.contains("noindex"), "{newest}");
        assert!(newest.contains("<link rel=\"canonical\" href=\"../../latest/a/b.html\">"), "{newest}");
        assert!(newest.contains("<script src=\"../../editions.js\""), "{newest}");
    }
}
