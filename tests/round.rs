//! A whole round, played by invented people on a real text: what follows is proved, and what somebody
//! changes afterwards is found.

use std::collections::BTreeSet;
use std::sync::Arc;

use camino::Utf8Path;
use handbook::amend::actions;
use handbook::amend::demo::{People, Play, Say, with_sentence};
use handbook::amend::ledger::SignedReceipt;
use handbook::amend::policy::Ground;
use handbook::amend::record::{Files, Record, founding_files};
use handbook::amend::{AmendmentId, Event, Kind, Refusal, RefusalCode, SourceKind, SourceLine, Stage, check};
use handbook::config::{self, Config};
use jiff::Timestamp;
use jiff::civil::date;

use crate::support::Handbook;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn source() -> Vec<SourceLine> {
    vec![SourceLine {
        kind: SourceKind::Other,
        title: "An invented source".to_owned(),
        provision: None,
        place: None,
        in_force: None,
    }]
}

fn say<'a>(author: &'a str, kind: Kind, path: &'a str, title: &'a str) -> Say<'a> {
    Say {
        author,
        kind,
        path,
        title,
        rationale: "For the test of a whole round.",
        sources: if kind.needs_source() { source() } else { Vec::new() },
        round: None,
        supersedes: None,
        objects_to: None,
    }
}

/// A round on a handbook, in memory.
struct Round {
    play: Play,
    states: Vec<String>,
    chapters: Vec<String>,
    receipts: Vec<SignedReceipt>,
    clashes: BTreeSet<(AmendmentId, AmendmentId)>,
}

type Good<T = ()> = Result<T, Vec<Refusal>>;

impl Round {
    fn begin(root: &Utf8Path) -> (Config, Self) {
        let config = config::load(root).unwrap().value;
        let mut text = founding_files(root).unwrap();
        text.retain(|path, _| path.starts_with("content/") || path == "anchors.tsv");
        let (bare, _) = Record::from_files(config.clone(), text.clone());
        let chapters: Vec<String> =
            text.keys().filter(|path| path.starts_with("content/chapters/")).cloned().collect();
        let themes = chapters.iter().map(|path| path["content/chapters/".len()..path.len() - 3].to_owned());
        let people = People::of(&bare.states, &themes.collect(), date(2026, 11, 20));
        let play = Play::begin(config.clone(), &text, people, at("2026-11-22T06:00:00Z")).unwrap();
        let states = bare.states.into_iter().collect();
        (config, Self { play, states, chapters, receipts: Vec::new(), clashes: BTreeSet::new() })
    }

    fn annex(state: &str) -> String {
        format!("content/annexes/{}.md", state.to_lowercase())
    }

    fn person(state: &str, role: &str) -> String {
        format!("{}-{role}", state.to_lowercase())
    }

    fn file(&mut self, say: Say<'_>, edit: impl FnOnce(&str) -> String) -> Good<AmendmentId> {
        let text = self.play.write(say, edit)?;
        let intake = self.play.receive("editor-1", &text)?;
        let id = intake.receipt.receipt.subject.clone();
        for clash in intake.clashes.iter().filter(|clash| clash.verdict.is_clash()) {
            self.clashes.insert((id.clone(), clash.with.clone()));
        }
        self.receipts.push(intake.receipt);
        Ok(id)
    }

    fn national(&mut self, state: &str, role: &str, place: usize, words: &str) -> Good<AmendmentId> {
        let (author, path) = (Self::person(state, role), Self::annex(state));
        self.file(say(&author, Kind::Annex, &path, words), |text| with_sentence(text, place, words))
    }

    /// Cleared by the State and accepted.
    fn adopted(&mut self, state: &str, id: &AmendmentId) -> Good {
        if self.play.progress.proceedings[id].stage == Stage::Submitted {
            self.play.open(id)?;
        }
        self.play.approve(id, &[&Self::person(state, "focal")])?;
        self.play.accept("editor-2", id, "")
    }

    /// The round; `few` accepts fewer changes of text, which take long.
    fn run(&mut self, few: bool) -> Good {
        let round = "id = \"2026-R1\"\n[track.annex]\nopens = 2026-11-20\ncloses = 2026-11-24\n\
            [track.chapter]\nopens = 2026-11-20\ncloses = 2026-11-24\n\
            [chapter.review]\nsummary_by = 2026-11-26\nreview_closes = 2026-11-30\n\
            [adoption]\nby = \"chair\"\nnot_before = 2026-12-01\n";
        self.play.act("secretariat", |desk| actions::open_round(desk, round, ""))?;
        let states = self.states.clone();
        let state = |number: usize| states[number % states.len()].as_str();
        // One of each State; of eight States another one on the same words.
        let mut first = Vec::new();
        for one in &states {
            first.push(self.national(one, "delegate", 0, "one sentence more.")?);
        }
        let mut second = Vec::new();
        for number in 0..8.min(states.len()) {
            second.push(self.national(state(number), "delegate-2", 0, "other words instead.")?);
        }
        assert_eq!(self.clashes.len(), second.len(), "each of the second meets one of the first");
        let accepted = if few { 2.min(states.len()) } else { states.len() };
        for (id, one) in first.iter().zip(&states).take(accepted) {
            self.adopted(one, id)?;
        }
        // Five go back and come again, three are withdrawn.
        for (number, id) in second.iter().enumerate() {
            let author = Self::person(state(number), "delegate-2");
            if number >= 5 {
                self.play.withdraw(id, &author)?;
                continue;
            }
            self.play.open(id)?;
            if number < accepted {
                let refusals = self.play.accept("editor-2", id, "").unwrap_err();
                assert!(refusals.iter().any(|refusal| refusal.code == RefusalCode::R0065), "{refusals:?}");
            }
            self.play.give_back(id, Ground::Clash, "The same words have changed.")?;
            let path = Self::annex(state(number));
            let again = Say {
                supersedes: Some(id.clone()),
                ..say(&author, Kind::Annex, &path, "the same at another place")
            };
            let again = self.file(again, |text| with_sentence(text, 1, "the same elsewhere."))?;
            assert_eq!(self.play.progress.proceedings[id].stage, Stage::Superseded);
            if number < accepted {
                self.adopted(state(number), &again)?;
            }
        }
        self.remarks(&states)?;
        self.editorial()?;
        self.doubtful_key(state(0))?;
        self.play.now = at("2026-11-23T08:00:00Z");
        for number in 0..3.min(states.len()) {
            let (author, path) = (Self::person(state(number), "focal"), Self::annex(state(number)));
            let id = self.file(say(&author, Kind::Confirmation, &path, "Confirmed"), str::to_owned)?;
            self.play.open(&id)?;
            self.play.accept("editor-3", &id, "")?;
            assert!(self.text(&path).contains("status: delegate-confirmed\n"));
        }
        let suggestions = self.suggestions(&states)?;
        // One comes after the last day; the Chair lets it in.
        self.play.now = at("2026-11-25T00:00:00Z");
        let late = self.national(state(3), "delegate", 2, "this came late.")?;
        assert!(self.play.progress.proceedings[&late].late);
        assert_eq!(self.play.open(&late).unwrap_err()[0].code, RefusalCode::R0073);
        self.play.act("chair", |desk| actions::admit(desk, &late, "The mail was late."))?;
        self.adopted(state(3), &late)?;
        self.play.now = at("2026-12-01T08:00:00Z");
        self.play.act("secretariat", |desk| actions::close_round(desk, "2026-R1", ""))?;
        for id in suggestions.iter().take(if few { 1 } else { suggestions.len() }) {
            self.conclude(id)?;
        }
        self.play
            .act("chair", |desk| actions::adopt(desk, "2026-R1", "Minutes of 1 December 2026, item 4", ""))
    }

    fn remarks(&mut self, states: &[String]) -> Good {
        for number in 0..22 {
            let (state, chapter) =
                (&states[number % states.len()], &self.chapters[number % self.chapters.len()].clone());
            let author = Self::person(state, if number < 11 { "delegate" } else { "delegate-2" });
            let title = format!("Remark {number}");
            let id = self.file(say(&author, Kind::Remark, chapter, &title), str::to_owned)?;
            self.play.open(&id)?;
            self.play.accept("editor-1", &id, "Noted for the next edition.")?;
        }
        Ok(())
    }

    fn editorial(&mut self) -> Good {
        let path = self.chapters[0].clone();
        for place in 0..2 {
            let id = self.file(say("editor-2", Kind::Editorial, &path, "A word"), |text| {
                with_sentence(text, place, "an editor adds this.")
            })?;
            self.play.open(&id)?;
            assert!(self.play.accept("editor-2", &id, "").is_err(), "nobody accepts what they wrote");
            self.play.accept("editor-3", &id, "")?;
        }
        Ok(())
    }

    /// Accepted on the word of a key that turns out to be stolen: the text goes back.
    fn doubtful_key(&mut self, state: &str) -> Good {
        let path = Self::annex(state);
        let before = self.text(&path);
        let id = self.national(state, "delegate-2", 2, "a stranger wrote this.")?;
        self.adopted(state, &id)?;
        let since = self.play.progress.proceedings[&id].intake;
        self.play.revoke(&Self::person(state, "delegate-2"), "stolen", Some(since))?;
        if self.play.progress.proceedings[&id].stage == Stage::Accepted {
            self.play.act("editor-1", |desk| actions::stale(desk, &id, "A stolen key signed it."))?;
        }
        assert_eq!(self.text(&path), before, "the text is as if it had never been accepted");
        let refused = self.national(state, "delegate-2", 2, "and this.").unwrap_err();
        assert_eq!(refused[0].code, RefusalCode::R0061);
        self.play.withdraw(&id, &Self::person(state, "focal"))
    }

    /// Six suggestions on chapters with the opinions of those who must agree, and an objection.
    fn suggestions(&mut self, states: &[String]) -> Good<Vec<AmendmentId>> {
        let mut found = Vec::new();
        for number in 0..6 {
            let path = self.chapters[number % self.chapters.len()].clone();
            let author = Self::person(&states[number % states.len()], "delegate");
            let place = 2 + number / self.chapters.len();
            let id = self.file(say(&author, Kind::Suggestion, &path, "Better words"), |text| {
                with_sentence(text, place, "a delegate suggests this.")
            })?;
            self.play.open(&id)?;
            found.push(id);
        }
        let author = Self::person(&states[1], "focal");
        let objection = Say {
            objects_to: Some(found[0].clone()),
            ..say(&author, Kind::Objection, "", "We do not agree")
        };
        let objection = self.file(objection, str::to_owned)?;
        let refused = self.play.accept("editor-1", &found[0], "").unwrap_err();
        assert!(refused.iter().any(|refusal| refusal.message.contains("objections stand")), "{refused:?}");
        self.play.withdraw(&objection, &author)?;
        Ok(found)
    }

    fn conclude(&mut self, id: &AmendmentId) -> Good {
        let path = self.play.progress.proceedings[id].paths[0].clone();
        let theme = path["content/chapters/".len()..path.len() - 3].to_owned();
        let rapporteur = format!("rapporteur-{theme}");
        if let Err(refusals) = self.play.approve(id, &[&rapporteur, "editor-3", "chair"]) {
            // In a small book two suggestions meet at one place: the later one goes back.
            let clashes = |refusal: &Refusal| refusal.code.name().starts_with("R011");
            assert!(self.chapters.len() < 6 && refusals.iter().all(clashes), "{refusals:?}");
            return self.play.give_back(id, Ground::Clash, "Another suggestion came first.");
        }
        self.play.accept("editor-2", id, "")
    }

    fn text(&self, path: &str) -> String {
        String::from_utf8(self.play.record.content[path].to_vec()).unwrap()
    }

    /// The folder as it would be on the disk.
    fn files(&self, root: &Utf8Path) -> Files {
        let mut files = founding_files(root).unwrap();
        for (path, bytes) in self.play.files() {
            files.insert(path, Arc::from(bytes.as_slice()));
        }
        files
    }
}

fn long() -> bool {
    std::env::var("HANDBOOK_FUZZ").is_ok_and(|value| value == "long")
}

fn judged(config: &Config, files: Files, receipts: &[SignedReceipt]) -> Vec<Refusal> {
    let (record, mut refusals) = Record::from_files(config.clone(), files);
    refusals.extend(check(&record, receipts).err().unwrap_or_default());
    refusals
}

fn played(handbook: &Handbook, few: bool) -> (Config, Round, Files) {
    let (config, mut round) = Round::begin(handbook.root());
    if let Err(refusals) = round.run(few) {
        panic!("{refusals:#?}");
    }
    let files = round.files(handbook.root());
    assert_eq!(judged(&config, files.clone(), &round.receipts), [], "the record is proved");
    (config, round, files)
}

#[test]
fn a_whole_round_of_eleven_states_ends_in_a_text_that_is_proved() {
    let handbook = Handbook::real();
    let (config, round, files) = played(&handbook, !long());
    assert_eq!(round.states.len(), 11);
    let items = &round.play.progress.proceedings;
    assert_eq!(items.len(), 60);
    let count = |wanted: fn(&Stage) -> bool| items.values().filter(|item| wanted(&item.stage)).count();
    // Eight at their intake; what comes again may meet what still waits where few are accepted.
    assert!(
        if long() { round.clashes.len() == 8 } else { round.clashes.len() >= 8 },
        "{}",
        round.clashes.len()
    );
    assert_eq!(count(|stage| *stage == Stage::Superseded), 5, "five returns");
    assert_eq!(items.values().filter(|item| item.kind == Kind::Confirmation).count(), 3);
    assert_eq!(items.values().filter(|item| item.kind == Kind::Objection).count(), 1);
    let revoked = round.play.progress.registry.persons.iter().flat_map(|person| &person.keys);
    assert_eq!(revoked.filter(|key| key.revoked.is_some()).count(), 1);
    let speaking: BTreeSet<&String> = items.values().filter_map(|item| item.state.as_ref()).collect();
    assert_eq!(speaking.len(), 11, "every State has sent something");
    if long() {
        assert_eq!(count(|stage| stage.is_pending()), 0, "every item has its decision");
    }
    assert_eq!(
        round.play.record.ledger.iter().filter(|sealed| sealed.entry.event == Event::Admit).count(),
        1
    );
    // To prove the real text once takes seconds without optimisation: a quarter of the copies here,
    // all of them in the long run, and all of those of the small handbook below in every run.
    tampered(&config, &files, &round.receipts, if long() { 1 } else { 4 });
    for (path, bytes) in &files {
        handbook.file(path, bytes);
    }
    let run = handbook.succeed(&["check"]);
    assert!(run.stdout.contains("60 amendments; the text is the founding text with"), "{}", run.stdout);
}

#[test]
fn a_round_of_another_region_is_proved_as_well() {
    let handbook = Handbook::region();
    let (config, round, files) = played(&handbook, false);
    tampered(&config, &files, &round.receipts, 1);
    for (path, bytes) in &files {
        handbook.file(path, bytes);
    }
    handbook.succeed(&["check"]);
    handbook.succeed(&["build"]);
    handbook.check_page("amendments.html", "Confirmation of an annex");
}

/// Where something is changed: the files and what is expected of them.
type Tampering = (String, Box<dyn Fn(&mut Files)>, RefusalCode, String);

fn edit(path: &str, change: impl Fn(&str) -> String + 'static) -> Box<dyn Fn(&mut Files)> {
    let path = path.to_owned();
    Box::new(move |files| {
        let text = String::from_utf8(files[&path].to_vec()).unwrap();
        let new = change(&text);
        assert_ne!(text, new, "{path} is changed");
        files.insert(path.clone(), Arc::from(new.into_bytes()));
    })
}

fn remove(path: &str) -> Box<dyn Fn(&mut Files)> {
    let path = path.to_owned();
    Box::new(move |files| assert!(files.remove(&path).is_some(), "{path}"))
}

fn add(path: &str, text: &'static str) -> Box<dyn Fn(&mut Files)> {
    let path = path.to_owned();
    Box::new(move |files| drop(files.insert(path.clone(), Arc::from(text.as_bytes()))))
}

/// More than forty changes of a record, each with the code and the file that it is refused with.
fn tamperings(files: &Files) -> Vec<Tampering> {
    use RefusalCode as R;
    let find = |start: &str, end: &str| {
        let found = files.keys().find(|path| path.starts_with(start) && path.ends_with(end));
        found.unwrap_or_else(|| panic!("no {start}…{end}")).clone()
    };
    let mut all: Vec<Tampering> = Vec::new();
    let mut case = |name: &str, change: Box<dyn Fn(&mut Files)>, code: R, file: &str| {
        all.push((name.to_owned(), change, code, file.to_owned()));
    };
    let annex = find("content/annexes/", ".md");
    let chapter = find("content/chapters/", ".md");
    let status = find("content/reference/treaty-status/", ".yaml");
    let data = "content/reference/states.yaml";
    let more = |text: &str| format!("{text}x\n");
    case("a State's law", edit(&annex, more), R::R0096, &annex);
    case("front matter", edit(&annex, |text| text.replacen("status: ", "status:  ", 1)), R::R0096, &annex);
    case("a chapter", edit(&chapter, more), R::R0096, &chapter);
    case("treaty status", edit(&status, more), R::R0096, &status);
    case("reference data", edit(data, |text| format!("{text}# x\n")), R::R0096, data);
    case("the order of the book", edit("content/SUMMARY.md", more), R::R0096, "content/SUMMARY.md");
    case("a text removed", remove(&chapter), R::R0096, &chapter);
    case("a text added", add("content/chapters/zz.md", "# Zz\n"), R::R0096, "content/chapters/zz.md");
    case("anchors", edit("anchors.tsv", more), R::R0097, "anchors.tsv");
    for (path, code) in [
        ("amendments/policy.toml", R::R0098),
        ("amendments/registry.toml", R::R0098),
        ("amendments/rounds/2026-R1.toml", R::R0098),
        ("amendments/allowed_signers", R::R0052),
    ] {
        case("a setting", edit(path, |text| format!("# x\n{text}")), code, path);
        case("a setting removed", remove(path), code, path);
    }
    case(
        "the threshold",
        edit("amendments/policy.toml", |text| text.replace("threshold = 2", "threshold = 1")),
        R::R0098,
        "amendments/policy.toml",
    );
    let genesis = "amendments/genesis.manifest";
    case("the founding list", edit(genesis, |text| text.replacen('a', "b", 1)), R::R0101, genesis);
    let filed = find("amendments/filed/", ".amend");
    let review = find("amendments/reviews/", ".review");
    let kept = find("amendments/texts/", "");
    let title = |text: &str| text.replacen("\nTitle: ", "\nTitle: No ", 1);
    case("words of an amendment", edit(&filed, title), R::R0099, &filed);
    case("words of a review", edit(&review, |text| text.replacen("Review", "View", 1)), R::R0100, &review);
    case("a kept text", edit(&kept, |text| text.replacen('e', "a", 1)), R::R0101, &kept);
    case("an amendment removed", remove(&filed), R::R0099, "amendments/ledger/");
    case("a review removed", remove(&review), R::R0100, "amendments/");
    case("a stray file", add("amendments/note.txt", "x"), R::R0103, "amendments/note.txt");
    case(
        "a stray round",
        add("amendments/rounds/2026-R9.toml", "x"),
        R::R0098,
        "amendments/rounds/2026-R9.toml",
    );
    let entries: Vec<&String> = files.keys().filter(|path| path.ends_with(".entry")).collect();
    let middle = entries[entries.len() / 2].clone();
    let first = entries[0].clone();
    case("a middle entry dropped", remove(&middle), R::R0091, "amendments/ledger/");
    case("the first entry dropped", remove(&first), R::R0091, "amendments/ledger/");
    let tail: Vec<String> =
        entries.iter().rev().take(entries.len() / 2).map(|path| (*path).clone()).collect();
    let dropped = tail.clone();
    case(
        "the tail dropped, receipts kept",
        Box::new(move |files| dropped.iter().for_each(|path| drop(files.remove(path)))),
        R::R0102,
        "amendments/ledger/",
    );
    // Each field of an entry, changed by somebody without a key.
    let accept = accepted_entry(files);
    let mut altered = |entry: &str, field: &'static str, code| {
        let names_text = matches!(field, "Result" | "Sets");
        let file = if names_text { "amendments/texts/" } else { "amendments/ledger/" };
        case(field, edit(entry, move |text| with_field(text, field)), code, file);
    };
    for (field, code) in [
        ("Seq", R::R0091),
        ("Prev", R::R0092),
        ("Time", R::R0094),
        ("Event", R::R0094),
        ("Subject", R::R0094),
        ("Actor", R::R0094),
        ("Result", R::R0101),
        ("Tree", R::R0094),
        ("Anchors", R::R0094),
        ("Policy", R::R0094),
        ("Registry", R::R0094),
    ] {
        altered(&accept, field, code);
    }
    // The fields that an acceptance does not have, each in the first entry that has it, and the signature.
    for (field, code) in [
        ("Handbook-Ledger", R::R0090),
        ("Docket", R::R0094),
        ("Late", R::R0094),
        ("Filed", R::R0094),
        ("Review", R::R0094),
        ("Sets", R::R0101),
        ("Ground", R::R0094),
        ("Refers", R::R0094),
        ("Reason", R::R0094),
        ("U1NIU0lH", R::R0090),
    ] {
        altered(&entry_with(files, field), field, code);
    }
    all
}

/// The entry of an acceptance that changed a text.
fn accepted_entry(files: &Files) -> String {
    let found = files.iter().find(|(path, bytes)| {
        let text = String::from_utf8_lossy(bytes);
        path.ends_with(".entry") && text.contains("\nEvent: accept\n") && text.contains("\nResult: ")
    });
    found.unwrap().0.clone()
}

/// The first entry with a field.
fn entry_with(files: &Files, field: &str) -> String {
    let found = files.iter().find(|(path, bytes)| {
        path.ends_with(".entry") && String::from_utf8_lossy(bytes).lines().any(|line| line.starts_with(field))
    });
    found.unwrap_or_else(|| panic!("no entry has `{field}`")).0.clone()
}

/// An entry with another value in a field, of the same form.
fn with_field(text: &str, field: &str) -> String {
    let line = text.lines().find(|line| line.starts_with(field)).unwrap();
    let new = match field {
        "Seq" => {
            let number: u64 = line["Seq: ".len()..].parse().unwrap();
            format!("Seq: {:06}", number + 1)
        }
        "Handbook-Ledger" => "Handbook-Ledger: 2".to_owned(),
        "Late" => return text.replacen("Late: yes\n", "", 1),
        "Docket" => format!("{}9", &line[..line.len() - 1]),
        "Ground" => "Ground: form".to_owned(),
        "Refers" => format!("{line}a"),
        "Reason" => return text.replacen("\n| ", "\n| Not so: ", 1),
        // The beginning of every signature, `SSHSIG`, in base 64.
        "U1NIU0lH" => line.replacen("U1NIU0lH", "U1NIU0lI", 1),
        "Time" => line.replace(":00Z", ":30Z"),
        "Event" => "Event: release".to_owned(),
        "Actor" => "Actor: editor-3".to_owned(),
        "Subject" => {
            let (head, id) = line.rsplit_once('-').unwrap();
            let first = if id.starts_with('a') { "b" } else { "a" };
            format!("{head}-{first}{}", &id[1..])
        }
        _ => {
            let at = line.find("sha256:").unwrap() + "sha256:".len();
            let digit = if line.as_bytes()[at] == b'0' { "1" } else { "0" };
            format!("{}{digit}{}", &line[..at], &line[at + 1..])
        }
    };
    text.replacen(line, &new, 1)
}

/// Tries every so many-th of the changes.
fn tampered(config: &Config, files: &Files, receipts: &[SignedReceipt], step: usize) {
    let all = tamperings(files);
    assert!(all.len() >= 40, "{}", all.len());
    for (name, change, code, file) in all.iter().step_by(step) {
        let mut copy = files.clone();
        change(&mut copy);
        let refusals = judged(config, copy, receipts);
        let found = refusals.iter().any(|refusal| {
            let path = refusal.place.as_ref().map_or("", |place| place.source.path());
            refusal.code == *code && path.starts_with(file.as_str())
        });
        let told: Vec<_> = refusals
            .iter()
            .take(4)
            .map(|refusal| {
                let path = refusal.place.as_ref().map(|place| place.source.path().to_owned());
                (refusal.code, path, &refusal.message)
            })
            .collect();
        assert!(found, "{name}: {code} in {file} is expected, there is {told:?}");
    }
}
