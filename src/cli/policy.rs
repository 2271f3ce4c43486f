//! `handbook policy`: the rules.

use camino::Utf8PathBuf;
use clap::{Args, Subcommand};
use serde_json::json;

use super::acting::{AS_TEXT, Act, Hand, Stop, ended, for_programs, given_text, print_json, recorded};
use super::paint::Ink;
use super::registry::{Together, change};
use super::run::{Ending, Session};
use crate::amend::ledger::Subject;
use crate::amend::{RefusalCode, policy_test, render_refusals, view};
use crate::diagnostic::Painter;
use crate::error::Result;

/// What to do with the policy.
#[derive(Debug, Args)]
pub(super) struct PolicyArguments {
    #[command(subcommand)]
    pub action: PolicyAction,
}

/// Actions on the policy.
#[derive(Debug, Subcommand)]
pub(super) enum PolicyAction {
    /// Try every rule with every text and the persons there are
    Test,
    /// The rules in plain words
    Show,
    /// Change the rules, by those who decided on them before
    Change {
        /// The new policy
        #[arg(long, value_name = "FILE")]
        policy: Utf8PathBuf,
        #[command(flatten)]
        together: Together,
    },
}

/// Runs an action on the policy.
pub(super) fn run(session: &Session<'_>, arguments: &PolicyArguments) -> Result<Ending> {
    let act = match &arguments.action {
        PolicyAction::Test => test(session),
        PolicyAction::Show => show(session),
        PolicyAction::Change { policy, together } => replace(session, policy, together),
    };
    ended(session, act)
}

/// Before the first round opens, persons that are still missing are a note.
fn test(session: &Session<'_>) -> Act {
    let recorded = recorded(session)?;
    let begun = !recorded.progress.rounds.is_empty();
    let (notes, refusals): (Vec<_>, Vec<_>) = policy_test(&recorded.record, &recorded.progress)
        .into_iter()
        .partition(|refusal| !begun && refusal.code == RefusalCode::R0054);
    if session.out.for_people() {
        if !notes.is_empty() {
            let painter = Painter { colour: session.out.colour };
            session.out.remark("notes until the first round opens:\n");
            session.out.remark(&render_refusals(&notes, session.out.format.format(), painter));
        }
        if refusals.is_empty() {
            let rules = recorded.progress.policy.rules.len();
            session.out.result(&format!("{rules} rules: each text has its rule, and each rule can work\n"));
        }
    } else if for_programs(session) && refusals.is_empty() {
        let notes: Vec<&str> = notes.iter().map(|note| note.message.as_str()).collect();
        print_json(session, &json!({ "version": 1, "refusals": [], "notes": notes }));
    }
    if refusals.is_empty() { Ok(()) } else { Err(Stop::Refused(refusals)) }
}

fn show(session: &Session<'_>) -> Act {
    let recorded = recorded(session)?;
    let process = view::process(&recorded.progress);
    if for_programs(session) {
        print_json(session, &json!({ "version": 1, "process": process }));
        return Ok(());
    }
    let paint = session.out.paint();
    let mut out = format!("policy, version {}\n", process.policy);
    for rule in &process.rules {
        out.push_str(&format!(
            "\n{}\n  {}\n",
            paint.text(Ink::Strong, &rule.name),
            paint.paragraph(&rule.words, 2)
        ));
    }
    out.push_str(&format!("\n{}\n", paint.paragraph(&process.root, 0)));
    for limit in &process.limits {
        out.push_str(&format!("{limit}\n"));
    }
    session.out.result(&out);
    Ok(())
}

fn replace(session: &Session<'_>, policy: &Utf8PathBuf, together: &Together) -> Act {
    let hand = Hand::of(session, &together.recording)?;
    let text = given_text(policy, AS_TEXT)?;
    change(session, &hand, &Subject::Policy, &text, together)
}
