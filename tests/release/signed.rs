//! An edition holds once enough persons have signed it; nothing that was altered is published.

use handbook::amend::{Kind, actions};
use serde_json::Value;

use crate::support::Handbook;
use crate::support::shelf::{FIRST, adopted, founding, on_disk};

const LATER: &str = "2030-05-01T08:00:00Z";

/// What `editions.js` says of the editions.
fn list(handbook: &Handbook) -> Value {
    let script = handbook.read("site/editions.js");
    let line = script.lines().find_map(|line| line.trim().strip_prefix("var list = ")).unwrap();
    serde_json::from_str(line.strip_suffix(';').unwrap()).unwrap()
}

/// The chief editor consents by mail, so that the Chair alone signs.
fn cut_by_one(handbook: &Handbook, id: &str, at: &str) {
    handbook.succeed(&["release", "consent", id, "--key", "keys/chief-1", "--output", "mail", "--at", at]);
    let mail = handbook.tree();
    let consents: Vec<&str> = mail.paths().filter(|path| path.starts_with("mail/")).collect();
    let cut = ["release", "cut", id, "--key", "keys/chair-1", "--at", at, "--review"];
    let run = handbook.succeed(&[&cut[..], &consents].concat());
    assert!(run.stdout.contains("1 of 2 persons have signed"), "{}", run.stdout);
}

#[test]
fn the_first_edition_is_current_once_the_second_person_has_signed() {
    let handbook = on_disk(&adopted().files);
    cut_by_one(&handbook, "2030.1", FIRST);
    assert!(!handbook.read("editions/addresses.txt").contains("\nlatest/"));
    let check = handbook.succeed(&["check"]);
    assert!(
        check.stdout.contains("warning: the edition 2030.1 is not valid yet")
            && check.stdout.contains("1 signature is missing"),
        "{}",
        check.stdout
    );
    handbook.succeed(&["build"]);
    let said = list(&handbook);
    assert_eq!(said["current"], Value::Null);
    assert_eq!(said["editions"][0]["unsigned"], serde_json::json!([1, 2]));
    assert!(!handbook.root().join("site/latest").exists());
    handbook.check_page("editions.html", "class=\"edition-entry unsigned\"");
    handbook.check_page("editions.html", "Signatures that are missing: 1 of 2.");
    assert!(!handbook.read("site/editions.html").contains("latest/index.html"));
    assert!(!handbook.read("site/index.html").contains("latest/index.html"));
    handbook.succeed(&["release", "sign", "2030.1", "--key", "keys/secretary-1"]);
    assert!(handbook.read("editions/addresses.txt").contains("\nlatest/annexes/xa.html\n"));
    assert!(!handbook.succeed(&["check"]).stdout.contains("not valid yet"));
    handbook.succeed(&["build"]);
    let said = list(&handbook);
    assert_eq!((&said["current"], &said["editions"][0]["unsigned"]), (&Value::from("2030.1"), &Value::Null));
    handbook.check_page("editions.html", "class=\"edition-entry current\"");
    handbook.check_page("latest/annexes/xa.html", "Three copies");
}

#[test]
fn an_edition_without_enough_signatures_replaces_none() {
    let handbook = on_disk(&adopted().files);
    let draft = ["release", "cut", "2030.1", "--draft", "--at", FIRST];
    handbook.succeed(&[&draft[..], &["--key", "keys/chair-1", "--key", "keys/chief-1"]].concat());
    cut_by_one(&handbook, "2030.2", LATER);
    handbook.succeed(&["build"]);
    let said = list(&handbook);
    assert_eq!(said["current"], "2030.1-draft");
    assert_eq!(said["editions"][1]["unsigned"], serde_json::json!([1, 2]));
    handbook.check_page("editions.html", "class=\"edition-entry draft\"");
    handbook.check_page("latest/index.html", "2030.1-draft");
    handbook.succeed(&["release", "sign", "2030.2", "--key", "keys/chief-1"]);
    handbook.succeed(&["build"]);
    assert_eq!(list(&handbook)["current"], "2030.2");
    handbook.check_page("editions.html", "class=\"edition-entry superseded\"");
    // Signatures that are taken away again: it is the draft that holds.
    handbook.file("editions/2030.2/manifest.sigs", "");
    handbook.succeed(&["build"]);
    assert_eq!(list(&handbook)["current"], "2030.1-draft");
}

/// Whatever is frozen is compared before it is published, by `build` and exports as by `check`.
#[test]
fn no_altered_file_of_an_edition_is_published() {
    let handbook = founding();
    let cut = ["release", "cut", "2030.1", "--draft", "--key", "keys/chair-1", "--at", FIRST];
    handbook.succeed(&[&cut[..], &["--with-exports"]].concat());
    let folder = "editions/2030.1-draft";
    let refused = |what: &str| {
        for command in [&["check"][..], &["build"], &["export", "folder", "--output", "out"]] {
            let run = handbook.run(command);
            assert_eq!(run.code, Some(1), "{what}, {command:?}: {}{}", run.stdout, run.stderr);
            assert!(run.stderr.contains("R0161") && run.stderr.contains(what), "{what}: {}", run.stderr);
        }
        assert!(!handbook.root().join("site").exists() && !handbook.root().join("out").exists());
    };
    for name in ["exports/inner-sea-2030.1-draft.html", "CHANGELOG.md", "manifest.sigs"] {
        let path = format!("{folder}/{name}");
        let before = handbook.read(&path);
        handbook.append(&path, "more\n");
        refused(name);
        handbook.file(&path, before);
    }
    let changelog = handbook.read(&format!("{folder}/CHANGELOG.md"));
    handbook.remove(&format!("{folder}/CHANGELOG.md"));
    refused("CHANGELOG.md missing");
    handbook.file(&format!("{folder}/CHANGELOG.md"), changelog);
    handbook.file(&format!("{folder}/more.html"), "x");
    refused("more.html added");
    handbook.remove(&format!("{folder}/more.html"));
    #[cfg(unix)]
    {
        let link = handbook.root().join(folder).join("more.html");
        std::os::unix::fs::symlink("CHANGELOG.md", &link).unwrap();
        refused("more.html added");
        std::fs::remove_file(link).unwrap();
    }
    handbook.succeed(&["build"]);
}

/// One key given twice would make a draft that waits for a signature for ever.
#[test]
fn a_founding_draft_is_cut_with_a_key_for_each_person() {
    let handbook = founding();
    let cut = |keys: &[&str]| {
        let command = ["release", "cut", "2030.1", "--draft", "--at", FIRST];
        handbook.run(&[&command[..], keys].concat())
    };
    handbook.file("keys/copy", handbook.read("keys/chair-1"));
    let twice = cut(&["--key", "keys/chair-1", "--key", "keys/copy"]);
    assert_eq!(twice.code, Some(1), "{}", twice.stdout);
    assert!(twice.stderr.contains("R0158") && twice.stderr.contains("was given twice"), "{}", twice.stderr);
    assert!(!handbook.root().join("editions").exists());
    assert_eq!(cut(&["--key", "keys/chair-1", "--key", "keys/editor-1"]).code, Some(0));
}

/// Consent that would not count is not written.
#[test]
fn only_the_chair_and_the_chief_editor_consent() {
    let handbook = on_disk(&adopted().files);
    for person in ["editor-1", "secretary-1"] {
        let key = format!("keys/{person}");
        let run =
            handbook.run(&["release", "consent", "2030.1", "--key", &key, "--output", "mail", "--at", FIRST]);
        assert_eq!(run.code, Some(1), "{person}: {}", run.stdout);
        for part in ["R0158", "does not count", "who can: ", "chair-1", "chief-1"] {
            assert!(run.stderr.contains(part), "{person}: {part}: {}", run.stderr);
        }
        assert!(!handbook.root().join("mail").exists());
    }
    let late = ["release", "consent", "2030.1", "--key", "keys/chief-1", "--output", "mail"];
    let run = handbook.run(&[&late[..], &["--at", "2035-01-01T00:00:00Z"]].concat());
    assert!(run.stderr.contains("R0158"), "its key has expired: {}", run.stderr);
}

/// "No change" is said of an annex only where it is the same as in the edition before.
#[test]
fn the_changelog_says_who_changed_an_annex_and_when_it_was_verified() {
    let mut office = adopted();
    let handbook = on_disk(&office.files);
    let cut = |id: &str, at: &str, draft: &[&str]| {
        let both = ["--key", "keys/chair-1", "--key", "keys/chief-1"];
        handbook.succeed(&[&["release", "cut", id, "--at", at][..], draft, &both].concat());
        let name = if draft.is_empty() { id.to_owned() } else { format!("{id}-draft") };
        let text = handbook.read(&format!("editions/{name}/CHANGELOG.md"));
        let (_, states) = text.split_once("\n## By State\n").unwrap();
        let (states, pages) = states.split_once("\n## By page\n").unwrap();
        let of = |name: &str| {
            let (_, rest) = states.split_once(&format!("\n### {name}\n\n")).unwrap();
            rest.split("\n### ").next().unwrap().trim().to_owned()
        };
        (of("Ardania"), of("Belmere"), pages.to_owned())
    };
    // A draft lists what was accepted, though it publishes nothing.
    let (one, other, pages) = cut("2030.1", FIRST, &["--draft"]);
    assert!(one.starts_with("- A change (2030-R1/XA/001). Proposed by "), "{one}");
    assert_eq!(other, "No change reported. Annex last verified 1 November 2026.");
    assert!(
        pages.contains("### content/annexes/xa.md\n\n- A change") && !pages.contains("No amendment"),
        "{pages}"
    );
    // An editor corrects the annex of the other State.
    office.at("2030-04-22T08:00:00Z");
    let annex = "content/annexes/xb.md";
    let mut draft =
        office.draft("editor-1", Kind::Editorial, annex, "receives every request", "receives each request");
    draft.answers.round = None;
    let id = office.intake(draft);
    office.act("editor-2", |desk| actions::open(desk, &id, "")).unwrap();
    office.act("editor-2", |desk| actions::accept(desk, &id, None, "")).unwrap();
    for (path, bytes) in &office.files {
        handbook.file(path, bytes);
    }
    let (one, other, _) = cut("2030.2", LATER, &["--draft"]);
    assert_eq!(one, "No change reported. Annex last verified 2 January 2030.");
    let told = "The State itself reported no change. Others changed its annex:\n\n- A change (";
    assert!(other.starts_with(told) && other.contains("Proposed by Person editor-1"), "{other}");
    let (one, other, _) = cut("2030.3", "2030-06-01T08:00:00Z", &[]);
    assert!(one.starts_with("- A change (2030-R1/XA/001)"), "{one}");
    assert!(other.starts_with(told), "{other}");
}
