//! An edition is withdrawn: everybody learns of it, and nothing that was frozen changes.

use serde_json::Value;

use crate::support::shelf::{FIRST, adopted, edition, on_disk, root_of};
use crate::support::{Handbook, difference};

const LATER: &str = "2030-06-01T00:00:00Z";
const REASON: &str = "The annex of a State was cut off.";

/// A handbook with an adopted edition and a draft after it.
fn two() -> Handbook {
    let handbook = on_disk(&adopted().files);
    let both = ["--key", "keys/chair-1", "--key", "keys/chief-1"];
    handbook.succeed(&[&["release", "cut", "2030.1", "--at", FIRST][..], &both].concat());
    handbook.succeed(&[&["release", "cut", "2030.2", "--draft", "--at", LATER][..], &both].concat());
    handbook
}

fn withdraw(handbook: &Handbook, key: &str, more: &[&str]) -> crate::support::Run {
    let command = ["release", "withdraw", "2030.1", "--at", "2030-06-02T00:00:00Z", "--key", key];
    handbook.run(&[&command[..], more].concat())
}

fn list(handbook: &Handbook) -> Value {
    let script = handbook.read("site/editions.js");
    let line = script.lines().find_map(|line| line.trim().strip_prefix("var list = ")).unwrap();
    serde_json::from_str(line.strip_suffix(';').unwrap()).unwrap()
}

#[test]
fn two_persons_withdraw_it_and_every_reader_is_told() {
    let handbook = two();
    handbook.succeed(&["build"]);
    assert_eq!(list(&handbook)["current"], "2030.1");
    let frozen = edition(&handbook, "2030.1");
    let root = root_of(&handbook, "2030.1");
    let without = withdraw(&handbook, "keys/chair-1", &[]);
    assert!(without.stderr.contains("R0167"), "{}", without.stderr);
    let stranger = withdraw(&handbook, "keys/editor-1", &["--reason", REASON]);
    assert!(stranger.stderr.contains("R0162"), "{}", stranger.stderr);
    let one = withdraw(&handbook, "keys/chair-1", &["--reason", REASON]);
    assert!(one.stdout.contains("once 2 persons have signed; 1 have"), "{}{}", one.stdout, one.stderr);
    let verify =
        |more: &[&str]| handbook.run(&[&["verify", "editions/2030.1", "--root", &root][..], more].concat());
    assert_eq!(verify(&[]).code, Some(0), "one signature is not enough");
    let two = withdraw(&handbook, "keys/secretary-1", &[]);
    assert!(
        two.stdout.contains("2030.1 is withdrawn, signed by 2 of 2 persons"),
        "{}{}",
        two.stdout,
        two.stderr
    );
    let told = verify(&[]);
    assert_eq!(told.code, Some(1));
    assert!(
        told.stdout
            .contains("withdrawn: manifest: the edition 2030.1 was withdrawn on 2 June 2030: The annex"),
        "{}",
        told.stdout
    );
    assert_eq!(difference(&frozen, &edition(&handbook, "2030.1")).len(), 0);
    handbook.succeed(&["check"]);
    handbook.succeed(&["build"]);
    let now = list(&handbook);
    assert_eq!(now["current"], "2030.2-draft", "what holds is the newest that is not withdrawn");
    assert_eq!(now["editions"][0]["withdrawn"][0], "2 June 2030");
    assert_eq!(now["editions"][0]["withdrawn"][1], REASON);
    handbook.check_page("editions.html", "class=\"edition-entry withdrawn\"");
    handbook.check_page("editions.html", REASON);
    // A copy carried away before, shown the newest edition.
    let copy = handbook.root().join("elsewhere/copy");
    std::fs::create_dir_all(&copy).unwrap();
    for (path, bytes) in frozen.files() {
        let path = copy.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    let copied =
        |more: &[&str]| handbook.run(&[&["verify", copy.as_str(), "--root", &root][..], more].concat());
    assert_eq!(copied(&[]).code, Some(0), "nothing beside it says so");
    assert!(copied(&["--newest", "editions/2030.2-draft"]).stdout.contains("withdrawn: manifest"));
    assert!(copied(&["--newest", "site/e/2030.2-draft"]).stdout.contains("withdrawn: manifest"));
}

#[test]
fn the_next_edition_takes_the_statement_along_and_an_altered_one_is_found() {
    let handbook = two();
    withdraw(&handbook, "keys/chair-1", &["--reason", REASON, "--key", "keys/chief-1"]);
    let keys = ["--key", "keys/chair-1", "--key", "keys/chief-1"];
    let cut = ["release", "cut", "2030.3", "--draft", "--at", "2030-07-01T00:00:00Z"];
    handbook.succeed(&[&cut[..], &keys].concat());
    let next = edition(&handbook, "2030.3-draft");
    assert!(next.text("withdrawn/2030.1.withdrawal").contains(REASON));
    assert!(next.text("manifest").contains(" withdrawn/2030.1.withdrawal\n"));
    handbook.succeed(&["check"]);
    let statement = handbook.read("editions/2030.1.withdrawal");
    for (before, after) in
        [("cut off", "cut of"), ("Edition: 2030.1", "Edition: 2030.2-draft"), ("BEGIN", "BEGUN")]
    {
        handbook.file("editions/2030.1.withdrawal", statement.replacen(before, after, 1));
        let run = handbook.run(&["check"]);
        assert!(run.stderr.contains("R0167"), "{before}: {}", run.stderr);
    }
    // Signatures over an edition are none over its withdrawal.
    let signatures = handbook.read("editions/2030.1/manifest.sigs");
    let said = statement.split("-----BEGIN").next().unwrap();
    handbook.file("editions/2030.1.withdrawal", format!("{said}{signatures}"));
    assert!(handbook.run(&["check"]).stderr.contains("R0167"));
}
