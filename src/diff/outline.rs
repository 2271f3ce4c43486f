//! Under which heading, or in which field, a line of a text stands.

use std::fmt;
use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

/// One step of the way to a section.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// The heading of the whole page, whatever it says.
    Page,
    /// The front matter of the page.
    FrontMatter,
    /// A heading with an id of its own, `{#id}`; its words may change.
    Id(String),
    /// A heading without an id, by its words.
    Heading(String),
    /// A key of YAML.
    Key(String),
    /// An item of a list of YAML, by its first line.
    Item(String),
}

/// The way from the top of a text to a section of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SectionPath(pub Vec<Step>);

impl SectionPath {
    /// Whether the section is this one or stands within it; the top of the text holds nothing else.
    #[must_use]
    pub fn holds(&self, other: &Self) -> bool {
        self == other || (self.is_named() && other.0.starts_with(&self.0))
    }

    /// Whether the section is more than the page as a whole or its front matter as a whole.
    fn is_named(&self) -> bool {
        self.0.iter().any(|step| !matches!(step, Step::Page | Step::FrontMatter))
    }

    /// The section whose lines have to be read together: of data, a whole item of a list, or a whole
    /// field at the top level.
    #[must_use]
    pub fn whole(&self) -> Self {
        let item = self.0.iter().position(|step| matches!(step, Step::Item(_)));
        let key = self.0.iter().position(|step| matches!(step, Step::Key(_)));
        item.or(key).map_or_else(|| self.clone(), |first| Self(self.0[..=first].to_vec()))
    }
}

/// What a reader would call the section, for messages.
impl fmt::Display for SectionPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut steps = self.0.iter().filter(|step| **step != Step::Page).peekable();
        if steps.peek().is_none() {
            return f.write_str("the beginning of the page");
        }
        for (index, step) in steps.enumerate() {
            let before = if index == 0 { "" } else { " > " };
            match step {
                Step::Page => {}
                Step::FrontMatter => write!(f, "{before}front matter")?,
                Step::Id(id) => write!(f, "{before}#{id}")?,
                Step::Heading(text) | Step::Key(text) | Step::Item(text) => {
                    write!(f, "{before}{}", super::visible::visible(text))?;
                }
            }
        }
        Ok(())
    }
}

/// The sections of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outline {
    sections: Vec<Section>,
    /// For each line, the index of its section.
    of_line: Vec<usize>,
}

/// A section: a stretch of lines under one heading, without the sections within it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Section {
    path: SectionPath,
    /// What the headings on the way say, for readers.
    title: Vec<String>,
}

impl Outline {
    /// The sections of a text: Markdown with front matter, or YAML where the path ends in `.yaml`.
    #[must_use]
    pub fn of(path: &str, text: &str) -> Self {
        let count = text.split_inclusive('\n').count();
        let mut outline = Self {
            sections: vec![Section { path: SectionPath::default(), title: Vec::new() }],
            of_line: vec![0; count],
        };
        if path.ends_with(".yaml") || path.ends_with(".yml") {
            outline.yaml(text, 0..count, &[]);
        } else {
            let matter = front_matter(text);
            if !matter.is_empty() {
                outline.fill(matter.clone(), vec![Step::FrontMatter], vec!["front matter".to_owned()]);
                outline.yaml(text, matter.start + 1..matter.end - 1, &[Step::FrontMatter]);
            }
            outline.markdown(text, matter.end);
        }
        outline
    }

    /// The section of a line, counted from 0; past the end, that of the last line.
    #[must_use]
    pub fn at(&self, line: usize) -> &SectionPath {
        &self.section(line).path
    }

    /// What the headings above a line say, from the top.
    #[must_use]
    pub fn titles(&self, line: usize) -> &[String] {
        &self.section(line).title
    }

    fn section(&self, line: usize) -> &Section {
        let index = self.of_line.get(line).or(self.of_line.last()).copied().unwrap_or_default();
        &self.sections[index]
    }

    /// How many sections have this path: where it is more than one, the path names none of them.
    #[must_use]
    pub fn count(&self, path: &SectionPath) -> usize {
        self.sections.iter().filter(|section| section.path == *path).count()
    }

    fn fill(&mut self, lines: Range<usize>, path: Vec<Step>, title: Vec<String>) {
        self.sections.push(Section { path: SectionPath(path), title });
        let (end, index) = (self.of_line.len(), self.sections.len() - 1);
        self.of_line[lines.start.min(end)..lines.end.min(end)].fill(index);
    }

    /// Headings of the text after the front matter, as the parser of Markdown sees them.
    fn markdown(&mut self, text: &str, from: usize) {
        let skipped: usize = text.split_inclusive('\n').take(from).map(str::len).sum();
        let found = headings(&text[skipped..]);
        let single = found.iter().filter(|heading| heading.level == HeadingLevel::H1).count() == 1;
        let starts: Vec<usize> = {
            let mut line = from;
            let mut at = skipped;
            found
                .iter()
                .map(|heading| {
                    line += text[at..skipped + heading.start].matches('\n').count();
                    at = skipped + heading.start;
                    line
                })
                .collect()
        };
        let mut open: Vec<(HeadingLevel, Step, String)> = Vec::new();
        for (index, heading) in found.into_iter().enumerate() {
            open.retain(|(level, ..)| *level < heading.level);
            let step = match heading.id {
                _ if single && heading.level == HeadingLevel::H1 => Step::Page,
                Some(id) => Step::Id(id),
                None => Step::Heading(heading.text.clone()),
            };
            open.push((heading.level, step, heading.text));
            let end = starts.get(index + 1).copied().unwrap_or(self.of_line.len());
            let path = open.iter().map(|(_, step, _)| step.clone()).collect();
            let title = open.iter().map(|(.., title)| title.clone()).collect();
            self.fill(starts[index]..end, path, title);
        }
    }

    /// Keys and items of YAML by their indentation.
    fn yaml(&mut self, text: &str, lines: Range<usize>, above: &[Step]) {
        let mut open: Vec<(usize, Step)> = Vec::new();
        let mut block: Option<usize> = None;
        let mut current: Option<usize> = None;
        for (number, line) in text.split_inclusive('\n').enumerate().take(lines.end).skip(lines.start) {
            let line = line.trim_end();
            let indent = line.len() - line.trim_start_matches(' ').len();
            let inside = block.is_some_and(|block| indent > block);
            if line.trim().is_empty() || line.trim_start().starts_with('#') || inside {
                if let Some(section) = current {
                    self.of_line[number] = section;
                }
                continue;
            }
            block = None;
            if !opens(line, indent, &mut open) {
                if let Some(section) = current {
                    self.of_line[number] = section;
                }
                continue;
            }
            if line.ends_with('|') || line.ends_with('>') || line.ends_with("|-") || line.ends_with(">-") {
                block = Some(open.last().map_or(0, |(indent, _)| *indent));
            }
            let path: Vec<Step> = above.iter().chain(open.iter().map(|(_, step)| step)).cloned().collect();
            let title = path
                .iter()
                .map(|step| match step {
                    Step::Key(text) | Step::Item(text) => text.clone(),
                    _ => "front matter".to_owned(),
                })
                .collect();
            self.fill(number..number + 1, path, title);
            current = Some(self.sections.len() - 1);
        }
    }
}

/// Takes a line of YAML into the keys and items that are open; false where it opens none.
fn opens(line: &str, indent: usize, open: &mut Vec<(usize, Step)>) -> bool {
    let mut indent = indent;
    let mut rest = line.trim_start_matches(' ');
    let mut opened = false;
    while let Some(after) = rest.strip_prefix("- ").or((rest == "-").then_some("")) {
        open.retain(|(other, step)| *other < indent || (*other == indent && matches!(step, Step::Key(_))));
        open.push((indent, Step::Item(after.trim().to_owned())));
        let trimmed = after.trim_start_matches(' ');
        indent += rest.len() - trimmed.len();
        rest = trimmed;
        opened = true;
    }
    if let Some((key, value)) = rest.split_once(':')
        && (value.is_empty() || value.starts_with(' '))
        && !key.is_empty()
        && !key.starts_with(['{', '[', '&', '*', '!', '|', '>'])
        && (!key.contains(' ') || key.starts_with(['"', '\'']))
    {
        open.retain(|(other, step)| {
            *other < indent || (*other == indent && matches!(step, Step::Item(_)) && opened)
        });
        open.push((indent, Step::Key(key.trim_matches(['"', '\'']).to_owned())));
        opened = true;
    }
    opened
}

/// The lines of the front matter with its two lines of hyphens; none where there is none.
fn front_matter(text: &str) -> Range<usize> {
    let mut lines = text.lines();
    if lines.next() != Some("---") {
        return 0..0;
    }
    lines.position(|line| line == "---" || line == "...").map_or(0..0, |end| 0..end + 2)
}

struct Heading {
    level: HeadingLevel,
    id: Option<String>,
    text: String,
    /// Byte offset in the text that was parsed.
    start: usize,
}

/// The headings of a page at its top level, with their words alone.
fn headings(text: &str) -> Vec<Heading> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_GFM;
    let mut found: Vec<Heading> = Vec::new();
    let (mut depth, mut inside) = (0_usize, false);
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        match event {
            Event::Start(Tag::Heading { level, id, .. }) if depth == 0 => {
                inside = true;
                let id = id.map(|id| id.to_string());
                found.push(Heading { level, id, text: String::new(), start: range.start });
            }
            Event::End(TagEnd::Heading(_)) => inside = false,
            Event::Text(text) | Event::Code(text) if inside => {
                if let Some(heading) = found.last_mut() {
                    heading.text.push_str(&text);
                }
            }
            Event::SoftBreak | Event::HardBreak if inside => {
                if let Some(heading) = found.last_mut() {
                    heading.text.push(' ');
                }
            }
            Event::Start(Tag::BlockQuote(_) | Tag::List(_) | Tag::FootnoteDefinition(_)) => depth += 1,
            Event::End(TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::FootnoteDefinition) => {
                depth = depth.saturating_sub(1);
            }
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(path: &str, text: &str) -> Vec<String> {
        let outline = Outline::of(path, text);
        (0..text.lines().count()).map(|line| outline.at(line).to_string()).collect()
    }

    #[test]
    fn lines_of_a_page_stand_under_their_headings() {
        let text = "---\nname: X\nchannel:\n  value: either\n  sources: [a]\nlist:\n  - id: a\n    note: |\n      x: y\n\n  - id: b\nother:\n- c\n---\n# Page\n\nIntro.\n\n## One {#one}\n\nText.\n\n```\n## no heading\n```\n\n### Deep\n\nText.\n\nTwo\n---\n\nText.\n";
        let found = shown("a.md", text);
        let expected = [
            (0, "front matter"),
            (1, "front matter > name"),
            (3, "front matter > channel > value"),
            (4, "front matter > channel > sources"),
            (6, "front matter > list > id: a > id"),
            (7, "front matter > list > id: a > note"),
            (8, "front matter > list > id: a > note"),
            (10, "front matter > list > id: b > id"),
            (12, "front matter > other > c"),
            (13, "front matter"),
            (14, "the beginning of the page"),
            (16, "the beginning of the page"),
            (18, "#one"),
            (20, "#one"),
            (23, "#one"),
            (26, "#one > Deep"),
            (29, "#one > Deep"),
            (30, "Two"),
            (33, "Two"),
        ];
        for (line, path) in expected {
            assert_eq!(found[line], path, "line {line} of {found:#?}");
        }
    }

    #[test]
    fn data_is_by_keys() {
        let found = shown(
            "a.yaml",
            "# note\na:\n  b: 1\n  c:\n    - x\n    - y: 2\n      z: 3\nd: text\n  goes on\n",
        );
        assert_eq!(
            found,
            [
                "the beginning of the page",
                "a",
                "a > b",
                "a > c",
                "a > c > x",
                "a > c > y: 2 > y",
                "a > c > y: 2 > z",
                "d",
                "d"
            ]
        );
    }

    #[test]
    fn a_path_may_name_two_sections() {
        let outline = Outline::of("a.md", "## A\n\nx\n\n## A\n\ny\n");
        assert_eq!(outline.count(outline.at(0)), 2);
        assert_eq!(outline.at(0).to_string(), "A");
    }
}
