//! What `verify` says of copies that look almost right, and what to do with them.

use std::io::Write as _;

use crate::support::Handbook;
use crate::support::shelf::{FIRST, adopted, founding, on_disk, root_of};

const LATER: &str = "2030-05-01T08:00:00Z";
const BOTH: [&str; 4] = ["--key", "keys/chair-1", "--key", "keys/chief-1"];

/// A founding handbook with a draft edition, and its root fingerprint.
fn draft() -> (Handbook, String) {
    let handbook = founding();
    handbook.succeed(&["release", "cut", "2030.1", "--draft", "--key", "keys/chair-1", "--at", FIRST]);
    let root = root_of(&handbook, "2030.1-draft");
    (handbook, root)
}

/// Runs `verify`, and holds every part of what it must say against what it says.
fn told(handbook: &Handbook, arguments: &[&str], code: i32, parts: &[&str]) {
    let run = handbook.run(&[&["verify"], arguments].concat());
    let said = format!("{}{}", run.stdout, run.stderr);
    assert_eq!(run.code, Some(code), "{arguments:?}: {said}");
    for part in parts {
        assert!(said.contains(part), "{arguments:?}: {part}: {said}");
    }
}

#[cfg(unix)]
#[test]
fn links_belong_to_no_copy() {
    use std::os::unix::fs::symlink;
    let (handbook, root) = draft();
    let folder = "editions/2030.1-draft";
    let at = |name: &str| handbook.root().join(folder).join(name);
    let verify = |parts: &[&str]| told(&handbook, &[folder, "--root", &root], 1, parts);
    symlink("../../content", at("more")).unwrap();
    verify(&["added: more: it is a link", "next: do not rely on this copy"]);
    std::fs::remove_file(at("more")).unwrap();
    // The same bytes, but behind a link that may lead to others tomorrow.
    for name in ["CHANGELOG.md", "manifest.sigs", "manifest"] {
        std::fs::rename(at(name), handbook.root().join("elsewhere")).unwrap();
        symlink("../../elsewhere", at(name)).unwrap();
        verify(&[&format!("altered: {name}: it is a link"), "next: do not rely on this copy"]);
        std::fs::remove_file(at(name)).unwrap();
        std::fs::rename(handbook.root().join("elsewhere"), at(name)).unwrap();
    }
    told(&handbook, &[folder, "--root", &root], 0, &["is genuine"]);
}

/// What takes no other edition's place makes none older.
#[test]
fn neither_a_draft_nor_a_withdrawn_edition_makes_a_copy_older() {
    let handbook = on_disk(&adopted().files);
    handbook.succeed(&[&["release", "cut", "2030.1", "--at", FIRST][..], &BOTH].concat());
    handbook.succeed(&[&["release", "cut", "2030.2", "--draft", "--at", LATER][..], &BOTH].concat());
    handbook.succeed(
        &[&["release", "cut", "2030.3", "--draft", "--at", "2030-06-01T08:00:00Z"][..], &BOTH].concat(),
    );
    let root = root_of(&handbook, "2030.1");
    let verify = |copy: &str, newest: &str, code: i32, part: &str| {
        let (copy, newest) = (format!("editions/{copy}"), format!("editions/{newest}"));
        told(&handbook, &[&copy, "--root", &root, "--newest", &newest], code, &[part]);
    };
    verify(
        "2030.1",
        "2030.2-draft",
        0,
        "2030.2-draft that was shown with `--newest` is a draft, not adopted",
    );
    verify("2030.2-draft", "2030.3-draft", 1, "older: manifest: the edition 2030.3-draft is newer");
    let reason = ["--reason", "An annex was cut off.", "--at", "2030-06-02T08:00:00Z"];
    handbook.succeed(&[&["release", "withdraw", "2030.3-draft"][..], &reason, &BOTH].concat());
    verify("2030.2-draft", "2030.3-draft", 0, "2030.3-draft that was shown with `--newest` was withdrawn");
    verify("2030.3-draft", "2030.2-draft", 1, "withdrawn: manifest");
}

#[test]
fn an_altered_manifest_is_told_from_a_missing_one() {
    let (handbook, root) = draft();
    let manifest = "editions/2030.1-draft/manifest";
    let text = handbook.read(manifest);
    handbook.file(manifest, text.replacen("Handbook", "Handbuch", 1));
    let parts =
        ["altered: manifest: it is not one that this program reads", "next: do not rely on this copy"];
    told(&handbook, &["editions/2030.1-draft", "--root", &root], 1, &parts);
    handbook.remove(manifest);
    let parts = ["no manifest: manifest", "next: name the folder that has the file `manifest`"];
    told(&handbook, &["editions/2030.1-draft", "--root", &root], 1, &parts);
}

#[test]
fn a_zip_gets_the_advice_for_zips() {
    let (handbook, root) = draft();
    handbook.succeed(&["build"]);
    let genuine = std::fs::read(handbook.root().join("site/e/2030.1-draft.zip")).unwrap();
    let verify = |bytes: &[u8], code: i32, parts: &[&str]| {
        handbook.file("mail/copy.zip", bytes);
        told(&handbook, &["mail/copy.zip", "--root", &root], code, parts);
    };
    verify(&genuine, 0, &["is genuine"]);
    for damaged in [&b""[..], b"no zip", &genuine[..genuine.len() / 2]] {
        verify(
            damaged,
            1,
            &["altered: mail/copy.zip: it is no whole zip archive", "next: do not rely on this copy"],
        );
    }
    // What an operating system lays beside the folder does not belong to the copy; the rest is compared.
    let with = |name: &str| {
        let mut zip = zip::ZipWriter::new_append(std::io::Cursor::new(genuine.clone())).unwrap();
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(b"x").unwrap();
        zip.finish().unwrap().into_inner()
    };
    let parts = [
        "it says that it is edition 2030.1-draft",
        "added: __MACOSX/._x: ",
        "next: do not rely on this copy",
    ];
    verify(&with("__MACOSX/._x"), 1, &parts);
    verify(&with("index.html"), 1, &["added: ../index.html: "]);
    // An export is a zip without a manifest.
    handbook.succeed(&["export", "zip", "--output", "mail/export.zip"]);
    let parts = ["cannot be verified alone", "next: only the zip of an edition has its manifest"];
    told(&handbook, &["mail/export.zip", "--root", &root], 1, &parts);
}

/// A statement is signed as it stands: nobody signs words other than those that she typed.
#[test]
fn another_reason_for_a_withdrawal_is_not_passed_over() {
    let handbook = on_disk(&adopted().files);
    handbook.succeed(&[&["release", "cut", "2030.1", "--at", FIRST][..], &BOTH].concat());
    let withdraw = |key: &str, reason: &[&str]| {
        let command = ["release", "withdraw", "2030.1", "--at", LATER, "--key", key];
        handbook.run(&[&command[..], reason].concat())
    };
    let reason = ["--reason", "An annex was cut off."];
    assert_eq!(withdraw("keys/chair-1", &reason).code, Some(0));
    let statement = handbook.read("editions/2030.1.withdrawal");
    let other = withdraw("keys/chief-1", &["--reason", "A number is wrong."]);
    assert_eq!(other.code, Some(1), "{}", other.stdout);
    for part in ["R0167", "gives another reason: An annex was cut off.", "without `--reason`"] {
        assert!(other.stderr.contains(part), "{part}: {}", other.stderr);
    }
    assert_eq!(handbook.read("editions/2030.1.withdrawal"), statement);
    assert!(withdraw("keys/chief-1", &reason).stdout.contains("is withdrawn, signed by 2 of 2"));
}

/// A number that stands for another paragraph now: both are shown.
#[test]
fn a_number_that_two_paragraphs_had_shows_both() {
    let (handbook, _) = draft();
    handbook.edit("content/chapters/service.md", "Name the treaty", "Write early.\n\nName the treaty");
    handbook.succeed(&["anchors", "update"]);
    let whole = handbook.succeed(&["diff", "2030.1-draft", "--page", "chapters/service.md"]).stdout;
    let added = whole.lines().find(|line| line.ends_with("(added)")).unwrap();
    let [number, anchor, _] = added.split_whitespace().collect::<Vec<_>>()[..] else { panic!("{added}") };
    let one = handbook.succeed(&["diff", "2030.1-draft", "--paragraph", number]).stdout;
    for part in [
        &format!("{number} names two paragraphs: in the text before p-"),
        ", now 1.3; ",
        &format!("in the text after {anchor}, added"),
        "another number, the same words",
        "Write early.",
    ] {
        assert!(one.contains(part), "{part}: {one}");
    }
    let file = handbook.run(&["diff", "2030.1-draft", "--html", "book.toml/x.html"]);
    assert_eq!(file.code, Some(3), "{}", file.stdout);
    assert!(
        file.stderr.contains("`book.toml` is a file and no folder; choose another place"),
        "{}",
        file.stderr
    );
    let alone = handbook.succeed(&["diff", "2030.1-draft", "--paragraph", anchor]).stdout;
    assert!(alone.contains("(added)") && !alone.contains("names two paragraphs"), "{alone}");
}
