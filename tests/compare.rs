//! States side by side, treaty status, freshness and open points, on finished pages and files.

use crate::support::{Handbook, article};

/// A region whose book has a page for every list that is tried here.
fn region() -> Handbook {
    Handbook::region()
}

/// A table of the site: fields of each line, by a plain reader of CSV.
fn rows(handbook: &Handbook) -> Vec<Vec<String>> {
    let text = handbook.read("site/reference/compare/compare.csv");
    let mut rows = vec![vec![String::new()]];
    let mut quoted = false;
    let mut letters = text.trim_start_matches('\u{feff}').chars().peekable();
    while let Some(letter) = letters.next() {
        let row = rows.last_mut().unwrap();
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => {
                letters.next();
                row.last_mut().unwrap().push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(String::new()),
            '\r' if !quoted => {}
            '\n' if !quoted => rows.push(vec![String::new()]),
            other => row.last_mut().unwrap().push(other),
        }
    }
    assert_eq!(rows.pop(), Some(vec![String::new()]), "the file ends with a line end");
    rows
}

#[test]
fn sums_of_2009_are_those_the_workshop_was_told() {
    let handbook = Handbook::real();
    let run = handbook.succeed(&["treaty-status", "--as-of", "2009-11-23"]);
    let after = |head: &str| {
        let at = run.stdout.find(head).unwrap_or_else(|| panic!("{head}: {}", run.stdout));
        run.stdout[at..].lines().skip(1).take(2).collect::<Vec<_>>().join("\n")
    };
    insta::assert_snapshot!(run.stdout.lines().take(2).collect::<Vec<_>>().join("\n"), @r"
    Treaty status as at 23 November 2009
    Counted: the 10 States that were members on 23 November 2009. 0 of 10 dates of joining rest on a seen source. No member on this date and not counted: Timor-Leste.
    ");
    insta::assert_snapshot!(after("(untoc)"), @r"
    consented: 8 of 10; resting on a seen source: 8 of 8; in force: 8 of 10
    missing: Thailand, Viet Nam
    ");
    insta::assert_snapshot!(after("(tip-protocol)"), @r"
    consented: 6 of 10; resting on a seen source: 6 of 6; in force: 6 of 10
    missing: Brunei Darussalam (unverified), Singapore, Thailand, Viet Nam
    ");
    insta::assert_snapshot!(after("(amlat)"), @r"
    consented: 8 of 10; resting on a seen source: 1 of 8; in force: 8 of 10
    missing: Cambodia (unverified), Thailand (unverified)
    ");
}

#[test]
fn deleting_one_event_changes_the_sum() {
    let handbook = Handbook::region();
    let count = |handbook: &Handbook| {
        let run = handbook.succeed(&["treaty-status", "--as-of", "1970-01-01", "--format", "json"]);
        let json: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
        (json["as_of"].as_str() == Some("1970-01-01"))
            .then(|| json["instruments"][0]["sum"]["consented"].as_u64())
            .flatten()
    };
    assert_eq!(count(&handbook), Some(2));
    let path = "content/reference/treaty-status/xb.yaml";
    let text = handbook.read(path);
    let start = text.find("      - kind: ratification").unwrap();
    let end = text.find("    reservations:").unwrap();
    handbook.edit(path, &text[start..end], "").edit(path, "events:\n", "events: []\n");
    assert_eq!(count(&handbook), Some(1));
}

#[test]
fn deleting_one_event_of_the_handbook_changes_the_sum_of_2009() {
    let handbook = Handbook::real();
    let untoc = |handbook: &Handbook| {
        let run = handbook.succeed(&[
            "treaty-status",
            "--as-of",
            "2009-11-23",
            "--instrument",
            "untoc",
            "--format",
            "json",
        ]);
        let json: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
        let sum = &json["instruments"][0]["sum"];
        ["consented", "seen", "members"].map(|name| sum[name].as_u64().unwrap())
    };
    assert_eq!(untoc(&handbook), [8, 8, 10]);
    let path = "content/reference/treaty-status/ph.yaml";
    let text = handbook.read(path);
    let entry = text.find("instrument: untoc").unwrap();
    let start = entry + text[entry..].find("      - kind: ratification").unwrap();
    let end = start + 8 + text[start + 8..].find("      - kind:").unwrap();
    let without = format!("{}{}", &text[..start], &text[end..]);
    // Its entry into force would still prove the consent: it goes too.
    let force = start + without[start..].find("      - kind: in-force").unwrap();
    let rest = force + without[force..].find("    reservations:").unwrap();
    handbook.file(path, &without);
    assert_eq!(untoc(&handbook), [8, 8, 10], "entry into force proves it");
    handbook.file(path, format!("{}{}", &without[..force], &without[rest..]));
    assert_eq!(untoc(&handbook), [7, 7, 10]);
}

/// The plain recount: one line of data a State, the last consent or withdrawal that is past decides.
#[test]
fn the_sums_are_those_of_a_recount_of_the_files() {
    let handbook = Handbook::real();
    let read = |path: &str| -> serde_json::Value { serde_yaml::from_str(&handbook.read(path)).unwrap() };
    let states = read("content/reference/states.yaml");
    let states = states["states"].as_array().unwrap();
    for on in ["1995-06-30", "2004-01-01", "2009-11-23", "2013-12-31", "2020-02-29", "2025-11-01"] {
        let run = handbook.succeed(&["treaty-status", "--as-of", on, "--format", "json"]);
        let json: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
        for found in json["instruments"].as_array().unwrap() {
            let id = found["instrument"].as_str().unwrap();
            let (mut members, mut consented, mut partial) = (0, 0, false);
            for state in states {
                let events = state["membership"].as_array().unwrap();
                let is_member = events.iter().any(|event| event["date"].as_str().unwrap() <= on);
                if !is_member {
                    continue;
                }
                members += 1;
                let file = state["iso2"].as_str().unwrap().to_lowercase();
                let status = read(&format!("content/reference/treaty-status/{file}.yaml"));
                let entries = status["entries"].as_array().unwrap();
                let Some(entry) = entries.iter().find(|entry| entry["instrument"] == id) else { continue };
                let steps = ["ratification", "accession", "acceptance", "approval", "succession", "in-force"];
                let is_bound = entry["events"].as_array().unwrap().iter().any(|event| {
                    let date = event["date"].as_str().unwrap();
                    assert_ne!(event["kind"], "withdrawal", "the recount knows none");
                    let counts = steps.contains(&event["kind"].as_str().unwrap());
                    partial |= counts && on.starts_with(date) && date.len() < 10;
                    counts && date <= on
                });
                consented += u64::from(is_bound);
            }
            assert_eq!(found["sum"]["members"], members, "{id} {on}");
            if !partial {
                assert_eq!(found["sum"]["consented"], consented, "{id} {on}");
            }
        }
    }
}

#[test]
fn a_status_that_is_not_kept_is_wrong_usage() {
    let run = Handbook::region().run(&["treaty-status", "--instrument", "nothing"]);
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("`harbour-convention`"), "{}", run.stderr);
}

#[test]
fn precision_must_fit_the_date() {
    let handbook = Handbook::real();
    let path = "content/reference/treaty-status/tl.yaml";
    let text = handbook.read(path).replacen("\"2009-11-09\"", "\"2009\"", 1);
    handbook.file(path, text);
    let run = handbook.run(&["check", "--format", "short"]);
    assert_eq!(run.code, Some(1));
    assert!(run.stderr.contains("treaty-status/tl.yaml"), "{}", run.stderr);
}

#[test]
fn a_page_is_made_for_each_day_of_the_data() {
    let handbook = Handbook::real();
    handbook.succeed(&["build"]);
    let html = handbook.read("site/reference/treaty-status/2009-11-23.html");
    let row = html.split("<tr data-instrument=\"amlat\">").nth(1).unwrap();
    let row = &row[..row.find("</tr>").unwrap()];
    assert!(row.contains("8\u{a0}of\u{a0}10"), "{row}");
    assert!(row.contains("1\u{a0}of\u{a0}8"), "{row}");
    assert_eq!(row.matches("<span class=\"mark\">(R)</span>").count(), 7, "{row}");
    assert_eq!(row.matches("<span class=\"mark\">R</span>").count(), 1, "{row}");
    handbook.check_page("reference/treaty-status.html", "href=\"treaty-status/2009-11-23.html\"");
}

#[test]
fn the_comparison_says_what_the_annexes_say() {
    let handbook = region();
    handbook
        .edit(
            "content/annexes/xb.md",
            "provisional_arrest_days:\n  value: 45\n  cite: s. 9\n  statute: xb-surrender-act\n  sources: [xb-gazette]\n  evidence: one-source\n  note: null",
            "provisional_arrest_days:\n  value: null\n  cite: null\n  statute: null\n  sources: []\n  evidence: \"none\"\n  note: \"=SUM(A1)\"",
        );
    handbook.succeed(&["build"]);
    insta::with_settings!({ snapshot_path => "snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("comparison", article(&handbook.read("site/reference/compare.html")));
        insta::assert_snapshot!("comparison-csv", handbook.read("site/reference/compare/compare.csv").trim_start_matches('\u{feff}').replace("\r\n", "\n"));
    });
    let rows = rows(&handbook);
    let empty: Vec<&Vec<String>> = rows.iter().filter(|row| row[5] == "not-established").collect();
    assert_eq!(empty.len(), 1);
    assert_eq!((empty[0][1].as_str(), empty[0][3].as_str()), ("provisional_arrest_days", "XB"));
    assert_eq!((empty[0][6].as_str(), empty[0][11].as_str()), ("", "'=SUM(A1)"));
    let json: serde_json::Value =
        serde_json::from_str(&handbook.read("site/reference/compare/compare.json")).unwrap();
    assert_eq!(json["cells"].as_array().unwrap().len(), rows.len() - 1);
}

#[test]
fn a_state_without_an_annex_is_not_supplied() {
    let handbook = region();
    handbook.edit("content/SUMMARY.md", "- [Belmere](annexes/xb.md)\n", "").remove("content/annexes/xb.md");
    let mut anchors = handbook.read("anchors.tsv");
    anchors = anchors
        .lines()
        .filter(|line| !line.contains("annexes/xb.md"))
        .map(|line| format!("{line}\n"))
        .collect();
    handbook.file("anchors.tsv", anchors);
    // Chapters and the preface may speak of the annex: here only the data are tried.
    for page in ["content/chapters/service.md", "content/chapters/surrender.md", "content/preface.md"] {
        let text = handbook.read(page);
        let kept: Vec<&str> = text.lines().filter(|line| !line.contains("xb")).collect();
        handbook.file(page, kept.join("\n") + "\n");
    }
    let run = handbook.run(&["build"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let missing = rows(&handbook).into_iter().filter(|row| row[5] == "not-supplied").count();
    assert_eq!(missing, 4);
    let html = handbook.read("site/reference/compare.html");
    assert_eq!(html.matches("no annex yet").count(), 4);
    handbook.check_page("reference/freshness.html", "no annex yet");
}

#[test]
fn the_board_counts_what_the_comparison_holds() {
    let handbook = Handbook::real();
    handbook.succeed(&["build"]);
    let csv = handbook.read("site/reference/compare/compare.json");
    let json: serde_json::Value = serde_json::from_str(&csv).unwrap();
    let cells = json["cells"].as_array().unwrap();
    let filled = cells.iter().filter(|cell| cell["standing"] == "value").count();
    let words = format!("{filled} of {}.", cells.len());
    handbook.check_page("reference/freshness.html", &words);
    for state in ["SG", "MM"] {
        let of = |standing: &str| {
            cells.iter().filter(|cell| cell["state"] == state && cell["standing"] == standing).count()
        };
        let row = format!("{} of {} (", of("value"), of("value") + of("not-established"));
        handbook.check_page("reference/freshness.html", &row);
    }
}

/// The plain recount: a field of an annex's front matter with a value is one that is filled.
#[test]
fn the_fill_rate_is_that_of_a_recount_of_the_files() {
    let handbook = Handbook::real();
    handbook.succeed(&["build"]);
    let layout: serde_json::Value =
        serde_yaml::from_str(&handbook.read("content/reference/annex-layout.yaml")).unwrap();
    let keys: Vec<&str> =
        layout["fields"].as_array().unwrap().iter().map(|field| field["key"].as_str().unwrap()).collect();
    let (mut filled, mut states) = (0, 0);
    for name in handbook.tree().paths().filter(|path| path.starts_with("content/annexes/")) {
        let text = handbook.read(name);
        let front: serde_json::Value = serde_yaml::from_str(text.split("---\n").nth(1).unwrap()).unwrap();
        let is_filled = |value: &serde_json::Value| match value {
            serde_json::Value::Null => false,
            serde_json::Value::Object(parts) => parts.values().any(|part| !part.is_null()),
            _ => true,
        };
        filled += keys.iter().filter(|key| is_filled(&front[**key]["value"])).count();
        states += 1;
    }
    assert_eq!(states, 11);
    handbook.check_page("reference/freshness.html", &format!("{filled} of {}.", keys.len() * states));
}

#[test]
fn annexes_grow_stale() {
    let handbook = region();
    handbook.succeed(&["build", "--as-of", "2027-10-31"]);
    let overdue = |handbook: &Handbook| {
        handbook.read("site/reference/freshness.html").matches("to be verified").count()
    };
    assert_eq!(overdue(&handbook), 0);
    handbook.run(&["build", "--as-of", "2027-11-01"]);
    assert_eq!(overdue(&handbook), 2);
}

#[test]
fn open_points_lead_to_their_places() {
    let handbook = region();
    handbook.succeed(&["build"]);
    insta::with_settings!({ snapshot_path => "snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("open-points", article(&handbook.read("site/reference/open-points.html")));
    });
}

#[test]
fn groups_name_fields_that_exist_and_none_twice() {
    let handbook = Handbook::real();
    let path = "content/reference/annex-layout.yaml";
    handbook.edit(path, "fields: [confiscation, fiu]", "fields: [confiscation, fui, tip_statute]");
    let codes: Vec<String> = handbook.findings().into_iter().map(|found| found.code).collect();
    assert_eq!(codes, ["E0304", "E0309"]);
}
