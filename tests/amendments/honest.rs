//! Honest edits: made by hand, in a text area, pasted from a word processor. None is refused without
//! the fix being named and offered.

use std::fmt::Write as _;

use handbook::amend::{Edit, Filed, FixKind, Kind, compose, lint, normalise, verify_today};
use jiff::civil::date;

use super::sample::{ANNEX, answers, edit, key, namespace, text};
use crate::support::{Tree, repository};

/// An edit by its name: the passage that is put in after the first paragraph, or in its last words.
enum Made {
    /// A new paragraph after the first.
    Paragraph(&'static str),
    /// In place of the full stop of the first paragraph.
    End(&'static str),
    /// The whole text through a function.
    Whole(fn(&str) -> String),
}

use Made::{End, Paragraph, Whole};

/// What people do. Characters that cannot be seen are spelled out.
const EDITS: &[(&str, Made)] = &[
    ("a word", End(" as a rule.")),
    ("a sentence", End(". It answers every request.")),
    ("a paragraph", Paragraph("The chancery keeps a register of requests.")),
    ("a list", Paragraph("- first\n- second\n- third")),
    ("a numbered list", Paragraph("1. first\n2. second")),
    ("a quotation", Paragraph("> A request shall be granted.")),
    ("a table", Paragraph("| Office | Days |\n| --- | --- |\n| Chancery | 30 |")),
    ("a heading", Paragraph("### Costs {#costs-of-requests}\n\nEach side bears its own.")),
    ("a footnote", Paragraph("See the treaty.[^9]\n\n[^9]: Treaty of the Inner Sea, art. 9.")),
    ("a link", Paragraph("See [the gazette](https://gazette.example/xa).")),
    ("an address", Paragraph("Write to <chancery@chancery.example>.")),
    ("emphasis", Paragraph("A request *must* be **signed**.")),
    ("code", Paragraph("The form is `A-7`.")),
    ("figures", Paragraph("Fees: 1,500.00; rate 3.5 %; art. 18(15); 2026-10-01; No. 7/2026.")),
    ("signs", Paragraph("10 < 20 & 30 > 20; 5 * 3; a_b; 1 + 1 = 2; # 5; § 9; € 5; ± 2; 20 °C.")),
    ("a line that begins with a sign", Paragraph("\\+ 5 days, \\- 5 days")),
    ("a line that begins like a diff", Paragraph("\\--- a/content\n\\+++ b/content\n@@ -1 +1 @@")),
    (
        "quotation marks of a word processor",
        Paragraph("The \u{201c}central authority\u{201d} of \u{2018}each\u{2019} side\u{2019}s choice."),
    ),
    (
        "other quotation marks",
        Paragraph("\u{00ab}central\u{00bb}, \u{201e}central\u{201c}, \u{300c}central\u{300d}."),
    ),
    ("dashes and an ellipsis", Paragraph("Within 10\u{2013}20 days \u{2014} or later \u{2026} on request.")),
    ("letters with marks", Paragraph("Déjà vu, Österreich, Šiauliai, İstanbul.")),
    ("letters with marks apart", Paragraph("De\u{301}ja\u{300} vu, O\u{308}sterreich.")),
    ("Vietnamese", Paragraph("Yêu cầu tương trợ tư pháp phải được lập thành văn bản.")),
    (
        "Vietnamese with marks apart",
        Paragraph("Ye\u{302}u ca\u{302}\u{300}u tu\u{31b}o\u{31b}ng tro\u{31b}\u{323}."),
    ),
    ("Thai", Paragraph("คำร้องขอต้องทำเป็นหนังสือและลงนามโดยผู้ประสานงานกลาง")),
    ("Lao", Paragraph("ຄຳຮ້ອງຂໍຕ້ອງເຮັດເປັນລາຍລັກອັກສອນ.")),
    ("Khmer", Paragraph("សំណើត្រូវធ្វើជាលាយលក្ខណ៍អក្សរ។")),
    (
        "Khmer with breaks between words",
        Paragraph("សំណើ\u{200b}ត្រូវ\u{200b}ធ្វើ\u{200b}ជា\u{200b}លាយលក្ខណ៍\u{200b}អក្សរ។"),
    ),
    ("Burmese", Paragraph("တောင်းခံချက်ကို စာဖြင့် ရေးသားရမည်။")),
    ("Chinese", Paragraph("请求应以书面形式提出。")),
    ("Tamil", Paragraph("கோரிக்கை எழுத்துப்பூர்வமாக இருக்க வேண்டும்.")),
    ("a no-break space", End("\u{a0}within\u{a0}30\u{a0}days.")),
    ("narrow and figure spaces", End(" within 1\u{202f}000\u{2007}days.")),
    ("soft hyphens", End(" in extra\u{ad}ordi\u{ad}nary cases.")),
    ("an unseen mark after a word", End(" in Act\u{200b} 3.")),
    ("marks of direction", End(" in \u{200e}Act 3\u{200e}.")),
    ("embedding of direction", End(" in \u{202a}Act 3\u{202c}.")),
    ("a word joiner", End(" in Act\u{2060}3.")),
    ("a mark inside the text", Paragraph("\u{feff}Pasted from a file.")),
    ("line breaks of a word processor", Paragraph("First line\u{b}second line\u{b}third line")),
    ("a page break", Paragraph("Before\u{c}after")),
    ("a line separator", Paragraph("Before\u{2028}after\u{2029}the end")),
    ("bullets of a word processor", Paragraph("•\tfirst\n•\tsecond\n•\tthird")),
    ("bullets of a symbol font", Paragraph("\u{f0b7}\tfirst\n\u{f0b7}\tsecond")),
    ("nested bullets of a word processor", Paragraph("•\tfirst\no\tinner\n•\tsecond")),
    ("bullets with blanks", Paragraph("• first\n• second")),
    ("blanks at the end of a line", Paragraph("A line.   \nAnother line. \t")),
    ("a line break by two blanks", Paragraph("Chancery  \nLighthouse Quay 1")),
    (
        "line ends of Windows",
        Whole(|text| {
            text.replace(". ", ". Also this. ").replacen("The ", "The good ", 1).replace('\n', "\r\n")
        }),
    ),
    ("line ends of Windows in what was pasted", Paragraph("First.\r\n\r\nSecond.")),
    (
        "a byte-order mark",
        Whole(|text| {
            format!("\u{feff}{}", text.replacen(". ", ". Also this. ", 1).replacen("The ", "The good ", 1))
        }),
    ),
    ("no last line end", Whole(|text| text.trim_end().to_owned() + "\n\nLast words.")),
    ("empty lines at the end", Whole(|text| text.to_owned() + "\nLast words.\n\n\n\n")),
    ("a last paragraph", Whole(|text| text.to_owned() + "\nLast words.\n")),
];

/// The texts that are edited: small ones with one author's annex, and those of an invented region.
fn texts() -> Vec<(String, String)> {
    let region = Tree::read(&repository().join("tests/fixtures/region"));
    let mut texts: Vec<(String, String)> = super::sample::TEXTS
        .iter()
        .filter(|(path, _)| path.contains("/chapters/") || path.contains("/annexes/"))
        .map(|(path, text)| (path.clone(), text.clone()))
        .collect();
    let all = region.files().filter(|(path, _)| {
        path.starts_with("content/chapters/")
            || (path.starts_with("content/annexes/") && path.ends_with(".md"))
    });
    texts.extend(all.map(|(path, bytes)| (path.to_owned(), String::from_utf8(bytes.to_vec()).unwrap())));
    texts.truncate(6);
    texts
}

/// Where the first paragraph of the text ends, before its full stop.
fn first_paragraph(text: &str) -> usize {
    let body = text.strip_prefix("---\n").and_then(|rest| rest.find("\n---\n")).map_or(0, |end| end + 9);
    let mut at = body;
    for line in text[body..].split_inclusive('\n') {
        let end = at + line.trim_end().len();
        if line.starts_with(|c: char| c.is_ascii_alphabetic())
            && line.ends_with(".\n")
            && text[at + line.len()..].starts_with('\n')
        {
            return end - 1;
        }
        at += line.len();
    }
    panic!("no paragraph in {text}");
}

fn edited(text: &str, made: &Made) -> String {
    let stop = first_paragraph(text);
    match made {
        Paragraph(words) => format!("{}.\n\n{words}{}", &text[..stop], &text[stop + 1..]),
        End(words) => format!("{}{words}{}", &text[..stop], &text[stop + 1..]),
        Whole(change) => change(text),
    }
}

/// The road of an honest author: what was pasted is put right and told, the date is offered, the file
/// is made, signed and judged.
fn filed(path: &str, before: &str, after: &str) -> Result<usize, String> {
    let kind = if path.starts_with("content/annexes/") { Kind::Annex } else { Kind::Suggestion };
    let fixed = normalise(Some(before), after, &FixKind::ALL);
    for fix in &fixed.fixes {
        if fix.line == 0 || fix.kind.words().is_empty() {
            return Err(format!("a fix without place or words: {fix:?}"));
        }
    }
    if fixed.text != after && fixed.fixes.is_empty() {
        return Err("something was changed and not told".to_owned());
    }
    let again = normalise(Some(before), &fixed.text, &FixKind::ALL);
    if again.text != fixed.text || !again.fixes.is_empty() {
        return Err(format!("what was put right is not right: {:?}", again.fixes));
    }
    let mut text = fixed.text;
    if kind == Kind::Annex {
        text = verify_today(&text, date(2026, 11, 20), None);
    }
    let edit = Edit { path: path.to_owned(), before: Some(before.to_owned()), after: Some(text) };
    let amendment = compose(answers(kind), &[edit], vec![]).map_err(|why| format!("{why:#?}"))?;
    let file = amendment.signed(&key(), &namespace()).unwrap();
    let filed = Filed::read("honest.amend", file.as_bytes()).map_err(|why| format!("{why:#?}"))?;
    filed.verify(&namespace()).map_err(|why| format!("{why:#?}"))?;
    let texts = [(handbook::amend::Digest::of(before), before.to_owned())]
        .into_iter()
        .collect::<std::collections::BTreeMap<_, _>>();
    let changes = filed.apply(&texts).map_err(|why| format!("{why:#?}"))?;
    let refusals = lint(&filed, &changes);
    if refusals.is_empty() { Ok(fixed.fixes.len()) } else { Err(format!("{refusals:#?}")) }
}

#[test]
fn two_hundred_honest_edits_go_through() {
    let mut faults = String::new();
    let (mut edits, mut fixes) = (0, 0);
    for (path, before) in texts() {
        for (name, made) in EDITS {
            edits += 1;
            match filed(&path, &before, &edited(&before, made)) {
                Ok(count) => fixes += count,
                Err(why) => {
                    let _ = writeln!(faults, "{path}, {name}: {why}");
                }
            }
        }
    }
    assert!(faults.is_empty(), "\n{faults}");
    assert!(edits >= 200, "{edits}");
    assert!(fixes >= 100, "{fixes}");
}

/// What a person alone can put right is refused with the place and what to type.
#[test]
fn what_needs_a_person_says_what_to_type() {
    let before = text("content/chapters/one.md");
    for (words, code, says) in [
        ("A <b>bold</b> word.", "R0040", "Markdown"),
        ("Line one<br>line two.", "R0040", "Markdown"),
        ("See [this](javascript:x).", "R0040", "https"),
        ("An {{ address }}.", "R0040", "code marks"),
        ("=======", "R0041", "#"),
        ("See.[^7]", "R0046", "[^7]"),
    ] {
        let after = edited(before, &Whole(|text| text.to_owned()));
        let stop = first_paragraph(before);
        let after = format!("{}.\n\n{words}{}", &after[..stop], &after[stop + 1..]);
        let change = handbook::amend::Change {
            path: "content/chapters/one.md".into(),
            before: Some(before.into()),
            after: Some(after),
        };
        let refusals = handbook::amend::lint_change(Kind::Suggestion, date(2026, 11, 20), &change);
        let refusal = refusals.iter().find(|refusal| refusal.code.name() == code);
        let refusal = refusal.unwrap_or_else(|| panic!("{words}: {refusals:#?}"));
        assert!(refusal.place.is_some(), "{words}");
        let told = format!("{} {}", refusal.message, refusal.remedy);
        assert!(told.to_lowercase().contains(&says.to_lowercase()), "{words}: {told}");
    }
}

/// A whole passage as a word processor gives it, in one piece.
#[test]
fn a_passage_from_a_word_processor() {
    let pasted = "\r\nThe \u{201c}Act\u{201d}\u{a0}(B.E.\u{a0}2551) provides:\u{b}\r\n•\tthe request shall be in Thai;\u{a0}\r\n•\tit shall be signed \u{2013} by hand\u{200b};\r\n\r\n\u{feff}Cafe\u{301}s are ex\u{ad}empt.  \r\n";
    let stop = first_paragraph(text(ANNEX));
    let after = format!("{}.\r\n{pasted}{}", &text(ANNEX)[..stop], &text(ANNEX)[stop + 1..]);
    let fixed = normalise(Some(text(ANNEX)), &after, &FixKind::ALL);
    assert!(fixed.text.contains(
        "\nThe \u{201c}Act\u{201d} (B.E. 2551) provides:\n\n- the request shall be in Thai;\n- it shall be signed \u{2013} by hand;\n\nCafés are exempt.\n"
    ), "{}", fixed.text);
    insta::assert_snapshot!(
        fixed.fixes.iter().map(|fix| format!("line {}: {} {}", fix.line, fix.kind.words(), fix.what).trim_end().to_owned()).collect::<Vec<_>>().join("\n"),
        @"
    line 11: the line end was made a line feed
    line 12: the line end was made a line feed
    line 13: a line break of a word processor was made a line end U+000B (line tabulation)
    line 13: a no-break space was made a blank U+00A0
    line 14: the line end was made a line feed
    line 15: the line end was made a line feed
    line 15: a no-break space was made a blank U+00A0
    line 15: a bullet was made the `- ` of a list •
    line 15: blanks at the end of the line were removed
    line 16: the line end was made a line feed
    line 16: a character that cannot be seen was removed U+200B (zero width space)
    line 16: a bullet was made the `- ` of a list •
    line 17: the line end was made a line feed
    line 18: the line end was made a line feed
    line 18: a character that cannot be seen was removed U+FEFF (zero width no-break space)
    line 18: letters and their marks were composed (normal form C)
    line 18: blanks at the end of the line were removed
    "
    );
    assert!(filed(ANNEX, text(ANNEX), &after).is_ok());
    let _ = edit(ANNEX, &after);
}
