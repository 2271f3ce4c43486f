//! Which accepted amendments changed the sections that another one would change.

use std::collections::BTreeMap;

use crate::model::{AmendmentView, EarlierView};

/// For each amendment that waits, the accepted and published ones of the list that changed the same
/// sections, in the order of the list.
pub(super) fn link(amendments: &mut [AmendmentView]) {
    let mut by_section: BTreeMap<(String, String), Vec<EarlierView>> = BTreeMap::new();
    for amendment in amendments.iter() {
        let accepted = amendment.history.iter().rev().find(|step| step.event == "accept");
        let is_in_force = matches!(amendment.stage.as_str(), "accepted" | "published");
        let Some(accepted) = accepted.filter(|_| is_in_force) else { continue };
        for (path, heading) in sections(amendment) {
            let earlier = EarlierView {
                id: amendment.id.clone(),
                docket: amendment.docket.clone(),
                title: amendment.title.clone(),
                heading: heading.clone(),
                accepted: accepted.time.clone(),
            };
            by_section.entry((path, heading)).or_default().push(earlier);
        }
    }
    for amendment in amendments.iter_mut().filter(|amendment| amendment.pending) {
        let mut found: Vec<EarlierView> = Vec::new();
        for section in sections(amendment) {
            found.extend(by_section.get(&section).into_iter().flatten().cloned());
        }
        amendment.earlier = found;
    }
}

/// The sections that an amendment changes, each once; the data at the head of a page is no section.
fn sections(amendment: &AmendmentView) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for change in &amendment.changes {
        for passage in &change.passages {
            let section = (change.path.clone(), passage.heading.clone());
            let is_section = !passage.heading.is_empty() && !passage.heading.starts_with("front matter");
            if is_section && !found.contains(&section) {
                found.push(section);
            }
        }
    }
    found
}
