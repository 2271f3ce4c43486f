//! Invented people with throw-away keys.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use jiff::civil::Date;

use crate::amend::{Digest, KeyFile, SigningKey};

/// Folder of the keys in a demonstration.
pub const KEYS: &str = "keys/";

const README: &str = "# Keys of the demonstration\n\n\
These keys are worthless. They are made from fixed words, anybody can make them again, and they have no\n\
passphrase. Use them to try the commands, for example `handbook amend open ID --key keys/editor-1`. Never\n\
register one of them in a real handbook.\n";

/// Invented people: of every State two delegates and a focal point; editors, rapporteurs, the chief
/// editor, the Chair and the secretariat.
#[derive(Clone, Debug)]
pub struct People {
    registry: String,
    ids: Vec<String>,
}

impl People {
    /// The people of a handbook with these States and chapters, whose keys sign from a day for ten
    /// years.
    #[must_use]
    pub fn of(states: &BTreeSet<String>, themes: &BTreeSet<String>, from: Date) -> Self {
        let mut people = Self { registry: "version = 1\n".to_owned(), ids: Vec::new() };
        let until = Date::new(from.year() + 10, 1, 1).unwrap_or(from);
        let mut add = |id: &str, name: &str, state: Option<&str>, roles: &[String]| {
            let key = key_of(id);
            let roles: Vec<String> = roles.iter().map(|role| format!("\"{role}\"")).collect();
            let state = state.map_or_else(String::new, |state| format!("state = \"{state}\"\n"));
            // Writing into a `String` cannot fail.
            let _ = write!(
                people.registry,
                "\n[[person]]\nid = \"{id}\"\nname = \"{name}\"\ninstitution = \"Demonstration\"\n{state}roles = [{}]\n\
                 appointed_by = \"Demonstration\"\n[[person.key]]\npub = \"{}\"\nvalid_from = {from}\nvalid_until = {until}\n\
                 assurance = \"file\"\n",
                roles.join(", "),
                key.public()
            );
            people.ids.push(id.to_owned());
        };
        let one = |role: &str| vec![role.to_owned()];
        for (id, name, role) in [
            ("chair", "Demonstration Chair", "chair"),
            ("chief-editor", "Demonstration Chief Editor", "chief-editor"),
            ("editor-1", "Demonstration Editor One", "editor"),
            ("editor-2", "Demonstration Editor Two", "editor"),
            ("editor-3", "Demonstration Editor Three", "editor"),
            ("secretariat", "Demonstration Secretary", "secretariat"),
        ] {
            add(id, name, None, &one(role));
        }
        for theme in themes {
            let id = format!("rapporteur-{theme}");
            let name = format!("Demonstration Rapporteur for {theme}");
            add(&id, &name, None, &[format!("rapporteur:{theme}")]);
        }
        for state in states {
            let small = state.to_lowercase();
            let name = format!("Demonstration Delegate of {state}");
            add(&format!("{small}-delegate"), &name, Some(state), &one("delegate"));
            let name = format!("Demonstration Second Delegate of {state}");
            add(&format!("{small}-delegate-2"), &name, Some(state), &one("delegate"));
            let name = format!("Demonstration Focal Point of {state}");
            add(&format!("{small}-focal"), &name, Some(state), &one("focal"));
        }
        people
    }

    /// The registry.
    #[must_use]
    pub fn registry(&self) -> &str {
        &self.registry
    }

    /// A person's key.
    #[must_use]
    pub fn key(&self, id: &str) -> SigningKey {
        key_of(id)
    }

    /// The files with the keys, by path, and a warning beside them.
    #[must_use]
    pub fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let mut files = BTreeMap::from([(format!("{KEYS}README.md"), README.as_bytes().to_vec())]);
        for id in &self.ids {
            let key = key_of(id);
            files.insert(format!("{KEYS}{id}.pub"), format!("{} {id}\n", key.public()).into_bytes());
            if let Ok(file) = KeyFile::bare(&key, id) {
                files.insert(format!("{KEYS}{id}"), file.text().into_bytes());
            }
        }
        files
    }
}

/// The throw-away key of an invented person: made from words that everybody can read here.
fn key_of(id: &str) -> SigningKey {
    let digest = Digest::of(format!("throw-away key of a demonstration: {id}"));
    SigningKey::from_seed(digest.as_bytes())
}
