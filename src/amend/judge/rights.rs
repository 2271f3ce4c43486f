//! Whether an author may send this amendment, now.

use jiff::{Timestamp, ToSpan as _};

use super::actor::standing_words;
use super::limits::{beyond, not_by_structure};
use crate::amend::policy::{Limit, RolePattern, Rule, Track, list};
use crate::amend::progress::Progress;
use crate::amend::record::{Received, Record};
use crate::amend::registry::{Person, Standing};
use crate::amend::round::Timing;
use crate::amend::{Kind, Refusal, RefusalCode, Stage, twins};

/// What came of judging an amendment before its intake.
#[derive(Debug, Default)]
pub struct Admission {
    /// Everything against it.
    pub refusals: Vec<Refusal>,
    /// Whether its round has closed, so that it waits for the Chair or the next round.
    pub late: bool,
}

struct Judge<'a> {
    record: &'a Record,
    progress: &'a Progress,
    received: &'a Received,
    now: Timestamp,
    seq: u64,
    found: Admission,
}

/// Judges an amendment that is about to be received at a ledger time: whose it is, whether it is new,
/// what the policy lets it touch, whether its round is open, what it rests on.
#[must_use]
pub fn admission(
    record: &Record,
    progress: &Progress,
    received: &Received,
    now: Timestamp,
    seq: u64,
) -> Admission {
    let mut judge = Judge { record, progress, received, now, seq, found: Admission::default() };
    let author = judge.author();
    judge.all(author)
}

/// As [`admission`] of an amendment that is not signed yet: whose it is, is taken from its header.
#[must_use]
pub fn draft_admission(
    record: &Record,
    progress: &Progress,
    received: &Received,
    now: Timestamp,
    seq: u64,
) -> Admission {
    let mut judge = Judge { record, progress, received, now, seq, found: Admission::default() };
    let name = &received.filed.amendment.author;
    let author = progress.registry.person(name);
    if author.is_none() {
        judge
            .no(
                RefusalCode::R0060,
                "Author",
                format!("there is no person `{name}` in the registry"),
                "look the id up with `handbook registry show`",
            )
            .who = Some("the secretariat, for the registry".to_owned());
    }
    let author = author.filter(|person| judge.speaks(person));
    judge.all(author)
}

impl<'a> Judge<'a> {
    fn all(mut self, author: Option<&Person>) -> Admission {
        if let Some(person) = author {
            self.rule(person);
        }
        self.newness();
        self.text();
        self.bases();
        self.seen();
        self.predecessor();
        self.objection();
        self.found
    }

    fn no(
        &mut self,
        code: RefusalCode,
        field: &str,
        message: impl Into<String>,
        remedy: impl Into<String>,
    ) -> &mut Refusal {
        let source = self.received.filed.source();
        let line = source
            .text()
            .lines()
            .position(|line| line.strip_prefix(field).is_some_and(|rest| rest.starts_with(':')));
        let refusal = Refusal::new(code, message, remedy).at_line(source, line.unwrap_or(0) + 1, 1);
        self.found.refusals.push(refusal);
        let last = self.found.refusals.len() - 1;
        &mut self.found.refusals[last]
    }

    /// The person who signed, where the registry knows the key and header and registry agree.
    fn author(&mut self) -> Option<&'a Person> {
        let amendment = &self.received.filed.amendment;
        let key = match &self.received.signer {
            Ok(key) => key,
            Err(refusal) => {
                self.found.refusals.push(refusal.clone());
                return None;
            }
        };
        let Some((person, key)) = self.progress.registry.holder(key) else {
            self.no(
                RefusalCode::R0060,
                "Author",
                "the amendment is signed with a key that is not in the registry",
                "have the key registered, or sign with the registered one",
            )
            .who = Some("the secretariat, for the registry".to_owned());
            return None;
        };
        match key.standing(self.now, self.seq) {
            Standing::Valid => {}
            standing => {
                self.no(
                    RefusalCode::R0061,
                    "Author",
                    format!("the key of `{}` {} when this was received", person.id, standing_words(standing)),
                    "sign again with a key that is valid; what counts is when the editors receive it",
                );
                return None;
            }
        }
        if person.id != amendment.author {
            self.no(
                RefusalCode::R0062,
                "Author",
                format!("the author is given as `{}` and the key is of `{}`", amendment.author, person.id),
                format!(
                    "sign with the key of `{}`, or write the amendment anew as your own",
                    amendment.author
                ),
            );
            return None;
        }
        self.speaks(person).then_some(person)
    }

    /// Whether the State in the header is that of the author.
    fn speaks(&mut self, person: &Person) -> bool {
        let amendment = &self.received.filed.amendment;
        let right = amendment.state == person.state;
        if !right {
            let whose = person.state.as_ref().map_or("no State".to_owned(), |state| format!("`{state}`"));
            let given = amendment.state.as_ref().map_or("no State".to_owned(), |state| format!("`{state}`"));
            self.no(
                RefusalCode::R0062,
                "State",
                format!("the amendment speaks for {given}; `{}` speaks for {whose}", person.id),
                "write the amendment anew for the right State",
            );
        }
        right
    }

    fn rule(&mut self, person: &Person) {
        let amendment = &self.received.filed.amendment;
        let kind = amendment.kind;
        let paths: Vec<String> = amendment.paths().into_iter().map(str::to_owned).collect();
        let progress = self.progress;
        let Some((rule, places)) = progress.rule(kind, &paths) else {
            for path in &paths {
                if progress.policy.rule(kind, path).is_none() {
                    self.no(
                        RefusalCode::R0063,
                        "Kind",
                        format!("no rule lets an amendment of the kind `{kind}` touch `{path}`"),
                        "choose another kind, or take this file out of the amendment",
                    );
                }
            }
            if self.found.refusals.is_empty() {
                self.no(
                    RefusalCode::R0063,
                    "Kind",
                    format!("no one rule covers an amendment of the kind `{kind}` to these files"),
                    "divide it into several amendments",
                );
            }
            return;
        };
        for (state, path) in &places {
            if !rule.admits(person, state.as_deref(), path) {
                let whom = match state {
                    Some(state) => format!("{} ({state})", rule.by_words()),
                    None => rule.by_words(),
                };
                let what =
                    if path.is_empty() { format!("send `{kind}`") } else { format!("change `{path}`") };
                self.no(
                    RefusalCode::R0063,
                    "Author",
                    format!("the rule `{}` does not let `{}` {what}", rule.name, person.id),
                    "leave it to one of those who may",
                )
                .who = Some(whom);
            }
        }
        self.sizes(rule);
        self.structure();
        self.round(rule);
    }

    /// The kind that creates and removes does not say something else where another kind is for that.
    fn structure(&mut self) {
        if self.received.filed.amendment.kind != Kind::Structure {
            return;
        }
        let Ok(changes) = self.received.changes(&self.record.texts) else { return };
        for (path, state, kinds) in not_by_structure(&self.progress.policy, changes) {
            let rules = kinds.iter().filter_map(|kind| self.progress.policy.rule(*kind, path));
            let mut able = Vec::new();
            for words in rules.flat_map(|(rule, _)| rule.by.iter().map(RolePattern::somebody)) {
                if !able.contains(&words) {
                    able.push(words);
                }
            }
            let who = list(able.into_iter(), "or");
            let kinds = list(kinds.iter().map(|kind| format!("`{kind}`")), "or");
            let message = match state {
                Some(state) => format!("`structure` would change what `{path}` of {state} says"),
                None => format!("`structure` would change the data of `{path}` and moves no file"),
            };
            self.no(
                RefusalCode::R0063,
                "Kind",
                message,
                format!("take this file out, and change it by an amendment of the kind {kinds}"),
            )
            .who = Some(who);
        }
    }

    fn sizes(&mut self, rule: &Rule) {
        let filed = &self.received.filed;
        let limits = self.progress.policy.limits;
        let bytes = filed.text().len() as u64;
        let files = filed.amendment.patch.files.len();
        if bytes > limits.max_bytes || files > limits.max_files as usize {
            self.no(
                RefusalCode::R0068,
                "Handbook-Amendment",
                format!("the amendment has {bytes} bytes and changes {files} files"),
                format!("divide it: at most {} bytes and {} files", limits.max_bytes, limits.max_files),
            );
        }
        if let Some(state) = &filed.amendment.state {
            let waiting = self.progress.proceedings.values();
            let waiting =
                waiting.filter(|item| item.stage.is_pending() && item.state.as_ref() == Some(state)).count();
            if waiting >= limits.max_pending_per_state as usize {
                self.no(
                    RefusalCode::R0069,
                    "State",
                    format!("{waiting} amendments of {state} wait already"),
                    "withdraw some, or wait until some are decided",
                )
                .who = Some(format!("the delegates of {state}"));
            }
        }
        if rule.limits.is_empty() {
            return;
        }
        if let Ok(changes) = self.received.changes(&self.record.texts) {
            for limit in &rule.limits {
                if let Some(message) = beyond(limit, changes) {
                    self.no(
                        RefusalCode::R0068,
                        "Kind",
                        message,
                        match limit {
                            Limit::BlanksOnly(_) => format!(
                                "the rule `{}` says: {}; put the others back as they were",
                                rule.name,
                                limit.words()
                            ),
                            _ => {
                                format!("the rule `{}` says: {}; {}", rule.name, limit.words(), self.others())
                            }
                        },
                    );
                }
            }
        }
    }

    /// The kinds that could be chosen for these files instead.
    fn others(&self) -> String {
        let amendment = &self.received.filed.amendment;
        let other = |kind: &Kind| {
            *kind != amendment.kind
                && !matches!(kind, Kind::Structure | Kind::Confirmation)
                && kind.changes_text()
                && amendment.paths().iter().all(|path| self.progress.policy.rule(*kind, path).is_some())
        };
        let kinds: Vec<String> =
            Kind::ALL.into_iter().filter(other).map(|kind| format!("`{kind}`")).collect();
        if kinds.is_empty() {
            "choose another kind for more".to_owned()
        } else {
            format!("for more choose the kind {}", list(kinds.into_iter(), "or"))
        }
    }

    fn round(&mut self, rule: &Rule) {
        if rule.track == Track::Always {
            return;
        }
        let name = self.received.filed.amendment.round.clone();
        let standing = name.as_ref().and_then(|name| self.progress.rounds.get(name));
        let Some(standing) = standing else {
            let known: Vec<&str> = self.progress.rounds.keys().map(String::as_str).collect();
            let known = if known.is_empty() { "there is none yet".to_owned() } else { known.join(", ") };
            let name = name.unwrap_or_else(|| "none".to_owned());
            self.no(
                RefusalCode::R0070,
                "Round",
                format!("the round `{name}` is not in the record"),
                format!("name one of the rounds: {known}"),
            );
            return;
        };
        match standing.round.timing(rule.track, self.now) {
            Timing::Open if !standing.closed => {}
            Timing::Open | Timing::Late => self.found.late = true,
            Timing::Early => {
                let opens = standing.round.window(rule.track).map(|window| window.opens.to_string());
                let opens = opens.unwrap_or_default();
                self.no(
                    RefusalCode::R0071,
                    "Round",
                    format!("the round `{}` receives this from {opens} (UTC)", standing.round),
                    "send it again from that day on",
                );
            }
            Timing::NoTrack => {
                self.no(
                    RefusalCode::R0071,
                    "Round",
                    format!("the round `{}` does not receive amendments of this kind", standing.round),
                    "name a round with this timetable",
                );
            }
        }
    }

    /// Not seen before, and signed neither long ago nor in the future.
    fn newness(&mut self) {
        let filed = &self.received.filed;
        if let Some(item) = self.progress.proceedings.get(&filed.id) {
            self.no(
                RefusalCode::R0074,
                "Handbook-Amendment",
                format!("`{}` is in the record already, as {}; it is {}", filed.id, item.docket, item.stage),
                "to propose the same again, make a new amendment from the text as it is now",
            );
        }
        let created = filed.amendment.created;
        let days = i64::from(self.progress.policy.limits.max_age_days);
        let oldest = self.now.checked_sub((days * 24).hours()).unwrap_or(self.now);
        let newest = self.now.checked_add(24.hours()).unwrap_or(self.now);
        if created < oldest || created > newest {
            self.no(
                RefusalCode::R0079,
                "Created",
                format!("the amendment says it was made at {created}, and is received at {}", self.now),
                format!("sign it anew; it may be {days} days old and not from the future"),
            );
        }
    }

    fn bases(&mut self) {
        for bound in &self.received.filed.amendment.bases {
            let version = (bound.path.clone(), bound.digest);
            let is_known = self.record.texts.get(bound.digest).is_some();
            if is_known && !self.progress.versions.contains(&version) {
                self.no(
                    RefusalCode::R0026,
                    "Base",
                    format!("`{}` never was the text that this amendment was written for", bound.path),
                    "make it again from the handbook's text: `handbook amend edit`",
                );
            } else if self.progress.gone.contains(&bound.digest) {
                self.no(
                    RefusalCode::R0026,
                    "Base",
                    format!(
                        "the text of `{}` that this was written for was taken out of the record",
                        bound.path
                    ),
                    "make it again from the text as it is now: `handbook amend edit`",
                );
            }
        }
        for path in self.received.filed.amendment.paths() {
            let created = self.received.filed.amendment.base(path).is_none();
            let there = self.progress.tree.get(path).is_some();
            if created && there && self.received.filed.amendment.result(path).is_some() {
                self.no(
                    RefusalCode::R0115,
                    "Result",
                    format!("`{path}` is there already and would be created"),
                    "change the file instead",
                );
            }
        }
    }

    /// The changes fit the texts that they were written for, give what was signed, and keep the rules
    /// for texts.
    fn text(&mut self) {
        let current = self.progress.texts_at(&[]);
        if self.record.rests_on_gone(self.received, &current) {
            return;
        }
        match self.received.changes(&self.record.texts) {
            Err(refusals) => self.found.refusals.extend(refusals),
            Ok(changes) => {
                self.found.refusals.extend_from_slice(self.received.faults(&self.record.texts));
                if changes.iter().any(|change| change.before.is_none()) {
                    let standing = self.progress.tree.iter().map(|(path, _)| path);
                    self.found.refusals.extend(twins(standing, changes));
                }
            }
        }
    }

    /// The head that the author knew is in this ledger: else there are two.
    fn seen(&mut self) {
        let Some(seen) = &self.received.filed.amendment.ledger_seen else {
            self.no(
                RefusalCode::R0076,
                "Handbook-Amendment",
                "the amendment names no entry of the ledger that its author knew",
                "make it with `handbook amend edit`, which writes the line `Ledger-Seen`",
            );
            return;
        };
        let ours = usize::try_from(seen.seq).ok().and_then(|seq| seq.checked_sub(1));
        let ours = ours.and_then(|index| self.progress.entries.get(index)).copied();
        if ours == Some(seen.digest) {
            return;
        }
        let message = match ours {
            Some(ours) => format!(
                "entry {:06} of this ledger is {}…; the author was shown {}… as the same entry",
                seen.seq,
                ours.short(),
                seen.digest.short()
            ),
            None => format!(
                "the author was shown entry {:06}; this ledger ends with {:06}",
                seen.seq, self.progress.seq
            ),
        };
        self.no(
            RefusalCode::R0076,
            "Ledger-Seen",
            message,
            "stop and compare: somebody shows two ledgers, or this copy is old; keep both and tell the Chair",
        )
        .who = Some("the Chair and the chief editor".to_owned());
    }

    fn predecessor(&mut self) {
        let amendment = &self.received.filed.amendment;
        let Some(old) = &amendment.supersedes else { return };
        let Some(item) = self.progress.proceedings.get(old) else {
            self.no(
                RefusalCode::R0078,
                "Supersedes",
                format!("the amendment `{old}` is not in the record"),
                "look up its id with `handbook amend list`",
            );
            return;
        };
        let same_hand =
            item.author == amendment.author || (item.state.is_some() && item.state == amendment.state);
        if item.stage != Stage::Returned || !same_hand || item.kind != amendment.kind {
            self.no(
                RefusalCode::R0077,
                "Supersedes",
                format!("`{old}` is a {} of `{}` and is {}", item.kind, item.author, item.stage),
                "a successor takes the place of a returned amendment of the same kind, author or State",
            );
        }
    }

    fn objection(&mut self) {
        let amendment = &self.received.filed.amendment;
        let Some(target) = &amendment.objects_to else { return };
        match self.progress.proceedings.get(target) {
            Some(item)
                if item.kind == Kind::Suggestion
                    && (item.stage.is_pending() || item.stage == Stage::Returned) =>
            {
                let round = item.round.as_ref().and_then(|round| self.progress.rounds.get(round));
                if round.is_some_and(|standing| standing.round.review_is_over(self.now)) {
                    self.no(
                        RefusalCode::R0071,
                        "Objects-To",
                        format!("the time for objections to `{target}` is over"),
                        "send a suggestion in the next round",
                    );
                }
            }
            Some(item) => {
                self.no(
                    RefusalCode::R0078,
                    "Objects-To",
                    format!(
                        "`{target}` is a {} that is {}, not a suggestion under way",
                        item.kind, item.stage
                    ),
                    "name a suggestion that waits",
                );
            }
            None => {
                self.no(
                    RefusalCode::R0078,
                    "Objects-To",
                    format!("the amendment `{target}` is not in the record"),
                    "look up its id with `handbook amend list`",
                );
            }
        }
    }
}
