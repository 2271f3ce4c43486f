//! Search as a whole: build, open, ask.

use camino::{Utf8Path, Utf8PathBuf};
use proptest::prelude::*;

use super::*;
use crate::model::Passage;

pub(super) struct Folder {
    _temporary: tempfile::TempDir,
    pub(super) path: Utf8PathBuf,
}

pub(super) fn folder() -> Folder {
    let temporary = tempfile::tempdir().expect("temporary folder");
    let path = Utf8PathBuf::from_path_buf(temporary.path().to_owned()).expect("UTF-8 path");
    Folder { _temporary: temporary, path }
}

pub(super) fn passage(number: &str, state: Option<&str>, heading: &str, text: &str) -> Passage {
    Passage {
        page: format!("{}.html", state.unwrap_or("chapter").to_lowercase()),
        page_title: state.map_or("Mutual legal assistance", |_| "Annex").to_owned(),
        anchor: format!("p-{}", number.replace('.', "")),
        number: number.to_owned(),
        kind: if state.is_some() { "annex" } else { "chapter" }.to_owned(),
        headings: vec![heading.to_owned()],
        state: state.map(str::to_owned),
        languages: vec!["en".to_owned()],
        cites: if text.contains("UNTOC") { vec!["untoc".to_owned()] } else { Vec::new() },
        pinpoints: if text.contains("UNTOC") { vec!["untoc:18(15)".to_owned()] } else { Vec::new() },
        open: false,
        text: text.to_owned(),
    }
}

pub(super) fn sample() -> Vec<Passage> {
    vec![
        passage("1.1", None, "Grounds for refusal", "Dual criminality is required for coercive measures."),
        passage("1.2", None, "Grounds for refusal", "The dual nature of criminality is discussed elsewhere."),
        passage("1.3", None, "Proceeds", "Proceeds of crime may be traced, frozen and confiscated."),
        passage("1.4", None, "Hearings", "Proceedings are heard by video link where the law allows it."),
        passage("1.5", None, "Channels", "The central authority sends the request (UNTOC, art. 18(15))."),
        passage("1.6", None, "Sources", "The author of the note is not named."),
        passage("TH.1", Some("TH"), "Laws", "พระราชบัญญัติป้องกันและปราบปรามการค้ามนุษย์ พ.ศ. ๒๕๕๑"),
        passage("TH.2", Some("TH"), "Dual criminality", "Dual criminality is required in Thailand."),
        passage("SG.1", Some("SG"), "Dual criminality", "Dual criminality is required in Singapore."),
        passage("LA.1", Some("LA"), "Laws", "ກົດໝາຍວ່າດ້ວຍການສົ່ງຜູ້ຮ້າຍຂ້າມແດນ"),
        passage("KH.1", Some("KH"), "Laws", "ច្បាប់ស្តីពីការបង្ក្រាបអំពើជួញដូរមនុស្ស"),
        passage("MM.1", Some("MM"), "Laws", "လူကုန်ကူးမှုတားဆီးကာကွယ်ရေးဥပဒေ"),
        passage("VN.1", Some("VN"), "Laws", "Luật tương trợ tư pháp; quyền tự do đi lại được bảo đảm."),
        passage("SG.2", Some("SG"), "Chinese", "引渡条约与司法协助"),
        passage("SG.3", Some("SG"), "Tamil", "மனித உரிமைகள் சட்டம்"),
    ]
}

pub(super) fn built(passages: &[Passage]) -> (Folder, Searcher) {
    let folder = folder();
    build(passages, &Synonyms::default(), &folder.path).expect("build");
    let searcher = Searcher::open(&folder.path).expect("open");
    (folder, searcher)
}

pub(super) fn ask(searcher: &Searcher, text: &str) -> Found {
    searcher.search(&Query::parse(text), &Filters::default(), Page::default()).expect("search")
}

pub(super) fn numbers(found: &Found) -> Vec<&str> {
    found.hits.iter().map(|hit| hit.passage.number.as_str()).collect()
}

pub(super) fn marked(found: &Found) -> Vec<&str> {
    let first = found.hits.first().expect("a hit");
    first.snippet.iter().filter(|part| part.marked).map(|part| part.text.as_str()).collect()
}

#[test]
fn words_inside_unspaced_runs_are_found_and_marked() {
    let (_folder, searcher) = built(&sample());
    for (query, number) in [
        ("ค้ามนุษย์", "TH.1"),
        ("ปราบปราม", "TH.1"),
        ("ຜູ້ຮ້າຍຂ້າມແດນ", "LA.1"),
        ("ກົດຫມາຍ", "LA.1"),
        ("ជួញដូរ", "KH.1"),
        ("ស្ដីពី", "KH.1"),
        ("လူကုန်ကူး", "MM.1"),
        ("司法协助", "SG.2"),
        ("உரிமைகள்", "SG.3"),
    ] {
        let found = ask(&searcher, query);
        assert_eq!((found.stage, numbers(&found)), (Stage::All, vec![number]), "{query}");
        let quoted = ask(&searcher, &format!("\"{query}\""));
        assert_eq!(numbers(&quoted), [number], "{query} quoted");
        assert!(quoted.notes.is_empty(), "{query} quoted");
    }
    assert_eq!(marked(&ask(&searcher, "ค้ามนุษย์")), ["ค้ามนุษย์"]);
    assert_eq!(marked(&ask(&searcher, "ស្ដីពី")), ["ស្តីពី"]);
    assert_eq!(marked(&ask(&searcher, "法")), ["法"]);
}

#[test]
fn native_digits_are_digits() {
    let (_folder, searcher) = built(&sample());
    assert_eq!(numbers(&ask(&searcher, "2551")), ["TH.1"]);
    assert_eq!(numbers(&ask(&searcher, "๒๕๕๑")), ["TH.1"]);
}

#[test]
fn a_phrase_is_the_words_side_by_side() {
    let (_folder, searcher) = built(&sample());
    let found = ask(&searcher, "\"dual criminality\"");
    assert_eq!(found.total, 3);
    assert!(!numbers(&found).contains(&"1.2"));
    let found = ask(&searcher, "\"criminality dual\"");
    assert_eq!(found.notes, [Note::NoSuchPhrase]);
    assert!(found.total >= 3, "the words are searched for instead");
    let found = ask(&searcher, "\"measures grounds\"");
    assert_eq!(found.notes, [Note::NoSuchPhrase], "no phrase reaches from the text into the heading");
}

#[test]
fn words_side_by_side_come_before_words_apart() {
    let (_folder, searcher) = built(&sample());
    let found = ask(&searcher, "dual criminality");
    assert_eq!(found.stage, Stage::All);
    assert_eq!(numbers(&found).last(), Some(&"1.2"));
}

#[test]
fn legal_terms_that_share_a_root_are_kept_apart() {
    let (_folder, searcher) = built(&sample());
    assert_eq!(numbers(&ask(&searcher, "proceeds")), ["1.3"]);
    assert_eq!(numbers(&ask(&searcher, "proceedings")), ["1.4"]);
    assert_eq!(numbers(&ask(&searcher, "proceeding ")), ["1.4"]);
    assert_eq!(numbers(&ask(&searcher, "authorities")), ["1.5"]);
    assert_eq!(numbers(&ask(&searcher, "author")), ["1.6"]);
}

#[test]
fn filters_narrow_and_facets_count() {
    let (_folder, searcher) = built(&sample());
    let found = ask(&searcher, "criminality");
    let counts: Vec<(&str, usize)> =
        found.facets.state.iter().map(|facet| (facet.id.as_str(), facet.count)).collect();
    assert_eq!(counts, [("SG", 1), ("TH", 1)]);
    for filters in ["state:TH", "state:th"] {
        assert_eq!(numbers(&ask(&searcher, &format!("criminality {filters}"))), ["TH.2"]);
    }
    let filters = Filters { state: Some("SG".to_owned()), ..Filters::default() };
    let found = searcher.search(&Query::parse("criminality"), &filters, Page::default()).expect("search");
    assert_eq!(numbers(&found), ["SG.1"]);
    for filter in ["cites:untoc", "cites:untoc:18", "cites:untoc:18(15)", "kind:chapter state: cites:UNTOC"] {
        assert_eq!(numbers(&ask(&searcher, &format!("request {filter}"))), ["1.5"], "{filter}");
    }
    assert_eq!(ask(&searcher, "request cites:untoc:1").stage, Stage::None);
}

#[test]
fn all_then_most_then_some() {
    let (_folder, searcher) = built(&sample());
    assert_eq!(ask(&searcher, "proceeds of crime").stage, Stage::All);
    let found = ask(&searcher, "frozen confiscated traced proceeds unicorn");
    assert_eq!((found.stage, numbers(&found)), (Stage::Most, vec!["1.3"]));
    let found = ask(&searcher, "unicorn griffin singapore");
    assert_eq!((found.stage, numbers(&found)), (Stage::Some, vec!["SG.1"]));
    let found = ask(&searcher, "unicorn");
    assert_eq!((found.stage, found.total), (Stage::None, 0));
    let found = ask(&searcher, "criminality singapore");
    assert_eq!((found.stage, numbers(&found)), (Stage::All, vec!["SG.1"]));
    assert!(found.near.iter().all(|hit| hit.stage < Stage::All) && found.near.len() >= 2);
}

#[test]
fn exclusions_leave_out() {
    let (_folder, searcher) = built(&sample());
    assert_eq!(numbers(&ask(&searcher, "criminality -required")), ["1.2"]);
    assert_eq!(numbers(&ask(&searcher, "criminality -\"dual criminality\"")), ["1.2"]);
    assert_eq!(ask(&searcher, "-criminality").notes, [Note::NothingAsked]);
    assert_eq!(ask(&searcher, "พระราชบัญญัติ -ค้ามนุษย์").stage, Stage::None);
}

#[test]
fn an_unfinished_word_is_completed() {
    let (_folder, searcher) = built(&sample());
    assert_eq!(numbers(&ask(&searcher, "confisc")), ["1.3"]);
    assert_eq!(numbers(&ask(&searcher, "proceeds conf")), ["1.3"]);
    assert_eq!(ask(&searcher, "conf ").stage, Stage::None, "a space ends the word");
}

#[test]
fn citations_are_found_in_every_language() {
    let mut passages = sample();
    passages.push(passage("2.1", None, "x", "See article 18, paragraph 15 of the instrument."));
    passages.push(passage("TH.3", Some("TH"), "x", "ตามมาตรา ๑๘ แห่งพระราชบัญญัติ"));
    passages.push(passage("VN.2", Some("VN"), "x", "Theo Điều 18 của Luật; trang 15."));
    passages.push(passage("2.2", None, "x", "There are 18 forms and 15 annexes."));
    passages.push(passage("2.3", None, "x", "As held in [2008] SGCA 41, at para 12."));
    let (_folder, searcher) = built(&passages);
    let mut found = ask(&searcher, "art 18");
    found.hits.sort_by(|one, other| one.passage.number.cmp(&other.passage.number));
    assert_eq!(numbers(&found), ["1.5", "2.1", "TH.3", "VN.2"]);
    let mut found = ask(&searcher, "s. 18(15)");
    found.hits.sort_by(|one, other| one.passage.number.cmp(&other.passage.number));
    assert_eq!(numbers(&found), ["1.5", "2.1"]);
    assert_eq!(marked(&found), ["art. 18(15)"]);
    assert_eq!(numbers(&ask(&searcher, "มาตรา 18(15)")).len(), 2);
    assert_eq!(numbers(&ask(&searcher, "[2008] SGCA 41")), ["2.3"]);
}

#[test]
fn years_of_two_eras_are_one() {
    let mut passages = sample();
    passages.push(passage("2.1", None, "x", "The Act of 2008 applies."));
    let (_folder, searcher) = built(&passages);
    assert_eq!(numbers(&ask(&searcher, "2008")), ["2.1", "TH.1"]);
    assert_eq!(numbers(&ask(&searcher, "๒๕๕๑")), ["TH.1", "2.1"]);
}

#[test]
fn synonyms_work_both_ways_and_across_languages() {
    let synonyms = Synonyms::new([
        vec!["MLA", "mutual legal assistance"],
        vec!["extradition", "การส่งผู้ร้ายข้ามแดน", "ສົ່ງຜູ້ຮ້າຍຂ້າມແດນ"],
        vec!["TIP", "trafficking in persons", "ค้ามนุษย์"],
    ]);
    let mut passages = sample();
    passages.push(passage("2.1", None, "x", "A request for MLA is made in writing."));
    passages.push(passage("2.2", None, "x", "Surrender and extradition are different."));
    passages.push(passage("2.3", None, "x", "This tip is for readers."));
    for other in &mut passages {
        other.page_title.clear();
    }
    passages.push(passage("2.4", None, "x", "Mutual assistance that is legal."));
    passages.push(passage("2.5", None, "x", "Mutual legal assistance is given."));
    passages.last_mut().expect("a passage").page_title.clear();
    let folder = folder();
    build(&passages, &synonyms, &folder.path).expect("build");
    let searcher = Searcher::open(&folder.path).expect("open");
    let found = ask(&searcher, "mla");
    assert_eq!(found.stage, Stage::All);
    assert_eq!(numbers(&found).first(), Some(&"2.1"));
    assert!(numbers(&found).contains(&"2.5"));
    let found = ask(&searcher, "mutual legal assistance writing");
    assert_eq!((found.stage, numbers(&found)), (Stage::All, vec!["2.1"]));
    assert_eq!(marked(&found), ["MLA", "writing"]);
    assert_eq!(numbers(&ask(&searcher, "extradition")), ["2.2", "LA.1"]);
    let found = ask(&searcher, "การส่งผู้ร้ายข้ามแดน");
    assert_eq!(found.stage, Stage::All);
    assert!(numbers(&found).contains(&"2.2") && numbers(&found).contains(&"LA.1"));
    let found = ask(&searcher, "tip");
    assert_eq!(numbers(&found).first(), Some(&"2.3"));
    assert!(numbers(&found).contains(&"TH.1"));
}

#[test]
fn a_word_of_a_state_puts_its_passages_first() {
    let passages = [
        passage("1.1", None, "Law", "Section 6 of the law on extradition, on extradition and extradition."),
        passage(
            "VN.1",
            Some("VN"),
            "Law",
            "Refusal stands in article 6 of the extradition law, among much else.",
        ),
        passage("ID.1", Some("ID"), "Law", "Undang-undang dan hukum, and do what is due."),
        passage("2.1", None, "Steps", "Do ask before you send. Do keep a copy."),
        passage("2.2", None, "Steps", "Do not wait for the original."),
        passage("MY.1", Some("MY"), "Titles", "Akta Pencegahan dan Penindasan."),
        passage("MY.2", Some("MY"), "Titles", "Bantuan dan pemulihan."),
    ];
    let mut synonyms = Synonyms::new([["extradition", "d\u{1EAB}n \u{111}\u{1ED9}"]]);
    synonyms.point("VN", ["\u{111}i\u{1EC1}u", "d\u{1EAB}n \u{111}\u{1ED9}"]);
    let searcher = Searcher::of(&passages, &synonyms).expect("an index");
    assert_eq!(numbers(&ask(&searcher, "section 6")), ["1.1", "VN.1"]);
    assert_eq!(numbers(&ask(&searcher, "\u{110}i\u{1EC1}u 6")), ["VN.1", "1.1"]);
    assert_eq!(numbers(&ask(&searcher, "dan do"))[0], "VN.1", "words of grammar in other languages");
}

#[test]
fn what_was_not_established_comes_after_answers() {
    let mut open = passage("TH.1", Some("TH"), "Law", "Not established: sharing of assets.");
    open.open = true;
    let other =
        passage("VN.1", Some("VN"), "Law", "The sharing of assets is agreed case by case, as statutes say.");
    let mut synonyms = Synonyms::default();
    synonyms.point("TH", ["Thailand"]);
    let searcher = Searcher::of(&[open, other], &synonyms).expect("an index");
    assert_eq!(numbers(&ask(&searcher, "sharing of assets")), ["VN.1", "TH.1"]);
    assert_eq!(numbers(&ask(&searcher, "sharing of assets Thailand")), ["TH.1", "VN.1"]);
}

#[test]
fn an_unknown_word_is_corrected_and_the_answer_says_so() {
    let (_folder, searcher) = built(&sample());
    let found = ask(&searcher, "dual criminalitty");
    assert_eq!(found.notes, [Note::Corrected]);
    assert_eq!(found.suggestion.as_deref(), Some("dual criminality"));
    assert_eq!(numbers(&found), numbers(&ask(&searcher, "dual criminality")));
}

#[test]
fn misspellings_are_answered_and_corrected() {
    let mut passages = sample();
    for index in 0..40 {
        passages.push(passage(&format!("9.{index}"), None, "x", "The extradition of fugitives."));
    }
    passages.push(passage("8.1", None, "x", "An extraditoin treaty, misspelt once."));
    let (_folder, searcher) = built(&passages);
    let found = ask(&searcher, "criminalty thailand");
    assert_eq!(found.suggestion.as_deref(), Some("criminality thailand"));
    assert_eq!(numbers(&found).first(), Some(&"TH.2"));
    let found = ask(&searcher, "extraditoin ");
    assert_eq!(numbers(&found).first(), Some(&"8.1"));
    assert_eq!(found.suggestion.as_deref(), Some("extradition"), "though it stands in the texts once");
    for query in ["criminality ", "ค้ามนษย์", "zzzzzzzz ", "12345"] {
        assert_eq!(ask(&searcher, query).suggestion, None, "{query}");
    }
}

#[test]
fn related_passages_share_words_that_few_have() {
    let passages = sample();
    let (_folder, searcher) = built(&passages);
    let related = searcher.related(&passages[7], 2).expect("related");
    assert_eq!(related.iter().map(|passage| passage.number.as_str()).collect::<Vec<_>>(), ["SG.1", "1.1"]);
}

#[test]
fn every_stretch_of_every_passage_is_found() {
    let passages = sample();
    let (_folder, searcher) = built(&passages);
    let spans = drawn_spans(&passages, 1);
    assert!(spans.len() > 500, "{}", spans.len());
    assert_eq!(lost(&searcher, &passages, &spans).expect("search"), []);
}

#[test]
fn marks_of_latin_letters_may_be_left_out() {
    let (_folder, searcher) = built(&sample());
    for query in ["quyen tu do", "quyền tự do", "duoc", "LUAT TUONG TRO"] {
        assert_eq!(numbers(&ask(&searcher, query)), ["VN.1"], "{query}");
    }
}

#[test]
fn a_number_finds_its_paragraph_first() {
    let (_folder, searcher) = built(&sample());
    assert_eq!(numbers(&ask(&searcher, "TH.2")).first(), Some(&"TH.2"));
    assert_eq!(numbers(&ask(&searcher, "1.4")).first(), Some(&"1.4"));
}

#[test]
fn any_query_gets_an_answer() {
    let (_folder, searcher) = built(&sample());
    let long = "a".repeat(10_000);
    let words = "crime ".repeat(1_000) + "x";
    let letters = "x ".repeat(400);
    for query in [
        "",
        " ",
        "\"",
        "\"\"\"",
        "-",
        "-\"",
        "\u{0}\u{1}\u{7f}",
        "the of and",
        "<script>alert(1)</script>",
        "AND OR NOT",
        "title:x",
        "*",
        "a*",
        "~",
        "(((",
        "[a TO b]",
        "\\",
        "/re/",
        "^2",
        "state:",
        "state:ZZ x",
        "\u{202E}abc",
        "🇹🇭",
        "\u{0E33}",
        "\u{17D2}",
        "\u{301}",
        &long,
        &words,
    ] {
        let found = ask(&searcher, query);
        assert_eq!(found.stage == Stage::None, found.total == 0, "{query:?}");
    }
    assert!(ask(&searcher, "is the of").total > 0, "function words are found when nothing else is asked for");
    assert_eq!(ask(&searcher, &words).notes, [Note::Cut, Note::TooMany]);
    assert_eq!(ask(&searcher, &letters).notes, [Note::Cut, Note::TooMany]);
}

#[test]
fn snippets_keep_the_text_as_it_is() {
    let text = format!("{} <script>dual</script> {}", "lorem ipsum ".repeat(60), "dolor sit ".repeat(60));
    let (_folder, searcher) = built(&[passage("1", None, "x", &text)]);
    let found = ask(&searcher, "dual");
    let parts = &found.hits[0].snippet;
    assert_eq!(marked(&found), ["dual"]);
    for part in parts {
        match part.offset {
            Some(offset) => assert_eq!(&text[offset..offset + part.text.len()], part.text),
            None => assert_eq!(part.text, "…"),
        }
    }
    let length: usize = parts.iter().map(|part| part.text.chars().count()).sum();
    assert!((150..400).contains(&length), "{length}");
}

#[test]
fn snippets_count_characters_not_bytes() {
    let text = "กฎหมายว่าด้วยความร่วมมือระหว่างประเทศในเรื่องทางอาญา ".repeat(30) + "ค้ามนุษย์";
    let (_folder, searcher) = built(&[passage("1", None, "x", &text)]);
    let found = ask(&searcher, "ค้ามนุษย์");
    let length: usize = found.hits[0].snippet.iter().map(|part| part.text.chars().count()).sum();
    assert!(length > 180, "{length}");
    assert_eq!(marked(&found), ["ค้ามนุษย์"]);
}

#[test]
fn a_long_run_is_not_dropped() {
    let text = "ก".repeat(200) + &"ความยุติธรรม".repeat(400) + "ค้ามนุษย์" + &"x".repeat(5_000);
    let (_folder, searcher) = built(&[passage("1", None, "x", &text)]);
    assert_eq!(ask(&searcher, "\"ค้ามนุษย์\"").total, 1);
    assert_eq!(ask(&searcher, &"x".repeat(64)).total, 1);
}

#[test]
fn two_builds_are_the_same_byte_for_byte() {
    let (one, other) = (folder(), folder());
    let first = build(&sample(), &Synonyms::default(), &one.path).expect("build");
    let second = build(&sample(), &Synonyms::default(), &other.path).expect("build");
    assert_eq!(first, second);
    assert_eq!(files_of(&one.path.join(&first.digest)), files_of(&other.path.join(&second.digest)));
    assert_eq!(build(&sample(), &Synonyms::default(), &one.path).expect("build again"), first);
}

fn files_of(path: &Utf8Path) -> Vec<(String, Vec<u8>)> {
    let mut found: Vec<(String, Vec<u8>)> = path
        .read_dir_utf8()
        .expect("folder")
        .map(|entry| {
            let entry = entry.expect("entry");
            let bytes = super::files::read(entry.path()).expect("bytes");
            (entry.file_name().to_owned(), bytes)
        })
        .collect();
    found.sort();
    found
}

#[test]
fn the_published_index_is_swapped_and_the_one_before_is_kept() {
    let folder = folder();
    let mut passages = sample();
    let first = build(&passages, &Synonyms::default(), &folder.path).expect("build").digest;
    let reader = Searcher::open(&folder.path).expect("open");
    passages.pop();
    let second = build(&passages, &Synonyms::default(), &folder.path).expect("build").digest;
    assert_eq!(ask(&reader, "criminality").total, 4, "an open index goes on");
    passages.pop();
    let third = build(&passages, &Synonyms::default(), &folder.path).expect("build").digest;
    assert_eq!(Searcher::open(&folder.path).expect("open").digest(), third);
    assert!(!folder.path.join(first).exists() && folder.path.join(second).exists());
}

#[test]
fn an_index_of_nothing_answers_nothing() {
    let (_folder, searcher) = built(&[]);
    assert!(searcher.is_empty());
    assert_eq!(ask(&searcher, "anything").stage, Stage::None);
}

#[test]
fn a_folder_without_an_index_is_an_error() {
    let folder = folder();
    let error = Searcher::open(&folder.path).err().expect("an error");
    assert_eq!(error.kind(), crate::error::ErrorKind::Index);
}

/// Opens and asks in a folder that may only be read; run again as another user where that can be.
#[test]
#[cfg(unix)]
fn a_read_only_folder_of_another_user_is_enough() {
    use std::os::unix::fs::PermissionsExt;
    const FOLDER: &str = "HANDBOOK_TEST_READ_ONLY";
    if let Ok(path) = std::env::var(FOLDER) {
        let searcher = Searcher::open(Utf8Path::new(&path)).expect("open as another user");
        assert_eq!(ask(&searcher, "criminality").total, 4);
        return;
    }
    let (folder, _) = built(&sample());
    let set = |path: &Utf8Path, mode| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).expect("permissions");
    };
    let all = |mode_of_files, mode_of_folders| {
        set(&folder.path, mode_of_folders);
        for name in super::files::folders(&folder.path) {
            let inner = folder.path.join(name);
            set(&inner, mode_of_folders);
            for (name, _) in files_of(&inner) {
                set(&inner.join(name), mode_of_files);
            }
        }
    };
    let before = files_of(&folder.path.join(built_digest(&folder.path)));
    assert!(before.iter().all(|(name, _)| {
        let mode = folder
            .path
            .join(built_digest(&folder.path))
            .join(name)
            .metadata()
            .expect("metadata")
            .permissions();
        mode.mode() & 0o044 == 0o044
    }));
    all(0o444, 0o555);
    assert_eq!(ask(&Searcher::open(&folder.path).expect("open"), "criminality").total, 4);
    let program = std::env::current_exe().expect("this program");
    let name = "search::tests::a_read_only_folder_of_another_user_is_enough";
    let again = std::process::Command::new("setpriv")
        .args(["--reuid=65534", "--regid=65534", "--clear-groups"])
        .arg(program)
        .args(["--exact", name])
        .env(FOLDER, &folder.path)
        .output();
    all(0o644, 0o755);
    assert_eq!(files_of(&folder.path.join(built_digest(&folder.path))), before, "nothing is written");
    // Only the super-user may become another; elsewhere the first half is the test.
    if let Ok(output) = again
        && !String::from_utf8_lossy(&output.stderr).contains("setpriv:")
    {
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    }
}

#[cfg(unix)]
fn built_digest(path: &Utf8Path) -> String {
    Searcher::open(path).expect("open").digest().to_owned()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn no_query_panics(text in "\\PC{0,40}|[\"\\-: a-zก-๙ក-\u{17DD}\u{1000}-\u{103F}一-三\u{200B}-\u{200F}]{0,60}") {
        thread_local! {
            static INDEX: (Folder, Searcher) = built(&sample());
        }
        INDEX.with(|(_, searcher)| {
            let found = ask(searcher, &text);
            for hit in found.hits.iter().chain(&found.near) {
                for part in &hit.snippet {
                    if let Some(offset) = part.offset {
                        prop_assert_eq!(&hit.passage.text[offset..offset + part.text.len()], &part.text);
                    }
                }
            }
            Ok(())
        })?;
    }
}
