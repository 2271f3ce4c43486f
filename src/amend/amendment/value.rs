//! The values of fields, each in one written form.

use jiff::Timestamp;
use jiff::civil::Date;

use super::{AmendmentId, Bound, Kind, Move, Seen, SourceKind, SourceLine};
use crate::amend::Digest;
use crate::diff::check_path;

/// What stands where there is nothing to name.
pub(super) const NONE: &str = "none";
/// Between the parts of a source.
pub(super) const PART: &str = " | ";
/// Between the paths of a move.
pub(super) const ARROW: &str = " -> ";
/// Longest name of a person, a round or an edition.
const LONGEST_NAME: usize = 64;
/// Longest title or heading, in characters.
const LONGEST_LINE: usize = 300;

/// A value that was read, or what is wrong with it: half a sentence after "the value".
pub(super) type Read<T> = Result<T, String>;

fn wrong<T>(why: &str) -> Read<T> {
    Err(why.to_owned())
}

/// Nothing for `none`, else what `read` makes of the value.
pub(super) fn optional<T>(value: &str, read: impl FnOnce(&str) -> Read<T>) -> Read<Option<T>> {
    if value == NONE { Ok(None) } else { read(value).map(Some) }
}

pub(super) fn version(value: &str) -> Read<()> {
    match value {
        "1" => Ok(()),
        _ if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) => {
            wrong("is a version of the form that this program does not know; a newer program may")
        }
        _ => wrong("must be 1, the version of the form"),
    }
}

pub(super) fn kind(value: &str) -> Read<Kind> {
    value.parse().map_err(|()| {
        let known: Vec<&str> = Kind::ALL.iter().map(|kind| kind.word()).collect();
        format!("is none of the kinds {}", known.join(", "))
    })
}

pub(super) fn state(value: &str) -> Read<String> {
    if value.len() == 2 && value.bytes().all(|byte| byte.is_ascii_uppercase()) && value != "ED" {
        Ok(value.to_owned())
    } else {
        wrong("must be the two capitals of a State's code, or `none`")
    }
}

/// The name of a person in the registry.
pub(super) fn person(value: &str) -> Read<String> {
    let good = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if !value.is_empty()
        && value.len() <= LONGEST_NAME
        && value.bytes().all(good)
        && !value.starts_with('-')
        && value != NONE
    {
        Ok(value.to_owned())
    } else {
        wrong("must be a name of the registry: small letters, digits and `-`")
    }
}

pub(super) fn round(value: &str) -> Read<String> {
    let good = |byte: u8| byte.is_ascii_alphanumeric() || b"-.".contains(&byte);
    if !value.is_empty()
        && value.len() <= LONGEST_NAME
        && value.bytes().all(good)
        && value.starts_with(|first: char| first.is_ascii_alphanumeric())
        && !value.contains("..")
    {
        Ok(value.to_owned())
    } else {
        wrong("must be the name of a round, such as `2026-R2`, or `none`")
    }
}

pub(super) fn edition(value: &str) -> Read<String> {
    let number = |part: &str| {
        !part.is_empty()
            && part.len() <= 6
            && part.bytes().all(|byte| byte.is_ascii_digit())
            && (part.len() == 1 || !part.starts_with('0'))
    };
    let parts: Vec<&str> = value.split('.').collect();
    if matches!(parts.len(), 2 | 3) && parts.iter().all(|part| number(part)) {
        Ok(value.to_owned())
    } else {
        wrong("must be an edition, such as `2026.1`, or `none`")
    }
}

/// One line of words.
pub(super) fn line(value: &str) -> Read<String> {
    if value.is_empty() {
        wrong("is empty")
    } else if value.chars().count() > LONGEST_LINE {
        wrong("is longer than 300 characters")
    } else {
        Ok(value.to_owned())
    }
}

pub(super) fn id(value: &str) -> Read<AmendmentId> {
    value.parse().map_err(|_| "must be the name of an amendment, such as `XA-k7m2qv4dx3p6a2he`".to_owned())
}

pub(super) fn created(value: &str) -> Read<Timestamp> {
    value
        .parse::<Timestamp>()
        .ok()
        .filter(|time| time.to_string() == value && value.len() == 20)
        .ok_or_else(|| "must be a time in UTC written like 2026-11-20T03:12:00Z".to_owned())
}

fn digest(value: &str) -> Read<Digest> {
    value.parse().map_err(|_| "must begin with `sha256:` and 64 digits from 0 to 9 and a to f".to_owned())
}

pub(super) fn seen(value: &str) -> Read<Seen> {
    let Some((number, digest_text)) = value.split_once(' ') else {
        return wrong("must be the number of an entry and its digest, or `none`");
    };
    let seq = number
        .parse::<u32>()
        .ok()
        .filter(|seq| *seq > 0 && sequence(*seq) == number)
        .ok_or_else(|| "must begin with the number of an entry, such as 000213".to_owned())?;
    Ok(Seen { seq, digest: digest(digest_text)? })
}

/// The number of an entry of the ledger as it is written: six digits or more.
pub(super) fn sequence(seq: u32) -> String {
    format!("{seq:06}")
}

/// A bound text; `Err((true, …))` where the path is at fault.
pub(super) fn bound(value: &str) -> Result<Bound, (bool, String)> {
    let other = |why| (false, why);
    let (digest_text, path) =
        value.split_once(' ').ok_or_else(|| other("must be a digest, one blank and a path".to_owned()))?;
    let digest = digest(digest_text).map_err(other)?;
    let path = checked_path(path).map_err(|why| (true, why))?;
    Ok(Bound { path, digest })
}

fn checked_path(path: &str) -> Read<String> {
    check_path(path).map(|()| path.to_owned()).map_err(|(_, fault)| fault.to_string())
}

/// A move; `Err((true, …))` where a path is at fault.
pub(super) fn moved(value: &str) -> Result<Move, (bool, String)> {
    let (from, to) = value
        .split_once(ARROW)
        .ok_or_else(|| (false, "must be two paths with ` -> ` between them".to_owned()))?;
    let from = checked_path(from).map_err(|why| (true, why))?;
    let to = checked_path(to).map_err(|why| (true, why))?;
    if from == to {
        return Err((false, "names the same path twice".to_owned()));
    }
    Ok(Move { from, to })
}

pub(super) fn source(value: &str) -> Read<SourceLine> {
    let parts: Vec<&str> = value.split(PART).collect();
    if !matches!(parts.len(), 4 | 5) {
        return wrong(
            "must be kind, title, provision and address with ` | ` between them; `none` for what there is not",
        );
    }
    if parts
        .iter()
        .any(|part| part.is_empty() || part.trim() != *part || part.starts_with('|') || part.ends_with('|'))
    {
        return wrong("has an empty part, or blanks around one; write `none` for what there is not");
    }
    let kind = SourceKind::ALL.into_iter().find(|kind| kind.word() == parts[0]).ok_or_else(|| {
        let known: Vec<&str> = SourceKind::ALL.iter().map(|kind| kind.word()).collect();
        format!("begins with none of {}", known.join(", "))
    })?;
    let title = optional(parts[1], line)?.ok_or("has no title")?;
    let provision = optional(parts[2], line)?;
    let place = optional(parts[3], place)?;
    let in_force = match parts.get(4) {
        None => None,
        Some(text) => Some(
            text.parse::<Date>()
                .ok()
                .filter(|date| date.to_string() == *text)
                .ok_or("ends with a date that must be written like 2026-11-20")?,
        ),
    };
    Ok(SourceLine { kind, title, provision, place, in_force })
}

/// An address of the web must be one that a reader can open without harm.
fn place(value: &str) -> Read<String> {
    let scheme = value.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
    match scheme.as_deref() {
        Some("javascript" | "data" | "vbscript" | "file" | "blob") => {
            wrong("has an address that is no web address; it begins with `https://` or `http://`")
        }
        _ => line(value),
    }
}

impl SourceLine {
    /// The value as it stands in the file.
    #[must_use]
    pub fn value(&self) -> String {
        let or_none = |part: &Option<String>| part.as_deref().unwrap_or(NONE).to_owned();
        let mut parts = vec![
            self.kind.word().to_owned(),
            self.title.clone(),
            or_none(&self.provision),
            or_none(&self.place),
        ];
        parts.extend(self.in_force.map(|date| date.to_string()));
        parts.join(PART)
    }
}
