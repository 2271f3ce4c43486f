//! What a rule asks for before an amendment is accepted.

use std::fmt;

use crate::amend::registry::{Role, in_words};

/// A role for a State, a theme, or at large: `focal:{state}`, `rapporteur:{theme}`, `delegate:*`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RolePattern {
    /// Name of the role, as in [`Role::NAMES`].
    pub role: &'static str,
    /// For whom or what it must be held.
    pub scope: Scope,
}

/// For whom or what a role must be held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// For anyone, or the role is of nobody in particular.
    Any,
    /// For the State whose file it is.
    State,
    /// For the theme of the chapter.
    Theme,
    /// For this theme.
    Named(String),
}

impl RolePattern {
    /// Reads a pattern.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (name, scope) = text.split_once(':').map_or((text, None), |(name, scope)| (name, Some(scope)));
        let role = Role::NAMES.into_iter().find(|known| *known == name)?;
        let scope = match (role, scope) {
            ("delegate" | "focal", Some("{state}")) => Scope::State,
            ("delegate" | "focal" | "rapporteur", Some("*")) => Scope::Any,
            ("rapporteur", Some("{theme}")) => Scope::Theme,
            ("rapporteur", Some(theme)) => match Role::parse(&format!("rapporteur:{theme}"))? {
                Role::Rapporteur(theme) => Scope::Named(theme),
                _ => return None,
            },
            ("delegate" | "focal" | "rapporteur", None) | (_, Some(_)) => return None,
            (_, None) => Scope::Any,
        };
        Some(Self { role, scope })
    }

    /// Whether a role that somebody holds for `holder_state` is the one meant, for the file of
    /// `state` and the chapter of `theme`.
    #[must_use]
    pub fn covers(&self, role: &Role, holder_state: Option<&str>, state: Option<&str>, theme: &str) -> bool {
        if role.name() != self.role {
            return false;
        }
        match (&self.scope, role) {
            (Scope::Any, _) => true,
            (Scope::State, _) => state.is_some() && holder_state == state,
            (Scope::Theme, Role::Rapporteur(held)) => held == theme,
            (Scope::Named(named), Role::Rapporteur(held)) => held == named,
            (Scope::Theme | Scope::Named(_), _) => false,
        }
    }

    /// In words with an article: `a focal point of the State`.
    #[must_use]
    pub fn somebody(&self) -> String {
        let words = self.words();
        let article = if self.role == "chair" || self.role == "chief-editor" {
            "the"
        } else if words.starts_with('e') {
            "an"
        } else {
            "a"
        };
        format!("{article} {words}")
    }

    /// In words: `focal point of the State`.
    #[must_use]
    pub fn words(&self) -> String {
        let role = in_words(self.role);
        match &self.scope {
            Scope::State => format!("{role} of the State"),
            Scope::Theme => format!("{role} of the chapter"),
            Scope::Named(theme) => format!("{role} of {theme}"),
            Scope::Any => role.to_owned(),
        }
    }
}

impl fmt::Display for RolePattern {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.role)?;
        match (&self.scope, self.role) {
            (Scope::State, _) => formatter.write_str(":{state}"),
            (Scope::Theme, _) => formatter.write_str(":{theme}"),
            (Scope::Named(theme), _) => write!(formatter, ":{theme}"),
            (Scope::Any, "delegate" | "focal" | "rapporteur") => formatter.write_str(":*"),
            (Scope::Any, _) => Ok(()),
        }
    }
}

/// One requirement of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Need {
    /// So many different persons with this role approve; the author never counts.
    Persons {
        /// Who.
        role: RolePattern,
        /// How many, at least one.
        at_least: u32,
    },
    /// So many sources are named.
    Sources(u32),
    /// It clashes with nothing that is pending or accepted.
    NoClash,
    /// No objection stands once the time for objections is over.
    NoObjections,
    /// The meeting has adopted the conclusions of its round.
    Adopted,
}

impl Need {
    /// Reads a requirement.
    ///
    /// # Errors
    /// Says in a few words what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        match text {
            "no-clash" => return Ok(Self::NoClash),
            "objections == 0 after review_closes" => return Ok(Self::NoObjections),
            "adopted" => return Ok(Self::Adopted),
            _ => {}
        }
        let text = text.strip_suffix(" distinct-from author").unwrap_or(text);
        let (left, number) = text.split_once(" >= ").ok_or("it is none of the known requirements")?;
        let count: u32 = number.parse().map_err(|_| "after `>=` a whole number is expected".to_owned())?;
        if count == 0 {
            return Err("a requirement of none is met by nobody having done anything".to_owned());
        }
        if left == "sources" {
            return Ok(Self::Sources(count));
        }
        let role = RolePattern::parse(left).ok_or_else(|| format!("`{left}` is no role"))?;
        Ok(Self::Persons { role, at_least: count })
    }

    /// In words, for the published page and for refusals.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Persons { role, at_least: 1 } => {
                format!("one {} approves, who is not the author", role.words())
            }
            Self::Persons { role, at_least } => {
                format!("{at_least} different persons approve as {}, none of them the author", role.words())
            }
            Self::Sources(1) => "at least one source is named".to_owned(),
            Self::Sources(count) => format!("at least {count} sources are named"),
            Self::NoClash => "it fits the text as it stands now, without a clash".to_owned(),
            Self::NoObjections => "the time for objections is over and no objection stands".to_owned(),
            Self::Adopted => "the meeting has adopted the conclusions of the round".to_owned(),
        }
    }

    /// Whether it asks somebody other than the author to act.
    #[must_use]
    pub const fn asks_a_person(&self) -> bool {
        matches!(self, Self::Persons { .. } | Self::Adopted)
    }
}

impl fmt::Display for Need {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Persons { role, at_least } => write!(formatter, "{role} >= {at_least}"),
            Self::Sources(count) => write!(formatter, "sources >= {count}"),
            Self::NoClash => formatter.write_str("no-clash"),
            Self::NoObjections => formatter.write_str("objections == 0 after review_closes"),
            Self::Adopted => formatter.write_str("adopted"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn needs_are_written_as_they_are_read() {
        for text in [
            "focal:{state} >= 1",
            "editor >= 2",
            "rapporteur:{theme} >= 1",
            "rapporteur:mla >= 1",
            "delegate:* >= 3",
            "sources >= 1",
            "no-clash",
            "objections == 0 after review_closes",
            "adopted",
        ] {
            assert_eq!(Need::parse(text).unwrap().to_string(), text);
        }
        assert!(Need::parse("focal:{state} >= 1 distinct-from author").is_ok());
        for wrong in [
            "",
            "editor",
            "editor >= 0",
            "editor > 1",
            "focal >= 1",
            "editor:{state} >= 1",
            "admin >= 1",
            "objections == 0",
            "sources >= -1",
        ] {
            assert!(Need::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_role_for_another_state_or_theme_does_not_count() {
        let focal = RolePattern::parse("focal:{state}").unwrap();
        assert!(focal.covers(&Role::Focal, Some("XA"), Some("XA"), ""));
        assert!(!focal.covers(&Role::Focal, Some("XB"), Some("XA"), ""));
        assert!(!focal.covers(&Role::Focal, None, None, ""));
        assert!(!focal.covers(&Role::Delegate, Some("XA"), Some("XA"), ""));
        let rapporteur = RolePattern::parse("rapporteur:{theme}").unwrap();
        assert!(rapporteur.covers(&Role::Rapporteur("mla".into()), None, None, "mla"));
        assert!(!rapporteur.covers(&Role::Rapporteur("mla".into()), None, None, "extradition"));
    }
}
