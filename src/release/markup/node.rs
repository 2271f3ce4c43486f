//! The tree of a page.

/// A node of a page: comments and the doctype are left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    /// An element.
    Element(Element),
    /// Text, with its references resolved.
    Text(String),
}

/// An element with its attributes in the order written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Element {
    /// Its name in small letters, as HTML has it.
    pub name: String,
    /// Names and values; a value that was not written is empty.
    pub attributes: Vec<(String, String)>,
    /// What it holds.
    pub children: Vec<Node>,
}

impl Element {
    /// An element without attributes and content.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }

    /// The element with one more attribute.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.set(name, value);
        self
    }

    /// The element with one more child.
    #[must_use]
    pub fn holding(mut self, child: impl Into<Node>) -> Self {
        self.children.push(child.into());
        self
    }

    /// The value of an attribute.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// Sets an attribute; one that is there keeps its place.
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        let value = value.into();
        match self.attributes.iter_mut().find(|(own, _)| own == name) {
            Some((_, old)) => *old = value,
            None => self.attributes.push((name.to_owned(), value)),
        }
    }

    /// Takes an attribute away.
    pub fn unset(&mut self, name: &str) {
        self.attributes.retain(|(own, _)| own != name);
    }

    /// Whether the element is of a class.
    #[must_use]
    pub fn is_of(&self, class: &str) -> bool {
        self.attribute("class")
            .is_some_and(|classes| classes.split_ascii_whitespace().any(|own| own == class))
    }

    /// Adds a class.
    pub fn add_class(&mut self, class: &str) {
        let classes = match self.attribute("class") {
            Some(classes) if !classes.is_empty() => format!("{classes} {class}"),
            _ => class.to_owned(),
        };
        self.set("class", classes);
    }

    /// The elements directly below.
    pub fn elements(&self) -> impl Iterator<Item = &Self> {
        self.children.iter().filter_map(Node::element)
    }

    /// The first element for which `wanted` holds, in the order of the text; may be this one.
    pub fn find(&self, wanted: &impl Fn(&Self) -> bool) -> Option<&Self> {
        if wanted(self) {
            return Some(self);
        }
        self.elements().find_map(|child| child.find(wanted))
    }

    /// [`Element::find`], to be changed.
    pub fn find_mut(&mut self, wanted: &impl Fn(&Self) -> bool) -> Option<&mut Self> {
        if wanted(self) {
            return Some(self);
        }
        self.children.iter_mut().filter_map(Node::element_mut).find_map(|child| child.find_mut(wanted))
    }

    /// Calls `visit` for this element and all below it, in the order of the text.
    pub fn visit<'a>(&'a self, visit: &mut impl FnMut(&'a Self)) {
        visit(self);
        for child in self.elements() {
            child.visit(visit);
        }
    }

    /// [`Element::visit`], to be changed: an element before what it holds.
    pub fn visit_mut(&mut self, visit: &mut impl FnMut(&mut Self)) {
        visit(self);
        for child in self.children.iter_mut().filter_map(Node::element_mut) {
            child.visit_mut(visit);
        }
    }

    /// Takes away every element below for which `kept` does not hold, with what it holds.
    pub fn retain(&mut self, kept: &mut impl FnMut(&Self) -> bool) {
        self.children.retain(|child| child.element().is_none_or(&mut *kept));
        for child in self.children.iter_mut().filter_map(Node::element_mut) {
            child.retain(kept);
        }
    }

    /// Puts what an element below holds in its place, wherever `loosened` holds.
    pub fn unwrap_where(&mut self, loosened: &impl Fn(&Self) -> bool) {
        let children = std::mem::take(&mut self.children);
        for mut child in children {
            if let Node::Element(element) = &mut child {
                element.unwrap_where(loosened);
                if loosened(element) {
                    self.children.append(&mut element.children);
                    continue;
                }
            }
            self.children.push(child);
        }
    }

    /// All text below, as it stands.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::new();
        self.push_text(&mut text);
        text
    }

    fn push_text(&self, text: &mut String) {
        for child in &self.children {
            match child {
                Node::Text(words) => text.push_str(words),
                Node::Element(element) => element.push_text(text),
            }
        }
    }
}

impl Node {
    /// The element, if it is one.
    #[must_use]
    pub const fn element(&self) -> Option<&Element> {
        match self {
            Self::Element(element) => Some(element),
            Self::Text(_) => None,
        }
    }

    /// The element, to be changed, if it is one.
    pub const fn element_mut(&mut self) -> Option<&mut Element> {
        match self {
            Self::Element(element) => Some(element),
            Self::Text(_) => None,
        }
    }
}

impl From<Element> for Node {
    fn from(element: Element) -> Self {
        Self::Element(element)
    }
}

impl From<&str> for Node {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Node {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}
