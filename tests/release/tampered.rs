//! No way of changing a copy passes: each sort of bytes changed, cut, exchanged, added, taken away.

use std::collections::BTreeMap;

use handbook::amend::Digest;
use handbook::release::{Carried, FaultKind, compare, verify};

use crate::support::shelf::{FIRST, edition, founding, root_of};

/// A genuine draft edition and its root fingerprint.
fn genuine() -> (Carried, Digest) {
    let handbook = founding();
    handbook.succeed(&["release", "cut", "2030.1", "--draft", "--key", "keys/chair-1", "--at", FIRST]);
    let tree = edition(&handbook, "2030.1-draft");
    let files = tree.files().map(|(path, bytes)| (path.to_owned(), bytes.to_vec())).collect();
    (files, root_of(&handbook, "2030.1-draft").parse().unwrap())
}

/// The site with its manifest, as it is carried away.
fn site(edition: &Carried) -> Carried {
    let cursor = std::io::Cursor::new(edition["site.zip"].clone());
    let mut archive = zip::ZipArchive::new(cursor).unwrap();
    let mut files = Carried::new();
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).unwrap();
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut file, &mut bytes).unwrap();
        files.insert(file.name().unwrap().into_owned(), bytes);
    }
    for name in ["manifest", "manifest.sigs"] {
        files.insert(name.to_owned(), edition[name].clone());
    }
    files
}

fn kinds(copy: &Carried, root: Digest) -> BTreeMap<FaultKind, Vec<String>> {
    let mut found: BTreeMap<FaultKind, Vec<String>> = BTreeMap::new();
    for fault in verify(copy, root, None).faults {
        found.entry(fault.kind).or_default().push(fault.path);
    }
    found
}

#[test]
fn every_sort_of_file_is_guarded() {
    let (folder, root) = genuine();
    let carried = site(&folder);
    assert_eq!(kinds(&folder, root), BTreeMap::new());
    assert_eq!(kinds(&carried, root), BTreeMap::new());
    for copy in [&folder, &carried] {
        // One file of each sort, by the end of its name.
        let mut sorts: BTreeMap<&str, &String> = BTreeMap::new();
        for path in copy.keys().filter(|path| !path.starts_with("manifest") && !copy[*path].is_empty()) {
            sorts.entry(path.rsplit('.').next().unwrap()).or_insert(path);
        }
        assert!(sorts.len() >= 5, "{sorts:?}");
        let paths: Vec<&String> = sorts.into_values().collect();
        for (at, path) in paths.iter().enumerate() {
            let with = |change: &dyn Fn(&mut Carried)| {
                let mut copy = copy.clone();
                change(&mut copy);
                kinds(&copy, root)
            };
            let length = copy[*path].len();
            for place in [0, length - 1] {
                let found = with(&|copy| copy.get_mut(*path).unwrap()[place] ^= 1);
                assert!(found[&FaultKind::Altered].contains(path), "{path}: byte {place}");
            }
            for kept in [0, length / 2] {
                let found = with(&|copy| copy.get_mut(*path).unwrap().truncate(kept));
                assert!(found[&FaultKind::Altered].contains(path), "{path}: cut to {kept}");
            }
            let found = with(&|copy| copy.get_mut(*path).unwrap().push(b'\n'));
            assert!(found[&FaultKind::Altered].contains(path), "{path}: longer");
            let found = with(&|copy| drop(copy.remove(*path)));
            assert_eq!(found[&FaultKind::Missing], [(*path).clone()]);
            let other = paths[(at + 1) % paths.len()];
            let found = with(&|copy| {
                let (one, two) = (copy[*path].clone(), copy[other].clone());
                copy.insert((*path).clone(), two);
                copy.insert(other.clone(), one);
            });
            assert!(found[&FaultKind::Altered].len() >= 2, "{path}: exchanged with {other}");
        }
        for added in ["more.html", "chapters/x.html", ".hidden", "text/content/more.md", "manifest.old"] {
            let mut copy = copy.clone();
            copy.insert(added.to_owned(), b"x".to_vec());
            assert_eq!(kinds(&copy, root)[&FaultKind::Added], [added]);
        }
    }
}

#[test]
fn manifest_and_signatures_are_guarded() {
    let (folder, root) = genuine();
    // One file stands for all: what is tried here are the two that vouch for it.
    let one = "CHANGELOG.md";
    let slim: Carried =
        [one, "manifest", "manifest.sigs"].map(|name| (name.to_owned(), folder[name].clone())).into();
    let of = |copy: &Carried| verify(copy, root, Some(one)).faults;
    assert_eq!(of(&slim), []);
    let length = slim["manifest"].len();
    for at in (0..length).step_by(997).chain(0..40).chain(length - 40..length) {
        let mut copy = slim.clone();
        copy.get_mut("manifest").unwrap()[at] ^= 1;
        assert_ne!(of(&copy), [], "byte {at} of the manifest");
        let mut copy = slim.clone();
        copy.get_mut("manifest").unwrap().truncate(at);
        assert_ne!(of(&copy), [], "manifest cut to {at}");
    }
    for at in 0..slim["manifest.sigs"].len() {
        let mut copy = slim.clone();
        copy.get_mut("manifest.sigs").unwrap()[at] ^= 1;
        assert!(
            of(&copy).iter().any(|fault| fault.kind == FaultKind::Signature),
            "byte {at} of the signatures"
        );
    }
    let without = |name: &str| {
        let mut copy = slim.clone();
        copy.remove(name);
        of(&copy).iter().map(|fault| fault.kind).collect::<Vec<_>>()
    };
    assert_eq!(without("manifest"), [FaultKind::Manifest]);
    assert_eq!(without("manifest.sigs"), [FaultKind::Unsigned]);
    let other = verify(&slim, Digest::of("another root"), Some(one)).faults;
    assert_eq!(other.iter().map(|fault| fault.kind).collect::<Vec<_>>(), [FaultKind::Root]);
}

/// Somebody writes a whole edition anew, with keys of her own: it does not have the root fingerprint.
#[test]
fn an_edition_of_other_signers_is_not_this_one() {
    let (_, root) = genuine();
    let handbook = founding();
    handbook.edit("content/annexes/xa.md", "Two copies", "No copies");
    handbook.succeed(&["anchors", "update"]);
    handbook.succeed(&["release", "cut", "2030.1", "--draft", "--key", "keys/editor-1", "--at", FIRST]);
    let tree = edition(&handbook, "2030.1-draft");
    let forged: Carried = tree.files().map(|(path, bytes)| (path.to_owned(), bytes.to_vec())).collect();
    assert_eq!(kinds(&forged, root).into_keys().collect::<Vec<_>>(), [FaultKind::Root]);
}

/// Files of two genuine editions in one folder, and an old one offered as the newest.
#[test]
fn mixed_and_older_editions_are_told() {
    let handbook = founding();
    let cut = |id: &str, at: &str| {
        handbook.succeed(&["release", "cut", id, "--draft", "--key", "keys/chair-1", "--at", at]);
        let tree = edition(&handbook, &format!("{id}-draft"));
        tree.files().map(|(path, bytes)| (path.to_owned(), bytes.to_vec())).collect::<Carried>()
    };
    let one = cut("2030.1", FIRST);
    handbook.edit("content/annexes/xa.md", "Two copies", "Three copies");
    handbook.succeed(&["anchors", "update"]);
    let two = cut("2030.2", "2030-06-01T00:00:00Z");
    let root: Digest = root_of(&handbook, "2030.1-draft").parse().unwrap();
    let (old, new) = (verify(&one, root, None), verify(&two, root, None));
    assert!(old.is_genuine() && new.is_genuine(), "{old:?} {new:?}");
    assert_eq!(compare(&old, &new).map(|fault| fault.kind), Some(FaultKind::Older));
    assert_eq!(compare(&new, &old), None);
    assert_eq!(compare(&new, &new), None);
    let mut mixed = two.clone();
    let annex = "text/content/annexes/xa.md";
    mixed.insert(annex.to_owned(), one[annex].clone());
    assert_eq!(kinds(&mixed, root), BTreeMap::from([(FaultKind::Altered, vec![annex.to_owned()])]));
    let mut mixed = two.clone();
    mixed.insert("manifest".to_owned(), one["manifest"].clone());
    assert!(!verify(&mixed, root, None).is_genuine());
    let map = String::from_utf8(two["renumbering.tsv"].clone()).unwrap();
    assert_eq!(map.lines().filter(|line| line.contains("\tchanged\t")).count(), 1, "{map}");
}
