//! Redirects: each to its last goal, and as files for servers.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use crate::amend::{Refusal, RefusalCode};

/// What stands as it is in the path of an address (RFC 3986, section 2.3, and the slash).
const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// Links from old to new, each led to its last goal: no goal is itself led on.
///
/// # Errors
/// [`RefusalCode::R0166`] where links lead in a circle; all of them are named.
pub fn collapse(links: &BTreeMap<String, String>) -> Result<BTreeMap<String, String>, Refusal> {
    let mut collapsed = BTreeMap::new();
    for (from, first) in links {
        let mut way: Vec<&str> = vec![from];
        let mut to = first;
        loop {
            let seen = way.iter().position(|link| *link == to.as_str());
            way.push(to);
            if let Some(start) = seen {
                return Err(circle(&way[start..]));
            }
            match links.get(to) {
                Some(next) => to = next,
                None => break,
            }
        }
        collapsed.insert(from.clone(), to.clone());
    }
    Ok(collapsed)
}

fn circle(way: &[&str]) -> Refusal {
    Refusal::new(
        RefusalCode::R0166,
        format!("redirects lead in a circle: {}", way.join(" -> ")),
        "restore the folder `editions` from a copy that you trust; what editions hold leads in no circle",
    )
}

/// Redirects of pages, by address from the top of the site; to addresses that are none of a redirect.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Redirects(pub(super) BTreeMap<String, String>);

impl Redirects {
    /// Where a page leads.
    #[must_use]
    pub fn goal(&self, page: &str) -> Option<&str> {
        self.0.get(page).map(String::as_str)
    }

    /// Whether no page leads elsewhere.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The files for servers by path: nginx, Apache, and `_redirects` as several hosts of static sites read
    /// it. What stands behind the `?` of an address goes along. `site_url` is the address of the site, with a final slash; without one it is the top of its host.
    #[must_use]
    pub fn files(&self, site_url: Option<&str>) -> BTreeMap<&'static str, String> {
        // Servers compare addresses once they are decoded. Apache also encodes where it leads to.
        let base = base(site_url);
        let mut nginx = String::from("# Include this file inside `server { … }`.\n");
        let mut apache = String::from("# Include this file in the configuration, or name it `.htaccess`.\n");
        let mut plain = String::new();
        for (from, to) in &self.0 {
            let (from, to) = (format!("{base}{from}"), format!("{base}{to}"));
            let goal = encoded(&to);
            // Writing into a `String` cannot fail.
            let _ = writeln!(
                nginx,
                "location = \"{}\" {{ return 301 \"{goal}$is_args$args\"; }}",
                escaped(&from, &['\\', '"'])
            );
            let _ = writeln!(
                apache,
                "RedirectMatch 301 \"^{}$\" \"{}\"",
                pattern(&from),
                escaped(&to, &['\\', '"', '$'])
            );
            let _ = writeln!(plain, "{} {goal} 301", encoded(&from));
        }
        BTreeMap::from([
            ("redirects/nginx.conf", nginx),
            ("redirects/apache.conf", apache),
            ("_redirects", plain),
        ])
    }
}

/// The path of the site on its host, decoded, with a slash on both ends.
fn base(site_url: Option<&str>) -> String {
    let rest = site_url.and_then(|url| url.split_once("://")).map_or("", |(_, rest)| rest);
    let path = rest.find('/').map_or("/", |at| &rest[at..]);
    let path = percent_decode_str(path).decode_utf8_lossy();
    if path.ends_with('/') { path.into_owned() } else { format!("{path}/") }
}

/// A path as it stands in an address.
pub(super) fn encoded(path: &str) -> String {
    utf8_percent_encode(path, PATH).to_string()
}

/// A text with a backslash before each of these letters.
fn escaped(text: &str, letters: &[char]) -> String {
    let mut escaped = String::new();
    for letter in text.chars() {
        if letters.contains(&letter) {
            escaped.push('\\');
        }
        escaped.push(letter);
    }
    escaped
}

/// A text as a regular expression that nothing else matches, between double quotes.
fn pattern(text: &str) -> String {
    escaped(text, &['.', '+', '*', '?', '(', ')', '[', ']', '{', '}', '^', '$', '|', '\\', '"'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn links(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(from, to)| ((*from).to_owned(), (*to).to_owned())).collect()
    }

    #[test]
    fn chains_become_one_step_and_circles_are_named() {
        let collapsed = collapse(&links(&[("a", "b"), ("b", "c"), ("x", "c")])).unwrap();
        assert_eq!(collapsed, links(&[("a", "c"), ("b", "c"), ("x", "c")]));
        let circle = collapse(&links(&[("a", "b"), ("b", "c"), ("c", "b")])).unwrap_err();
        assert_eq!(circle.code, RefusalCode::R0166);
        assert!(circle.message.ends_with("b -> c -> b"), "{}", circle.message);
        assert!(collapse(&links(&[("a", "a")])).unwrap_err().message.ends_with("a -> a"));
    }

    #[test]
    fn servers_get_the_same_redirects() {
        let redirects = Redirects(links(&[("old (1).html", "a/ก.html"), ("b.html", "a/x.html")]));
        let files = redirects.files(Some("https://law.example/book/"));
        assert_eq!(
            files["_redirects"],
            "/book/b.html /book/a/x.html 301\n/book/old%20%281%29.html /book/a/%E0%B8%81.html 301\n"
        );
        assert!(
            files["redirects/nginx.conf"]
                .contains("location = \"/book/b.html\" { return 301 \"/book/a/x.html$is_args$args\"; }")
        );
        // Apache encodes the goal itself.
        assert!(
            files["redirects/apache.conf"]
                .contains("RedirectMatch 301 \"^/book/old \\(1\\)\\.html$\" \"/book/a/ก.html\"")
        );
        let files = redirects.files(Some("https://law.example/hand%20book"));
        assert!(files["_redirects"].starts_with("/hand%20book/b.html /hand%20book/a/x.html 301\n"));
        assert!(files["redirects/nginx.conf"].contains("location = \"/hand book/b.html\" {"));
        assert!(redirects.files(None)["_redirects"].starts_with("/b.html /a/x.html 301\n"));
    }

    proptest! {
        /// Any links: either every page comes in one step to one that is not led on, or there is a circle.
        #[test]
        fn no_chains_and_no_circles(pairs in proptest::collection::vec((0_u8..12, 0_u8..12), 0..14)) {
            let links: BTreeMap<String, String> =
                pairs.iter().map(|(from, to)| (from.to_string(), to.to_string())).collect();
            let walk = |from: &String| {
                let mut at = from;
                for _ in 0..=links.len() {
                    match links.get(at) {
                        Some(next) => at = next,
                        None => return Some(at.clone()),
                    }
                }
                None
            };
            match collapse(&links) {
                Ok(collapsed) => {
                    prop_assert_eq!(collapsed.len(), links.len());
                    for (from, to) in &collapsed {
                        prop_assert!(!collapsed.contains_key(to));
                        prop_assert_eq!(walk(from), Some(to.clone()));
                    }
                }
                Err(circle) => {
                    prop_assert!(links.keys().any(|from| walk(from).is_none()));
                    let named: Vec<&str> = circle.message.split(": ").nth(1).unwrap().split(" -> ").collect();
                    prop_assert_eq!(named.first(), named.last());
                    for pair in named.windows(2) {
                        prop_assert_eq!(links.get(pair[0]).map(String::as_str), Some(pair[1]));
                    }
                }
            }
        }
    }
}
