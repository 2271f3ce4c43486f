use super::lint;
use crate::diagnostic::{Diagnostic, Format, Painter, SourceText, render};

fn found(raw: &[u8]) -> Vec<Diagnostic> {
    let source = SourceText::new("content/a.md", String::from_utf8_lossy(raw));
    let mut found = lint(&source, raw);
    crate::diagnostic::sort(&mut found);
    found
}

fn short(raw: impl AsRef<[u8]>) -> String {
    render(&found(raw.as_ref()), Format::Short, Painter { colour: false })
}

fn codes(text: &str) -> Vec<&'static str> {
    found(text.as_bytes()).iter().map(|found| found.code.name()).collect()
}

#[test]
fn bytes_that_are_no_utf8_are_placed_right() {
    insta::assert_snapshot!(short(b"caf\xe9 \xff\xfe\nok \xf0\x9f\x98 \xe0\xb8\x81\xff\n"), @"
    content/a.md:1:4: error[E0101]: the byte E9 is no UTF-8 (save the file as UTF-8 and put in the character that is meant)
    content/a.md:1:6: error[E0101]: the byte FF is no UTF-8 (save the file as UTF-8 and put in the character that is meant)
    content/a.md:1:7: error[E0101]: the byte FE is no UTF-8 (save the file as UTF-8 and put in the character that is meant)
    content/a.md:2:4: error[E0101]: the bytes F0 9F 98 are no UTF-8 (save the file as UTF-8 and put in the character that is meant)
    content/a.md:2:7: error[E0101]: the byte FF is no UTF-8 (save the file as UTF-8 and put in the character that is meant)
    5 errors
    ");
}

#[test]
fn controls_and_invisible_characters_are_named() {
    insta::assert_snapshot!(
        short("\u{feff}a\u{202e}b\u{200f}\n\u{1b}[31m\u{85}\u{7f}\u{0}\na\u{200b}b\u{ad}c\u{2060}d\u{feff}e\u{3164}f\u{e0041}\u{2028}g\u{fe0f}\n"),
        @"
    content/a.md:1:1: error[E0103]: the file starts with a byte-order mark, U+FEFF (save the file as UTF-8 without byte-order mark)
    content/a.md:1:3: error[E0105]: U+202E (right-to-left override) is a bidirectional control (remove it; the program sets the direction of each piece of text itself)
    content/a.md:1:5: error[E0105]: U+200F (right-to-left mark) is a bidirectional control (remove it; the program sets the direction of each piece of text itself)
    content/a.md:2:1: error[E0108]: U+001B (escape) is a control character (remove it, or put in the character that is meant)
    content/a.md:2:6: error[E0108]: U+0085 (next line) is a control character (remove it, or put in the character that is meant)
    content/a.md:2:7: error[E0108]: U+007F (delete) is a control character (remove it, or put in the character that is meant)
    content/a.md:2:8: error[E0108]: U+0000 (null) is a control character (remove it, or put in the character that is meant)
    content/a.md:3:2: error[E0106]: U+200B (zero width space) cannot be seen and has no sense here (remove it; it may only stand between letters of Thai, Khmer, Burmese and the like)
    content/a.md:3:4: error[E0106]: U+00AD (soft hyphen) cannot be seen and has no sense here (remove it; the reader's program hyphenates by itself)
    content/a.md:3:6: error[E0106]: U+2060 (word joiner) cannot be seen and has no sense here (remove it, or use a no-break space (U+00A0))
    content/a.md:3:8: error[E0106]: U+FEFF (zero width no-break space) cannot be seen and has no sense here (remove it, or use a no-break space (U+00A0))
    content/a.md:3:10: error[E0106]: U+3164 (Hangul filler) cannot be seen and has no sense here (remove it)
    content/a.md:3:12: error[E0106]: U+E0041 (tag character) cannot be seen and has no sense here (remove it)
    content/a.md:3:13: error[E0106]: U+2028 (line separator) cannot be seen and has no sense here (start a new line instead)
    content/a.md:3:15: error[E0106]: U+FE0F (variation selector) cannot be seen and has no sense here (remove it; it may only follow an ideograph or a symbol)
    15 errors
    "
    );
}

#[test]
fn joiners_where_a_script_needs_them_are_no_trouble() {
    for text in [
        "ច្បាប់\u{200b}ស្តីពី",
        "ที่\u{200b}ดิน",
        "ກົດ\u{200b}ໝາຍ",
        "ဥပဒေ\u{200b}များ",
        "می\u{200c}خواهم",
        "क्\u{200d}ष",
        "ශ්\u{200d}රී",
        "👩\u{200d}⚖\u{fe0f}",
        "葛\u{e0100}",
        "1\u{fe0f}\u{20e3}",
        "a\u{a0}b\u{202f}c",
        "ၵ\u{fe00}",
    ] {
        assert_eq!(codes(&format!("{text}\n")), Vec::<&str>::new(), "{text}");
    }
    for text in
        ["ច្បាប់\u{200b}", "\u{200b}ច្បាប់", "ច\u{200b} ច", "ច\u{200b}a", "a\u{200d}b", "ច\u{200b}\u{200b}ច"]
    {
        assert!(codes(&format!("{text}\n")).contains(&"E0106"), "{text}");
    }
}

#[test]
fn lines_and_merges() {
    insta::assert_snapshot!(short("a\r\nb\r\n"), @"
    content/a.md:1:2: error[E0102]: 2 lines end with a carriage return, as Windows writes them (save the file with line ends LF (Unix); editors show this setting in the status line)
    1 error
    ");
    insta::assert_snapshot!(short("a\rb\n"), @"
    content/a.md:1:2: error[E0102]: a carriage return, U+000D, stands in the text (save the file with line ends LF (Unix); editors show this setting in the status line)
    1 error
    ");
    insta::assert_snapshot!(short("a \nb\t\n\u{3000}\nc  \r\nlast"), @"
    content/a.md:1:2: error[E0114]: the line ends with blanks (remove the blanks; for a line break inside a paragraph end the line with a backslash)
    content/a.md:2:2: error[E0114]: the line ends with blanks (remove the blanks; for a line break inside a paragraph end the line with a backslash)
    content/a.md:3:1: error[E0114]: the line ends with blanks (remove the blanks; for a line break inside a paragraph end the line with a backslash)
    content/a.md:4:2: error[E0114]: the line ends with blanks (remove the blanks; for a line break inside a paragraph end the line with a backslash)
    content/a.md:4:4: error[E0102]: 1 line ends with a carriage return, as Windows writes them (save the file with line ends LF (Unix); editors show this setting in the status line)
    content/a.md:5:5: error[E0114]: the last line has no line end (end the file with a line end)
    6 errors
    ");
    insta::assert_snapshot!(short("<<<<<<< ours\na\n||||||| base\n=======\nb\n>>>>>>> theirs\nTitle\n=======\n"), @"
    content/a.md:1:1: error[E0214]: `<<<<<<<` is left from a merge that is not finished (choose one of the two texts between the marks and remove the marks)
    content/a.md:3:1: error[E0214]: `|||||||` is left from a merge that is not finished (choose one of the two texts between the marks and remove the marks)
    content/a.md:4:1: error[E0214]: `=======` is left from a merge that is not finished (choose one of the two texts between the marks and remove the marks)
    content/a.md:6:1: error[E0214]: `>>>>>>>` is left from a merge that is not finished (choose one of the two texts between the marks and remove the marks)
    4 errors
    ");
    assert_eq!(codes("Title\n=======\n\n> > > quote\n"), Vec::<&str>::new());
    assert_eq!(codes(""), Vec::<&str>::new());
}

#[test]
fn normal_form_c() {
    insta::assert_snapshot!(short("ok caf\u{e9} cafe\u{301} e\u{301}\n"), @"
    content/a.md:1:12: error[E0110]: `é` is written U+0065 U+0301; in normal form C it is U+00E9 (save the file in Unicode normal form C (NFC); editors call it precomposed)
    1 error
    ");
    assert_eq!(codes("Việt Nam ที่ดินกำ ເຂົ້າ\n"), Vec::<&str>::new());
}

#[test]
fn twenty_of_a_kind_and_a_count() {
    let text = "a \n".repeat(33);
    let found = found(text.as_bytes());
    assert_eq!(found.len(), 21);
    assert_eq!(found[20].message, "and 13 more places like this in the file");
    assert_eq!(found[20].source.place(found[20].span.start as usize).line, 21);
}

/// Words as typed with a Zawgyi keyboard: the title of the law of 2005 (with its spelling in a
/// newspaper of 2016), Myanmar, state, constitution, court, union, to be, please, tiger and others.
const ZAWGYI: &[&str] = &[
    "လူကုန္ကူးမႈ",
    "တားဆီးကာကြယ္ေရး",
    "ျမန္မာ",
    "ႏိုင္ငံေတာ္",
    "ဖြဲ႕စည္းပုံအေျခခံဥပေဒ",
    "တရား႐ုံး",
    "ျပည္ေထာင္စု",
    "ျဖစ္သည္",
    "ေက်းဇူးျပဳ၍",
    "က်ား",
    "မ္း",
    "ကုိယ့္ကုိ",
    "ယူႏ်ဳ",
];

#[test]
fn zawgyi_is_found() {
    let missed: Vec<&&str> =
        ZAWGYI.iter().filter(|word| !codes(&format!("{word}\n")).contains(&"E0107")).collect();
    assert_eq!(missed, Vec::<&&str>::new());
    let source = "ชื่อ လူကုန္ကူးမႈ တားဆီးကာကြယ္ေရး ဥပေဒ\n";
    insta::assert_snapshot!(short(source), @"
    content/a.md:1:6: error[E0107]: this Burmese is in Zawgyi encoding, not in Unicode (convert the text to Unicode and compare it with the original)
    content/a.md:1:18: error[E0107]: this Burmese is in Zawgyi encoding, not in Unicode (convert the text to Unicode and compare it with the original)
    2 errors
    ");
}

#[test]
fn unicode_text_of_the_script_is_not_zawgyi() {
    for text in [
        // Burmese, with the rare sequences.
        "လူကုန်ကူးမှု တားဆီးကာကွယ်ရေး ဥပဒေ",
        "ယောက်ျား ကျွန်ုပ် ၎င်း ဩော် ဣန္ဒြေ သြဇာ အင်္ဂလိပ် ဗုဒ္ဓ ဥက္ကဋ္ဌ လက်ျာ ဿ ဿေ ၀ေ",
        "ပြည်ထောင်စု သမ္မတ မြန်မာနိုင်ငံတော် ဖွဲ့စည်းပုံအခြေခံဥပဒေ ကြွေးမြွေ့ ခြေချေ",
        // Shan: people, Shan State, all human beings are born.
        "ၵူၼ်း မိူင်းတႆး လိၵ်ႈတႆး ၵူၼ်းၵူႈၵေႃႉပဵၼ်ဢၼ်ၵိူတ်ႇမႃး ၸိုင်ႈတႆး ႁဝ်းႁႃး ၼႂ်းမိူင်း မႂ်ႇ တႃႇ သေ",
        // Sgaw Karen, Western and Eastern Pwo Karen.
        "ကညီကျိာ် တၢ်သးခုကတၢၢ် ပှၤကညီ ဒီးတၢ်ခွဲးတၢ်ယာ်",
        "ဖၠုံ လိက် အ်ုပၠ",
        // Mon.
        "ဘာသာမန် ဍုၚ်မန် လိက်ပတ်ဂမၠိုၚ် အပ္ဍဲဍုၚ် ဒှ်ကၠုၚ်သီု",
        // A sign by itself, as in a grammar.
        "ေ ် ္",
    ] {
        assert_eq!(codes(&format!("{text}\n")), Vec::<&str>::new(), "{text}");
    }
}

#[test]
fn nothing_panics_and_every_place_is_in_the_text() {
    let mut state = 1_u64;
    let pieces: Vec<char> =
        "aก\u{200b}\u{1039}\u{1031}\u{103b}က\u{e9}e\u{301} \n\r\u{feff}<=>|\u{ad}\u{0}".chars().collect();
    for _ in 0..2000 {
        let mut raw = Vec::new();
        for _ in 0..30 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let pick = (state >> 33) as usize;
            if pick.is_multiple_of(7) {
                raw.push((pick >> 8) as u8);
            } else {
                raw.extend(pieces[pick % pieces.len()].to_string().bytes());
            }
        }
        for finding in found(&raw) {
            assert!(finding.source.text().get(finding.span.range()).is_some(), "{raw:?} {finding:?}");
        }
    }
}

#[test]
fn marks_that_are_heaped_up_are_refused_before_they_are_put_in_order() {
    let heap = |marks: usize| format!("e{}\n", "\u{30f}".repeat(marks));
    assert_eq!(codes(&heap(29)), ["E0110"], "another order of marks and letters");
    assert_eq!(found(heap(30).as_bytes())[0].span.start, 0);
    let found = found(heap(31).as_bytes());
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].code.name(), found[0].span.start), ("E0110", 61));
    assert!(found[0].message.contains("more than 30 marks"), "{}", found[0].message);
    // As many as writings have, and a mark on each of many letters.
    assert_eq!(codes(&"ที่ ị̂ ក្រុម\n".repeat(40)), [""; 0]);
}
