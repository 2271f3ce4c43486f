//! The persons of the registry.

use super::key::Key;
use super::role::Role;
use crate::amend::PublicKey;

/// A person who may sign.
#[derive(Clone, Debug)]
pub struct Person {
    /// Permanent id, never used for another person.
    pub id: String,
    /// Name as printed.
    pub name: String,
    /// Title as printed; may be empty.
    pub title: String,
    /// Institution as printed; may be empty.
    pub institution: String,
    /// ISO 3166-1 code of the State that the person acts for; `None` for nobody's.
    pub state: Option<String>,
    /// Roles.
    pub roles: Vec<Role>,
    /// The letter or decision that appointed the person.
    pub appointed_by: String,
    /// Keys, in the order of the file.
    pub keys: Vec<Key>,
}

impl Person {
    /// Whether the person holds a role.
    #[must_use]
    pub fn is(&self, role: &Role) -> bool {
        self.roles.contains(role)
    }

    /// Whether the person may add entries to the ledger in any role.
    #[must_use]
    pub fn keeps_ledger(&self) -> bool {
        self.roles.iter().any(Role::keeps_ledger)
    }
}

/// One version of the registry.
#[derive(Clone, Debug, Default)]
pub struct Registry {
    /// Counts up by one with every change.
    pub version: u32,
    /// The persons, in the order of the file.
    pub persons: Vec<Person>,
}

impl Registry {
    /// The person with this id.
    #[must_use]
    pub fn person(&self, id: &str) -> Option<&Person> {
        self.persons.iter().find(|person| person.id == id)
    }

    /// The person to whom a public key belongs, with the key's record.
    #[must_use]
    pub fn holder(&self, key: &PublicKey) -> Option<(&Person, &Key)> {
        self.persons.iter().find_map(|person| {
            let found = person.keys.iter().find(|known| known.public == *key)?;
            Some((person, found))
        })
    }

    /// The persons who hold a role, for a State where the role is held for one.
    pub fn holders<'a>(
        &'a self,
        role: &'a Role,
        state: Option<&'a str>,
    ) -> impl Iterator<Item = &'a Person> + 'a {
        self.persons
            .iter()
            .filter(move |person| person.is(role) && (state.is_none() || person.state.as_deref() == state))
    }
}
