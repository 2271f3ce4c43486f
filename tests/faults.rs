//! Every kind of fault, put into a clean handbook one by one and all at once: each is reported
//! with its code at its place, and nothing else is.

use std::fmt::Write as _;

use crate::support::{Finding, Handbook};

/// How a clean handbook is spoilt.
enum Change {
    /// The one place of a file that reads the first text reads the second.
    Edit(&'static str, &'static str),
    /// Text at the end of a file.
    Append(&'static str),
    /// Bytes at the end of a file.
    AppendBytes(&'static [u8]),
    /// Text before the first line.
    Prepend(&'static str),
    /// Every line end becomes that of Windows.
    Windows,
    /// A file with this text, new or in place of the old one.
    Write(&'static str),
    /// No such file any more.
    Remove,
}
use Change::{Append, AppendBytes, Edit, Prepend, Remove, Windows, Write};

/// Where the finding is expected.
enum At {
    /// Where this text stands in the file.
    Text(&'static str),
    /// Where it stands for the second time.
    Second(&'static str),
    /// At the end of the file.
    End,
    /// On this line, whatever the column.
    Line(u64),
    /// In another file, where this text stands.
    In(&'static str, &'static str),
}
use At::{End, In, Line, Second, Text};

struct Fault {
    name: &'static str,
    file: &'static str,
    change: Change,
    code: &'static str,
    at: At,
    /// Codes of further findings that the same fault must bring.
    also: &'static [&'static str],
}

const fn fault(
    name: &'static str,
    file: &'static str,
    change: Change,
    code: &'static str,
    at: At,
    also: &'static [&'static str],
) -> Fault {
    Fault { name, file, change, code, at, also }
}

const PAGE: &str = "content/chapters/service.md";
const OTHER: &str = "content/chapters/surrender.md";
const ANNEX: &str = "content/annexes/xa.md";
const SUMMARY: &str = "content/SUMMARY.md";
const STATES: &str = "content/reference/states.yaml";
const INSTRUMENTS: &str = "content/reference/instruments.yaml";
const SOURCES: &str = "content/reference/sources.yaml";
const TERMS: &str = "content/reference/glossary.yaml";
const LAYOUT: &str = "content/reference/annex-layout.yaml";
const SCALE: &str = "content/reference/evidence.yaml";
const STATUS: &str = "content/reference/treaty-status/xb.yaml";

#[rustfmt::skip]
const FAULTS: &[Fault] = &[
    // Characters and files.
    fault("a byte that is no UTF-8", PAGE, AppendBytes(b"\nIt costs 5 \x80 now.\n"), "E0101", Text("\u{fffd}"), &[]),
    fault("a byte that is no UTF-8 in data", TERMS, Prepend("# caf\u{e9}\n# \u{0}"), "E0108", Text("\u{0}"), &["E0301"]),
    fault("a carriage return", PAGE, Append("\nOne line.\r\nAnother.\n"), "E0102", Text("\r"), &[]),
    fault("an annex with line ends of Windows", ANNEX, Windows, "E0102", Text("\r"), &[]),
    fault("data with line ends of Windows", SOURCES, Windows, "E0102", Text("\r"), &[]),
    fault("a byte-order mark in an annex", ANNEX, Prepend("\u{feff}"), "E0103", Line(1), &[]),
    fault("a byte-order mark", PAGE, Prepend("\u{feff}"), "E0103", Line(1), &[]),
    fault("a page that is not there", SUMMARY, Edit("- [Surrender", "- [Gone](chapters/gone.md)\n- [Surrender"), "E0104", Text("[Gone]"), &[]),
    fault("a right-to-left override", PAGE, Append("\nThe \u{202e}word.\n"), "E0105", Text("\u{202e}"), &[]),
    fault("an isolate in the front matter", ANNEX, Edit("name: Ardania", "name: \u{2067}Ardania"), "E0105", Text("\u{2067}"), &[]),
    fault("a zero width space in Latin text", PAGE, Append("\nThe har\u{200b}bour.\n"), "E0106", Text("\u{200b}"), &[]),
    fault("a soft hyphen", OTHER, Append("\nThe har\u{ad}bour.\n"), "E0106", Text("\u{ad}"), &[]),
    fault("a word joiner in data", TERMS, Edit("term: Surrender", "term: Sur\u{2060}render"), "E0106", Text("\u{2060}"), &[]),
    fault("a control character", PAGE, Append("\nThe \u{7}bell.\n"), "E0108", Text("\u{7}"), &[]),
    fault("a page that no order names", "content/chapters/loose.md", Write("# Loose\n\nText.\n"), "E0109", Line(1), &[]),
    fault("an accent written apart", PAGE, Append("\nThe cafe\u{301} by the sea.\n"), "E0110", Text("e\u{301}"), &[]),
    fault("words in the order", SUMMARY, Edit("# Annexes\n", "# Annexes\n\nstray words\n"), "E0111", Text("stray words"), &[]),
    fault("an entry of the order without a link", SUMMARY, Edit("- [Belmere]", "- Belmere\n- [Belmere]"), "E0111", Text("- Belmere\n"), &[]),
    fault("a page named twice", SUMMARY, Edit("- [Belmere](annexes/xb.md)", "- [Belmere](annexes/xb.md)\n- [Again](annexes/xb.md)"), "E0112", Text("[Again]"), &[]),
    fault("a file name with a capital", "content/reference/Extra.yaml", Write("terms: []\n"), "E0113", Line(1), &["E0313"]),
    fault("blanks at the end of a line", PAGE, Append("\nSeal it.  \n"), "E0114", Text("  \n"), &[]),
    fault("no end of the last line", PAGE, Append("\nSeal it"), "E0114", End, &[]),
    // Markdown.
    fault("a link to no page", PAGE, Append("\nSee [this](surender.md).\n"), "E0201", Text("[this]"), &[]),
    fault("a link to no page of another folder", ANNEX, Append("\nSee [this](../chapters/none.md#x).\n"), "E0201", Text("[this]"), &[]),
    fault("a link to no heading of another page", PAGE, Append("\nSee [this](surrender.md#waver).\n"), "E0202", Text("[this]"), &[]),
    fault("a link to no heading of this page", PAGE, Append("\nSee [this](#nowhere).\n"), "E0202", Text("[this]"), &[]),
    fault("a link to no paragraph", PAGE, Append("\nSee [](surrender.md#p-222222).\n"), "E0202", Text("[](surrender.md#p"), &[]),
    fault("a dead link in a footnote", PAGE, Edit("helps in most cases.", "helps: [see](none.md)."), "E0201", Text("[see]"), &[]),
    fault("a dead link in a table", PAGE, Edit("| Request | 2 |", "| [Request](none.md) | 2 |"), "E0201", Text("[Request](none"), &[]),
    fault("a footnote that is not defined", PAGE, Append("\nWord.[^nine]\n"), "E0203", Text("[^nine]"), &[]),
    fault("a footnote that is not used", OTHER, Append("\n[^lost]: Text.\n"), "E0204", Text("[^lost]"), &[]),
    fault("a heading id used twice", PAGE, Append("\n## More {#what-to-send}\n"), "E0205", Text("## More"), &[]),
    fault("a block of HTML", PAGE, Append("\n<div>\nText\n</div>\n"), "E0206", Text("<div>"), &["E0206"]),
    fault("HTML in a line", PAGE, Append("\nSome <b>bold text.\n"), "E0206", Text("<b>"), &[]),
    fault("a script", PAGE, Append("\n<script>alert(1)</script>\n"), "E0206", Text("<script>"), &[]),
    fault("a comment", PAGE, Append("\nSome <!-- hidden --> text.\n"), "E0206", Text("<!--"), &[]),
    fault("HTML in a heading", PAGE, Append("\n## <i>New {#new}\n"), "E0206", Text("<i>"), &[]),
    fault("HTML in a table", PAGE, Edit("| Translation | 1 |", "| Translation<br> | 1 |"), "E0206", Text("<br>"), &[]),
    fault("a link that runs a program", PAGE, Append("\n[Run](javascript:alert(1))\n"), "E0207", Text("[Run]"), &[]),
    fault("a link that hides its scheme", PAGE, Append("\n[Run](JavaScript&#58;alert(1))\n"), "E0207", Text("[Run]"), &[]),
    fault("a link with data", PAGE, Append("\n[Run](data:text/html,x)\n"), "E0207", Text("[Run]"), &[]),
    fault("a link to a file of the reader", PAGE, Append("\n[Run](file:///etc/passwd)\n"), "E0207", Text("[Run]"), &[]),
    fault("a link without a scheme", PAGE, Append("\n[Run](//elsewhere.example/x)\n"), "E0207", Text("[Run]"), &[]),
    fault("an address in angle brackets that runs a program", PAGE, Append("\nRun <javascript:alert(1)> now.\n"), "E0207", Text("<javascript"), &[]),
    fault("a footnote defined twice", PAGE, Append("\n[^address]: Again.\n"), "E0208", Text("[^address]: Again"), &[]),
    fault("a reference link that is not defined", PAGE, Append("\nSee [this][that].\n"), "E0209", Text("[this][that]"), &[]),
    fault("an image without a description", PAGE, Append("\n![](map.svg)\n"), "E0210", Text("![]"), &["E0220"]),
    fault("a page without a title", OTHER, Edit("# Surrender of persons {#surrender}\n\n", ""), "E0211", Line(1), &[]),
    fault("a page with two titles", OTHER, Append("\n# Another {#another}\n"), "E0211", Text("# Another"), &[]),
    fault("a heading level left out", PAGE, Append("\n#### Deep {#deep}\n\n##### Deeper {#deeper}\n\n## Flat {#flat}\n\n#### Deep again {#deep-again}\n"), "E0212", Text("#### Deep again"), &[]),
    fault("template syntax", PAGE, Append("\nWithin {{ days }} days.\n"), "E0213", Text("{{"), &[]),
    fault("a merge conflict", PAGE, Append("\n<<<<<<< ours\nOne.\n=======\nTwo.\n>>>>>>> theirs\n"), "E0214", Text("<<<<<<<"), &["E0211", "E0214", "E0218"]),
    fault("an unknown admonition", PAGE, Append("\n> [!WARNNG]\n> Text.\n"), "E0215", Text("[!WARNNG]"), &[]),
    fault("an empty link to another site", PAGE, Append("\nSee [](https://league.example/).\n"), "E0216", Text("[](https"), &[]),
    fault("an image from another site", PAGE, Append("\n![Map](https://league.example/map.png)\n"), "E0217", Text("![Map]"), &[]),
    fault("a heading without an id", PAGE, Append("\n## New\n"), "E0218", Text("## New"), &[]),
    fault("a number typed by hand", PAGE, Append("\n1.12 Requests are sealed.\n"), "E0219", Text("1.12"), &[]),
    fault("a number typed by hand in a list", PAGE, Append("\n- XA.3 Requests are sealed.\n"), "E0219", Text("XA.3"), &[]),
    fault("an image that is not there", PAGE, Append("\n![Map](map.png)\n"), "E0220", Text("![Map]"), &[]),
    // Front matter and data.
    fault("a tab in YAML", STATES, Edit("  short: League\n", "\tshort: League\n"), "E0301", Text("\t"), &[]),
    fault("a colon in a value", ANNEX, Edit("office: Chancery of Ardania\n    address", "office: Chancery: of Ardania\n    address"), "E0301", Line(46), &[]),
    fault("an unclosed quotation mark", SOURCES, Edit("title: Records of the League", "title: \"Records of the League"), "E0301", Text("\"Records of the"), &[]),
    fault("an unknown key of an annex", ANNEX, Edit("confidence: one-source\n", "confidence: one-source\ncapital: Arda\n"), "E0302", Text("capital"), &[]),
    fault("an unknown key of an instrument", INSTRUMENTS, Edit("    registration: null\n    url: null\n    articles: []", "    registration: null\n    ulr: null\n    articles: []"), "E0302", Text("ulr"), &["E0303"]),
    fault("a missing field of an annex", ANNEX, Edit("last_verified: \"2026-11-01\"\n", ""), "E0303", Line(2), &[]),
    fault("a missing field of a contact", ANNEX, Edit("    address: Lighthouse Quay 1\n", ""), "E0303", Text("for: [mla]"), &[]),
    fault("a value that is not allowed", ANNEX, Edit("value: abolished", "value: abolishd"), "E0304", Text("abolishd"), &[]),
    fault("a status that is not allowed", ANNEX, Edit("status: draft", "status: final"), "E0304", Text("final"), &[]),
    fault("a kind of instrument that is not allowed", INSTRUMENTS, Edit("kind: protocol", "kind: protocoll"), "E0304", Text("protocoll"), &[]),
    fault("an unknown list", "content/reference/glossary.md", Edit("lists: glossary", "lists: glosary"), "E0304", Text("glosary"), &[]),
    fault("a number where a text belongs", ANNEX, Edit("last_verified: \"2026-11-01\"", "last_verified: 2026"), "E0305", Text("2026"), &[]),
    fault("a text where a number belongs", ANNEX, Edit("  value: 60\n", "  value: sixty\n"), "E0305", Text("sixty"), &[]),
    fault("a label with a blank", "content/preface.md", Edit("label: P\n", "label: P Q\n"), "E0305", Text("P Q"), &[]),
    fault("a key twice", ANNEX, Edit("status: draft\n", "status: draft\nstatus: draft\n"), "E0306", Second("status: draft"), &[]),
    fault("evidence for nothing", ANNEX, Edit("  value: 60\n", "  value: null\n"), "E0307", Text("one-source\n  note: null\ncentral"), &["E0307"]),
    fault("two sources that are one", ANNEX, Edit("sources: [xa-gazette, xa-almanac]", "sources: [xa-gazette]"), "E0307", Text("[xa-gazette]\n  evidence: two-sources"), &[]),
    fault("a source that nothing lists", ANNEX, Edit("sources: [xa-gazette, xa-almanac]", "sources: [xa-gazette, xa-almanach]"), "E0308", Text("xa-almanach"), &[]),
    fault("a statute that the annex does not list", ANNEX, Edit("  cite: s. 9\n  statute: xa-surrender-act", "  cite: s. 9\n  statute: xa-surender-act"), "E0308", Text("xa-surender-act"), &[]),
    fault("a source of a term that nothing lists", TERMS, Edit("id: harbour-text", "id: harbor-text"), "E0308", Text("harbor-text"), &[]),
    fault("an instrument twice", INSTRUMENTS, Edit("id: lantern-protocol", "id: harbour-convention"), "E0309", Second("harbour-convention"), &["E0401"]),
    fault("a term twice", TERMS, Edit("id: surrender", "id: chancery"), "E0309", Second("chancery"), &[]),
    fault("a State twice", STATES, Edit("iso2: XB", "iso2: XA"), "E0309", Second("XA"), &["E0315", "E0315"]),
    fault("a statute with the id of an instrument", INSTRUMENTS, Edit("id: lantern-protocol", "id: xa-surrender-act"), "E0309", In(ANNEX, "xa-surrender-act\n    short"), &["E0401"]),
    fault("an annex of another State", ANNEX, Edit("iso2: XA", "iso2: XB"), "E0310", Text("XB"), &["E0311"]),
    fault("a status file of another State", STATUS, Edit("state: XB", "state: XA"), "E0310", Text("XA"), &[]),
    fault("a State without an annex", SUMMARY, Edit("- [Belmere](annexes/xb.md)\n", ""), "E0311", Line(1), &["E0109", "E0201", "E0401", "E0501"]),
    fault("a missing heading", ANNEX, Edit("## Checklist for a request {#checklist}", "## Checklist for a request {#check-list}"), "E0312", Line(1), &[]),
    fault("a field under a heading that the layout has not", LAYOUT, Edit("headings:\n  - id: overview\n    title: Overview\n", "headings:\n"), "E0304", Text("overview"), &["E0304"]),
    fault("a heading that annexes do not have yet", LAYOUT, Edit("fields:\n", "  - id: overview-of-law\n    title: Law\nfields:\n"), "E0312", In(ANNEX, "---\niso2"), &["E0312"]),
    fault("a heading id twice in an annex", ANNEX, Edit("## Sources {#sources}\n", "## Sources {#sources}\n\n## Overview again {#authorities}\n"), "E0205", Text("## Overview again"), &[]),
    fault("headings of an annex out of order", ANNEX, Edit("## Checklist for a request {#checklist}\n\n1. Two copies of the request.\n2. A translation into the language of Ardania.\n\n## Sources {#sources}\n", "## Sources {#sources}\n\n## Checklist for a request {#checklist}\n\n1. Two copies of the request.\n2. A translation into the language of Ardania.\n"), "E0312", Text("## Sources"), &[]),
    fault("a schema that is no JSON", "content/schemas/states.schema.json", Edit("\"title\": \"States of the organisation\",", "\"title\": \"States of the organisation\""), "E0313", Line(4), &["E0313"]),
    fault("a schema that is not there", "content/schemas/glossary.schema.json", Remove, "E0313", In(TERMS, "terms"), &[]),
    fault("a day that does not exist", ANNEX, Edit("doc_date: \"2020-02-29\"", "doc_date: \"2021-02-29\""), "E0314", Text("\"2021-02-29"), &[]),
    fault("a status under no instrument", STATUS, Edit("instrument: harbour-convention", "instrument: harbor-convention"), "E0315", Text("harbor-convention"), &[]),
    fault("front matter that is not closed", ANNEX, Edit("---\n# Ardania", "# Ardania"), "E0316", Line(1), &[]),
    fault("an annex without front matter", ANNEX, Write("# Ardania\n\n## Overview {#overview}\n\n## Authorities {#authorities}\n\n## Checklist {#checklist}\n\n## Sources {#sources}\n"), "E0316", Line(1), &[]),
    fault("a field that a chapter has no use for", "content/preface.md", Edit("label: P\n", "label: P\nlists: glossary\n"), "E0317", Text("lists"), &[]),
    fault("an annex that nobody looked at for long", ANNEX, Edit("last_verified: \"2026-11-01\"", "last_verified: \"2025-10-01\""), "E0318", Text("last_verified"), &[]),
    fault("an unknown step of the scale", SCALE, Edit("id: opening-only", "id: opening"), "E0304", Text("opening\n"), &[]),
    // Citations.
    fault("a citation of nothing", PAGE, Append("\nSo it is [@harbor-convention, art. 4].\n"), "E0401", Text("@harbor"), &[]),
    fault("a citation of nothing among others", PAGE, Append("\nSo it is [@harbour-convention, art. 4; @nothing].\n"), "E0401", Text("@nothing"), &[]),
    fault("a citation of no statute", ANNEX, Append("\nSo it is [@xa-law, s. 1].\n"), "E0401", Text("@xa-law"), &[]),
    fault("a citation without the abbreviation", PAGE, Append("\nSo it is [@harbour-convention, 4].\n"), "E0402", Text("@harbour-convention, 4]"), &[]),
    fault("a citation with a word before it", PAGE, Append("\nSo it is [@harbour-convention, art. 4; see @lantern-protocol].\n"), "E0402", Text("see @lantern"), &[]),
    fault("a citation without a number", PAGE, Append("\nSo it is [@harbour-convention, art.].\n"), "E0402", Text("@harbour-convention, art.]"), &[]),
    fault("a citation of an article that is not listed", PAGE, Append("\nSo it is [@harbour-convention, art. 21].\n"), "E0403", Text("@harbour-convention, art. 21"), &[]),
    fault("a citation of articles of which one is not listed", PAGE, Append("\nSo it is [@harbour-convention, arts. 4 and 6].\n"), "E0403", Text("@harbour-convention, arts."), &[]),
    // Anchors.
    fault("a paragraph without an anchor", OTHER, Append("\nA new paragraph.\n"), "E0501", Text("A new paragraph"), &[]),
    fault("a paragraph gone", OTHER, Edit("A person may waive the hearing. The judge explains what that means.\n\n", ""), "E0501", Text("Read [](service"), &[]),
    fault("a line that is no anchor", "anchors.tsv", Append("p-abc\tpreface.md\n"), "E0502", Text("p-abc"), &[]),
    fault("a conflict in the anchors", "anchors.tsv", Append("<<<<<<< ours\n"), "E0502", Text("<<<<<<<"), &[]),
    fault("an anchor twice", "anchors.tsv", Append("p-wmdcqc\tchapters/surrender.md\t-\t-\n"), "E0503", Second("p-wmdcqc"), &[]),
    // Themes and configuration.
    fault("a template that does not parse", "themes/page.html", Write("{% extends \"partials/base.html\" %}\n{% block main %}\n{% if %}\n{% endblock %}\n"), "E0601", Text("%}\n{% endblock"), &[]),
    fault("a template with an unknown variable", "themes/not-found.html", Write("<p>\n{{ page.titel }}\n</p>\n"), "E0601", Line(2), &[]),
    fault("TOML that cannot be read", "book.toml", Edit("language = \"en\"", "language = en"), "E0701", Text("en\nsrc"), &[]),
    fault("an unknown key of the configuration", "book.toml", Edit("confirm =", "confrim ="), "E0702", Text("confrim"), &[]),
    fault("an unknown table of the configuration", "book.toml", Append("\n[serch]\n"), "E0702", Text("serch"), &[]),
    fault("a folder outside the handbook", "book.toml", Edit("build-dir = \"site\"", "build-dir = \"../site\""), "E0703", Text("\"../site\""), &[]),
    fault("a value of the wrong kind", "book.toml", Edit("stale-after-months = 12", "stale-after-months = \"twelve\""), "E0703", Text("\"twelve\""), &[]),
    fault("a value that is not one of the allowed", "book.toml", Edit("raw-html = \"refuse\"", "raw-html = \"allow\""), "E0703", Text("\"allow\""), &[]),
];

impl Fault {
    fn apply(&self, handbook: &Handbook) {
        let file = self.file;
        match self.change {
            Edit(before, after) => _ = handbook.edit(file, before, after),
            Append(more) => _ = handbook.append(file, more),
            AppendBytes(more) => {
                _ = handbook.file(file, [handbook.read(file).as_bytes(), more].concat());
            }
            Prepend(first) => _ = handbook.file(file, first.to_owned() + &handbook.read(file)),
            Write(text) => _ = handbook.file(file, text),
            Windows => _ = handbook.file(file, handbook.read(file).replace('\n', "\r\n")),
            Remove => _ = handbook.remove(file),
        }
    }

    /// Path, line and, where it is told, column of the finding that must come, looked for from
    /// byte `from` of the file.
    fn place(&self, handbook: &Handbook, from: usize) -> (&'static str, u64, Option<u64>) {
        let file = if let In(other, _) = self.at { other } else { self.file };
        if let Line(line) = self.at {
            return (file, line, None);
        }
        let bytes = std::fs::read(handbook.root().join(file)).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        let at = match self.at {
            Text(wanted) | In(_, wanted) => text[from..].find(wanted).map(|at| from + at),
            Second(wanted) => text.match_indices(wanted).nth(1).map(|(at, _)| at),
            End | Line(_) => Some(text.len()),
        };
        let at = at.unwrap_or_else(|| panic!("{}: the place is not in `{file}`", self.name));
        let before = &text[..at];
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        let line = before.matches('\n').count() as u64 + 1;
        (file, line, Some(before[start..].chars().count() as u64 + 1))
    }

    /// What is wrong with the findings of this fault; nothing where they are as they must be.
    fn judge(&self, handbook: &Handbook, findings: &[Finding]) -> Option<String> {
        let (path, line, column) = self.place(handbook, 0);
        let main = findings.iter().position(|found| {
            found.code == self.code
                && found.path == path
                && found.line == line
                && column.is_none_or(|column| column == found.column)
        });
        let mut others: Vec<&str> = findings
            .iter()
            .enumerate()
            // Whoever writes a paragraph has not given it an anchor yet.
            .filter(|(at, found)| {
                Some(*at) != main && (found.code != "E0501" || self.also.contains(&"E0501"))
            })
            .map(|(_, found)| found.code.as_str())
            .collect();
        others.sort_unstable();
        others.dedup();
        let mut also = self.also.to_vec();
        also.sort_unstable();
        also.dedup();
        if main.is_some() && others == also {
            return None;
        }
        let mut said = format!(
            "{}: expected {} at {path}:{line}:{column:?} and {also:?}, found\n",
            self.name, self.code
        );
        for found in findings {
            let _ = writeln!(said, "    {found}");
        }
        Some(said)
    }
}

#[test]
fn the_clean_handbooks_have_no_findings() {
    for handbook in [Handbook::region(), Handbook::real(), Handbook::from_dir("tests/fixtures/base")] {
        let findings = handbook.findings();
        assert!(findings.is_empty(), "{findings:#?}");
    }
}

#[test]
fn every_fault_is_reported_at_its_place_and_nothing_else() {
    assert!(FAULTS.len() >= 60, "{}", FAULTS.len());
    let mut wrong = String::new();
    for fault in FAULTS {
        let handbook = Handbook::region();
        fault.apply(&handbook);
        let run = handbook.run(&["check", "--format", "json"]);
        let findings = Finding::all(&run.stdout);
        if let Some(said) = fault.judge(&handbook, &findings) {
            let _ = writeln!(wrong, "{said}");
        }
        let errors = findings.iter().any(|found| found.severity == "error");
        let configuration = findings.iter().any(|found| found.code.starts_with("E07"));
        let code = if configuration { 2 } else { i32::from(errors) };
        if run.code != Some(code) {
            let _ = writeln!(wrong, "{}: exit code {:?}, not {code}", fault.name, run.code);
        }
        if findings.iter().any(|found| found.severity == "error" && found.help.is_empty()) {
            let _ = writeln!(wrong, "{}: no help\n", fault.name);
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn many_faults_are_reported_in_one_run() {
    // Those that only add text at the end of a page do not disturb each other.
    let handbook = Handbook::region();
    let added: Vec<&Fault> = FAULTS
        .iter()
        .filter(
            |fault| matches!(fault.change, Append(text) if text.starts_with('\n') && text.ends_with('\n')),
        )
        .filter(|fault| fault.file.ends_with(".md") && !fault.code.starts_with("E05"))
        .filter(|fault| fault.name != "a block of HTML" && fault.name != "a script")
        .collect();
    assert!(added.len() >= 25, "{}", added.len());
    let places: Vec<_> = added
        .iter()
        .map(|fault| {
            let from = handbook.read(fault.file).len();
            fault.apply(&handbook);
            fault.place(&handbook, from)
        })
        .collect();
    let findings = handbook.findings();
    for (fault, (path, line, _)) in added.iter().zip(places) {
        let found =
            findings.iter().any(|found| found.code == fault.code && found.path == path && found.line == line);
        assert!(found, "{} ({} at {path}:{line}) is not among\n{findings:#?}", fault.name, fault.code);
    }
    let sorted: Vec<(&str, u64, u64)> =
        findings.iter().map(|found| (found.path.as_str(), found.line, found.column)).collect();
    assert!(sorted.is_sorted(), "{sorted:?}");
}

#[test]
fn faults_in_the_real_text_are_found_on_every_page() {
    let handbook = Handbook::real();
    let pages: Vec<String> = handbook
        .tree()
        .paths()
        .filter(|path| path.starts_with("content/") && path.ends_with(".md") && !path.ends_with("SUMMARY.md"))
        .map(str::to_owned)
        .collect();
    assert!(pages.len() >= 20);
    let spoilt = [
        ("Missing [page](no-such-page.md).", "E0201"),
        ("Missing [place](#no-such-place).", "E0202"),
        ("Missing note.[^no-such-note]", "E0203"),
        ("Raw <b>text.", "E0206"),
        ("A [program](javascript:alert(1)).", "E0207"),
        ("Unknown [@no-such-authority].", "E0401"),
        ("Hidden \u{202e}text.", "E0105"),
    ];
    for page in &pages {
        for (text, _) in spoilt {
            handbook.append(page, &format!("\n{text}\n"));
        }
    }
    let findings = handbook.findings();
    for page in &pages {
        for (at, (_, code)) in spoilt.iter().enumerate() {
            let lines = handbook.read(page).lines().count() as u64;
            let line = lines - 2 * (spoilt.len() - 1 - at) as u64;
            let found = findings.iter().filter(|found| found.path == *page && found.line == line);
            let codes: Vec<&str> =
                found.map(|found| found.code.as_str()).filter(|code| *code != "E0501").collect();
            assert_eq!(codes, [*code], "{page}:{line}");
        }
    }
    let others: Vec<_> = findings.iter().filter(|found| found.code != "E0501").collect();
    assert_eq!(others.len(), pages.len() * spoilt.len(), "{others:#?}");
}
