//! The cover: title, organisation and edition as text in a picture (SVG 1.1), since shelves of reading
//! devices show books by a picture alone.

use super::super::markup::Element;
use super::super::part::Finished;
use crate::render::escape;

/// Name of its file in the publication.
pub(super) const COVER: &str = "cover.svg";
/// Letters in a line of the title, as far as words allow.
const LINE: usize = 20;
/// Width that a line may have; the picture is 600 by 800.
const ROOM: usize = 500;
/// Height that all lines together may have.
const HEIGHT: usize = 460;
/// Largest and smallest size of the title's letters.
const SIZES: (usize, usize) = (58, 14);

/// The picture. `title` is that of the publication; the edition is read from its title page.
pub(super) fn cover(finished: &Finished<'_>, title: &str, title_page: &Element) -> String {
    let lines = lines(title);
    let longest = lines.iter().map(|line| line.chars().count()).max().unwrap_or(1).max(1);
    // A letter of a serif is about half as wide as high.
    let fits = (ROOM * 9 / 5 / longest).min(HEIGHT * 4 / 5 / lines.len().max(1));
    let size = fits.clamp(SIZES.1, SIZES.0);
    let mut svg = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 600 800\" width=\"600\" height=\"800\" xml:lang=\"{}\" font-family=\"serif\" text-anchor=\"middle\">\n<title>{}</title>\n<rect width=\"600\" height=\"800\" fill=\"#fff\"/>\n<rect x=\"20\" y=\"20\" width=\"560\" height=\"760\" fill=\"none\" stroke=\"#1d3a5f\" stroke-width=\"3\"/>\n",
        escape(&finished.config.language),
        escape(title)
    );
    let mut y = 180;
    let mut line = |y: usize, size: usize, weight: &str, words: &str| {
        svg.push_str(&format!(
            "<text x=\"300\" y=\"{y}\" font-size=\"{size}\" font-weight=\"{weight}\" fill=\"#1d3a5f\">{}</text>\n",
            escape(words)
        ));
    };
    for words in &lines {
        line(y, size, "bold", words);
        y += size * 5 / 4;
    }
    let edition = title_page.find(&|element| element.is_of("edition")).map(Element::text);
    for (y, words) in
        [(700, edition.unwrap_or_default()), (740, finished.book.reference.organisation.short.clone())]
    {
        if !words.trim().is_empty() {
            line(y, 22, "normal", words.trim());
        }
    }
    svg.push_str("</svg>\n");
    svg
}

/// The title in lines, broken between words alone.
fn lines(title: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in title.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= LINE => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_broken_between_words() {
        assert_eq!(
            lines("Handbook on International Legal Cooperation"),
            ["Handbook on", "International Legal", "Cooperation"]
        );
        assert_eq!(lines("ค้ามนุษย์"), ["ค้ามนุษย์"]);
        assert!(lines(" ").is_empty());
    }
}
