//! Marked changes: both texts come back, and no mark cuts a word or a character.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use handbook::diff::{Mark, Redline, redline};
use handbook::words::{clusters, words};

use super::texts::{changed, rounds, text};
use crate::support::{Random, repository};

/// What every redline promises.
fn checked(old: &str, new: &str) -> Redline {
    let found = redline(old, new);
    let (mut at, mut both) = ((0, 0), (String::new(), String::new()));
    let mut before = None;
    for segment in found.segments() {
        assert_eq!((segment.old.start, segment.new.start), at, "gap in {old:?} {new:?}");
        at = (segment.old.end, segment.new.end);
        assert_ne!(before, Some(segment.mark), "two neighbours with one mark");
        before = Some(segment.mark);
        assert_eq!(segment.old.is_empty(), !segment.mark.is_old());
        assert_eq!(segment.new.is_empty(), !segment.mark.is_new());
        if segment.mark.is_old() {
            both.0.push_str(&old[segment.old.clone()]);
        }
        if segment.mark.is_new() {
            both.1.push_str(&new[segment.new.clone()]);
        }
        if segment.mark == Mark::Same {
            assert_eq!(old[segment.old.clone()], new[segment.new.clone()]);
        }
    }
    assert_eq!((&*both.0, &*both.1), (old, new));
    assert_eq!(found.is_empty(), old == new);
    assert_eq!(found.changed_words() == 0, found.deleted_words() + found.inserted_words() == 0);
    let ends = |text: &str| clusters(text).map(|range| range.end).chain([0]).collect::<BTreeSet<_>>();
    let (old_ends, new_ends) = (ends(old), ends(new));
    for segment in found.segments() {
        assert!(old_ends.contains(&segment.old.end), "{old:?} cut at {}", segment.old.end);
        assert!(new_ends.contains(&segment.new.end), "{new:?} cut at {}", segment.new.end);
    }
    found
}

#[test]
fn no_mark_lies_inside_a_word_in_any_script() {
    let path = repository().join("tests/fixtures/redline/sentences.txt");
    let fixture = std::fs::read_to_string(path).unwrap();
    let mut languages: BTreeMap<&str, usize> = BTreeMap::new();
    let mut marked = String::new();
    for line in fixture.lines().filter(|line| !line.starts_with('#')) {
        let [language, old, new] = line.split(" | ").collect::<Vec<_>>()[..] else { panic!("{line}") };
        *languages.entry(language).or_default() += 1;
        let ends =
            |text: &str| words(text).into_iter().map(|range| range.end).chain([0]).collect::<BTreeSet<_>>();
        for (old, new) in [(old, new), (new, old)] {
            let found = checked(old, new);
            assert!(!found.is_empty());
            let (one, other) = (ends(old), ends(new));
            for segment in found.segments() {
                assert!(one.contains(&segment.old.end), "{old}: a word is cut");
                assert!(other.contains(&segment.new.end), "{new}: a word is cut");
            }
        }
        let _ = writeln!(marked, "{language} {}", redline(old, new).plain());
    }
    assert!(languages.len() >= 8 && languages.values().sum::<usize>() >= 60, "{languages:?}");
    insta::with_settings!({ snapshot_path => "../snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("redline-sentences", marked);
    });
}

#[test]
fn both_texts_come_back() {
    let mut random = Random::seeded(61);
    for _ in 0..rounds(1_000, 100_000) {
        let old = text(&mut random, 25);
        let new = if random.below(4) == 0 { text(&mut random, 25) } else { changed(&mut random, &old, 6) };
        let found = checked(&old, &new);
        assert_eq!(found.plain() == new, old == new);
    }
}

#[test]
fn any_characters_are_survived() {
    const CHARACTERS: &[char] = &[
        'a', ' ', '\n', 'ก', '\u{E49}', '\u{E33}', 'ក', '\u{17D2}', '\u{17C6}', 'က', '\u{1039}', '\u{301}',
        '\u{200B}', '\u{200D}', '\u{202E}', '👩', '🇹', '🇭', '中', 'ு', '1', '๑', '.', '\t', '\0', '\u{FEFF}',
        'ー', '한',
    ];
    let mut random = Random::seeded(62);
    let mut any =
        |most: usize| -> String { (0..random.below(most)).map(|_| *random.pick(CHARACTERS)).collect() };
    for _ in 0..rounds(1_500, 300_000) {
        let (head, tail) = (any(12), any(12));
        let (old, new) = (format!("{head}{}{tail}", any(8)), format!("{head}{}{tail}", any(8)));
        let found = checked(&old, &new);
        let shown = found.plain();
        assert!(!shown.contains(|c: char| (c.is_control() && c != '\n' && c != '\t') || c == '\u{202E}'));
    }
}

#[test]
fn what_is_moved_is_not_deleted_and_inserted() {
    let old = "# A\n\nThe first paragraph says this and that.\n\nThe second paragraph says something else.\n\nThe third paragraph is short.\n\nEnd.\n";
    let new = "# A\n\nThe second paragraph says something else.\n\nThe third paragraph is very short.\n\nThe first paragraph says this and that.\n\nEnd.\n";
    let found = checked(old, new);
    let marks: Vec<Mark> = found.segments().iter().map(|segment| segment.mark).collect();
    assert!(marks.contains(&Mark::MovedAway(1)) && marks.contains(&Mark::MovedHere(1)), "{}", found.plain());
    assert!(found.plain().contains("is {+very +}short"), "{}", found.plain());
    assert_eq!(found.changed_words(), 1);
    assert!(found.weighty().is_empty());
    for segment in found.segments() {
        if segment.mark == Mark::MovedAway(1) {
            assert!(found.text(segment).contains("The first paragraph"));
        }
    }
}

#[test]
fn a_rewritten_sentence_is_one_change() {
    let found = checked(
        "Requests are sent by the ministry to the court of the place.\n",
        "All files go from one office to another under seal.\n",
    );
    assert!(found.segments().len() <= 5, "{}", found.plain());
    let found = checked("Reply in 30 days.\n", "Reply within 60 days.\n");
    assert_eq!(found.plain(), "Reply [-in 30-]{+within 60+} days.\n");
}

#[test]
fn what_hides_is_shown() {
    let found = checked("a b\n", "a \u{202E}b\u{200B}\n");
    assert_eq!(found.plain(), "a[- b-]{+ <U+202E>b<U+200B>+}\n");
    assert!(found.coloured().contains("\u{1b}[32;4m <U+202E>b"));
    assert!(checked("ក\u{200B}ខ គ\n", "ក\u{200B}ខ ឃ\n").plain().starts_with("ក\u{200B}ខ "));
}

/// Texts without a line in common, and reversed ones, end with a whole change rather than in no time.
#[test]
fn the_work_is_bounded() {
    let mut random = Random::seeded(63);
    let mut other = |words: usize| -> String {
        (0..words)
            .map(|at| format!("{:x}{}", random.next() % 50_000, if at % 12 == 0 { "\n" } else { " " }))
            .collect()
    };
    let size = rounds(6_000, 130_000);
    let (old, new) = (other(size), other(size));
    assert!(!redline(&old, &new).is_empty());
    let reversed: String = old.lines().rev().flat_map(|line| [line, "\n"]).collect();
    let found = redline(&old, &reversed);
    let text = |old: bool| -> String {
        let mine = |mark: Mark| if old { mark.is_old() } else { mark.is_new() };
        found
            .segments()
            .iter()
            .filter(|segment| mine(segment.mark))
            .map(|segment| found.text(segment))
            .collect()
    };
    assert_eq!((text(true), text(false)), (old, reversed));
}

#[test]
fn excerpts_stand_under_their_headings() {
    let old = "# X\n\n## Time limits {#time}\n\nThe authority shall reply within 30 days.\n\n## Bail\n\na\nb\nc\nd\ne\n\n## Costs\n\nEach State bears its own.\n";
    let new = old.replace("shall reply within 30", "may reply within 60").replace("its own", "its costs");
    let found = checked(old, &new);
    let places = found.places("content/annexes/xa.md", 1);
    let shown: Vec<(u32, String)> =
        places.iter().map(|place| (place.line(), place.titles.join(" > "))).collect();
    assert_eq!(shown, [(5, "X > Time limits".to_owned()), (17, "X > Costs".to_owned())]);
    let first: Vec<String> = places[0].runs().into_iter().map(|(_, text)| text).collect();
    assert_eq!(first.concat(), "\nThe authority shallmay reply within 3060 days.\n\n");
}
