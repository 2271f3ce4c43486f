//! Well-formed, well-signed amendments that would put into the text what must not stand there.

use handbook::amend::Kind;

use super::super::sample::{ANNEX, CHAPTER, edited_annex, giving, text};
use super::{Case, case};

const STATUS: &str = "content/reference/treaty-status/xa.yaml";

/// The chapter with a passage put in.
fn chapter(passage: &str) -> String {
    giving(
        Kind::Suggestion,
        CHAPTER,
        &text(CHAPTER).replace("An urgent request may", &format!("{passage}\n\nAn urgent request may")),
    )
}

/// The annex with words replaced, after the date was moved forward.
fn annex(from: &str, to: &str) -> String {
    let text = edited_annex();
    assert!(text.contains(from), "{from}");
    giving(Kind::Annex, ANNEX, &text.replacen(from, to, 1))
}

pub(super) fn cases() -> Vec<Case> {
    let mut cases = characters();
    cases.extend(markup());
    cases.extend(fields());
    cases
}

fn characters() -> Vec<Case> {
    vec![
        case("text-bidi-override", "R0038", {
            // The reader of diffs refuses it already; so does the text.
            let good = super::super::sample::good().payload();
            super::super::sample::sign(&good.replace("or English.", "or \u{202e}English."))
        }),
        case("text-zero-width-space", "R0038", chapter("An ur\u{200b}gent request.")),
        case("text-joiner-between-latin", "R0038", chapter("An ur\u{200d}gent request.")),
        case("text-joiner-at-end", "R0038", chapter("ក\u{200d}")),
        case("text-soft-hyphen", "R0038", chapter("An ur\u{ad}gent request.")),
        case("text-tag-characters", "R0038", chapter("Request\u{e0041}\u{e0042}.")),
        case("text-variation-selector", "R0038", chapter("Request\u{fe0f}.")),
        case("text-word-joiner", "R0038", chapter("Request\u{2060}.")),
        case(
            "text-zawgyi",
            "R0038",
            chapter("\u{1031}\u{1019}\u{102c}\u{1004}\u{1039}\u{1038}\u{1000} \u{1031}\u{1015}\u{102b}"),
        ),
        case("text-no-last-line-end", "R0039", giving(Kind::Suggestion, CHAPTER, text(CHAPTER).trim_end())),
        case("text-id-of-two-scripts", "R0042", chapter("### More {#m\u{43e}re}\n\nWords.")),
        case("text-key-of-two-scripts", "R0042", chapter("See [@x\u{430}-act, s. 1].")),
        case("text-link-of-two-scripts", "R0042", chapter("See [this](one.md#f\u{43e}rm).")),
        case("text-footnote-of-two-scripts", "R0042", chapter("See.[^n\u{43e}te]\n\n[^n\u{43e}te]: A note.")),
        case(
            "text-field-of-two-scripts",
            "R0042",
            annex("status: draft", "status: draft\nst\u{430}tus2: draft"),
        ),
    ]
}

fn markup() -> Vec<Case> {
    vec![
        case("text-raw-html", "R0040", chapter("An <b>urgent</b> request.")),
        case("text-script", "R0040", chapter("<script>alert(1)</script>")),
        case("text-frame", "R0040", chapter("<iframe src=\"https://evil.example\"></iframe>")),
        case("text-comment", "R0040", chapter("<!-- hidden words -->")),
        case("text-template-value", "R0040", chapter("An {{ secret }} request.")),
        case("text-template-block", "R0040", chapter("{% include \"x\" %}")),
        case("text-link-script", "R0040", chapter("See [this](javascript:alert(1)).")),
        case("text-link-script-capitals", "R0040", chapter("See [this](JaVaScRiPt:alert(1)).")),
        case("text-link-data", "R0040", chapter("See [this](data:text/html;base64,PHA+).")),
        case("text-link-file", "R0040", chapter("See [this](file:///etc/passwd).")),
        case("text-image-from-elsewhere", "R0040", chapter("![A picture](https://evil.example/x.png)")),
        case("text-nested-deep", "R0040", chapter(&format!("{}x", "> ".repeat(2_000)))),
        case("text-nested-emphasis", "R0040", chapter(&format!("{}x", "- ".repeat(500)))),
        case("text-conflict-ours", "R0041", chapter("<<<<<<< ours\n\nWords.\n\n>>>>>>> theirs")),
        case("text-conflict-middle", "R0041", chapter("Words.\n\n=======\n\nWords.")),
        case("text-conflict-base", "R0041", chapter("||||||| base")),
        case("text-signature-edge", "R0041", chapter("-----BEGIN SSH SIGNATURE-----")),
        case("text-signature-edge-of-a-deletion", "R0041", chapter("----BEGIN SSH SIGNATURE-----")),
        case("text-signature-end", "R0041", chapter("-----END SSH SIGNATURE-----")),
        case("text-links-without-end", "R0042", chapter(&"[@x\u{430}](".repeat(40_000))),
        case("text-html-without-end", "R0040", chapter(&format!("x {}", "<b>".repeat(60_000)))),
        case("text-footnote-missing", "R0046", chapter("See.[^nothing]")),
        case("text-footnote-unused", "R0046", chapter("[^unused]: A note.")),
    ]
}

fn fields() -> Vec<Case> {
    let confirmed = |from: &str, to: &str| {
        let text = text(ANNEX)
            .replace("2026-11-01", "2026-11-20")
            .replace("status: draft", "status: delegate-confirmed");
        assert!(text.contains(from), "{from}");
        giving(Kind::Confirmation, ANNEX, &text.replacen(from, to, 1))
    };
    let data = |from: &str, to: &str| giving(Kind::Annex, STATUS, &text(STATUS).replacen(from, to, 1));
    vec![
        case("field-lock-state", "R0043", annex("iso2: XA", "iso2: XB")),
        case("field-lock-name", "R0043", annex("name: Ardania", "name: Great Ardania")),
        case("field-lock-state-removed", "R0043", annex("iso2: XA\n", "")),
        case(
            "field-lock-state-by-editors",
            "R0043",
            giving(Kind::Editorial, ANNEX, &text(ANNEX).replace("iso2: XA", "iso2: XB")),
        ),
        case("field-confirms-itself", "R0043", annex("status: draft", "status: delegate-confirmed")),
        case("field-front-matter-open", "R0044", annex("---\n# Ardania", "# Ardania")),
        case("field-key-twice", "R0044", annex("status: draft", "status: draft\nstatus: draft")),
        case("field-second-front-matter", "R0044", annex("status: draft", "status: draft\niso2: XB")),
        case("field-yaml-broken", "R0044", annex("status: draft", "status: [draft")),
        case("field-yaml-alias", "R0044", annex("status: draft", "status: *other")),
        case("data-broken", "R0044", data("events:", "events")),
        case("data-key-twice", "R0044", data("state: XA", "state: XA\nstate: XB")),
        case(
            "date-not-forward",
            "R0045",
            giving(Kind::Annex, ANNEX, &text(ANNEX).replacen("Ardanian.", "Ardanian or English.", 1)),
        ),
        case("date-backwards", "R0045", annex("2026-11-20", "2025-01-01")),
        case("date-of-tomorrow", "R0045", annex("2026-11-20", "2027-01-01")),
        case("confirmation-with-change", "R0047", confirmed("30 days", "60 days")),
        case("confirmation-with-field", "R0047", confirmed("name: Ardania", "name: Ardania\nnote: x")),
        case("confirmation-that-confirms-nothing", "R0047", confirmed("delegate-confirmed", "draft")),
        case("confirmation-of-an-old-day", "R0045", confirmed("2026-11-20", "2026-10-01")),
    ]
}
