//! How the handbook is changed, in plain words: from the policy and registry in force, so that the
//! published rules are the enforced ones.

use crate::amend::policy::Policy;
use crate::amend::progress::Progress;
use crate::amend::registry::{Person, Role, Standing, in_words};
use crate::amend::{RefusalCode, TRANSITIONS};
use crate::model::{
    PersonView, ProcessView, RefusalView, RoleView, RoundDate, RoundView, RuleView, TransitionView,
};

/// The process as registry and policy have it.
#[must_use]
pub fn process(progress: &Progress) -> ProcessView {
    let policy = &progress.policy;
    ProcessView {
        policy: policy.version,
        registry: progress.registry.version,
        roles: Role::NAMES.into_iter().map(|name| role(progress, name)).collect(),
        rules: rules(policy),
        root: root(policy),
        limits: limits(policy),
        transitions: transitions(),
        refusals: RefusalCode::ALL
            .iter()
            .map(|code| RefusalView { code: code.name().to_owned(), title: code.title().to_owned() })
            .collect(),
    }
}

fn role(progress: &Progress, name: &'static str) -> RoleView {
    let holders =
        progress.registry.persons.iter().filter(|person| person.roles.iter().any(|role| role.name() == name));
    RoleView {
        role: in_words(name).to_owned(),
        persons: holders.map(|person| view(progress, person, name)).collect(),
    }
}

fn view(progress: &Progress, person: &Person, role: &str) -> PersonView {
    let signs = person.keys.iter().any(|key| key.standing(progress.time, progress.seq) == Standing::Valid);
    let themes: Vec<&str> = person
        .roles
        .iter()
        .filter_map(|held| match held {
            Role::Rapporteur(theme) if role == "rapporteur" => Some(theme.as_str()),
            _ => None,
        })
        .collect();
    let name = if themes.is_empty() {
        person.name.clone()
    } else {
        format!("{} ({})", person.name, themes.join(", "))
    };
    PersonView {
        id: person.id.clone(),
        name,
        institution: person.institution.clone(),
        state: person.state.clone(),
        signs,
    }
}

fn rules(policy: &Policy) -> Vec<RuleView> {
    policy
        .rules
        .iter()
        .map(|rule| RuleView {
            name: rule.name.clone(),
            kinds: rule.kinds.iter().map(ToString::to_string).collect(),
            paths: rule.paths.iter().map(|path| path.as_str().to_owned()).collect(),
            words: rule.words(),
            needs: rule.needs.iter().map(crate::amend::policy::Need::words).collect(),
        })
        .collect()
}

fn root(policy: &Policy) -> String {
    let roles: Vec<&str> = policy.root.roles.iter().map(|role| in_words(role.name())).collect();
    format!(
        "Registry and policy change when {} different persons sign who are {}. They are those of before the change.",
        policy.root.threshold,
        roles.join(" or ")
    )
}

fn limits(policy: &Policy) -> Vec<String> {
    let limits = &policy.limits;
    vec![
        format!(
            "An amendment has at most {} and changes at most {} files.",
            size(limits.max_bytes),
            limits.max_files
        ),
        format!("At most {} amendments of one State wait at a time.", limits.max_pending_per_state),
        format!("An amendment is received at most {} days after it was made.", limits.max_age_days),
    ]
}

fn size(bytes: u64) -> String {
    const MEGABYTE: u64 = 1024 * 1024;
    match (bytes % MEGABYTE, bytes / MEGABYTE) {
        (0, 1) => "1 megabyte".to_owned(),
        (0, count) => format!("{count} megabytes"),
        _ => format!("{bytes} bytes"),
    }
}

fn transitions() -> Vec<TransitionView> {
    TRANSITIONS
        .iter()
        .map(|step| TransitionView {
            from: step.from.iter().map(|stage| stage.name().to_owned()).collect(),
            event: step.event.name().to_owned(),
            to: step.to.map(|stage| stage.name().to_owned()).unwrap_or_default(),
            words: step.words.to_owned(),
        })
        .collect()
}

/// The rounds with their dates.
#[must_use]
pub fn rounds(progress: &Progress) -> Vec<RoundView> {
    let date = |what: &str, day: String| RoundDate { what: what.to_owned(), day };
    progress
        .rounds
        .iter()
        .map(|(id, standing)| {
            let round = &standing.round;
            let mut dates = Vec::new();
            for (window, what) in [(round.annex, "national law"), (round.chapter, "suggestions on chapters")]
            {
                if let Some(window) = window {
                    dates.push(date(&format!("{what}: received from"), window.opens.to_string()));
                    dates.push(date(&format!("{what}: received until"), window.closes.to_string()));
                }
            }
            if let Some(review) = round.review {
                dates.push(date("rapporteurs summarise by", review.summary_by.to_string()));
                dates.push(date("objections until", review.review_closes.to_string()));
            }
            dates.push(date("adoption from", round.not_before.to_string()));
            RoundView {
                id: id.clone(),
                standing: match (standing.closed, standing.adopted) {
                    (_, Some(_)) => "adopted",
                    (true, None) => "closed",
                    (false, None) => "open",
                }
                .to_owned(),
                dates,
                amendments: progress
                    .proceedings
                    .values()
                    .filter(|item| item.round.as_ref() == Some(id))
                    .count(),
            }
        })
        .collect()
}
