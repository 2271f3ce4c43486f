//! Model forms: what the data becomes, and what is found wrong with it.

use std::fs;

use crate::support::{Handbook, repository};

const FORMS: &str = r#"steps:
  - id: look
    title: Look first
    guidance: Read the treaty.
    sources: []
  - id: write
    title: Write
    guidance: Short sentences.
    sources: []
demands_heading: checklist
questions:
  - id: hurry
    ask: Is there a hurry?
    when: there is a hurry
follow_up:
  - id: sent
    label: Sent
    note: By which ship
forms:
  - id: service
    title: Request for service
    kind: mla
    introduction: For papers.
    basis:
      - {id: harbour-convention, pinpoint: art. 4}
    includes: null
    chapter: chapters/service.md#what-to-send
    checklist: sending
    facts:
      - {field: request_languages, part: null}
      - {field: central_authority, part: mla}
    offices: [mla]
    treaties: mla
    fields:
      - id: papers
        name: Papers <all of them>
        step: write
        need: must
        condition: null
        why: They are served.
        long: true
        example: null
        offers:
          - {state: requested, field: request_languages, part: null}
        treaties: mla
        sources:
          - {id: harbour-convention, pinpoint: art. 4}
        evidence: one-source
      - id: haste
        name: Why it is urgent
        step: look
        need: if
        condition: hurry
        why: Else it waits.
        long: false
        example: A ship sails.
        offers: []
        treaties: null
        sources:
          - {id: harbour-text, pinpoint: null}
        evidence: opening-only
  - id: service-abroad
    title: Request for service abroad
    kind: mla
    introduction: For papers, far away.
    basis: []
    includes: service
    chapter: null
    checklist: null
    facts: []
    offices: []
    treaties: null
    fields:
      - id: distance
        name: Distance
        step: look
        need: good
        condition: null
        why: Ships need time.
        long: false
        example: null
        offers: []
        treaties: null
        sources:
          - {id: harbour-text, pinpoint: null}
        evidence: one-source
checklists:
  - id: sending
    title: Sending
    items: [Sign it, Seal it]
    sources:
      - {id: harbour-text, pinpoint: null}
    evidence: one-source
"#;

/// The invented region with forms.
fn region() -> Handbook {
    let handbook = Handbook::region();
    let schema = fs::read(repository().join("content/schemas/forms.schema.json")).unwrap();
    handbook
        .file("content/schemas/forms.schema.json", schema)
        .file("content/reference/forms.yaml", FORMS)
        .file(
            "content/reference/forms.md",
            "---\nlists: forms\n---\n\n# Forms {#forms-page}\n\nAn introduction.\n",
        );
    handbook.append("content/SUMMARY.md", "- [Forms](reference/forms.md)\n");
    handbook
}

#[test]
fn a_form_becomes_a_page_for_paper_and_data_for_the_script() {
    let handbook = region();
    handbook.succeed(&["build"]);
    for part in [
        "<a href=\"forms/service.html\">Request for service</a>",
        "2 fields: 1 always required, 1 on a condition, 0 good practice",
        "3 fields: 1 always required, 1 on a condition, 1 good practice",
        "<h3 id=\"sending\">Sending</h3>",
    ] {
        handbook.check_page("reference/forms.html", part);
    }
    for part in [
        "<h2 id=\"step-look\">1. Look first</h2>",
        "<h2 id=\"step-write\">2. Write</h2>",
        "Papers &lt;all of them&gt;",
        "required if there is a hurry",
        "<legend>Is there a hurry?</legend>",
        // The paragraph of the form's chapter that cites the same provision.
        "See para.\u{a0}<a href=\"../../chapters/service.html#p-",
        "title or opening only",
        "href=\"../../annexes/xb.html#checklist\">Belmere</a>",
        "<script src=\"../forms-data.js\" defer></script>",
        "data-date=\"sent\"",
    ] {
        handbook.check_page("reference/forms/service.html", part);
    }
    handbook.check_page("reference/forms/service-abroad.html", "id=\"field-papers\"");
    handbook.check_page("reference/forms/service-abroad.html", "id=\"field-distance\"");
}

#[test]
fn the_data_hold_what_each_annex_says() {
    let handbook = region();
    handbook.edit(
        "content/annexes/xb.md",
        "office: Chancery of Belmere\n    address",
        "office: </script>\n    address",
    );
    handbook.succeed(&["build"]);
    let script = handbook.read("site/reference/forms-data.js");
    assert!(!script.contains('<'), "a tag stands bare");
    let json = script.strip_prefix("window.handbookForms = ").unwrap().trim_end().strip_suffix(';').unwrap();
    let data: serde_json::Value = serde_json::from_str(json).unwrap();
    let belmere = &data["states"]["XB"];
    assert_eq!(belmere["facts"]["request_languages"]["words"], "English, Greek");
    assert_eq!(belmere["facts"]["central_authority.mla"]["words"], "Chancery of Belmere");
    assert_eq!(belmere["offices"][0]["office"], "</script>");
    let demands = belmere["demands"].as_array().unwrap();
    assert_eq!(demands.len(), 2);
    assert_eq!(demands[1]["text"], "A translation into the language of Belmere.");
    let number = demands[0]["number"].as_str().unwrap();
    let (page, anchor) = demands[0]["address"].as_str().unwrap().split_once('#').unwrap();
    handbook.check_page(page, &format!("<li class=\"unit\" id=\"{anchor}\"><a class=\"number\" href=\"#{anchor}\" aria-label=\"Paragraph {number}\">"));
}

#[test]
fn what_the_forms_name_must_exist() {
    let cases = [
        ("step: write", "step: rite", "E0320", "there is no step `rite`"),
        ("condition: hurry", "condition: hury", "E0320", "there is no question `hury`"),
        ("includes: service", "includes: servic", "E0320", "there is no form `servic`"),
        ("checklist: sending", "checklist: sendin", "E0320", "there is no checklist `sendin`"),
        (
            "demands_heading: checklist",
            "demands_heading: check",
            "E0320",
            "annexes have no heading `{#check}`",
        ),
        ("- {field: request_languages", "- {field: languages", "E0320", "annexes have no field `languages`"),
        ("part: mla}", "part: mal}", "E0320", "the field `central_authority` has no part `mal`"),
        (
            "service.md#what-to-send",
            "servic.md",
            "E0320",
            "there is no page `chapters/servic.md` in the book",
        ),
        ("#what-to-send", "#what", "E0320", "the page `chapters/service.md` has no heading `{#what}`"),
        ("id: distance", "id: papers", "E0309", "`papers` is listed twice"),
        (
            "- {id: harbour-text, pinpoint: null}\n        evidence: opening-only",
            "- {id: harbour, pinpoint: null}\n        evidence: opening-only",
            "E0308",
            "there is no source `harbour`",
        ),
        (
            "- {id: harbour-convention, pinpoint: art. 4}\n    includes",
            "- {id: harbour, pinpoint: art. 4}\n    includes",
            "E0401",
            "nothing that can be cited has the key `harbour`",
        ),
        ("need: good\n        condition: null", "need: good\n        condition: hurry", "E0305", ""),
    ];
    for (before, after, code, message) in cases {
        let handbook = region();
        let text = FORMS.replacen(before, after, 1);
        assert_ne!(text, FORMS, "{before}");
        handbook.file("content/reference/forms.yaml", text);
        let found = handbook.findings();
        let ours: Vec<_> = found.iter().filter(|one| one.path.ends_with("forms.yaml")).collect();
        assert_eq!(ours.len(), 1, "{after}: {found:?}");
        assert_eq!(ours[0].code, code, "{after}: {found:?}");
        assert!(ours[0].message.contains(message), "{after}: {found:?}");
    }
}

#[test]
fn every_form_of_the_handbook_has_all_steps_and_no_empty_one() {
    let handbook = Handbook::real();
    handbook.succeed(&["build"]);
    let site = handbook.site();
    let forms: Vec<&str> =
        site.files().map(|(name, _)| name).filter(|name| name.starts_with("reference/forms/")).collect();
    assert_eq!(forms.len(), 5);
    for form in forms {
        let text = String::from_utf8(site.get(form).unwrap().to_vec()).unwrap();
        let steps: Vec<&str> = text.split("<h2 id=\"step-").skip(1).collect();
        assert_eq!(steps.len(), 5, "{form}");
        for step in steps {
            let has = step.contains("class=\"form-field\"") || step.contains("class=\"follow-row\"");
            assert!(has, "{form}: an empty step: {}", &step[..60]);
        }
    }
}
