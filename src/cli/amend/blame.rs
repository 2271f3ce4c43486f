//! `amend blame`.

use serde_json::json;

use super::super::acting::{Act, Stop, for_programs, print_json, recorded};
use super::super::paint::Ink;
use super::super::run::Session;
use crate::amend::view::{self, Blamed};
use crate::amend::{Refusal, RefusalCode};

/// Says where lines of a text come from.
pub(super) fn blame(session: &Session<'_>, place: &str) -> Act {
    let recorded = recorded(session)?;
    let (path, line) = match place.rsplit_once(':') {
        Some((path, line)) if line.bytes().all(|byte| byte.is_ascii_digit()) && !line.is_empty() => {
            (path, Some(line.parse().unwrap_or(usize::MAX)))
        }
        _ => (place, None),
    };
    let found = view::blame(&recorded.record, &recorded.progress, path, line);
    let found = found.ok_or_else(|| {
        Stop::from(Refusal::new(
            RefusalCode::R0020,
            format!("the record has no text `{}`", crate::diagnostic::visible(path)),
            "name it from the handbook's folder, for example content/annexes/xa.md",
        ))
    })?;
    if let (Some(line), true) = (line, found.is_empty()) {
        let lines = view::blame(&recorded.record, &recorded.progress, path, None).map_or(0, |all| all.len());
        return Err(Refusal::new(
            RefusalCode::R0020,
            format!("`{path}` has no line {line}"),
            format!("name one of its lines: it has {lines}"),
        )
        .into());
    }
    if for_programs(session) {
        print_json(session, &json!({ "version": 1, "path": path, "lines": found }));
        return Ok(());
    }
    let paint = session.out.paint();
    let mut out = String::new();
    for part in found.chunk_by(|one, other| one.seq == other.seq) {
        out.push_str(&format!("{}\n", paint.text(Ink::Strong, &origin(&part[0]))));
        for line in part {
            out.push_str(&format!("{:>5}  {}\n", line.line, paint.text(Ink::Plain, &line.text)));
        }
    }
    session.out.result(&out);
    Ok(())
}

fn origin(line: &Blamed) -> String {
    let Some(docket) = &line.docket else { return "the founding text".to_owned() };
    let mut words = vec![docket.clone()];
    words.extend(line.amendment.clone());
    words.extend(line.state.clone());
    words.extend(line.author.as_ref().map(|author| format!("by {author}")));
    if !line.sources.is_empty() {
        words.push(format!("on {}", line.sources.join("; ")));
    }
    if !line.approvers.is_empty() {
        words.push(format!("approved by {}", line.approvers.join(", ")));
    }
    words.push(match &line.edition {
        Some(edition) => format!("edition {edition}"),
        None => "in no edition yet".to_owned(),
    });
    format!("{}, entry {:06}", words.join(", "), line.seq)
}
