//! What an edition prints of itself.

use jiff::Timestamp;
use jiff::civil::Date;

use super::freeze::roots;
use super::manifest::root;
use crate::amend::SigningKey;
use crate::amend::policy::Need;
use crate::amend::progress::Progress;
use crate::model::{Colophon, RecordView, SetAside};

/// The colophon of an edition that is cut now. `progress` and `record` are those after the cut, none while
/// the handbook is founding; `before` is the number of the last entry that an earlier edition covers.
#[must_use]
pub fn colophon(
    progress: Option<&Progress>,
    record: Option<&RecordView>,
    keys: &[SigningKey],
    (now, review_by): (Timestamp, Date),
    before: u64,
) -> Colophon {
    let (threshold, keys) = roots(progress, keys, now);
    let amendments = record.map(|record| &record.amendments[..]).unwrap_or_default();
    let set_aside = amendments.iter().flat_map(|amendment| {
        let steps =
            amendment.history.iter().filter(move |step| step.seq > before && step.event == "override");
        steps.map(|step| SetAside {
            docket: amendment.docket.clone(),
            need: Need::parse(&step.refers).map_or_else(|_| step.refers.clone(), |need| need.words()),
            reason: step.reason.clone(),
            time: step.time.clone(),
        })
    });
    Colophon {
        root: root(threshold, &keys).to_string(),
        threshold,
        head: progress.map(|progress| (progress.seq, progress.head.to_string())),
        review_by: review_by.to_string(),
        set_aside: set_aside.collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{AmendmentView, StepView};

    #[test]
    fn what_was_set_aside_since_the_last_edition_is_told_with_its_reason() {
        let step = |seq, event: &str, refers: &str| StepView {
            seq,
            event: event.to_owned(),
            refers: refers.to_owned(),
            reason: "One editor is ill.".to_owned(),
            ..StepView::default()
        };
        let amendment = AmendmentView {
            docket: "2030-R1/XA/001".to_owned(),
            history: vec![
                step(4, "override", "chair >= 1"),
                step(7, "override", "editor >= 2"),
                step(8, "accept", ""),
                step(9, "override", "what no policy says"),
            ],
            ..AmendmentView::default()
        };
        let record = RecordView { amendments: vec![amendment], ..RecordView::default() };
        let keys = [SigningKey::from_seed(&[1; 32]), SigningKey::from_seed(&[2; 32])];
        let (now, day) = (Timestamp::UNIX_EPOCH, Date::constant(2031, 4, 21));
        let made = colophon(None, Some(&record), &keys, (now, day), 4);
        let told: Vec<(&str, &str)> =
            made.set_aside.iter().map(|one| (one.docket.as_str(), one.need.as_str())).collect();
        let words = Need::parse("editor >= 2").unwrap().words();
        assert_eq!(told, [("2030-R1/XA/001", words.as_str()), ("2030-R1/XA/001", "what no policy says")]);
        assert_eq!(made.set_aside[0].reason, "One editor is ill.");
        assert_eq!((made.threshold, made.head, made.review_by.as_str()), (2, None, "2031-04-21"));
        let fewer = colophon(None, None, &keys[..1], (now, day), 0);
        assert_ne!(fewer.root, made.root, "the fingerprint stands for all who sign");
    }
}
