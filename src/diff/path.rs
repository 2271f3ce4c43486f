//! Which paths a patch may name.

use super::fault::PathFault;

/// The folder that holds every text a patch may touch.
const CONTENT: &str = "content/";

/// The one name with capitals: the list of the texts.
const SUMMARY: &str = "SUMMARY.md";

/// Longest path in bytes; Windows has trouble with longer ones.
const LONGEST: usize = 200;

/// Names that Windows reserves for devices, whatever follows their first point.
const RESERVED: [&str; 22] = [
    "aux", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "con", "lpt1", "lpt2",
    "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9", "nul", "prn",
];

/// Checks a path of a patch, without `a/` or `b/`.
///
/// Small Latin letters, digits, `-`, `_` and `.`, under `content/`: so no path can leave the folder,
/// hide, differ from another by case or normal form alone, or fail on another computer.
///
/// # Errors
///
/// The first rule that is broken, and the column in characters, counted from 0.
pub fn check_path(path: &str) -> Result<(), (usize, PathFault)> {
    if path.is_empty() {
        return Err((0, PathFault::Empty));
    }
    if path.starts_with('"') {
        return Err((0, PathFault::Quoted));
    }
    let drive = path.as_bytes().get(1) == Some(&b':') && path.starts_with(|c: char| c.is_ascii_alphabetic());
    if path.starts_with(['/', '\\']) || drive {
        return Err((0, PathFault::Absolute));
    }
    let mut column = 0;
    for name in path.split('/') {
        check_name(name).map_err(|(at, fault)| (column + at, fault))?;
        column += name.chars().count() + 1;
    }
    if !path.starts_with(CONTENT) {
        return Err((0, PathFault::Outside));
    }
    if path.len() > LONGEST {
        return Err((LONGEST, PathFault::TooLong));
    }
    Ok(())
}

fn check_name(name: &str) -> Result<(), (usize, PathFault)> {
    if name.is_empty() {
        return Err((0, PathFault::Empty));
    }
    if matches!(name, "." | "..") {
        return Err((0, PathFault::Climbs));
    }
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_' | '.');
    if name != SUMMARY
        && let Some((at, character)) = name.chars().enumerate().find(|&(_, character)| !allowed(character))
    {
        return Err((at, PathFault::Character(character)));
    }
    if name.starts_with('.') {
        return Err((0, PathFault::Hidden));
    }
    let stem = name.split('.').next().unwrap_or_default();
    if name.starts_with('-') || name.ends_with('.') || RESERVED.contains(&stem) {
        return Err((0, PathFault::Reserved));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_texts_are_allowed() {
        for path in ["content/SUMMARY.md", "content/annexes/xa.md", "content/reference/a_b-c.2.yaml"] {
            assert_eq!(check_path(path), Ok(()), "{path}");
        }
    }

    #[test]
    fn other_paths_are_not() {
        for (path, at, fault) in [
            ("", 0, PathFault::Empty),
            ("content//a.md", 8, PathFault::Empty),
            ("content/a/", 10, PathFault::Empty),
            ("\"content/\\056\\056/x\"", 0, PathFault::Quoted),
            ("/etc/passwd", 0, PathFault::Absolute),
            ("c:/x", 0, PathFault::Absolute),
            ("\\\\host\\x", 0, PathFault::Absolute),
            ("../x", 0, PathFault::Climbs),
            ("content/../x", 8, PathFault::Climbs),
            ("content/./x", 8, PathFault::Climbs),
            (".git/hooks/post-checkout", 0, PathFault::Hidden),
            ("content/.x", 8, PathFault::Hidden),
            ("content/TH.md", 8, PathFault::Character('T')),
            ("content/a\\b.md", 9, PathFault::Character('\\')),
            ("content/a b.md", 9, PathFault::Character(' ')),
            ("content/e\u{301}.md", 9, PathFault::Character('\u{301}')),
            ("content/a\tb", 9, PathFault::Character('\t')),
            ("content/nul", 8, PathFault::Reserved),
            ("content/con.md", 8, PathFault::Reserved),
            ("content/a.", 8, PathFault::Reserved),
            ("content/-rf", 8, PathFault::Reserved),
            ("amendments/policy.toml", 0, PathFault::Outside),
            ("book.toml", 0, PathFault::Outside),
        ] {
            assert_eq!(check_path(path), Err((at, fault)), "{path}");
        }
        assert_eq!(check_path(&format!("content/{}", "a".repeat(300))), Err((200, PathFault::TooLong)));
    }
}
