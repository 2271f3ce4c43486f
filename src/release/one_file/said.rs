//! What scripts say: the theme puts its words on elements of the page, and here on the script itself,
//! since one document holds many pages.

use super::super::markup::Element;

/// What the attributes begin with that carry a word; its key follows.
const PREFIX: &str = "data-word-";

/// Words for one script, by key.
#[derive(Clone, Debug, Default)]
pub(super) struct Said(Vec<(String, String)>);

impl Said {
    /// The words on an element.
    fn on(element: Option<&Element>) -> Self {
        let attributes = element.map(|element| element.attributes.as_slice()).unwrap_or_default();
        Self(attributes.iter().filter(|(name, _)| name.starts_with(PREFIX)).cloned().collect())
    }

    /// The words on the main part of a page.
    pub(super) fn on_main(page: &Element) -> Self {
        Self::on(page.find(&|element| element.name == "main"))
    }

    /// The words on the element that loads the script at this address.
    pub(super) fn on_script(page: &Element, address: &str) -> Self {
        Self::on(page.find(&|element| {
            element.name == "script" && element.attribute("src").is_some_and(|src| src.ends_with(address))
        }))
    }

    /// Takes the words off an element.
    pub(super) fn off(element: &mut Element) {
        element.attributes.retain(|(name, _)| !name.starts_with(PREFIX));
    }

    /// The word of this key; empty where the theme has none.
    pub(super) fn word(&self, key: &str) -> &str {
        let found = self.0.iter().find(|(name, _)| name.strip_prefix(PREFIX) == Some(key));
        found.map_or("", |(_, word)| word)
    }

    /// Puts the words on an element.
    pub(super) fn put(self, mut element: Element) -> Element {
        element.attributes.extend(self.0);
        element
    }
}
