//! Addresses in a site, and the ids that they become in one document.

/// What a link on a page of the site leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// Another site, a mail address.
    Outside,
    /// A file of the site, counted from its root, and the place on it; the id may be empty.
    Inside { address: String, id: String },
}

/// What `href`, written on the page at `own`, leads to.
pub(super) fn target(own: &str, href: &str) -> Target {
    let (path, id) = href.split_once('#').unwrap_or((href, ""));
    let path = path.split('?').next().unwrap_or_default();
    let scheme = path.find(':').filter(|end| !path[..*end].contains('/'));
    if scheme.is_some() || path.starts_with("//") {
        return Target::Outside;
    }
    let id = percent_encoding::percent_decode_str(id).decode_utf8_lossy().into_owned();
    if path.is_empty() {
        return Target::Inside { address: own.to_owned(), id };
    }
    let mut parts: Vec<&str> = own.split('/').collect();
    parts.pop();
    let folder = path.ends_with('/');
    for part in path.split('/') {
        match part {
            ".." => drop(parts.pop()),
            "" | "." => {}
            part => parts.push(part),
        }
    }
    let mut address = parts.join("/");
    if folder || address.is_empty() {
        address.push_str(if address.is_empty() { "index.html" } else { "/index.html" });
    }
    let address = percent_encoding::percent_decode_str(&address).decode_utf8_lossy().into_owned();
    Target::Inside { address, id }
}

/// Whether an id is the same in every form and unique in the book: the anchor of a unit, or the tick
/// box of one.
pub(super) fn is_permanent(id: &str) -> bool {
    let anchor = id.strip_prefix("t-").unwrap_or(id);
    anchor.len() == 8 && anchor.starts_with("p-")
}

/// The id in one document of what has the id `id` on the page that begins at `start`.
pub(super) fn whole_id(start: &str, id: &str) -> String {
    if is_permanent(id) { id.to_owned() } else { format!("{start}--{id}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inside(address: &str, id: &str) -> Target {
        Target::Inside { address: address.to_owned(), id: id.to_owned() }
    }

    #[test]
    fn links_lead_where_a_browser_goes() {
        let own = "reference/route/xa-xb.html";
        assert_eq!(target(own, "../../annexes/xa.html#p-abcdef"), inside("annexes/xa.html", "p-abcdef"));
        assert_eq!(target(own, "#mla"), inside(own, "mla"));
        assert_eq!(target(own, "xb-xa.html"), inside("reference/route/xb-xa.html", ""));
        assert_eq!(target(own, "../../index.html?q=1#a%20b"), inside("index.html", "a b"));
        assert_eq!(target("a/b.html", "../"), inside("index.html", ""));
        assert_eq!(target("a/b.html", "c/"), inside("a/c/index.html", ""));
        for outside in ["https://example.org/", "mailto:a@example.org", "tel:1", "//example.org/x"] {
            assert_eq!(target(own, outside), Target::Outside, "{outside}");
        }
    }

    #[test]
    fn anchors_of_units_stay() {
        assert_eq!(whole_id("annexes-xa", "p-abcdef"), "p-abcdef");
        assert_eq!(whole_id("annexes-xa", "t-p-abcdef"), "t-p-abcdef");
        assert_eq!(whole_id("annexes-xa", "treaties"), "annexes-xa--treaties");
    }
}
