//! Reading the policy, with every fault named.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;
use toml::Spanned;

use super::limit::{Ground, Limit, Limits};
use super::need::{Need, RolePattern};
use super::pattern::Pattern;
use super::rule::{Policy, Root, Rule, Track};
use crate::amend::Kind;
use crate::amend::form;
use crate::amend::refusal::{Refusal, RefusalCode};
use crate::amend::registry::Role;
use crate::diagnostic::{SourceText, Span, visible};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    version: u32,
    default: Spanned<String>,
    limits: LimitsTable,
    root: RootTable,
    #[serde(default)]
    rule: Vec<RuleTable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LimitsTable {
    max_bytes: u64,
    max_files: u32,
    max_pending_per_state: u32,
    max_age_days: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RootTable {
    roles: Spanned<Vec<Spanned<String>>>,
    threshold: Spanned<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleTable {
    name: Spanned<String>,
    kinds: Spanned<Vec<Spanned<String>>>,
    #[serde(default)]
    paths: Vec<Spanned<String>>,
    track: Spanned<String>,
    by: Spanned<Vec<Spanned<String>>>,
    needs: Spanned<Vec<Spanned<String>>>,
    #[serde(default)]
    limits: Vec<Spanned<String>>,
    grounds_for_rejection: Vec<Spanned<String>>,
}

/// Reads the text of a policy.
///
/// # Errors
/// Every fault that was found; where the form itself is wrong, the first one.
pub fn read(source: &Arc<SourceText>) -> Result<Policy, Vec<Refusal>> {
    let guide = "the form is described in docs/formats/policy.md";
    let file: File = form::from_toml(source, RefusalCode::R0053, guide).map_err(|refusal| vec![refusal])?;
    let mut reader = Reader { source, refusals: Vec::new(), names: BTreeMap::new() };
    if file.default.get_ref() != "deny" {
        reader.fault(
            file.default.span(),
            format!("the default is `{}`", visible(file.default.get_ref())),
            "write `default = \"deny\"`: what no rule allows is refused",
        );
    }
    let root = reader.root(&file.root);
    let rules = file.rule.iter().filter_map(|table| reader.rule(table)).collect();
    if !reader.refusals.is_empty() {
        return Err(reader.refusals);
    }
    let limits = Limits {
        max_bytes: file.limits.max_bytes,
        max_files: file.limits.max_files,
        max_pending_per_state: file.limits.max_pending_per_state,
        max_age_days: file.limits.max_age_days,
    };
    Ok(Policy { version: file.version, limits, root, rules })
}

struct Reader<'a> {
    source: &'a Arc<SourceText>,
    refusals: Vec<Refusal>,
    names: BTreeMap<String, usize>,
}

impl Reader<'_> {
    fn refuse(
        &mut self,
        code: RefusalCode,
        span: std::ops::Range<usize>,
        message: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        self.refusals.push(Refusal::new(code, message, remedy).at(self.source, Span::new(span)));
    }

    fn fault(&mut self, span: std::ops::Range<usize>, message: impl Into<String>, remedy: impl Into<String>) {
        self.refuse(RefusalCode::R0053, span, message, remedy);
    }

    fn root(&mut self, table: &RootTable) -> Root {
        let mut roles = Vec::new();
        for word in table.roles.get_ref() {
            match Role::parse(word.get_ref()) {
                Some(role @ (Role::Chair | Role::ChiefEditor | Role::Secretariat)) => roles.push(role),
                _ => self.fault(
                    word.span(),
                    format!("`{}` cannot decide on registry and policy", visible(word.get_ref())),
                    "choose among chair, chief-editor and secretariat",
                ),
            }
        }
        let threshold = *table.threshold.get_ref();
        if threshold < 2 {
            self.refuse(
                RefusalCode::R0055,
                table.threshold.span(),
                "one person alone could change registry and policy",
                "write `threshold = 2` or more",
            );
        }
        Root { roles, threshold }
    }

    fn words<T>(&mut self, list: &[Spanned<String>], read: impl Fn(&str) -> Result<T, String>) -> Vec<T> {
        let mut found = Vec::new();
        for word in list {
            match read(word.get_ref()) {
                Ok(value) => found.push(value),
                Err(remedy) => {
                    self.fault(
                        word.span(),
                        format!("`{}` is not understood", visible(word.get_ref())),
                        remedy,
                    );
                }
            }
        }
        found
    }

    fn rule(&mut self, table: &RuleTable) -> Option<Rule> {
        let name = table.name.get_ref().clone();
        let line = self.source.place(table.name.span().start).line;
        if let Some(first) = self.names.insert(name.clone(), line) {
            self.fault(
                table.name.span(),
                format!("the rule `{}` is there twice, first in line {first}", visible(&name)),
                "give each rule a name of its own",
            );
        }
        let kinds = self.words(table.kinds.get_ref(), |text| {
            text.parse::<Kind>().map_err(|_| {
                let known: Vec<&str> = Kind::ALL.iter().map(|kind| kind.word()).collect();
                format!("kinds are {}", known.join(", "))
            })
        });
        let paths = self.words(&table.paths, |text| {
            Pattern::parse(text)
                .ok_or_else(|| "a path begins with `content/` and may have `*`, `**` and `{iso2}`".to_owned())
        });
        let by = self.words(table.by.get_ref(), |text| {
            RolePattern::parse(text).ok_or_else(|| {
                "write `delegate:{state}`, `focal:{state}`, `delegate:*`, `rapporteur:*`, `rapporteur:{theme}`, `editor` and so on".to_owned()
            })
        });
        let needs = self.words(table.needs.get_ref(), |text| {
            Need::parse(text)
                .map_err(|fault| format!("{fault}; for example `editor >= 1`, `sources >= 1`, `no-clash`"))
        });
        let limits = self.words(&table.limits, |text| {
            Limit::parse(text).ok_or_else(|| {
                "limits are `words <= 200`, `no-front-matter`, `no-numbers`, `blanks-only <= 20`".to_owned()
            })
        });
        let grounds_for_rejection = self.words(&table.grounds_for_rejection, |text| {
            Ground::parse(text).ok_or_else(|| {
                let known: Vec<&str> = Ground::ALL.iter().map(|ground| ground.name()).collect();
                format!("grounds are {}", known.join(", "))
            })
        });
        let track = Track::parse(table.track.get_ref());
        if track.is_none() {
            self.fault(
                table.track.span(),
                format!("`{}` is no timetable", visible(table.track.get_ref())),
                "write `annex`, `chapter` or `always`",
            );
        }
        if table.kinds.get_ref().is_empty() || table.by.get_ref().is_empty() {
            self.fault(
                table.name.span(),
                format!("the rule `{}` is for no kind or nobody", visible(&name)),
                "name at least one kind and one role, or remove the rule",
            );
        }
        if !table.needs.get_ref().is_empty() && needs.is_empty() {
            return None;
        }
        if !needs.iter().any(Need::asks_a_person) {
            self.refuse(
                RefusalCode::R0055,
                table.needs.span(),
                format!("the rule `{}` is met without anyone having looked", visible(&name)),
                "add a person who must approve, for example `editor >= 1`",
            );
        }
        Some(Rule {
            name,
            kinds,
            paths,
            track: track?,
            by,
            needs,
            limits,
            grounds_for_rejection,
            span: Span::new(table.name.span()),
        })
    }
}
