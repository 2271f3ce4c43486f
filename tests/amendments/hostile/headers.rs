//! Files spoilt as a whole, and spoilt headers.

use handbook::amend::{Kind, compose};

use super::super::sample::{ANNEX, CHAPTER, answers, edit, good, moving, sign, text};
use super::{Case, case};

/// The good amendment with words of its payload replaced, signed by its author.
fn with(from: &str, to: &str) -> String {
    let payload = good().payload();
    assert!(payload.contains(from), "{from}");
    sign(&payload.replacen(from, to, 1))
}

/// The good amendment with one line of its header left out.
fn without(field: &str) -> String {
    let payload = good().payload();
    let kept: Vec<&str> = payload.lines().filter(|line| !line.starts_with(field)).collect();
    sign(&(kept.join("\n") + "\n"))
}

pub(super) fn cases() -> Vec<Case> {
    let mut cases = whole();
    cases.extend(fields());
    cases.extend(kinds());
    cases.extend(characters());
    cases
}

fn whole() -> Vec<Case> {
    let text_of = sign(&good().payload());
    let quoted: String = text_of
        .lines()
        .flat_map(|line| {
            let coded = line.replace('=', "=3D");
            let mut parts: Vec<String> = coded
                .as_bytes()
                .chunks(75)
                .map(|part| String::from_utf8_lossy(part).into_owned() + "=\n")
                .collect();
            match parts.last_mut() {
                Some(last) => *last = last.trim_end_matches("=\n").to_owned() + "\n",
                None => parts.push("\n".to_owned()),
            }
            parts
        })
        .collect();
    let base64: String = data_encoding::BASE64
        .encode(text_of.as_bytes())
        .as_bytes()
        .chunks(76)
        .map(|line| String::from_utf8_lossy(line).into_owned() + "\n")
        .collect();
    let utf16: Vec<u8> =
        [0xff, 0xfe].into_iter().chain(text_of.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let mut overlong = text_of.clone().into_bytes();
    let at = text_of.find("practice").unwrap();
    overlong.splice(at..at, [0xc0, 0xaf]);
    let mut surrogate = text_of.clone().into_bytes();
    surrogate.splice(at..at, [0xed, 0xa0, 0x80]);
    let mut invalid = text_of.clone().into_bytes();
    invalid[at] = 0xff;
    vec![
        case("file-empty", "R0002", ""),
        case("file-blank-lines", "R0002", "\n\n\n"),
        case("file-quoted-printable", "R0002", quoted),
        case("file-base64", "R0002", base64),
        case("file-utf16", "R0002", utf16),
        case("file-word-document", "R0002", &b"PK\x03\x04\x14\x00\x06\x00\xff\xff"[..]),
        case(
            "file-web-page",
            "R0002",
            format!("<!DOCTYPE html>\n<pre>\n{}</pre>\n", text_of.replace('>', "&gt;")),
        ),
        case(
            "file-whole-mail",
            "R0002",
            format!("From: she@office.example\nSubject: amendment\n\n{text_of}"),
        ),
        case("file-invalid-utf8", "R0002", invalid),
        case("file-overlong-utf8", "R0002", overlong),
        case("file-surrogate", "R0002", surrogate),
        case("file-two-mebibytes-and-one", "R0001", {
            let mut large = text_of.clone().into_bytes();
            large.resize(2 * 1024 * 1024 + 1, b'x');
            large
        }),
        case("file-other-text", "R0010", "# A page\n\nWords.\n"),
        case("file-blank-line-first", "R0010", format!("\n{text_of}")),
        case("file-words-first", "R0010", format!("Dear colleagues,\n\n{text_of}")),
        case("file-no-last-line-end", "R0005", good().payload().trim_end().to_owned()),
        case("file-cut-in-signature", "R0005", text_of[..text_of.len() - 60].to_owned()),
        case("file-cut-in-header", "R0013", good().payload()[..200].to_owned()),
        case(
            "file-html-signs",
            "R0027",
            sign(
                &good().payload().replace("- They", "&gt; They").replace(" Requests go", " Requests&nbsp;go"),
            ),
        ),
    ]
}

fn fields() -> Vec<Case> {
    let source = "Source: act | Surrender of Persons Act | s. 9 | https://law.example/xa/3-1999\n";
    vec![
        case("field-unknown", "R0011", with("Round:", "Priority: urgent\nRound:")),
        case("field-misspelt", "R0011", with("Round:", "Rond:")),
        case("field-twice", "R0012", with("Round: 2026-R2\n", "Round: 2026-R2\nRound: 2026-R3\n")),
        case("field-state-twice", "R0012", with("State: XA\n", "State: XA\nState: XB\n")),
        case("field-missing-state", "R0013", without("State:")),
        case("field-missing-created", "R0013", without("Created:")),
        case("field-missing-base", "R0013", without("Base: ")),
        case(
            "field-missing-rationale",
            "R0013",
            with("Rationale:\n| The practice changed on 1 October 2026.\n", ""),
        ),
        case("field-order", "R0014", with("State: XA\nRound: 2026-R2\n", "Round: 2026-R2\nState: XA\n")),
        case(
            "field-order-kind-last",
            "R0014",
            with("Kind: annex\n", "").replace("Created:", "Kind: annex\nCreated:"),
        ),
        case("field-capitals", "R0011", with("Kind:", "KIND:")),
        case("field-no-blank", "R0015", with("Kind: annex", "Kind:annex")),
        case("field-two-blanks", "R0015", with("Kind: annex", "Kind:  annex")),
        case("field-empty", "R0015", with("Title: English is accepted", "Title:")),
        case("value-version", "R0015", with("Handbook-Amendment: 1", "Handbook-Amendment: 2")),
        case("value-kind", "R0015", with("Kind: annex", "Kind: order")),
        case("value-state-small", "R0015", with("State: XA", "State: xa")),
        case("value-state-long", "R0015", with("State: XA", "State: Ardania")),
        case("value-state-none", "R0015", with("State: XA", "State: none")),
        case("value-state-editors", "R0015", with("State: XA", "State: ED")),
        case("value-round", "R0015", with("2026-R2", "../2026-R2")),
        case("value-author", "R0015", with("xa-delegate-1", "The Delegate")),
        case("value-author-none", "R0015", with("xa-delegate-1", "none")),
        case("value-edition", "R0015", with("2026.1", "latest")),
        case("value-created-zone", "R0015", with("03:12:00Z", "10:12:00+07:00")),
        case("value-created-words", "R0015", with("2026-11-20T03:12:00Z", "yesterday")),
        case("value-created-no-such-day", "R0015", with("2026-11-20T", "2026-02-30T")),
        case("value-created-fraction", "R0015", with("03:12:00Z", "03:12:00.5Z")),
        case("value-digest-capitals", "R0015", {
            let payload = good().payload();
            let line = payload.lines().find(|line| line.starts_with("Base:")).unwrap();
            sign(
                &payload.replacen(
                    line,
                    &line
                        .to_uppercase()
                        .replace("BASE: SHA256", "Base: sha256")
                        .replace("CONTENT/ANNEXES/XA.MD", ANNEX),
                    1,
                ),
            )
        }),
        case("value-digest-short", "R0015", with("Base: sha256:", "Base: sha256:00 ")),
        case("value-digest-other-hash", "R0015", with("Base: sha256:", "Base: md5:")),
        case("value-seen", "R0015", with("Ledger-Seen: none", "Ledger-Seen: 213")),
        case(
            "value-seen-nought",
            "R0015",
            with("Ledger-Seen: none", &format!("Ledger-Seen: 000000 sha256:{}", "0".repeat(64))),
        ),
        case("value-supersedes", "R0015", with("Supersedes: none", "Supersedes: the last one")),
        case("value-title-long", "R0015", with("English is accepted", &"x".repeat(301))),
        case("value-source-parts", "R0015", with(source, "Source: Surrender of Persons Act\n")),
        case("value-source-kind", "R0015", with("Source: act", "Source: rumour")),
        case("value-source-no-title", "R0015", with("| Surrender of Persons Act |", "| none |")),
        case("value-source-script", "R0015", with("https://law.example/xa/3-1999", "javascript:alert(1)")),
        case("value-source-date", "R0015", with("xa/3-1999\n", "xa/3-1999 | 1 October\n")),
        case("sources-a-thousand", "R0001", with(source, &source.repeat(1_000))),
        case("sources-none", "R0019", with(source, "")),
        case("reasons-not-marked", "R0017", with("| The practice", "The practice")),
        case("reasons-no-blank-after-bar", "R0017", with("| The practice", "|The practice")),
        case("reasons-empty", "R0015", with("| The practice changed on 1 October 2026.\n", "|\n")),
        case(
            "reasons-fake-diff",
            "R0017",
            with(
                "| The practice",
                "--- a/content/annexes/xb.md\n+++ b/content/annexes/xb.md\n@@ -1 +1 @@\n-a\n+b\n| The practice",
            ),
        ),
        case(
            "reasons-fake-diff-indented",
            "R0017",
            with("| The practice", "  --- a/content/annexes/xb.md\n| The practice"),
        ),
        case(
            "title-fake-diff",
            "R0017",
            with("English is accepted\n", "English\n--- a/content/annexes/xb.md\n"),
        ),
        case("source-fake-diff", "R0017", with(source, &format!("{source}+++ b/content/annexes/xb.md\n"))),
        case("header-diff-without-blank-line", "R0017", with("\n\n---", "\n---")),
        case("header-two-blank-lines", "R0022", with("\n\n---", "\n\n\n---")),
    ]
}

fn kinds() -> Vec<Case> {
    let remark = compose(answers(Kind::Remark), &[edit(CHAPTER, text(CHAPTER))], vec![]).unwrap().payload();
    let objection = compose(answers(Kind::Objection), &[], vec![]).unwrap().payload();
    let diff = good().patch.write();
    let structure = moving().payload();
    let (head, _) = structure.split_once("\n\n").unwrap();
    vec![
        case("kind-remark-with-diff", "R0016", sign(&format!("{remark}\n{diff}"))),
        case("kind-remark-with-result", "R0016", sign(&remark.replace("Base: ", "Result: "))),
        case(
            "kind-objection-with-base",
            "R0016",
            sign(&objection.replace("Source:", &format!("Base: sha256:{} {ANNEX}\nSource:", "0".repeat(64)))),
        ),
        case(
            "kind-objection-to-nothing",
            "R0013",
            sign(&objection.replace("Objects-To: XB-xj4bnp4pahh6uqkb\n", "")),
        ),
        case(
            "kind-suggestion-with-heading",
            "R0016",
            with("Kind: annex", "Kind: suggestion").replace("2026.1\n", "2026.1\nHeading: Form\n"),
        ),
        case(
            "kind-annex-with-move",
            "R0016",
            with("Source:", "Moves: content/chapters/one.md -> content/chapters/two.md\nSource:"),
        ),
        case(
            "kind-annex-without-diff",
            "R0022",
            sign(&format!("{}\n", good().payload().split_once("\n\n").unwrap().0)),
        ),
        case("kind-annex-creates", "R0037", sign(&structure.replace("Kind: structure", "Kind: annex"))),
        case(
            "kind-suggestion-removes",
            "R0037",
            sign(&structure.replace("Kind: structure", "Kind: suggestion")),
        ),
        case("move-of-nothing", "R0018", sign(&structure.replace("two.md\nSource", "three.md\nSource"))),
        case(
            "move-onto-itself",
            "R0015",
            sign(&structure.replace("-> content/chapters/two.md", "-> content/chapters/one.md")),
        ),
        case(
            "move-out",
            "R0020",
            sign(&structure.replace("-> content/chapters/two.md", "-> themes/default/page.html")),
        ),
        case("structure-without-changes", "R0022", sign(&format!("{head}\n"))),
        case(
            "digest-for-nothing",
            "R0018",
            with("Source:", &format!("Result: sha256:{} {CHAPTER}\nSource:", "0".repeat(64))),
        ),
        case(
            "digest-order",
            "R0014",
            with("Base: sha256", &format!("Base: sha256:{} {CHAPTER}\nBase: sha256", "0".repeat(64))),
        ),
        case("digest-twice", "R0014", {
            let payload = good().payload();
            let line = payload.lines().find(|line| line.starts_with("Base:")).unwrap();
            sign(&payload.replacen(line, &format!("{line}\n{line}"), 1))
        }),
    ]
}

fn characters() -> Vec<Case> {
    let bare = |character: &str| with("English is accepted", &format!("English{character} is accepted"));
    vec![
        case("character-nul", "R0003", bare("\0")),
        case("character-escape", "R0003", bare("\u{1b}[2J")),
        case("character-lone-carriage-return", "R0003", bare("\r")),
        case("character-bidi", "R0003", bare("\u{202e}")),
        case("character-isolate", "R0003", bare("\u{2066}")),
        case("character-zero-width", "R0003", bare("\u{200b}")),
        case("character-word-joiner", "R0003", bare("\u{2060}")),
        case("character-tag", "R0003", bare("\u{e0041}")),
        case("character-tab", "R0003", bare("\t")),
        case("character-line-separator", "R0003", bare("\u{2028}")),
        case("character-byte-order-mark-inside", "R0003", bare("\u{feff}")),
        case("character-next-line", "R0003", bare("\u{85}")),
        case("character-decomposed", "R0007", bare("e\u{301}")),
        case(
            "character-decomposed-in-change",
            "R0007",
            sign(&good().payload().replace("or English", "or Fre\u{301}nch")),
        ),
        case("blanks-after-title", "R0004", with("English is accepted", "English is accepted ")),
        case("blanks-after-change", "R0004", with("or English.", "or English.  ")),
        case("blanks-no-break", "R0004", with("English is accepted", "English is accepted\u{a0}")),
        case("blanks-blank-context", "R0004", with("\n\n ## Surrender", "\n \n ## Surrender")),
    ]
}
