//! What happens in the demonstration.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;
use jiff::tz::Offset;
use jiff::{Timestamp, ToSpan as _};

use super::play::Say;
use super::words::{
    MARK, PARAGRAPHS, second_edition, verified_before, with_event, with_paragraphs, with_sentence,
};
use super::{People, Play};
use crate::amend::actions::{self, Outcome};
use crate::amend::policy::Ground;
use crate::amend::record::{Files, states};
use crate::amend::{AmendmentId, Edit, Kind, Refusal, RefusalCode, SourceKind, SourceLine, current_text};
use crate::config::Config;

/// Day on which the record begins, counted from the last one.
const BEGINS: i64 = -30;
/// The part of the State that amends its annex for the second edition.
const AMENDS: usize = 10;
/// The part of the State that confirms its annex in that edition.
const CONFIRMS: usize = 7;

/// A handbook's text with a record that is played through, edition by edition.
#[derive(Debug)]
pub struct Demonstration {
    text: Files,
    script: Script,
}

impl Demonstration {
    /// Founds the record. The last entries will be made on the day of `now`.
    ///
    /// # Errors
    /// Where the text is not one that a record can begin with, or `now` lies before the text.
    pub fn begin(config: Config, mut text: Files, now: Timestamp) -> Outcome<Self> {
        let states: Vec<String> = text
            .get("content/reference/states.yaml")
            .map(|bytes| states(bytes).into_iter().collect())
            .unwrap_or_default();
        if states.is_empty() {
            return Err(vec![Refusal::new(
                RefusalCode::R0057,
                "the handbook has no list of States",
                "make the demonstration of a handbook with `content/reference/states.yaml`",
            )]);
        }
        let themes: BTreeSet<String> = text
            .keys()
            .filter_map(|path| path.strip_prefix("content/chapters/")?.strip_suffix(".md"))
            .map(str::to_owned)
            .collect();
        let day = Offset::UTC.to_datetime(now).date();
        let begins = moment(day, BEGINS, 8);
        let from = Offset::UTC.to_datetime(begins).date();
        // What is verified on a day can be reported again only on a later one.
        for part in [AMENDS, CONFIRMS] {
            let path = annex_of(&states, part);
            let earlier = from.yesterday().unwrap_or(from);
            let annex = text.get(&path).and_then(|bytes| std::str::from_utf8(bytes).ok());
            if let Some(annex) = annex.and_then(|annex| verified_before(annex, earlier)) {
                text.insert(path, Arc::from(annex.into_bytes()));
            }
        }
        let people = People::of(&states.iter().cloned().collect(), &themes, from);
        let play = Play::begin(config, &text, people, begins)?;
        Ok(Self { text, script: Script { play, day, states, themes: themes.into_iter().collect() } })
    }

    /// The rounds after which an edition is cut, by number from 1: played to the adoption.
    ///
    /// # Errors
    /// Everything against a step.
    pub fn to_edition(&mut self, number: u8) -> Outcome<()> {
        match number {
            1 => self.script.first_round(),
            _ => self.script.second_round(),
        }
    }

    /// The round that is running, to its end.
    ///
    /// # Errors
    /// Everything against a step.
    pub fn to_the_end(&mut self) -> Outcome<()> {
        self.script.third_round()?;
        self.script.last_day(moment(self.script.day, 0, 1))
    }

    /// The record and its people.
    #[must_use]
    pub const fn play(&self) -> &Play {
        &self.script.play
    }

    /// The record and its people, for a step from outside.
    pub const fn play_mut(&mut self) -> &mut Play {
        &mut self.script.play
    }

    /// The name of an edition by its number.
    #[must_use]
    pub fn edition(&self, number: u8) -> String {
        format!("{:04}.{number}", self.script.day.year())
    }

    /// The files of the text, of the record and of the keys so far.
    #[must_use]
    pub fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let mut files: BTreeMap<String, Vec<u8>> =
            self.text.iter().map(|(path, bytes)| (path.clone(), bytes.to_vec())).collect();
        files.extend(self.script.play.files());
        files.extend(self.script.play.people.files());
        files.extend(self.script.play.receipts.iter().map(|receipt| {
            (format!("receipts/{}", receipt.source.path()), receipt.source.text().as_bytes().to_vec())
        }));
        files
    }
}

/// The code of the State with a part; with fewer States than the script has parts, parts share States.
fn state_of(states: &[String], part: usize) -> &str {
    &states[part % states.len()]
}

fn annex_of(states: &[String], part: usize) -> String {
    format!("content/annexes/{}.md", state_of(states, part).to_lowercase())
}

/// An hour of a day before or after the last one.
fn moment(day: Date, days: i64, hour: i8) -> Timestamp {
    let day = day.checked_add(days.days()).unwrap_or(day);
    Offset::UTC.to_timestamp(day.at(hour, 0, 0, 0)).unwrap_or(Timestamp::UNIX_EPOCH)
}

#[derive(Debug)]
struct Script {
    play: Play,
    day: Date,
    states: Vec<String>,
    themes: Vec<String>,
}

impl Script {
    fn state(&self, part: usize) -> String {
        state_of(&self.states, part).to_owned()
    }

    fn annex(&self, part: usize) -> String {
        annex_of(&self.states, part)
    }

    fn person(&self, part: usize, role: &str) -> String {
        format!("{}-{role}", self.state(part).to_lowercase())
    }

    fn round(&self, number: u8) -> String {
        format!("{:04}-D{number}", self.day.year())
    }

    fn after(&self, days: i64) -> Date {
        self.day.checked_add(days.days()).unwrap_or(self.day)
    }

    /// Opens a round with its days, counted from the last one: first and last day for annexes; last
    /// day for chapters and the days of review after it.
    fn open_round(&mut self, id: &str, annex: (i64, i64), chapter: (i64, i64)) -> Outcome<()> {
        let (closes, review) = chapter;
        let text = format!(
            "# Demonstration\nid = \"{id}\"\n\n[track.annex]\nopens = {opens}\ncloses = {}\n\n\
             [track.chapter]\nopens = {opens}\ncloses = {}\n\n\
             [chapter.review]\nsummary_by = {}\nreview_closes = {}\n\n\
             [adoption]\nby = \"chair\"\nnot_before = {}\n",
            self.after(annex.1),
            self.after(closes),
            self.after(closes + review),
            self.after(closes + 2 * review),
            self.after(annex.1.max(closes + 2 * review) + 1),
            opens = self.after(annex.0),
        );
        self.play
            .act("secretariat", |desk| actions::open_round(desk, &text, "Demonstration: a round is opened."))
    }

    /// A first round: a remark that was answered, and a suggestion that the meeting adopted.
    fn first_round(&mut self) -> Outcome<()> {
        let round = self.round(1);
        self.open_round(&round, (-30, -27), (-27, 1))?;
        if let Some(path) = self.chapter(0) {
            let author = self.person(2, "delegate");
            let remark = self.play.file(
                Say {
                    kind: Kind::Remark,
                    path: &path,
                    title: "Demonstration: an example would help here",
                    round: Some(&round),
                    ..say(&author)
                },
                str::to_owned,
            )?;
            self.play.open(&remark)?;
            self.play.accept("editor-2", &remark, "Demonstration: the editors will look for an example.")?;
        }
        let words: Vec<String> = PARAGRAPHS.iter().map(|(words, _)| format!("{MARK} {words}")).collect();
        let adopted =
            self.suggestion(0, "Demonstration: paragraphs to try editions on", |text, number| {
                if number == 0 { with_paragraphs(text, &words) } else { text.to_owned() }
            })?;
        self.conclude(&round, -24, adopted)
    }

    /// The second round: the invented paragraphs are changed, taken out, replaced, moved to another
    /// chapter; a State amends its annex, another one confirms its own, a mistake in a third is put right.
    fn second_round(&mut self) -> Outcome<()> {
        self.play.now = moment(self.day, -20, 8);
        let round = self.round(2);
        self.open_round(&round, (-20, -17), (-17, 1))?;
        let adopted = self.suggestion(3, "Demonstration: what can become of a paragraph", second_edition)?;
        let path = self.annex(0);
        let author = "editor-1";
        let corrigendum = self.play.file(
            Say {
                kind: Kind::Corrigendum,
                path: &path,
                title: "Demonstration: a mistake in an annex is put right",
                ..say(author)
            },
            |text| with_sentence(text, 1, "this sentence shows a corrigendum."),
        )?;
        self.play.open(&corrigendum)?;
        let focal = self.person(0, "focal");
        self.play.approve(&corrigendum, &[&focal])?;
        self.play.accept("editor-2", &corrigendum, "")?;
        let amended = self.national(
            AMENDS,
            "delegate",
            0,
            "Demonstration: a State amends its own annex",
            "this sentence shows what a State reported itself.",
        )?;
        self.play.open(&amended)?;
        let focal = self.person(AMENDS, "focal");
        self.play.approve(&amended, &[&focal])?;
        self.play.accept("editor-2", &amended, "")?;
        self.confirmation(CONFIRMS)?;
        self.conclude(&round, -14, adopted)
    }

    /// A State's suggestion on the first two chapters, with the consent of rapporteurs, an editor and the Chair;
    /// none where there is no chapter.
    fn suggestion(
        &mut self,
        part: usize,
        title: &str,
        edit: impl Fn(&str, usize) -> String,
    ) -> Outcome<Option<AmendmentId>> {
        let mut edits = Vec::new();
        let mut consent = Vec::new();
        for (number, theme) in self.themes.iter().take(2).enumerate() {
            let path = format!("content/chapters/{theme}.md");
            let Some(before) = current_text(&self.play.record, &self.play.progress, &path) else { continue };
            let after = edit(&before, number);
            if after != before {
                consent.push(format!("rapporteur-{theme}"));
                edits.push(Edit { path, before: Some(before), after: Some(after) });
            }
        }
        let Some(path) = edits.first().map(|edit| edit.path.clone()) else { return Ok(None) };
        let author = self.person(part, "delegate");
        let say = Say { kind: Kind::Suggestion, path: &path, title, ..say(&author) };
        let file = self.play.write_all(say, edits)?;
        let id = self.play.receive("editor-1", &file)?.receipt.receipt.subject;
        self.play.open(&id)?;
        consent.extend(["editor-2", "chair"].map(str::to_owned));
        self.play.approve(&id, &consent.iter().map(String::as_str).collect::<Vec<_>>())?;
        Ok(Some(id))
    }

    /// After the review an editor accepts; the round is closed and the meeting adopts its conclusions.
    fn conclude(&mut self, round: &str, day: i64, accepted: Option<AmendmentId>) -> Outcome<()> {
        self.play.now = moment(self.day, day, 9);
        if let Some(id) = accepted {
            self.play.accept("editor-3", &id, "")?;
        }
        self.play.act("secretariat", |desk| actions::close_round(desk, round, ""))?;
        self.play.act("chair", |desk| {
            actions::adopt(desk, round, "Demonstration: minutes of a meeting that did not take place", "")
        })
    }

    fn chapter(&self, number: usize) -> Option<String> {
        let theme = self.themes.get(number % self.themes.len().max(1))?;
        Some(format!("content/chapters/{theme}.md"))
    }

    /// The running round before the last day: an editorial correction, suggestions, an objection.
    fn third_round(&mut self) -> Outcome<()> {
        self.play.now = moment(self.day, -4, 8);
        let round = self.round(3);
        self.open_round(&round, (-4, 30), (20, 10))?;
        // A key that was lost. Approvals are bound to the registry: it changes before they are given.
        let lost = self.person(9, "delegate-2");
        self.play.revoke(&lost, "Demonstration: the key was lost", None)?;
        self.play.now = moment(self.day, -3, 8);
        if let Some(path) = self.chapter(0) {
            let editorial = self.play.file(
                Say {
                    kind: Kind::Editorial,
                    path: &path,
                    title: "Demonstration: an editorial correction",
                    ..say("editor-2")
                },
                |text| with_sentence(text, 0, "this sentence shows an editorial correction."),
            )?;
            self.play.open(&editorial)?;
            self.play.accept("editor-3", &editorial, "")?;
        }
        if let (Some(path), Some(theme)) =
            (self.chapter(1), self.themes.get(1 % self.themes.len().max(1)).cloned())
        {
            let author = self.person(0, "delegate");
            let suggestion = self.play.file(
                Say {
                    kind: Kind::Suggestion,
                    path: &path,
                    title: "Demonstration: a suggestion for a chapter",
                    ..say(&author)
                },
                |text| with_sentence(text, 1, "this sentence shows a suggestion on a chapter."),
            )?;
            self.play.open(&suggestion)?;
            let rapporteur = format!("rapporteur-{theme}");
            self.play.approve(&suggestion, &[&rapporteur, "editor-2"])?;
            self.play.now = moment(self.day, -2, 8);
            let author = self.person(1, "focal");
            self.play.file(
                Say {
                    kind: Kind::Objection,
                    title: "Demonstration: an objection to the suggestion",
                    objects_to: Some(suggestion),
                    ..say(&author)
                },
                str::to_owned,
            )?;
        }
        Ok(())
    }

    /// A sentence is added to a State's annex.
    fn national(
        &mut self,
        part: usize,
        role: &str,
        place: usize,
        title: &str,
        words: &str,
    ) -> Outcome<AmendmentId> {
        let (author, path) = (self.person(part, role), self.annex(part));
        self.play
            .file(Say { kind: Kind::Annex, path: &path, title, sources: no_law(), ..say(&author) }, |text| {
                with_sentence(text, place, words)
            })
    }

    /// What States send, on the last day: their annexes carry its date.
    fn last_day(&mut self, begins: Timestamp) -> Outcome<()> {
        self.play.now = begins;
        let late_to = self.round(2);
        // Accepted since the last edition.
        let accepted = self.national(
            0,
            "delegate",
            0,
            "Demonstration: an accepted amendment",
            "this sentence came with an accepted amendment.",
        )?;
        self.play.open(&accepted)?;
        let focal = self.person(0, "focal");
        self.play.approve(&accepted, &[&focal])?;
        self.play.accept("editor-2", &accepted, "")?;
        // Late for the round before.
        let (author, path) = (self.person(1, "delegate"), self.annex(1));
        self.play.file(
            Say {
                kind: Kind::Annex,
                path: &path,
                title: "Demonstration: an amendment that came late",
                sources: no_law(),
                round: Some(&late_to),
                ..say(&author)
            },
            |text| with_sentence(text, 0, "this sentence came late for its round."),
        )?;
        // Received, nothing decided.
        self.national(
            2,
            "delegate",
            0,
            "Demonstration: an amendment that waits",
            "this sentence waits for its review.",
        )?;
        // Under review and cleared by the State.
        let cleared = self.national(
            3,
            "delegate",
            0,
            "Demonstration: cleared by its State",
            "this sentence was cleared by the focal point.",
        )?;
        self.play.open(&cleared)?;
        let focal = self.person(3, "focal");
        self.play.approve(&cleared, &[&focal])?;
        // Two that clash: the same line of the same annex.
        let words = "this sentence clashes with another one.";
        self.national(4, "delegate", 0, "Demonstration: one of two that clash", words)?;
        self.national(
            4,
            "delegate-2",
            0,
            "Demonstration: the other of two that clash",
            "this other sentence clashes too.",
        )?;
        // Returned with a reason, and sent anew.
        let returned = self.national(
            5,
            "delegate",
            0,
            "Demonstration: returned to its author",
            "this sentence was sent back.",
        )?;
        self.play.open(&returned)?;
        self.play.give_back(&returned, Ground::SourceMissing, "Demonstration: please name the provision.")?;
        let (author, path) = (self.person(5, "delegate"), self.annex(5));
        let again = self.national(
            5,
            "delegate",
            1,
            "Demonstration: returned and sent anew",
            "this sentence was returned once.",
        )?;
        self.play.open(&again)?;
        self.play.give_back(&again, Ground::Form, "Demonstration: please shorten the sentence.")?;
        self.play.file(
            Say {
                kind: Kind::Annex,
                path: &path,
                title: "Demonstration: the successor of a returned amendment",
                sources: no_law(),
                supersedes: Some(again),
                ..say(&author)
            },
            |text| with_sentence(text, 1, "this sentence is shorter."),
        )?;
        // Refused on a ground that its rule allows; withdrawn.
        let refused = self.national(
            6,
            "delegate",
            0,
            "Demonstration: out of scope",
            "this sentence belongs elsewhere.",
        )?;
        self.play.open(&refused)?;
        self.play.reject(&refused, Ground::OutOfScope, "Demonstration: this belongs into another book.")?;
        let author = self.person(7, "delegate");
        let withdrawn =
            self.national(7, "delegate", 0, "Demonstration: taken back", "this sentence was taken back.")?;
        self.play.withdraw(&withdrawn, &author)?;
        self.confirmation(8)?;
        self.ratification()
    }

    /// A focal point has read the annex and there is nothing to change.
    fn confirmation(&mut self, part: usize) -> Outcome<()> {
        let (author, path) = (self.person(part, "focal"), self.annex(part));
        let confirmation = self.play.file(
            Say {
                kind: Kind::Confirmation,
                path: &path,
                title: "Demonstration: the annex is confirmed",
                ..say(&author)
            },
            str::to_owned,
        )?;
        self.play.open(&confirmation)?;
        self.play.accept("editor-2", &confirmation, "")
    }

    /// An event in a State's treaty status, which nobody accepts: it did not happen.
    fn ratification(&mut self) -> Outcome<()> {
        let author = self.person(9, "delegate");
        let path = format!("content/reference/treaty-status/{}.yaml", self.state(9).to_lowercase());
        let day = self.day;
        if !self.play.record.content.contains_key(&path) {
            return Ok(());
        }
        let ratification = self.play.file(
            Say {
                kind: Kind::Annex,
                path: &path,
                title: "Demonstration: a ratification is reported",
                rationale: "Demonstration: no such act has taken place. It shows how a State reports one.",
                sources: no_law(),
                ..say(&author)
            },
            |text| with_event(text, day),
        )?;
        let focal = self.person(9, "focal");
        self.play.open(&ratification)?;
        self.play.approve(&ratification, &[&focal])
    }
}

fn say(author: &str) -> Say<'_> {
    Say {
        author,
        kind: Kind::Remark,
        path: "",
        title: "",
        rationale: "Demonstration: this amendment is invented and says nothing about law.",
        sources: Vec::new(),
        round: None,
        supersedes: None,
        objects_to: None,
    }
}

fn no_law() -> Vec<SourceLine> {
    vec![SourceLine {
        kind: SourceKind::Other,
        title: "Demonstration: no source, since nothing here is law".to_owned(),
        provision: None,
        place: None,
        in_force: None,
    }]
}
