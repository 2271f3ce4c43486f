//! `amendments/allowed_signers`, so that stock `ssh-keygen -Y verify` holds the same rules.

use std::fmt::Write as _;

use jiff::{Timestamp, ToSpan as _};

use super::person::{Person, Registry};
use super::role::Role;

/// The text of `allowed_signers` (ssh-keygen(1), ALLOWED SIGNERS) for a registry: one line a key,
/// with the purposes (`namespaces`) that the person's roles give and the days on which it signs.
///
/// A key that was taken back ends at that moment, so that what it signed before still verifies.
#[must_use]
pub fn allowed_signers(registry: &Registry, handbook: &str) -> String {
    let mut text = String::from(
        "# Made from registry.toml; do not edit. For: ssh-keygen -Y verify -f allowed_signers -I PERSON …\n",
    );
    for person in &registry.persons {
        let purposes = purposes(person);
        for key in &person.keys {
            let namespaces: Vec<String> =
                purposes.iter().map(|purpose| format!("{purpose}.v1@{handbook}")).collect();
            let mut last = before(key.valid_until.ended());
            if let Some(revoked) = &key.revoked {
                last = last.min(before(revoked.at));
            }
            let public = &key.public;
            let _ = writeln!(
                text,
                "{} namespaces=\"{}\",valid-after=\"{}\",valid-before=\"{}\" {public}",
                person.id,
                namespaces.join(","),
                stamp(key.valid_from.begins()),
                stamp(last),
            );
        }
    }
    text
}

fn purposes(person: &Person) -> Vec<&'static str> {
    let mut purposes = vec!["amendment", "review"];
    if person.keeps_ledger() {
        purposes.push("ledger");
    }
    if person.roles.iter().any(|role| matches!(role, Role::ChiefEditor | Role::Chair | Role::Secretariat)) {
        purposes.extend(["registry", "edition", "withdrawal"]);
    }
    purposes
}

/// The last second before a moment: ssh-keygen takes the end itself as valid.
fn before(moment: Timestamp) -> Timestamp {
    moment.checked_sub(1.second()).unwrap_or(moment)
}

/// `YYYYMMDDHHMMSSZ`, in UTC.
fn stamp(moment: Timestamp) -> String {
    let text = moment.to_string();
    let digits: String = text.chars().take_while(|c| *c != '.').filter(char::is_ascii_digit).collect();
    format!("{digits}Z")
}
