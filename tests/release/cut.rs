//! What is cut is whole, the same everywhere, and never touched again.

use handbook::amend::{Namespace, Purpose};

use crate::support::office::key;
use crate::support::shelf::{FIRST, adopted, edition, founding, on_disk, root_of};
use crate::support::{Handbook, difference};

/// Cuts a draft of the handbook that is not founded.
fn draft(handbook: &Handbook, more: &[&str]) -> crate::support::Run {
    let cut = ["release", "cut", "2030.1", "--draft", "--key", "keys/chair-1", "--at", FIRST];
    handbook.run(&[&cut[..], more].concat())
}

#[test]
fn a_founding_handbook_cuts_a_draft_and_claims_no_adoption() {
    let handbook = founding();
    let refused = handbook.run(&["release", "cut", "2030.1", "--key", "keys/chair-1", "--at", FIRST]);
    assert_eq!(refused.code, Some(1));
    assert!(refused.stderr.contains("R0152"), "{}", refused.stderr);
    let before = handbook.tree();
    assert_eq!(draft(&handbook, &["--dry-run"]).code, Some(0));
    assert_eq!(difference(&before, &handbook.tree()).len(), 0, "nothing was written");
    let run = draft(&handbook, &[]);
    assert_eq!(run.code, Some(0), "{}{}", run.stdout, run.stderr);
    let root = root_of(&handbook, "2030.1-draft");
    assert!(run.stdout.contains(&root), "{}", run.stdout);
    let frozen = edition(&handbook, "2030.1-draft");
    let names: Vec<&str> = frozen.paths().filter(|path| !path.starts_with("text/")).collect();
    assert_eq!(names, ["CHANGELOG.md", "manifest", "manifest.sigs", "renumbering.tsv", "site.zip"]);
    let manifest = frozen.text("manifest");
    for line in ["Edition: 2030.1-draft", "Serial: 1", "Previous: none", "Adopted: none", "Ledger-Head: none"]
    {
        assert!(manifest.lines().any(|found| found == line), "{line}\n{manifest}");
    }
    assert!(
        frozen.text("CHANGELOG.md").starts_with("# Draft edition 2030.1-draft, 21 April 2030, not adopted\n")
    );
    // The text is the text.
    for (path, bytes) in before.files().filter(|(path, _)| path.starts_with("content/")) {
        assert_eq!(frozen.get(&format!("text/{path}")), Some(bytes), "{path}");
    }
    let verified = handbook.succeed(&["verify", "editions/2030.1-draft", "--root", &root]);
    assert!(verified.stdout.contains("is genuine: edition 2030.1-draft"), "{}", verified.stdout);
    assert!(verified.stdout.contains("a draft, not adopted"), "{}", verified.stdout);
    let again = draft(&handbook, &[]);
    assert_eq!(again.code, Some(1));
    assert!(again.stderr.contains("R0151"), "{}", again.stderr);
}

#[test]
fn two_paths_and_any_number_of_threads_give_the_same_bytes() {
    let (one, other) = (founding(), founding());
    assert_eq!(draft(&one, &["--threads", "1"]).code, Some(0));
    assert_eq!(draft(&other, &["--threads", "3"]).code, Some(0));
    let (one, other) = (edition(&one, "2030.1-draft"), edition(&other, "2030.1-draft"));
    assert_eq!(difference(&one, &other).len(), 0);
    assert_eq!(one.digest(), other.digest());
}

#[test]
fn an_edition_publishes_what_was_accepted_and_the_next_one_follows() {
    let handbook = on_disk(&adopted().files);
    let cut = |id: &str, at: &str, keys: &[&str]| {
        let keys = keys.iter().flat_map(|key| ["--key", key]);
        let arguments: Vec<&str> = ["release", "cut", id, "--at", at].into_iter().chain(keys).collect();
        handbook.run(&arguments)
    };
    let alone = cut("2030.1", FIRST, &["keys/chair-1"]);
    assert!(alone.stderr.contains("R0158"), "{}", alone.stderr);
    let run = cut("2030.1", FIRST, &["keys/chair-1", "keys/chief-1"]);
    assert_eq!(run.code, Some(0), "{}{}", run.stdout, run.stderr);
    let frozen = edition(&handbook, "2030.1");
    let manifest = frozen.text("manifest");
    for part in [
        "Adopted: 2030-04-20\n",
        "State: XA\n",
        "Approver: xa-focal\n",
        "Threshold: 2\n",
        "Review-By: 2031-04-21\n",
    ] {
        assert!(manifest.contains(part), "{part}\n{manifest}");
    }
    assert!(frozen.text("CHANGELOG.md").contains("No change reported."), "{}", frozen.text("CHANGELOG.md"));
    assert!(
        frozen.text("CHANGELOG.md").contains("A change (2030-R1/XA/001)"),
        "{}",
        frozen.text("CHANGELOG.md")
    );
    // The record says so too, and still holds.
    let check = handbook.succeed(&["check"]);
    assert!(check.stdout.contains("the record holds"), "{}", check.stdout);
    let ledger = handbook.succeed(&["ledger", "show"]);
    assert!(ledger.stdout.contains("release"), "{}", ledger.stdout);
    // Nothing new was adopted: only a draft can follow.
    let second = cut("2030.2", "2030-05-01T08:00:00Z", &["keys/chair-1", "keys/chief-1"]);
    assert!(second.stderr.contains("R0155"), "{}", second.stderr);
    let draft = ["release", "cut", "2030.2", "--draft", "--at", "2030-05-01T08:00:00Z"];
    let keys = ["--key", "keys/chair-1", "--key", "keys/secretary-1"];
    handbook.succeed(&[&draft[..], &keys[..]].concat());
    assert_eq!(difference(&frozen, &edition(&handbook, "2030.1")).len(), 0, "the first one is as it was");
    let next = edition(&handbook, "2030.2-draft");
    assert!(next.text("manifest").contains("Serial: 2\n"));
    let fates: Vec<&str> = next.text("renumbering.tsv").lines().skip(2).collect();
    assert!(fates.iter().all(|line| line.split('\t').nth(3) == Some("same")), "{fates:#?}");
    // A draft does not make an adopted edition older.
    let root = root_of(&handbook, "2030.1");
    handbook.succeed(&["verify", "editions/2030.1", "--root", &root, "--newest", "editions/2030.2-draft"]);
    handbook.succeed(&["verify", "editions/2030.2-draft", "--root", &root, "--newest", "editions/2030.1"]);
    let past = handbook.succeed(&["verify", "editions/2030.1", "--root", &root, "--as-of", "2031-04-22"]);
    assert!(past.stdout.contains("gone through again by 21 April 2031"), "{}", past.stdout);
    let due = handbook.succeed(&["verify", "editions/2030.1", "--root", &root, "--as-of", "2031-04-21"]);
    assert!(!due.stdout.contains("gone through again"), "{}", due.stdout);
}

#[test]
fn an_edition_prints_what_a_reader_compares_with_a_copy() {
    let handbook = on_disk(&adopted().files);
    let keys = ["--key", "keys/chair-1", "--key", "keys/chief-1"];
    let cut = handbook.succeed(&[&["release", "cut", "2030.1", "--at", FIRST][..], &keys[..]].concat());
    let frozen = edition(&handbook, "2030.1");
    let manifest = frozen.text("manifest");
    let head = manifest.lines().find_map(|line| line.strip_prefix("Ledger-Head: ")).unwrap();
    let (number, digest) = head.split_once(' ').unwrap();
    handbook.succeed(&["build"]);
    let printed = std::fs::read_to_string(handbook.root().join("site/e/2030.1/print.html")).unwrap();
    let root = root_of(&handbook, "2030.1");
    assert!(cut.stdout.contains(&format!("printed on its title page: {root}")), "{}", cut.stdout);
    let number = number.trim_start_matches('0');
    for part in [
        format!("Root fingerprint: <code>{root}</code>"),
        format!("ledger: {number}, <code>{digest}</code>"),
        "<time datetime=\"2031-04-21\">21 April 2031</time>".to_owned(),
    ] {
        assert!(printed.contains(&part), "{part}\n{}", &printed[..printed.find("<article").unwrap()]);
    }
    let working = std::fs::read_to_string(handbook.root().join("site/print.html")).unwrap();
    assert!(!working.contains("class=\"colophon\""), "the working text vouches for nothing");
}

#[test]
fn a_second_person_signs_later() {
    let handbook = on_disk(&adopted().files);
    let cut = ["release", "cut", "2030.1", "--draft", "--key", "keys/chair-1", "--at", FIRST];
    let run = handbook.succeed(&cut);
    assert!(run.stdout.contains("1 of 2 persons have signed"), "{}", run.stdout);
    let root = root_of(&handbook, "2030.1-draft");
    let verify = || handbook.run(&["verify", "editions/2030.1-draft", "--root", &root]);
    assert_eq!(verify().code, Some(1));
    assert!(verify().stdout.contains("not signed: manifest.sigs: 1 of 2 persons have signed"));
    let stranger = handbook.run(&["release", "sign", "2030.1-draft", "--key", "keys/editor-1"]);
    assert!(stranger.stderr.contains("R0162"), "{}", stranger.stderr);
    handbook.succeed(&["release", "sign", "2030.1-draft", "--key", "keys/secretary-1"]);
    assert_eq!(verify().code, Some(0), "{}", verify().stdout);
}

#[test]
fn one_file_is_verified_with_the_manifest_above_it() {
    let handbook = founding();
    assert_eq!(draft(&handbook, &[]).code, Some(0));
    let root = root_of(&handbook, "2030.1-draft");
    let verify = |path: &str| handbook.run(&["verify", path, "--root", &root]);
    let run = verify("editions/2030.1-draft/text/content/annexes/xa.md");
    assert_eq!(run.code, Some(0), "{}", run.stdout);
    assert!(run.stdout.contains("1 file compared"), "{}", run.stdout);
    assert_eq!(verify("editions/2030.1-draft/site.zip").code, Some(0));
    let alone = verify("content/annexes/xa.md");
    assert_eq!(alone.code, Some(1));
    assert!(alone.stdout.contains("cannot be verified alone"), "{}", alone.stdout);
    let usage = handbook.run(&["verify", "editions/2030.1-draft", "--root", "sha256:12"]);
    assert_eq!(usage.code, Some(2), "{}", usage.stderr);
    assert_eq!(
        handbook.run(&["verify", "editions/2030.1-draft"]).code,
        Some(2),
        "the fingerprint is asked for"
    );
}

#[test]
fn exports_of_an_edition_are_verified_by_its_folder() {
    let handbook = founding();
    assert_eq!(draft(&handbook, &["--with-exports"]).code, Some(0));
    let root = root_of(&handbook, "2030.1-draft");
    let frozen = edition(&handbook, "2030.1-draft");
    for form in ["html", "epub"] {
        let name = format!("inner-sea-2030.1-draft.{form}");
        let bytes = frozen.get(&format!("exports/{name}")).unwrap();
        assert!(text_of(bytes, form).contains(&root), "{form}: its title page has the root fingerprint");
        let copy = format!("elsewhere/{name}");
        handbook.file(&copy, bytes);
        let verify = |more: &[&str]| handbook.run(&[&["verify", &copy, "--root", &root][..], more].concat());
        let alone = verify(&[]);
        assert_eq!(alone.code, Some(1));
        assert!(alone.stdout.contains("cannot be verified alone"), "{}", alone.stdout);
        let shown = ["--newest", "editions/2030.1-draft"];
        let genuine = verify(&shown);
        assert_eq!(genuine.code, Some(0), "{}", genuine.stdout);
        assert!(genuine.stdout.contains("is genuine: edition 2030.1-draft"), "{}", genuine.stdout);
        let mut altered = bytes.to_vec();
        let middle = altered.len() / 2;
        altered[middle] ^= 1;
        handbook.file(&copy, altered);
        let told = verify(&shown);
        assert_eq!(told.code, Some(1));
        assert!(told.stdout.contains(&format!("altered: {copy}: ")), "{}", told.stdout);
    }
    handbook.succeed(&["check"]);
    handbook.succeed(&["build"]);
    handbook.check_page("editions.html", "href=\"e/inner-sea-2030.1-draft.epub\"");
    assert!(handbook.root().join("site/e/inner-sea-2030.1-draft.html").exists());
}

/// The text of a file, or of all files of an archive.
fn text_of(bytes: &[u8], form: &str) -> String {
    if form == "html" {
        return String::from_utf8_lossy(bytes).into_owned();
    }
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    for at in 0..archive.len() {
        let mut inner = Vec::new();
        std::io::copy(&mut archive.by_index(at).unwrap(), &mut inner).unwrap();
        text.push_str(&String::from_utf8_lossy(&inner));
    }
    text
}

/// Whatever is wrong with a copy or with what was typed, people read what to do next.
#[test]
fn verify_says_what_to_do_next() {
    let handbook = founding();
    assert_eq!(draft(&handbook, &[]).code, Some(0));
    let root = root_of(&handbook, "2030.1-draft");
    let folder = "editions/2030.1-draft";
    let told = |arguments: &[&str], code: i32, words: &[&str]| {
        let run = handbook.run(&[&["verify"], arguments].concat());
        assert_eq!(run.code, Some(code), "{arguments:?}: {}{}", run.stdout, run.stderr);
        let said = format!("{}{}", run.stdout, run.stderr);
        for words in words {
            assert!(said.contains(words), "{arguments:?}: {said}");
        }
    };
    let genuine = handbook.run(&["verify", folder, "--root", &root]);
    assert!(!genuine.stdout.contains("next:"), "{}", genuine.stdout);
    told(&[folder], 2, &["no root fingerprint was given", "printed in the book", "`--root sha256:…`"]);
    told(&[folder, "--root", "2030"], 2, &["`2030` is no root fingerprint", "copy all of it"]);
    told(&["nowhere", "--root", &root], 2, &["there is no `nowhere`; name the folder of an edition"]);
    told(&[folder, "--root", &root, "--newest", "nowhere"], 2, &["there is no `nowhere`"]);
    told(&["editions", "--root", &root], 1, &["next: name one edition: `editions/2030.1-draft`"]);
    told(&["content", "--root", &root], 1, &["next: name the folder that has the file `manifest`"]);
    told(&["content/preface.md", "--root", &root], 1, &["next: show the edition that it was taken from"]);
    let other = format!("sha256:{}", "a".repeat(64));
    told(&[folder, "--root", &other], 1, &["next: compare the fingerprint with the printed book"]);
    let annexes = ["xa", "xb"].map(|state| format!("{folder}/text/content/annexes/{state}.md"));
    let (one, two) = (handbook.read(&annexes[0]), handbook.read(&annexes[1]));
    handbook.file(&annexes[0], &two);
    let swapped =
        "altered: text/content/annexes/xa.md: it holds what belongs to `text/content/annexes/xb.md`";
    told(&[folder, "--root", &root], 1, &[swapped, "next: do not rely on this copy"]);
    handbook.file(&annexes[0], one);
    handbook.remove(&format!("{folder}/manifest.sigs"));
    told(&[folder, "--root", &root], 1, &["0 of 1 persons have signed", "next: do not rely on it before"]);
}

/// The chief editor is elsewhere: consent goes by mail before, the signature after.
#[test]
fn the_other_person_consents_and_signs_by_mail() {
    let handbook = on_disk(&adopted().files);
    handbook.succeed(&[
        "release",
        "consent",
        "2030.1",
        "--key",
        "keys/chief-1",
        "--output",
        "mail",
        "--at",
        FIRST,
    ]);
    let mail = handbook.tree();
    let consents: Vec<&str> = mail.paths().filter(|path| path.starts_with("mail/")).collect();
    assert_eq!(consents.len(), 1, "{consents:?}");
    let cut = ["release", "cut", "2030.1", "--key", "keys/chair-1", "--at", FIRST];
    assert!(handbook.run(&cut).stderr.contains("R0158"), "nothing is cut alone");
    let wrong = handbook.read(consents[0]).replace("Refers: 2030.1", "Refers: 2030.2");
    handbook.file("wrong.review", wrong);
    assert_eq!(handbook.run(&[&cut[..], &["--review", "wrong.review"]].concat()).code, Some(1));
    let run = handbook.succeed(&[&cut[..], &["--review", consents[0]]].concat());
    assert!(run.stdout.contains("1 of 2 persons have signed"), "{}", run.stdout);
    assert!(
        run.stdout.contains("ssh-keygen -Y sign -n edition.v1@inner-sea -f KEY manifest"),
        "{}",
        run.stdout
    );
    handbook.succeed(&["check"]);
    // She signs what she was sent.
    let sent = handbook.read("editions/2030.1/manifest");
    let namespace = Namespace::new(Purpose::Edition, "inner-sea");
    let signature = key("chief-1").sign(&namespace, sent.as_bytes()).unwrap();
    handbook.file("manifest.sig", signature.armour());
    handbook.succeed(&["release", "sign", "2030.1", "--signature", "manifest.sig"]);
    let root = root_of(&handbook, "2030.1");
    let verified = handbook.succeed(&["verify", "editions/2030.1", "--root", &root]);
    assert!(verified.stdout.contains("signed by chair-1, chief-1"), "{}", verified.stdout);
    let other = key("chief-1").sign(&namespace, b"something else").unwrap();
    handbook.file("manifest.sig", other.armour());
    let refused = handbook.run(&["release", "sign", "2030.1", "--signature", "manifest.sig"]);
    assert!(refused.stderr.contains("R0162"), "{}", refused.stderr);
}
