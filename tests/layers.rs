//! The rules of the house, read off the source text itself.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use handbook::render::DEFAULT_THEME;

use crate::support::{Tree, repository};

/// A source file with its comments removed line by line.
struct Source {
    path: String,
    lines: Vec<String>,
}

impl Source {
    fn all() -> Vec<Self> {
        Tree::read(&repository().join("src"))
            .files()
            .map(|(path, bytes)| Self {
                path: path.to_owned(),
                lines: std::str::from_utf8(bytes).unwrap().lines().map(without_comment).collect(),
            })
            .collect()
    }

    /// The modules that lead to this file: `fs/stage.rs` is `fs`, `stage`.
    fn modules(&self) -> Vec<&str> {
        let mut parts: Vec<&str> = self.path.trim_end_matches(".rs").split('/').collect();
        if matches!(parts.last(), Some(&("mod" | "lib" | "main"))) {
            parts.pop();
        }
        parts
    }

    /// Lines of the program itself, with their numbers: tests at the end of a file are left out.
    fn program(&self) -> impl Iterator<Item = (usize, &str)> {
        let is_test = self.path.ends_with("/tests.rs");
        let end = self.lines.iter().position(|line| line == "#[cfg(test)]").unwrap_or(self.lines.len());
        self.lines
            .iter()
            .take(if is_test { 0 } else { end })
            .map(String::as_str)
            .enumerate()
            .map(|(index, line)| (index + 1, line))
    }
}

/// A line up to the comment on it. A `//` that an address in quotes holds is none.
fn without_comment(line: &str) -> String {
    let mut at = 0;
    while let Some(found) = line[at..].find("//") {
        let start = at + found;
        if !line[..start].ends_with(':') {
            return line[..start].to_owned();
        }
        at = start + 2;
    }
    line.to_owned()
}

/// The modules in the order of `src/lib.rs`.
fn order() -> Vec<String> {
    let library = std::fs::read_to_string(repository().join("src/lib.rs")).unwrap();
    library
        .lines()
        .filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';').map(str::to_owned))
        .collect()
}

fn identifier(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(text.len());
    &text[..end]
}

/// The modules at the top of the crate that a line names, by `crate::` or by enough `super::`.
/// `depth` is the number of modules around the line.
fn named(line: &str, depth: usize) -> Vec<String> {
    let mut found = Vec::new();
    let mut paths: Vec<&str> =
        line.match_indices("crate::").map(|(at, word)| &line[at + word.len()..]).collect();
    let climb = "super::".repeat(depth);
    paths.extend(line.match_indices(&climb).map(|(at, word)| &line[at + word.len()..]));
    for path in paths {
        match path.strip_prefix('{') {
            Some(group) => {
                let inner = group.split('}').next().unwrap_or_default();
                found.extend(inner.split(',').map(|part| identifier(part.trim()).to_owned()));
            }
            None => found.push(identifier(path).to_owned()),
        }
    }
    found.retain(|name| !name.is_empty());
    found
}

#[test]
fn a_module_imports_only_from_modules_above_it() {
    let order = order();
    assert!(order.len() > 10, "{order:?}");
    let rank = |name: &str| order.iter().position(|known| known == name);
    let mut faults = String::new();
    for source in Source::all() {
        let modules = source.modules();
        let Some(own) = modules.first().and_then(|name| rank(name)) else { continue };
        let mut inside = 0;
        for (index, line) in source.lines.iter().enumerate() {
            // Modules inside a file stand at its left edge: `mod tests {` … `}`.
            if line.contains("mod ") && line.ends_with('{') && !line.starts_with(' ') {
                inside = 1;
            } else if line == "}" {
                inside = 0;
            }
            for name in named(line, modules.len() + inside) {
                if rank(&name).is_some_and(|other| other > own) {
                    let (path, at, this) = (&source.path, index + 1, modules[0]);
                    let _ = writeln!(faults, "src/{path}:{at}: `{this}` imports `{name}`");
                }
            }
        }
    }
    assert!(faults.is_empty(), "\n{faults}");
}

#[test]
fn an_import_from_below_would_be_seen() {
    assert_eq!(named("use crate::serve::Live;", 1), ["serve"]);
    assert_eq!(named("use crate::{fs, serve::Live};", 2), ["fs", "serve"]);
    assert_eq!(named("        super::super::cli::run()", 2), ["cli"]);
    assert_eq!(named("use super::excerpt::human;", 2), [] as [&str; 0]);
    assert_eq!(without_comment("let a = \"https://x\"; // crate::serve"), "let a = \"https://x\"; ");
}

#[test]
fn every_folder_of_the_source_is_in_the_order() {
    let order: BTreeSet<String> = order().into_iter().collect();
    let found: BTreeSet<String> = Source::all()
        .iter()
        .filter_map(|source| source.modules().first().map(|name| (*name).to_owned()))
        .collect();
    assert_eq!(found, order);
}

#[test]
fn files_are_short_and_named_for_what_they_hold() {
    let mut faults = String::new();
    for source in Source::all() {
        if source.lines.len() > 600 {
            let _ = writeln!(faults, "src/{} has {} lines, more than 600", source.path, source.lines.len());
        }
        for name in source.modules() {
            if ["utils", "util", "common", "helpers", "helper", "types", "misc"].contains(&name) {
                let _ = writeln!(faults, "src/{}: `{name}` says nothing", source.path);
            }
        }
    }
    assert!(faults.is_empty(), "\n{faults}");
}

#[test]
fn mod_files_hold_a_description_and_names_only() {
    let mut faults = String::new();
    for source in Source::all().iter().filter(|source| source.path.ends_with("/mod.rs")) {
        for (number, line) in source.program() {
            let item = ["fn ", "struct ", "enum ", "impl ", "trait ", "const ", "static "];
            let bare = line
                .trim_start_matches("pub ")
                .trim_start_matches("pub(super) ")
                .trim_start_matches("pub(crate) ");
            if item.iter().any(|word| bare.starts_with(word)) {
                let _ = writeln!(faults, "src/{}:{number}: {line}", source.path);
            }
        }
    }
    assert!(faults.is_empty(), "\n{faults}");
}

#[test]
fn only_fs_touches_the_file_system() {
    let ways = ["std::fs", "fs::File", ".read_dir", ".canonicalize", ".metadata()", "tokio::fs"];
    let mut faults = String::new();
    for source in Source::all().iter().filter(|source| !source.path.starts_with("fs/")) {
        for (number, line) in source.program() {
            // The lists of banned paths in attributes name them, and reading a `File` is tantivy's.
            if ways.iter().any(|way| line.contains(way)) {
                let _ = writeln!(faults, "src/{}:{number}: {}", source.path, line.trim());
            }
        }
    }
    assert!(faults.is_empty(), "\n{faults}");
}

#[test]
fn the_embedded_theme_is_the_folder_of_the_theme() {
    let folder = Tree::read(&repository().join("themes/default"));
    let listed: Vec<&str> = DEFAULT_THEME.iter().map(|file| file.path).collect();
    // A script that is shipped in a small form is not shipped itself.
    let shipped = |path: &str| {
        !path.ends_with(".md")
            && path.strip_suffix(".js").is_none_or(|name| folder.get(&format!("{name}.min.js")).is_none())
    };
    let found: Vec<&str> = folder.paths().filter(|path| shipped(path)).collect();
    assert_eq!(listed, found, "`src/render/embedded.rs` and `themes/default` differ");
    for file in DEFAULT_THEME {
        assert_eq!(folder.get(file.path), Some(file.bytes), "{}", file.path);
    }
}

/// Words by which the program would show that it was made for one region: names of States and of
/// the organisation, ids and short titles of instruments, titles of chapters.
fn words_of_the_handbook() -> BTreeSet<String> {
    let read = |name: &str| -> serde_json::Value {
        let text = std::fs::read_to_string(repository().join("content/reference").join(name)).unwrap();
        serde_yaml::from_str(&text).unwrap()
    };
    let mut words: BTreeSet<String> = BTreeSet::new();
    let text = |value: &serde_json::Value| value.as_str().map(str::to_owned);
    let states = read("states.yaml");
    words.extend(text(&states["organisation"]["name"]));
    words.extend(text(&states["organisation"]["short"]));
    for state in states["states"].as_array().unwrap() {
        words.extend(text(&state["name"]));
        words.extend(state["native_names"].as_array().unwrap().iter().filter_map(|name| text(&name["text"])));
        let code = state["iso2"].as_str().unwrap();
        // As a literal of its own; in small letters many codes are those of languages.
        words.insert(format!("\"{code}\""));
        words.insert(format!("{}.md", code.to_lowercase()));
        words.insert(format!("{}.yaml", code.to_lowercase()));
    }
    for instrument in read("instruments.yaml")["instruments"].as_array().unwrap() {
        for word in [&instrument["id"], &instrument["short"]] {
            words.extend(word.as_str().map(str::to_owned));
        }
    }
    // Words of the language, of Unicode or of the trade that happen to be ids as well.
    for ordinary in ["cat", "Myanmar"] {
        words.remove(ordinary);
    }
    words
}

/// Whether `word` stands in `line` with no letter or digit beside it.
fn holds_word(line: &str, word: &str) -> bool {
    let letter = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(word).any(|(at, _)| {
        let quoted = word.starts_with('"');
        quoted || (!line[..at].ends_with(letter) && !line[at + word.len()..].starts_with(letter))
    })
}

#[test]
fn the_program_names_no_state_no_instrument_and_no_region() {
    let words = words_of_the_handbook();
    assert!(words.contains("Thailand") && words.contains("untoc") && words.contains("ASEAN"));
    let mut faults = String::new();
    for source in Source::all() {
        for (number, line) in source.program() {
            for word in words.iter().filter(|word| holds_word(line, word)) {
                let _ = writeln!(faults, "src/{}:{number}: names {word}: {}", source.path, line.trim());
            }
        }
    }
    assert!(faults.is_empty(), "\n{faults}");
}
