//! The answers for this repository's handbook, and for an invented region.

use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use jiff::civil::date;

use super::answer::{answers, json_text};
use super::text::Sheet;
use crate::cli::options::RouteArguments;
use crate::clock::Clock;
use crate::model::{Route, RouteLine};
use crate::pipeline::{self, Checked, Strictness};
use crate::render::{self, Rendering, Theme};

fn clock() -> Clock {
    Clock::at(date(2026, 11, 22))
}

fn read(root: &Utf8Path) -> Checked {
    let outcome = pipeline::read(root, &clock(), Strictness::Draft).unwrap();
    assert_eq!(outcome.errors(), 0, "{:?}", outcome.diagnostics);
    outcome.value.unwrap()
}

fn handbook() -> Checked {
    read(Utf8Path::new(env!("CARGO_MANIFEST_DIR")))
}

fn islands() -> Checked {
    read(&Utf8PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/route"))
}

fn rendered(checked: &Checked) -> Rendering {
    let theme = Theme::load(&checked.config).unwrap().value;
    render::site(&checked.book, Arc::new(theme), &checked.config, &clock(), &checked.assets, None, None).value
}

fn arguments(from: &str, to: &str, kind: Option<&str>) -> RouteArguments {
    RouteArguments { from: from.into(), to: to.into(), kind: kind.map(str::to_owned) }
}

fn asked(checked: &Checked, from: &str, to: &str, kind: Option<&str>) -> Vec<Route> {
    answers(&checked.book, &arguments(from, to, kind), clock().date()).unwrap()
}

/// The lines of a section of a page, each as HTML.
fn html_lines(section: &str) -> Vec<&str> {
    section.split("<li class=\"line\">").skip(1).map(|rest| rest.split("</li>").next().unwrap()).collect()
}

/// Whether the HTML of a line says where it comes from and how well it is established.
fn check_line(page: &str, line: &RouteLine, html: &str) {
    let is_marked = html.contains("class=\"evidence ") || html.contains("not established");
    assert!(is_marked, "{page}: neither evidence nor gap in {html}");
    assert!(!line.is_gap() || html.contains("not established"), "{page}: gap is not marked in {html}");
    let gaps = line.parts.iter().filter(|part| part.words.is_none()).count();
    assert!(html.matches("class=\"value missing\"").count() >= gaps, "{page}: gap is not marked in {html}");
    assert_eq!(line.sources.is_empty(), !html.contains("class=\"sources\""), "{page}: sources of {html}");
    assert!(html.contains("class=\"places\""), "{page}: no place in {html}");
}

fn check_all(checked: &Checked) -> usize {
    let rendering = rendered(checked);
    let reference = &checked.book.reference;
    let mut sections = 0;
    for from in &reference.states {
        for to in reference.states.iter().filter(|to| to.iso2 != from.iso2) {
            let address =
                format!("reference/route/{}-{}.html", from.iso2.to_lowercase(), to.iso2.to_lowercase());
            let (_, bytes) =
                rendering.site.iter().find(|(path, _)| path.as_str() == address).expect("a page a pair");
            let html = std::str::from_utf8(bytes).unwrap();
            assert!(!html.contains("{to}") && !html.contains("{from}") && !html.contains("{who}"));
            for route in asked(checked, &from.iso2, &to.iso2, None) {
                let open = format!("<section class=\"route-kind\" id=\"{}\"", route.kind);
                let section = html.split(&open).nth(1).expect("a section a kind");
                let section = section.split("</section>").next().unwrap();
                let shown = html_lines(section);
                let lines: Vec<&RouteLine> = route.lines().collect();
                assert!(shown.len() >= lines.len(), "{address}");
                for (line, html) in lines.iter().zip(&shown) {
                    check_line(&address, line, html);
                }
                let quoted = &shown[lines.len()..];
                assert!(quoted.iter().all(|html| html.contains("class=\"para\"")), "{address}");
                sections += 1;
            }
        }
    }
    sections
}

#[test]
fn every_pair_and_kind_has_no_gap_unmarked() {
    assert_eq!(check_all(&handbook()), 110 * 5);
}

#[test]
fn an_invented_region_works_the_same() {
    let checked = islands();
    assert_eq!(check_all(&checked), 2);
    let route = asked(&checked, "xa", "Borealis", Some("Help")).remove(0);
    let names: Vec<&str> = route.bases.iter().map(|basis| basis.status.name()).collect();
    assert_eq!(names, ["not-established", "applies-with-reservation", "not-established"]);
}

#[test]
fn thailand_to_viet_nam_extradition() {
    let checked = handbook();
    let route = asked(&checked, "TH", "VN", Some("extradition")).remove(0);
    let text = Sheet::new(&checked.book, "").write(&route);
    assert!(text.contains("Takes no direct legal basis"), "the declaration on article 16 is shown");
    assert!(text.lines().all(|line| unicode_width::UnicodeWidthStr::width(line) <= 100));
    insta::with_settings!({ snapshot_path => "../../../tests/snapshots" }, {
        insta::assert_snapshot!(text);
    });
}

#[test]
fn the_open_reservation_shows_to_and_from_its_state() {
    let checked = handbook();
    for state in checked.book.reference.states.iter().filter(|state| state.iso2 != "MM") {
        for kind in ["extradition", "provisional-arrest"] {
            for (from, to) in [("MM", state.iso2.as_str()), (state.iso2.as_str(), "MM")] {
                let route = asked(&checked, from, to, Some(kind)).remove(0);
                let label = "Myanmar: to be checked, article 16";
                assert!(route.lines().any(|line| line.label.as_deref() == Some(label)), "{from} {to} {kind}");
                let basis = route.bases.iter().find(|basis| basis.instrument.as_deref() == Some("untoc"));
                assert_ne!(basis.unwrap().status.name(), "applies", "{from} {to} {kind}");
            }
        }
    }
}

#[test]
fn a_treaty_that_is_not_in_force_is_never_the_start() {
    let checked = handbook();
    for to in checked.book.reference.states.iter().filter(|state| state.iso2 != "TH") {
        let route = asked(&checked, "TH", &to.iso2, Some("extradition")).remove(0);
        let treaty = &route.bases[1];
        assert_eq!(
            (treaty.instrument.as_deref(), treaty.status.name()),
            (Some("asean-extradition-treaty"), "not-in-force")
        );
        assert!(treaty.outcome.contains("Do not rely on it"));
        assert_ne!(route.start.first, Some(1));
    }
}

#[test]
fn json_resolves_every_place() {
    let checked = handbook();
    let routes = asked(&checked, "Viet Nam", "Thailand", Some("mla"));
    let value: serde_json::Value = serde_json::from_str(&json_text(&checked.book, &routes)).unwrap();
    let route = &value["routes"][0];
    assert_eq!(route["from"]["iso2"], "VN");
    let known: Vec<&str> =
        route["places"].as_array().unwrap().iter().map(|place| place["target"].as_str().unwrap()).collect();
    for place in routes[0].lines().flat_map(|line| &line.places).chain(&routes[0].headings) {
        assert!(known.contains(&place.as_str()), "{place}");
    }
}

#[test]
fn names_are_forgiving_and_mistakes_are_explained() {
    let checked = handbook();
    let codes = |from: &str, to: &str| {
        let route = asked(&checked, from, to, Some("Mutual legal assistance")).remove(0);
        (route.from.iso2, route.to.iso2)
    };
    assert_eq!(codes("thailand", "vietnam"), ("TH".into(), "VN".into()));
    assert_eq!(codes("lao pdr", "timor leste"), ("LA".into(), "TL".into()));
    let error = |from: &str, to: &str, kind: &str| {
        answers(&checked.book, &arguments(from, to, Some(kind)), clock().date()).unwrap_err().to_string()
    };
    assert_eq!(error("Tailand", "VN", "mla"), "there is no State `Tailand`; did you mean `TH (Thailand)`?");
    assert_eq!(
        error("TH", "VN", "exradition"),
        "there is no kind of request `exradition`; did you mean `extradition`?"
    );
    assert!(error("TH", "th", "mla").contains("another State"));
}

/// The codes of the findings on the invented region with one word of its rules changed.
fn findings(from: &str, to: &str) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let root = Utf8Path::from_path(folder.path()).unwrap();
    let fixture = Utf8PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/route");
    for path in crate::fs::walk(&fixture).unwrap() {
        let mut bytes = crate::fs::read(&fixture.join(&path)).unwrap();
        if path.as_str() == "content/reference/route.yaml" {
            let text = String::from_utf8(bytes).unwrap();
            assert!(text.contains(from), "{from}");
            bytes = text.replacen(from, to, 1).into_bytes();
        }
        crate::fs::write_atomic(&root.join(&path), &bytes).unwrap();
    }
    let outcome = pipeline::read(root, &clock(), Strictness::Full).unwrap();
    outcome.diagnostics.iter().map(|finding| format!("{} {}", finding.code, finding.message)).collect()
}

#[test]
fn rules_that_name_what_does_not_exist_are_findings() {
    let cases = [
        ("instrument: pact", "instrument: pakt", "E0315 there is no instrument `pakt`"),
        ("field: no_treaty", "field: no_traety", "E0302 annexes have no field `no_traety`"),
        ("part: null", "part: mla", "E0302 the field `language` has no part `mla`"),
        (
            "serves: [reciprocity]",
            "serves: [sometimes]",
            "E0304 the field `no_treaty` never has the value `sometimes`",
        ),
        ("headings: [law]", "headings: [lore]", "E0202 annexes have no heading `#lore`"),
        ("quotes: [obstacles]", "quotes: [obstacle]", "E0202 annexes have no heading `#obstacle`"),
        (
            "chapters/help.md#bases",
            "chapters/help.md#basis",
            "E0202 `chapters/help.md` has no place `#basis`",
        ),
        (
            "chapters/help.md#steps",
            "chapters/helf.md#steps",
            "E0201 there is no page `chapters/helf.md` in the book that all States share",
        ),
        (
            "chapters/help.md#steps",
            "annexes/xa.md#law",
            "E0201 there is no page `annexes/xa.md` in the book that all States share",
        ),
        ("contacts: [mla]", "contacts: [fiu]", "E0302 `purposes` has no words for `fiu`"),
        ("{id: pact, pinpoint", "{id: pakt, pinpoint", "E0308 there is no source `pakt`"),
    ];
    for (from, to, wanted) in cases {
        assert_eq!(findings(from, to), [wanted]);
    }
    assert_eq!(findings("kinds:", "kinds:"), Vec::<String>::new());
}
