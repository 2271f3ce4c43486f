//! Writing a template to a folder, without touching what is there.

use camino::{Utf8Path, Utf8PathBuf};

use super::super::options::{InitArguments, TemplateChoice};
use super::super::paint::shown;
use super::super::run::{Ending, Session};
use super::templates::{BOOK, HANDBOOK, SHARED, TemplateFile};
use crate::error::{Error, Result};
use crate::fs;

/// Writes the files of a template; refuses where any of them is there already.
pub(crate) fn run(session: &Session<'_>, options: &InitArguments) -> Result<Ending> {
    let folder = session.common.root.join(&options.folder);
    let folder = shown(&folder).to_owned();
    let words = Words::new(options, &folder, session.clock.iso())?;
    let files = files(options.template, &words);
    refuse_what_is_there(&folder, &files)?;
    if !options.dry_run {
        for (path, text) in &files {
            fs::write_atomic(&folder.join(path), text.as_bytes())?;
        }
    }
    let verb = if options.dry_run { "would write" } else { "wrote" };
    let mut text = format!("{verb} {} files to `{folder}`:\n", files.len());
    for (path, _) in &files {
        text.push_str(&format!("  {path}\n"));
    }
    if !options.dry_run {
        let place = if folder == "." || folder == "./." {
            String::new()
        } else {
            format!(" -C {}", quoted(folder.as_str()))
        };
        text.push_str(&format!("next: `handbook serve{place} --open` shows it in a browser\n"));
    }
    session.out.result(&text);
    Ok(Ending::Clean)
}

/// What a template leaves open.
struct Words {
    title: String,
    language: String,
    id: String,
    today: String,
}

impl Words {
    fn new(options: &InitArguments, folder: &Utf8Path, today: String) -> Result<Self> {
        let default = match options.template {
            TemplateChoice::Handbook => "Handbook of the Example Region",
            TemplateChoice::Book => "My book",
        };
        let title = options.title.as_deref().unwrap_or(default).trim().to_owned();
        if title.is_empty() || title.chars().any(char::is_control) {
            return Err(Error::usage("a title is one line of text"));
        }
        if !is_language(&options.language) {
            return Err(Error::usage(format!(
                "`{}` is not a language tag; write for example `en`, `th` or `pt-TL`",
                options.language
            )));
        }
        let id =
            id_of(&title).or_else(|| id_of(folder.file_name()?)).unwrap_or_else(|| "handbook".to_owned());
        Ok(Self { title, language: options.language.clone(), id, today })
    }

    fn fill(&self, text: &str) -> String {
        text.replace("@title@", &toml_string(&self.title))
            .replace("@language@", &toml_string(&self.language))
            .replace("@id@", &toml_string(&self.id))
            .replace("@heading@", &self.title)
            .replace("@today@", &self.today)
    }
}

fn toml_string(text: &str) -> String {
    toml::Value::from(text).to_string()
}

/// A tag as in BCP 47: letters, then subtags of letters and digits.
fn is_language(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let first = parts.next().unwrap_or("");
    (2..=3).contains(&first.len())
        && first.bytes().all(|byte| byte.is_ascii_lowercase())
        && parts.all(|part| {
            (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
        })
}

/// A permanent identifier made of the Latin letters and digits of a name.
fn id_of(name: &str) -> Option<String> {
    let mut id = String::new();
    for letter in name.chars().take(60) {
        if letter.is_ascii_alphanumeric() {
            id.push(letter.to_ascii_lowercase());
        } else if !id.is_empty() && !id.ends_with('-') {
            id.push('-');
        }
    }
    let id = id.trim_end_matches('-');
    (!id.is_empty()).then(|| id.to_owned())
}

/// A path as a shell takes it.
fn quoted(path: &str) -> String {
    let plain = |letter: char| letter.is_alphanumeric() || "._-/".contains(letter);
    if path.chars().all(plain) { path.to_owned() } else { format!("'{}'", path.replace('\'', r"'\''")) }
}

/// Paths and texts of the files, sorted.
fn files(template: TemplateChoice, words: &Words) -> Vec<(Utf8PathBuf, String)> {
    let (own, shared): (&[TemplateFile], &[TemplateFile]) = match template {
        TemplateChoice::Handbook => (HANDBOOK, SHARED),
        TemplateChoice::Book => (BOOK, &[]),
    };
    // The hidden name would count in this repository too.
    let name = |path: &str| Utf8PathBuf::from(if path == "gitignore" { ".gitignore" } else { path });
    let mut files: Vec<(Utf8PathBuf, String)> =
        own.iter().map(|file| (name(file.path), words.fill(file.text))).collect();
    // What is shared is data with a meaning of its own, taken over byte for byte.
    files.extend(shared.iter().map(|file| (Utf8Path::new("content").join(file.path), file.text.to_owned())));
    files.sort();
    files
}

/// Nothing is overwritten, and nothing is written beside a file in the way.
fn refuse_what_is_there(folder: &Utf8Path, files: &[(Utf8PathBuf, String)]) -> Result<()> {
    let mut taken: Vec<String> = Vec::new();
    for (path, _) in files {
        let full = folder.join(path);
        if fs::is_taken(&full) {
            taken.push(full.to_string());
        }
        let above = full.ancestors().skip(1).filter(|above| !above.as_str().is_empty());
        taken
            .extend(above.filter(|above| fs::is_taken(above) && !fs::is_dir(above)).map(ToString::to_string));
    }
    taken.sort();
    taken.dedup();
    if taken.is_empty() {
        return Ok(());
    }
    Err(Error::usage(format!(
        "nothing was written, because these files are there already:\n  {}\nname another folder, or move them away",
        taken.join("\n  ")
    )))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;
    use crate::pipeline;
    use crate::search::{Filters, Page, Query, Searcher};

    fn written(template: TemplateChoice, title: &str) -> (tempfile::TempDir, Utf8PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let root = Utf8PathBuf::try_from(folder.path().to_owned()).unwrap();
        let words = Words {
            title: title.to_owned(),
            language: "en".to_owned(),
            id: id_of(title).unwrap(),
            today: "2031-02-03".to_owned(),
        };
        for (path, text) in files(template, &words) {
            fs::write_atomic(&root.join(path), text.as_bytes()).unwrap();
        }
        (folder, root)
    }

    #[test]
    fn templates_build_without_findings() {
        let clock = Clock::new(Some("2031-02-03"), None).unwrap();
        for (template, title) in [
            (TemplateChoice::Handbook, "Handbook \"of\" \\ the Region"),
            (TemplateChoice::Book, "A 'plain' book"),
        ] {
            let (_folder, root) = written(template, title);
            let checked = pipeline::check(&root, &clock).unwrap();
            assert!(checked.diagnostics.is_empty(), "{:?}", checked.diagnostics);
            assert_eq!(checked.value.unwrap().config.title, title);
            let built = pipeline::build(&root, &clock, pipeline::Strictness::Full).unwrap();
            assert!(built.diagnostics.is_empty() && built.value.is_some());
            assert!(fs::exists(&root.join(".gitignore")));
        }
    }

    #[test]
    fn a_new_handbook_has_routes_and_a_form_that_work() {
        let clock = Clock::new(Some("2031-02-03"), None).unwrap();
        let (_folder, root) = written(TemplateChoice::Handbook, "Handbook");
        pipeline::build(&root, &clock, pipeline::Strictness::Full).unwrap();
        let page = |path: &str| {
            String::from_utf8(fs::read(&root.join("site/reference").join(path)).unwrap()).unwrap()
        };
        let route = page("route/xb-xa.html");
        assert!(route.contains("id=\"mla\"") && route.contains("id=\"extradition\""));
        assert!(route.contains("<span class=\"status applies\">"), "a basis that serves");
        let form = page("forms/mla-request.html");
        assert_eq!(form.matches("class=\"form-field\"").count(), 4);
        assert!(form.contains("required if the answer must come by a certain day"));
    }

    #[test]
    fn a_new_handbook_can_be_searched_by_state() {
        let clock = Clock::new(Some("2031-02-03"), None).unwrap();
        let (_folder, root) = written(TemplateChoice::Handbook, "Handbook");
        let built = pipeline::build(&root, &clock, pipeline::Strictness::Full).unwrap().value.unwrap();
        let searcher = Searcher::open(&built.search).unwrap();
        let filters = Filters { state: Some("XB".to_owned()), ..Filters::default() };
        let found = searcher.search(&Query::parse("nationals"), &filters, Page::default()).unwrap();
        assert!(found.hits.iter().any(|hit| hit.passage.number.starts_with("XB.")));
    }

    #[test]
    fn what_is_in_the_way_is_named_and_stays() {
        let folder = tempfile::tempdir().unwrap();
        let root = Utf8PathBuf::try_from(folder.path().to_owned()).unwrap();
        fs::write_atomic(&root.join("src"), b"a file").unwrap();
        fs::write_atomic(&root.join("book.toml"), b"mine").unwrap();
        let words =
            Words { title: "T".into(), language: "en".into(), id: "t".into(), today: "2031-02-03".into() };
        let message =
            refuse_what_is_there(&root, &files(TemplateChoice::Book, &words)).unwrap_err().to_string();
        assert!(message.contains("/book.toml\n") && message.contains("/src\n"), "{message}");
    }

    #[test]
    fn identifiers_and_languages() {
        assert_eq!(id_of("Handbook of the Région!").as_deref(), Some("handbook-of-the-r-gion"));
        assert_eq!(id_of("คู่มือ"), None);
        assert!(is_language("en") && is_language("pt-TL") && is_language("zh-Hans"));
        assert!(!is_language("") && !is_language("English") && !is_language("en_GB"));
    }
}
