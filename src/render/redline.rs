//! Redlines as fragments of HTML, for the screen, for print and for those who listen.

use std::fmt::Write as _;

use super::escape::push;
use crate::diff::{Mark, Place, Redline, Row, is_hidden, is_joiner};

/// How much of a text a redline shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// Everything.
    Whole,
    /// The changed places, each with so many unchanged lines before and after.
    Changes(usize),
}

/// A redline as a fragment of HTML, without styles of its own.
///
/// Deleted text is in `del`, inserted text in `ins`, each with words around it that only a screen
/// reader speaks, so that neither colour nor strokes are needed. Moved text names the number under
/// which its other half stands, as a link. Each changed place stands under its headings and the number
/// of its line. Changed numbers, dates and words of duty are listed first. Text of the page is source, in
/// `pre`-like lines, and always escaped: nothing in it can act.
///
/// `path` tells Markdown from YAML and is shown. `id` begins every id of the fragment: two fragments
/// on one page need two.
#[must_use]
pub fn redline_fragment(redline: &Redline, path: &str, id: &str, extent: Extent) -> String {
    let mut html = String::with_capacity(redline.new_text().len() * 2);
    html.push_str("<section class=\"redline\" aria-label=\"Changes of ");
    push(&mut html, path);
    html.push_str("\">\n");
    summary(&mut html, redline);
    let mut moves = Moves { id, seen: Vec::new() };
    match extent {
        Extent::Changes(around) => {
            for place in redline.places(path, around) {
                heading(&mut html, &place);
                lines(&mut html, &place.rows, &mut moves);
            }
        }
        Extent::Whole => lines(&mut html, &redline.rows(), &mut moves),
    }
    html.push_str("</section>\n");
    html
}

/// Targets of links between the two halves of a move; each id is given once.
struct Moves<'i> {
    id: &'i str,
    seen: Vec<Mark>,
}

fn summary(html: &mut String, redline: &Redline) {
    if redline.is_empty() {
        html.push_str("<p class=\"redline-summary\">Nothing changes.</p>\n");
        return;
    }
    // Writing into a `String` cannot fail.
    let _ = writeln!(
        html,
        "<p class=\"redline-summary\">Words deleted: {}. Words inserted: {}.</p>",
        redline.deleted_words(),
        redline.inserted_words()
    );
    let weighty = redline.weighty_lines();
    if weighty.is_empty() {
        return;
    }
    html.push_str("<p>Numbers, dates and words of duty that changed:</p>\n<ul class=\"redline-weighty\">\n");
    for line in weighty {
        html.push_str("<li>");
        push(html, &line);
        html.push_str("</li>\n");
    }
    html.push_str("</ul>\n");
}

fn heading(html: &mut String, place: &Place<'_>) {
    html.push_str("<h3 class=\"redline-place\">");
    for title in &place.titles {
        push(html, &crate::diff::visible(title));
        html.push_str(" › ");
    }
    let _ = writeln!(html, "line {}</h3>", place.line());
}

fn lines(html: &mut String, rows: &[Row<'_>], moves: &mut Moves<'_>) {
    html.push_str("<table class=\"redline-lines\">\n<tbody>\n");
    for row in rows {
        let class = if row.is_changed() { " class=\"changed\"" } else { "" };
        let _ = write!(html, "<tr{class}><th scope=\"row\">");
        if row.is_gone() {
            html.push_str("<span class=\"visually-hidden\">deleted line</span>");
        } else {
            let _ = write!(html, "{}", row.new_line);
        }
        html.push_str("</th><td>");
        for (mark, text) in &row.parts {
            part(html, *mark, text, moves);
        }
        html.push_str("</td></tr>\n");
    }
    html.push_str("</tbody>\n</table>\n");
}

fn part(html: &mut String, mark: Mark, text: &str, moves: &mut Moves<'_>) {
    let line_end = text.ends_with('\n');
    let text = text.strip_suffix('\n').unwrap_or(text);
    let (tag, spoken) = match mark {
        Mark::Same => return shown(html, text, false),
        Mark::Deleted => ("del", "deleted"),
        Mark::Inserted => ("ins", "inserted"),
        Mark::MovedAway(_) => ("del class=\"moved\"", "moved away"),
        Mark::MovedHere(_) => ("ins class=\"moved\"", "moved here"),
    };
    let _ = write!(html, "<{tag}><span class=\"visually-hidden\">[{spoken}: </span>");
    if let Mark::MovedAway(number) | Mark::MovedHere(number) = mark {
        moves.link(html, mark, number);
    }
    if text.is_empty() && line_end {
        html.push('¶');
    }
    shown(html, text, true);
    let name = &tag[..3];
    let _ = write!(html, "<span class=\"visually-hidden\">]</span></{name}>");
}

impl Moves<'_> {
    fn link(&mut self, html: &mut String, mark: Mark, number: u32) {
        let (here, there, words) = match mark {
            Mark::MovedAway(_) => ("from", "to", "to"),
            _ => ("to", "from", "from"),
        };
        let id = if self.seen.contains(&mark) {
            String::new()
        } else {
            self.seen.push(mark);
            format!(" id=\"{}-move-{number}-{here}\"", self.id)
        };
        let _ = write!(html, "<a{id} href=\"#{}-move-{number}-{there}\">{words} ({number})</a> ", self.id);
    }
}

/// Text with every character that does not show as its code point; joiners where they changed.
fn shown(html: &mut String, text: &str, joiners: bool) {
    let mut rest = text;
    let hides = |character: char| is_hidden(character) || (joiners && is_joiner(character));
    while let Some(at) = rest.find(hides) {
        push(html, &rest[..at]);
        let Some(character) = rest[at..].chars().next() else { break };
        let _ = write!(html, "<code class=\"code-point\">U+{:04X}</code>", u32::from(character));
        rest = &rest[at + character.len_utf8()..];
    }
    push(html, rest);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diff::redline;

    #[test]
    fn marks_are_spoken_and_text_is_escaped() {
        let found = redline("## A\n\nIt <b>shall</b> reply.\n", "## A\n\nIt <b>may</b> reply.\n");
        let html = redline_fragment(&found, "content/a.md", "r", Extent::Changes(0));
        assert!(html.contains("<h3 class=\"redline-place\">A › line 3</h3>"), "{html}");
        assert!(html.contains(
            "<del><span class=\"visually-hidden\">[deleted: </span>shall<span class=\"visually-hidden\">]</span></del>"
        ));
        assert!(html.contains("<li>word of duty or permission: shall → may</li>"));
        assert!(html.contains("&lt;b&gt;") && !html.contains("<b>"));
        let html = redline_fragment(&redline("a\n", "\u{202E}b\n"), "a.md", "r", Extent::Whole);
        assert!(html.contains("U+202E") && !html.contains('\u{202E}'));
    }

    #[test]
    fn moves_link_to_each_other() {
        let long = "A paragraph that is long enough to be known again.\n";
        let old = format!("{long}\nb\n\nc\n");
        let new = format!("b\n\nc\n\n{long}");
        let html = redline_fragment(&redline(&old, &new), "a.md", "r", Extent::Whole);
        assert!(html.contains("id=\"r-move-1-from\" href=\"#r-move-1-to\""), "{html}");
        assert!(html.contains("id=\"r-move-1-to\" href=\"#r-move-1-from\""), "{html}");
    }

    #[test]
    fn every_line_is_numbered() {
        let html = redline_fragment(&redline("a\nb\nc\n", "a\nc\nd\n"), "a.md", "r", Extent::Whole);
        for number in 1..=3 {
            assert!(html.contains(&format!("<th scope=\"row\">{number}</th>")), "{html}");
        }
        assert!(html.contains("deleted line"));
        assert!(
            redline_fragment(&redline("a", "a"), "a.md", "r", Extent::Changes(3))
                .contains("Nothing changes.")
        );
    }
}
