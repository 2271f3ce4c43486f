//! Any folder of texts as passages, for measuring search on texts that are no handbook.

use camino::Utf8Path;

use crate::error::Result;
use crate::fs;
use crate::model::Passage;

/// Endings of the files that are read.
const ENDINGS: [&str; 2] = [".md", ".txt"];

/// The paragraphs of every Markdown or plain text in a folder, in the order of the paths: what stands
/// between empty lines is one, with the headings above it. Marks of Markdown are left as they stand.
///
/// # Errors
/// When the folder or a file cannot be read.
pub fn texts(folder: &Utf8Path) -> Result<Vec<Passage>> {
    let mut found = Vec::new();
    for path in fs::walk(folder)? {
        if ENDINGS.iter().any(|ending| path.as_str().ends_with(ending)) {
            let bytes = fs::read(&folder.join(&path))?;
            paragraphs(path.as_str(), &String::from_utf8_lossy(&bytes), &mut found);
        }
    }
    Ok(found)
}

/// Adds the paragraphs of a text.
fn paragraphs(page: &str, text: &str, into: &mut Vec<Passage>) {
    let mut template = Passage {
        page: page.to_owned(),
        page_title: page.to_owned(),
        kind: "chapter".to_owned(),
        ..Passage::default()
    };
    let mut open = String::new();
    let mut close = |template: &Passage, open: &mut String| {
        if !open.trim().is_empty() {
            let anchor = format!("p{}", into.len() + 1);
            into.push(Passage { anchor, text: open.trim().to_owned(), ..template.clone() });
        }
        open.clear();
    };
    for line in text.lines() {
        let level = line.bytes().take_while(|byte| *byte == b'#').count();
        if (1..=6).contains(&level) && line[level..].starts_with(' ') {
            close(&template, &mut open);
            let title = line[level..].trim().to_owned();
            if level == 1 {
                template.page_title = title;
                template.headings.clear();
            } else {
                template.headings.truncate(level - 2);
                template.headings.push(title);
            }
        } else if line.trim().is_empty() {
            close(&template, &mut open);
        } else {
            open.push_str(line);
            open.push('\n');
        }
    }
    close(&template, &mut open);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_stand_between_empty_lines() {
        let mut found = Vec::new();
        paragraphs("a.md", "# Title\n\nOne\ntwo.\n\n## Part\n\nThree.\n## Next\nFour.\n", &mut found);
        let shown: Vec<(&str, &str)> = found
            .iter()
            .map(|passage| (passage.text.as_str(), passage.headings.last().map_or("", String::as_str)))
            .collect();
        assert_eq!(shown, [("One\ntwo.", ""), ("Three.", "Part"), ("Four.", "Next")]);
        assert!(found.iter().all(|passage| passage.page_title == "Title"));
    }
}
