//! The pitfalls of full-text engines that were read or measured before this search was written, each
//! as a test; and the words of the field that a general search confuses.

use proptest::prelude::*;

use crate::model::Passage;
use crate::search::eval::{Baseline, Engine, Static};
use crate::search::tests::{ask, built, folder, marked, numbers, passage, sample};
use crate::search::*;

fn with(synonyms: &Synonyms, passages: &[Passage]) -> Searcher {
    Searcher::of(passages, synonyms).expect("an index in memory")
}

fn field() -> Synonyms {
    Synonyms::new([
        vec!["mutual legal assistance", "MLA"],
        vec!["trafficking in persons", "TIP"],
        vec!["UNTOC", "Palermo Convention"],
        vec!["AMLAT", "Treaty on Mutual Legal Assistance in Criminal Matters"],
        vec!["extradition", "การส่งผู้ร้ายข้ามแดน", "dẫn độ"],
    ])
}

/// Default analyzers drop words over 40 bytes: a Thai run of 14 letters vanishes.
#[test]
fn no_run_is_dropped_for_its_length_in_bytes() {
    let text = "พระราชบัญญัติป้องกันและปราบปรามการค้ามนุษย์".repeat(50);
    let (_folder, searcher) = built(&[passage("1", None, "x", &text)]);
    for query in ["ปราบปรามการค้ามนุษย์พระราชบัญญัติ", "\"การค้ามนุษย์\"", &"ก".repeat(300)]
    {
        let found = ask(&searcher, query);
        assert_eq!(found.total, usize::from(!query.starts_with("กก")), "{query}");
    }
}

/// tantivy's snippets count bytes: 150 are 50 Thai letters.
#[test]
fn a_snippet_is_as_long_in_thai_as_in_english() {
    let long = |text: &str| {
        let (_folder, searcher) = built(&[passage("1", None, "x", &text.repeat(40))]);
        let found = ask(&searcher, text.split(' ').next().expect("a word"));
        found.hits[0].snippet.iter().map(|part| part.text.chars().count()).sum::<usize>()
    };
    let (thai, english) =
        (long("กฎหมายว่าด้วยความร่วมมือระหว่างประเทศ "), long("assistance between the States of a region "));
    assert!(thai * 10 > english * 8, "{thai} letters beside {english}");
}

/// Prefix, pattern and fuzzy queries score a constant: the best passage is then any of them.
#[test]
fn completed_and_corrected_words_are_ranked() {
    let passages = [
        passage(
            "1",
            None,
            "x",
            "A confiscation is named here once, among many other words that make the text long.",
        ),
        passage("2", None, "x", "Confiscation. Confiscation."),
    ];
    let (_folder, searcher) = built(&passages);
    for query in ["confisc", "confisction"] {
        let found = ask(&searcher, query);
        assert_eq!(numbers(&found), ["2", "1"], "{query}");
        assert!(found.hits[0].score > found.hits[1].score, "{query}");
    }
}

/// Phrase prefixes need two terms, and expansions are capped: one letter is enough here.
#[test]
fn one_unfinished_word_is_enough() {
    let passages: Vec<Passage> =
        (0..200).map(|at| passage(&format!("1.{at}"), None, "x", &format!("word{at} treaty"))).collect();
    let (_folder, searcher) = built(&passages);
    assert_eq!(ask(&searcher, "tre").total, 200);
}

/// Folded forms at the same position lengthen a text and weaken its words.
#[test]
fn marks_do_not_lengthen_a_text() {
    let passages = [
        passage("1", None, "x", "quyền tự do được bảo đảm cho người bị buộc tội treaty"),
        passage("2", None, "x", "quyen tu do duoc bao dam cho nguoi bi buoc toi treaty"),
    ];
    let (_folder, searcher) = built(&passages);
    let found = ask(&searcher, "treaty");
    assert_eq!(found.hits[0].score, found.hits[1].score);
}

/// A suggestion must not wait for a word that is in no text: a typo may stand in one.
#[test]
fn a_typo_that_also_occurs_once_is_corrected() {
    let mut passages: Vec<Passage> = (0..40)
        .map(|at| passage(&format!("1.{at}"), Some("TH"), "x", "The extradition of fugitives."))
        .collect();
    passages.push(passage("9", None, "x", "An extraditon treaty, misspelt."));
    let (_folder, searcher) = built(&passages);
    let wanted = Some("extradition");
    assert_eq!(ask(&searcher, "extraditon ").suggestion.as_deref(), wanted);
    for state in ["TH", "SG"] {
        let filters = Filters { state: Some(state.to_owned()), ..Filters::default() };
        let found = searcher.search(&Query::parse("extraditon "), &filters, Page::default()).expect("search");
        assert_eq!(found.suggestion.as_deref(), wanted, "narrowed to {state}");
    }
    assert_eq!(ask(&searcher, "extraditon state:SG").suggestion.as_deref(), Some("extradition state:SG"));
}

/// The syntax of query parsers is text here.
#[test]
fn no_syntax_of_a_parser_reaches_the_index() {
    let (_folder, searcher) = built(&sample());
    for query in [
        "body:criminality",
        "criminality^9",
        "crim*",
        "criminality~2",
        "(criminality",
        "criminality AND",
        "[a TO z] criminality",
    ] {
        assert!(ask(&searcher, query).total > 0, "{query}");
    }
}

/// Built with any number of threads: the same files, byte for byte.
#[test]
fn the_index_does_not_depend_on_threads() {
    let passages: Vec<Passage> = (0..3_000)
        .map(|at| {
            passage(&format!("{at}"), None, "x", &format!("Request {at} about ค้ามนุษย์ and treaty {}", at % 7))
        })
        .collect();
    let build_with = |threads: usize| {
        let folder = folder();
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        let made = pool.install(|| build(&passages, &field(), &folder.path)).expect("build");
        let name = folder.path.join(&made.digest);
        let mut bytes: Vec<(String, Vec<u8>)> = crate::fs::names(&name)
            .expect("names")
            .into_iter()
            .map(|file| (file.clone(), files::read(&name.join(file)).expect("bytes")))
            .collect();
        bytes.sort();
        bytes
    };
    let one = build_with(1);
    assert!(one.len() > 3);
    assert!(one == build_with(3), "three threads write other bytes than one");
}

#[test]
fn proceeds_are_not_proceedings_and_an_authority_is_no_author() {
    let (_folder, searcher) = built(&sample());
    for (query, number) in [
        ("proceeds", "1.3"),
        ("proceedings", "1.4"),
        ("authority", "1.5"),
        ("author", "1.6"),
        ("authors", "1.6"),
    ] {
        let found = ask(&searcher, &format!("{query} "));
        assert_eq!(numbers(&found), [number], "{query}");
    }
}

#[test]
fn acronyms_find_their_names_and_names_their_acronyms() {
    let texts = [
        ("1", "A request for MLA is made in writing."),
        ("2", "Mutual legal assistance is given."),
        ("3", "The TIP unit answers."),
        ("4", "Trafficking in persons is an offence."),
        ("5", "UNTOC applies."),
        ("6", "The Palermo Convention applies."),
        ("7", "AMLAT is in force."),
        ("8", "The Treaty on Mutual Legal Assistance in Criminal Matters is in force."),
    ];
    let passages: Vec<Passage> = texts
        .iter()
        .map(|(number, text)| Passage { page_title: String::new(), ..passage(number, None, "", text) })
        .collect();
    let searcher = with(&field(), &passages);
    for (query, wanted) in [
        ("MLA", ["1", "2"]),
        ("mla", ["1", "2"]),
        ("mutual legal assistance", ["2", "1"]),
        ("tip", ["3", "4"]),
        ("trafficking in persons", ["4", "3"]),
        ("UNTOC", ["5", "6"]),
        ("Palermo Convention", ["6", "5"]),
        ("AMLAT", ["7", "8"]),
        ("Treaty on Mutual Legal Assistance in Criminal Matters", ["8", "7"]),
    ] {
        let found = ask(&searcher, query);
        for number in wanted {
            assert!(numbers(&found).contains(&number), "{query}: {:?}", numbers(&found));
        }
        assert_eq!(found.stage, Stage::All, "{query}");
    }
}

#[test]
fn a_term_finds_its_counterparts_in_other_languages() {
    let passages = [
        passage("1", None, "x", "Extradition needs a treaty."),
        passage("2", Some("TH"), "x", "กฎหมายว่าด้วยการส่งผู้ร้ายข้ามแดน"),
        passage("3", Some("VN"), "x", "Luật dẫn độ"),
    ];
    let searcher = with(&field(), &passages);
    for query in ["extradition", "การส่งผู้ร้ายข้ามแดน", "dẫn độ", "dan do "]
    {
        let found = ask(&searcher, query);
        assert_eq!(found.total, 3, "{query}: {:?}", numbers(&found));
    }
    assert_eq!(
        numbers(&ask(&searcher, "การส่งผู้ร้ายข้ามแดน")).first(),
        Some(&"2"),
        "the language typed comes first"
    );
}

#[test]
fn vietnamese_is_found_with_and_without_marks_and_typed_marks_count() {
    let passages = [
        passage("1", None, "x", "quyen tu do, written without marks"),
        passage("2", Some("VN"), "x", "quyền tự do, written with its marks"),
    ];
    let (_folder, searcher) = built(&passages);
    assert_eq!(ask(&searcher, "quyen tu do").total, 2);
    assert_eq!(numbers(&ask(&searcher, "quyền tự do")), ["2", "1"]);
    assert_eq!(numbers(&ask(&searcher, "quyen tu do")), ["1", "2"]);
}

#[test]
fn thai_digits_and_years_of_both_eras_are_one() {
    let passages = [
        passage("1", Some("TH"), "x", "พระราชบัญญัติ พ.ศ. ๒๕๕๑"),
        passage("2", Some("TH"), "x", "The Act of B.E. 2551."),
        passage("3", Some("TH"), "x", "The Act of 2008."),
    ];
    let (_folder, searcher) = built(&passages);
    for query in ["๒๕๕๑", "2551", "2008"] {
        assert_eq!(ask(&searcher, query).total, 3, "{query}");
    }
}

#[test]
fn an_article_is_found_whatever_it_is_called() {
    let passages = [
        passage("1", None, "x", "Surrender rests on Art. 16 of the convention."),
        passage("2", Some("TH"), "x", "ตามมาตรา ๑๖"),
        passage("3", Some("VN"), "x", "Theo Điều 16 của Luật"),
        passage("4", None, "x", "There are 16 forms."),
    ];
    let (_folder, searcher) = built(&passages);
    for query in ["Art. 16", "article 16", "มาตรา 16", "มาตรา ๑๖", "Điều 16", "Dieu 16", "s 16", "§ 16"]
    {
        let mut found = ask(&searcher, query);
        found.hits.sort_by(|one, other| one.passage.number.cmp(&other.passage.number));
        assert_eq!(numbers(&found), ["1", "2", "3"], "{query}");
    }
    assert_eq!(marked(&ask(&searcher, "มาตรา 16")).len(), 1);
}

#[test]
fn a_thai_title_is_found_on_an_english_page() {
    let text = "The Act (พระราชบัญญัติส่งผู้ร้ายข้ามแดน พ.ศ. ๒๕๕๑) says who answers.";
    let (_folder, searcher) = built(&[passage("1", None, "x", text)]);
    for query in ["ผู้ร้ายข้ามแดน", "\"ส่งผู้ร้ายข้ามแดน\"", "พระราชบัญญัติส่งผู้ร้ายข้ามแดน พ.ศ. 2551"]
    {
        assert_eq!(ask(&searcher, query).total, 1, "{query}");
    }
}

#[test]
fn words_of_grammar_are_found_when_nothing_else_is_asked_for() {
    let (_folder, searcher) = built(&sample());
    for query in ["the", "of the", "is", "\"of the\""] {
        assert!(ask(&searcher, query).total > 0, "{query}");
    }
}

#[test]
fn ten_kilobytes_and_markup_are_a_query_like_another() {
    let text = "Beware of <script>alert(1)</script> & \"quotation\" in a text.";
    let (_folder, searcher) = built(&[passage("1", None, "x", text)]);
    for query in
        ["<script>alert(1)</script>".to_owned(), "beware ".repeat(1_500), "<".repeat(10_000) + " beware"]
    {
        let found = ask(&searcher, &query);
        assert!(found.total <= 1);
        assert!(found.notes.len() <= 3, "{:?}", found.notes);
    }
    let found = ask(&searcher, "alert");
    let shown: String = found.hits[0].snippet.iter().map(|part| part.text.as_str()).collect();
    assert_eq!(shown, text, "the text is given as it stands; whoever shows it escapes it");
}

#[test]
fn a_paragraph_of_another_matter_does_not_win_by_its_heading() {
    let passages = [
        passage("1", None, "Dual criminality", "List each offence of yours that fits."),
        passage(
            "2",
            None,
            "Grounds",
            "The test of dual criminality compares the conduct, so far as the law of both States knows it.",
        ),
    ];
    let (_folder, searcher) = built(&passages);
    assert_eq!(numbers(&ask(&searcher, "dual criminality")), ["2", "1"]);
}

#[test]
fn a_word_said_twice_counts_once() {
    let passages =
        [passage("1", None, "x", "bone of the hand"), passage("2", None, "x", "growth of the hand")];
    let (_folder, searcher) = built(&passages);
    let once = ask(&searcher, "bone growth ");
    let twice = ask(&searcher, "bone bone growth bone ");
    assert_eq!(once.hits[0].score, once.hits[1].score);
    let share = twice.hits[0].score / twice.hits.last().expect("a hit").score;
    assert!(share < 1.01, "{share}");
}

#[test]
fn a_citation_is_marked_with_its_brackets() {
    let passages = [passage("1", None, "x", "As art. 18(15) says; and [2008] SGCA 41 held so.")];
    let (_folder, searcher) = built(&passages);
    assert_eq!(marked(&ask(&searcher, "art. 18(15)")), ["art. 18(15)"]);
    assert_eq!(marked(&ask(&searcher, "[2008] SGCA 41")), ["[2008] SGCA 41"]);
}

#[test]
fn a_paragraph_is_named_by_number_anchor_or_address() {
    let (_folder, searcher) = built(&sample());
    for name in ["TH.2", "th.2", "p-TH2", "th.html#p-TH2"] {
        let found = searcher.named(name).expect("search").expect(name);
        assert_eq!(found.number, "TH.2", "{name}");
    }
    assert_eq!(searcher.named("nowhere").expect("search"), None);
}

#[test]
fn every_engine_is_measured_by_the_same_names() {
    let passages = sample();
    let searcher = with(&Synonyms::default(), &passages);
    let files = Static(Searcher::of_shards(&shards(&passages, &Synonyms::default())).expect("shards"));
    let plain = Baseline::of(&passages).expect("baseline");
    let engines: [&dyn Engine; 3] = [&searcher, &files, &plain];
    for engine in engines {
        let found = engine.ask("proceeds of crime").expect("an answer");
        assert_eq!(found.first().map(String::as_str), Some("chapter.html#p-13"), "{}", engine.name());
    }
    assert_eq!(searcher.ask("criminality").expect("answer"), files.ask("criminality").expect("answer"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// Whatever letters a text has: each of its stretches finds it.
    #[test]
    fn every_stretch_of_any_text_is_found(text in "[ก-๛ກ-ໝក-៹က-႟一-丏a-eàáâãđêôơưạảấầẩẫậ0-9가-갷\u{115F}\u{1160}\u{3164} ]{1,60}") {
        let passages = [Passage { page: "a.html".to_owned(), text, ..Passage::default() }];
        let searcher = with(&Synonyms::default(), &passages);
        let spans = drawn_spans(&passages, 1);
        prop_assert_eq!(lost(&searcher, &passages, &spans).expect("search"), Vec::new());
    }
}
