//! Hints of words about a person. The record keeps what it was sent for good, so that whoever sends
//! something is asked to look before. A hint refuses nothing.

use std::collections::BTreeSet;

use super::Change;

/// So many lines are named in one hint.
const NAMED: usize = 3;
/// A number with fewer digits after its `+` is none of a telephone.
const DIGITS: usize = 8;

/// For each text into which an address of e-mail or a number of a telephone is brought: which lines, and
/// what to see to. The text as it was gives no hint.
#[must_use]
pub fn personal(changes: &[Change]) -> Vec<String> {
    changes.iter().filter_map(hint).collect()
}

fn hint(change: &Change) -> Option<String> {
    let known: BTreeSet<&str> = change.before.as_deref().unwrap_or("").lines().collect();
    let after = change.after.as_deref()?;
    let found: Vec<String> = after
        .lines()
        .enumerate()
        .filter(|(_, line)| !known.contains(line) && (has_mail(line) || has_number(line)))
        .map(|(index, _)| (index + 1).to_string())
        .collect();
    let more = if found.len() > NAMED { " and more" } else { "" };
    (!found.is_empty()).then(|| {
        format!(
            "`{}` gets what looks like an e-mail address or a telephone number (line {}{more}); the record keeps it for good, so see that it is that of an office and may be published",
            change.path,
            found[..found.len().min(NAMED)].join(", ")
        )
    })
}

/// `somebody@office.example`; a citation `[@key]` is none.
fn has_mail(line: &str) -> bool {
    line.match_indices('@').any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let host: String =
            line[at + 1..].chars().take_while(|c| c.is_alphanumeric() || matches!(c, '.' | '-')).collect();
        before.is_some_and(char::is_alphanumeric) && host.trim_end_matches('.').contains('.')
    })
}

/// `+66 2 123 4567`, with blanks, hyphens, points and brackets between the digits.
fn has_number(line: &str) -> bool {
    line.match_indices('+').any(|(at, _)| {
        let number = line[at + 1..].chars().take_while(|c| c.is_ascii_digit() || " -.()/".contains(*c));
        number.filter(char::is_ascii_digit).count() >= DIGITS
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hints(before: &str, after: &str) -> Vec<String> {
        let change = Change { path: "a.md".into(), before: Some(before.into()), after: Some(after.into()) };
        personal(&[change])
    }

    #[test]
    fn addresses_and_numbers_that_come_in_are_named_by_their_lines() {
        let found = hints("One.\n", "One.\nWrite to desk@ag.example.\nOr call +66 (2) 123-4567.\n");
        assert_eq!(found.len(), 1);
        assert!(found[0].contains("`a.md`") && found[0].contains("(line 2, 3)"), "{found:?}");
        assert!(hints("", "a@b.c\n\nb@c.d\n\nc@d.e\n\nd@e.f\n")[0].contains("(line 1, 3, 5 and more)"));
    }

    #[test]
    fn citations_dates_and_what_stood_there_give_no_hint() {
        let text = "See [@untoc, art. 18] and [@th-s17; @untoc].\n10 + 20 = 30; 2026-11-20; @ once; a@b\n";
        assert_eq!(hints("", text), [] as [String; 0]);
        let there = "Write to desk@ag.example.\n";
        assert_eq!(hints(there, &format!("{there}More.\n")), [] as [String; 0]);
        let removed = Change { path: "a.md".into(), before: Some(there.into()), after: None };
        assert!(personal(&[removed]).is_empty());
    }
}
