//! The pages of the refusals of clashes: each example brings its code, or none.

use handbook::amend::{Proposal, Refusal, RefusalCode, clashes, rebase_change};
use handbook::diagnostic::SourceText;

use super::sections::fenced;

fn refused(example: &str) -> Vec<Refusal> {
    let texts = fenced(example, "```");
    let text = |name: &str| texts.get(name).map(String::as_str);
    let path = "content/annexes/xa.md";
    if text("one").is_some() {
        let proposal = |after| vec![Proposal { path, before: text("base"), after: text(after) }];
        let pairs = clashes(&[proposal("one"), proposal("other")]);
        return pairs.iter().filter_map(|pair| pair.refusal(("XA-a", "XB-b"))).collect();
    }
    let current = SourceText::new(path, text("current").unwrap_or_default());
    match rebase_change(path, text("base"), text("current"), text("amended")) {
        Ok((_, again)) => again.iter().map(|again| again.refusal(&current)).collect(),
        Err(views) => views.iter().map(|view| view.refusal(&current)).collect(),
    }
}

#[test]
fn every_example_brings_its_code_or_none() {
    let codes: Vec<RefusalCode> =
        RefusalCode::ALL.iter().copied().filter(|code| ("R0110"..="R0139").contains(&code.name())).collect();
    assert!(codes.len() >= 8);
    for code in codes {
        let (wrong, right) = code.page().split_once("\n## Right\n").unwrap();
        let refusals = refused(wrong);
        assert!(!refusals.is_empty(), "{code}");
        for refusal in &refusals {
            assert_eq!(refusal.code, code, "{refusal:#?}");
            assert!(refusal.who.is_some() && !refusal.remedy.is_empty());
            assert!(!refusal.message.ends_with('.') && refusal.message.split_whitespace().count() < 30);
        }
        assert_eq!(refused(right), [], "{code}");
    }
}
