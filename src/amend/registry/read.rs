//! Reading the registry, with every fault named.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use serde::Deserialize;
use toml::Spanned;

use super::key::{Assurance, Key, Revocation};
use super::person::{Person, Registry};
use super::role::Role;
use crate::amend::PublicKey;
use crate::amend::form::{self, Day, Moment};
use crate::amend::refusal::{Refusal, RefusalCode};
use crate::diagnostic::{SourceText, Span, visible};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    version: u32,
    #[serde(default)]
    person: Vec<PersonTable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PersonTable {
    id: Spanned<String>,
    name: Spanned<String>,
    #[serde(default)]
    title: String,
    #[serde(default)]
    institution: String,
    state: Option<Spanned<String>>,
    roles: Spanned<Vec<Spanned<String>>>,
    #[serde(default)]
    appointed_by: String,
    #[serde(default)]
    key: Vec<KeyTable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyTable {
    #[serde(rename = "pub")]
    public: Spanned<String>,
    valid_from: Spanned<Day>,
    valid_until: Spanned<Day>,
    assurance: Spanned<String>,
    revoked: Option<Spanned<RevokedTable>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RevokedTable {
    at_seq: u64,
    at: Moment,
    reason: String,
    compromised_since_seq: Option<u64>,
}

/// Reads the text of a registry. `states` are the States of the handbook; without them (an old
/// version of the registry) a person's State is not compared with the list.
///
/// # Errors
/// Every fault that was found; where the form itself is wrong, the first one.
pub fn read(source: &Arc<SourceText>, states: Option<&BTreeSet<String>>) -> Result<Registry, Vec<Refusal>> {
    let guide = "the form is described in docs/formats/registry.md";
    let file: File = form::from_toml(source, RefusalCode::R0050, guide).map_err(|refusal| vec![refusal])?;
    let mut reader = Reader {
        source,
        states,
        refusals: Vec::new(),
        ids: BTreeMap::new(),
        names: BTreeMap::new(),
        keys: BTreeMap::new(),
    };
    let persons = file.person.into_iter().map(|table| reader.person(table)).collect();
    if reader.refusals.is_empty() {
        Ok(Registry { version: file.version, persons })
    } else {
        Err(reader.refusals)
    }
}

struct Reader<'a> {
    source: &'a Arc<SourceText>,
    states: Option<&'a BTreeSet<String>>,
    refusals: Vec<Refusal>,
    ids: BTreeMap<String, usize>,
    names: BTreeMap<String, usize>,
    keys: BTreeMap<PublicKey, usize>,
}

impl Reader<'_> {
    fn fault(&mut self, span: Range<usize>, message: impl Into<String>, remedy: impl Into<String>) {
        let refusal = Refusal::new(RefusalCode::R0051, message, remedy);
        self.refusals.push(refusal.at(self.source, Span::new(span)));
    }

    fn line(&self, span: &Range<usize>) -> usize {
        self.source.place(span.start).line
    }

    fn person(&mut self, table: PersonTable) -> Person {
        let id = table.id.get_ref().clone();
        let letters = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if id.is_empty() || !id.bytes().all(letters) {
            self.fault(
                table.id.span(),
                format!(
                    "the id `{}` has other characters than small letters, digits and hyphens",
                    visible(&id)
                ),
                "write it as `xx-delegate-1`",
            );
        }
        if let Some(line) = self.ids.insert(id.clone(), self.line(&table.id.span())) {
            self.fault(
                table.id.span(),
                format!("the id `{id}` is already used in line {line}"),
                "an id belongs to one person for ever; give the other person another one",
            );
        }
        let name = table.name.get_ref().trim().to_lowercase();
        if name.is_empty() {
            self.fault(table.name.span(), "the person has no name", "write the name as it is to be printed");
        } else if let Some(line) = self.names.insert(name, self.line(&table.name.span())) {
            self.fault(
                table.name.span(),
                format!("`{}` is already registered in line {line}", table.name.get_ref()),
                "a person is registered once and counts once; add the role or key to the first entry, or tell two persons of the same name apart in `name`",
            );
        }
        let roles = self.roles(&table);
        self.state(&table, &roles);
        let keys = table.key.iter().filter_map(|key| self.key(key)).collect();
        Person {
            id,
            name: table.name.into_inner(),
            title: table.title,
            institution: table.institution,
            state: table.state.map(Spanned::into_inner),
            roles,
            appointed_by: table.appointed_by,
            keys,
        }
    }

    fn roles(&mut self, table: &PersonTable) -> Vec<Role> {
        let mut roles = Vec::new();
        if table.roles.get_ref().is_empty() {
            self.fault(
                table.roles.span(),
                "the person has no role",
                "give a role, for example `roles = [\"delegate\"]`",
            );
        }
        for word in table.roles.get_ref() {
            match Role::parse(word.get_ref()) {
                Some(role) if roles.contains(&role) => {
                    self.fault(
                        word.span(),
                        format!("the role `{role}` is given twice"),
                        "remove one of them",
                    );
                }
                Some(role) => roles.push(role),
                None => self.fault(
                    word.span(),
                    format!("`{}` is no role", visible(word.get_ref())),
                    "roles are delegate, focal, rapporteur:<theme>, editor, chief-editor, chair, secretariat",
                ),
            }
        }
        roles
    }

    fn state(&mut self, table: &PersonTable, roles: &[Role]) {
        match &table.state {
            None => {
                if let Some(role) = roles.iter().find(|role| role.is_national()) {
                    self.fault(
                        table.roles.span(),
                        format!("`{}` is {role} of no State", table.id.get_ref()),
                        "add `state = \"XX\"` with the code of the State",
                    );
                }
            }
            Some(state) => {
                if self.states.is_some_and(|states| !states.contains(state.get_ref())) {
                    let known =
                        self.states.map(|states| states.iter().cloned().collect::<Vec<_>>().join(", "));
                    self.fault(
                        state.span(),
                        format!("`{}` is no State of this handbook", visible(state.get_ref())),
                        format!(
                            "the list in content/reference/states.yaml has {}",
                            known.unwrap_or_default()
                        ),
                    );
                }
            }
        }
    }

    fn key(&mut self, table: &KeyTable) -> Option<Key> {
        let assurance = Assurance::parse(table.assurance.get_ref());
        if assurance.is_none() {
            self.fault(
                table.assurance.span(),
                format!("`{}` says nothing about how the key is kept", visible(table.assurance.get_ref())),
                "write `file`, `browser` or `on-behalf`",
            );
        }
        let (from, until) = (table.valid_from.get_ref(), table.valid_until.get_ref());
        if until < from {
            self.fault(
                table.valid_until.span(),
                "the key ends before it begins",
                "correct one of the two days",
            );
        }
        let revoked = table.revoked.as_ref().and_then(|found| self.revocation(found));
        let public = self.public(&table.public, assurance)?;
        if let Some(line) = self.keys.insert(public.clone(), self.line(&table.public.span())) {
            self.fault(
                table.public.span(),
                format!("this key is already registered in line {line}"),
                "a key belongs to one person; the second person makes one with `handbook key new`",
            );
        }
        Some(Key { public, valid_from: *from, valid_until: *until, assurance: assurance?, revoked })
    }

    fn public(&mut self, text: &Spanned<String>, assurance: Option<Assurance>) -> Option<PublicKey> {
        let kind = text.get_ref().split_whitespace().next().unwrap_or_default();
        if kind.starts_with("sk-") || assurance == Some(Assurance::Hardware) {
            self.refusals.push(
                Refusal::new(
                    RefusalCode::R0106,
                    "keys on a hardware device are not supported",
                    "make a key in a file under a passphrase with `handbook key new` and register that one",
                )
                .at(self.source, Span::new(text.span())),
            );
            return None;
        }
        match PublicKey::read(text.get_ref()) {
            Ok(key) => Some(key),
            Err(fault) => {
                self.fault(
                    text.span(),
                    fault.to_string(),
                    "make a key with `handbook key new` and copy the whole line that `handbook key show` prints",
                );
                None
            }
        }
    }

    fn revocation(&mut self, table: &Spanned<RevokedTable>) -> Option<Revocation> {
        let found = table.get_ref();
        if found.reason.trim().is_empty() {
            self.fault(
                table.span(),
                "the key was taken back without a reason",
                "write why, for example `lost`",
            );
        }
        if found.compromised_since_seq.is_some_and(|since| since > found.at_seq) {
            self.fault(
                table.span(),
                "the key is doubtful only after it was taken back",
                "`compromised_since_seq` is at most `at_seq`",
            );
            return None;
        }
        Some(Revocation {
            at_seq: found.at_seq,
            at: found.at.0,
            reason: found.reason.clone(),
            compromised_since_seq: found.compromised_since_seq,
        })
    }
}
