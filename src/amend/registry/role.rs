//! What a person may be in the making of the handbook.

use std::fmt;

/// A role that the registry gives to a person.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Writes for a State.
    Delegate,
    /// Clears for a State what its delegates write.
    Focal,
    /// Looks after a theme: the chapter whose file has this name.
    Rapporteur(String),
    /// Receives, reviews, accepts and returns.
    Editor,
    /// The editor who decides with the Chair.
    ChiefEditor,
    /// Records the decisions of the meeting.
    Chair,
    /// Keeps the registry and the policy.
    Secretariat,
}

impl Role {
    /// The names of roles as they are written, without a rapporteur's theme.
    pub const NAMES: [&'static str; 7] =
        ["delegate", "focal", "rapporteur", "editor", "chief-editor", "chair", "secretariat"];

    /// Reads `editor` or `rapporteur:extradition`; `None` where it is no role.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "delegate" => Self::Delegate,
            "focal" => Self::Focal,
            "editor" => Self::Editor,
            "chief-editor" => Self::ChiefEditor,
            "chair" => Self::Chair,
            "secretariat" => Self::Secretariat,
            _ => {
                let theme = text.strip_prefix("rapporteur:")?;
                let valid = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
                if theme.is_empty() || !theme.bytes().all(valid) {
                    return None;
                }
                Self::Rapporteur(theme.to_owned())
            }
        })
    }

    /// The name without the theme.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Delegate => "delegate",
            Self::Focal => "focal",
            Self::Rapporteur(_) => "rapporteur",
            Self::Editor => "editor",
            Self::ChiefEditor => "chief-editor",
            Self::Chair => "chair",
            Self::Secretariat => "secretariat",
        }
    }

    /// Whether it is held for a State.
    #[must_use]
    pub const fn is_national(&self) -> bool {
        matches!(self, Self::Delegate | Self::Focal)
    }

    /// Whether its holders may add entries to the ledger.
    #[must_use]
    pub const fn keeps_ledger(&self) -> bool {
        matches!(self, Self::Editor | Self::ChiefEditor | Self::Chair | Self::Secretariat)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rapporteur(theme) => write!(formatter, "rapporteur:{theme}"),
            other => formatter.write_str(other.name()),
        }
    }
}

/// The words for a role in a sentence: `the focal point`, `an editor`.
#[must_use]
pub fn in_words(name: &str) -> &'static str {
    match name {
        "delegate" => "delegate",
        "focal" => "focal point",
        "rapporteur" => "rapporteur",
        "editor" => "editor",
        "chief-editor" => "chief editor",
        "chair" => "Chair",
        "secretariat" => "secretariat",
        _ => "person",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_are_written_as_they_are_read() {
        for text in ["delegate", "focal", "rapporteur:mla", "editor", "chief-editor", "chair", "secretariat"]
        {
            let role = Role::parse(text).unwrap();
            assert_eq!(role.to_string(), text);
            assert!(Role::NAMES.contains(&role.name()));
        }
        for text in ["", "Editor", "rapporteur", "rapporteur:", "rapporteur:MLA", "admin"] {
            assert_eq!(Role::parse(text), None, "{text}");
        }
    }
}
