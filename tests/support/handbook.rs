//! A handbook in a folder of its own.

use std::process::{Command, Output, Stdio};

use camino::{Utf8Path, Utf8PathBuf};

use super::{Finding, Tree};

/// The folder of this repository.
pub(crate) fn repository() -> &'static Utf8Path {
    Utf8Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A handbook in a temporary folder, removed with this value.
pub(crate) struct Handbook {
    root: Utf8PathBuf,
    _folder: tempfile::TempDir,
}

impl Handbook {
    /// A folder without files.
    pub(crate) fn empty() -> Self {
        let folder = tempfile::Builder::new().prefix("handbook-test-").tempdir().unwrap();
        let root = Utf8PathBuf::try_from(folder.path().canonicalize().unwrap()).unwrap();
        Self { root, _folder: folder }
    }

    /// A copy of a folder of this repository.
    pub(crate) fn from_dir(folder: &str) -> Self {
        let handbook = Self::empty();
        Tree::read(&repository().join(folder)).write(&handbook.root);
        handbook
    }

    /// A copy of the small handbook of an invented region.
    pub(crate) fn region() -> Self {
        Self::from_dir("tests/fixtures/region")
    }

    /// A copy of the handbook that this repository holds.
    pub(crate) fn real() -> Self {
        let handbook = Self::empty();
        for name in ["book.toml", "anchors.tsv"] {
            std::fs::copy(repository().join(name), handbook.root.join(name)).unwrap();
        }
        Tree::read(&repository().join("content")).write(&handbook.root.join("content"));
        std::fs::create_dir(handbook.root.join("search-index")).unwrap();
        let synonyms = "search-index/synonyms.tsv";
        std::fs::copy(repository().join(synonyms), handbook.root.join(synonyms)).unwrap();
        let judged = repository().join("search-index/judged");
        if judged.exists() {
            Tree::read(&judged).write(&handbook.root.join("search-index/judged"));
        }
        handbook
    }

    /// A handbook in the state of this one.
    pub(crate) fn copy(&self) -> Self {
        let handbook = Self::empty();
        self.tree().write(&handbook.root);
        handbook
    }

    pub(crate) fn root(&self) -> &Utf8Path {
        &self.root
    }

    /// Writes a file.
    pub(crate) fn file(&self, path: &str, content: impl AsRef<[u8]>) -> &Self {
        let path = self.root.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
        self
    }

    /// The text of a file.
    pub(crate) fn read(&self, path: &str) -> String {
        let path = self.root.join(path);
        std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// Replaces the one place of a file that reads `before`.
    pub(crate) fn edit(&self, path: &str, before: &str, after: &str) -> &Self {
        let text = self.read(path);
        assert_eq!(text.matches(before).count(), 1, "{path} has not one `{before}`");
        self.file(path, text.replacen(before, after, 1))
    }

    /// Adds a text at the end of a file.
    pub(crate) fn append(&self, path: &str, more: &str) -> &Self {
        let text = self.read(path) + more;
        self.file(path, text)
    }

    /// Removes a file or folder; one that is not there is no error.
    pub(crate) fn remove(&self, path: &str) -> &Self {
        let path = self.root.join(path);
        if path.is_dir() {
            std::fs::remove_dir_all(path).unwrap();
        } else if path.exists() {
            std::fs::remove_file(path).unwrap();
        }
        self
    }

    /// Every file of the folder.
    pub(crate) fn tree(&self) -> Tree {
        Tree::read(&self.root)
    }

    /// The published site.
    pub(crate) fn site(&self) -> Tree {
        Tree::read(&self.root.join("site"))
    }

    /// The command with these arguments, in this folder, with no settings from outside.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_handbook"));
        command.args(arguments).current_dir(&self.root).stdin(Stdio::null());
        for name in ["NO_COLOR", "TERM", "CLICOLOR_FORCE", "HANDBOOK_FAULT", "RUST_BACKTRACE"] {
            command.env_remove(name);
        }
        // 22 November 2026, noon, UTC: the one date that the tests see.
        command.env("SOURCE_DATE_EPOCH", "1795348800");
        command
    }

    /// Runs a command.
    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        Run::of(self.command(arguments).output().unwrap())
    }

    /// Runs a command that must end clean.
    #[track_caller]
    pub(crate) fn succeed(&self, arguments: &[&str]) -> Run {
        let run = self.run(arguments);
        assert_eq!(run.code, Some(0), "handbook {}\n{}{}", arguments.join(" "), run.stdout, run.stderr);
        run
    }

    /// What `check` finds.
    #[track_caller]
    pub(crate) fn findings(&self) -> Vec<Finding> {
        self.findings_of(&["check"])
    }

    /// What a command finds.
    #[track_caller]
    pub(crate) fn findings_of(&self, arguments: &[&str]) -> Vec<Finding> {
        let run = self.run(&[arguments, &["--format", "json"]].concat());
        assert!(matches!(run.code, Some(0..=2)), "{}{}", run.stdout, run.stderr);
        Finding::all(&run.stdout)
    }

    /// The text of a page of the site must hold `part`.
    #[track_caller]
    pub(crate) fn check_page(&self, page: &str, part: &str) {
        let html = self.read(&format!("site/{page}"));
        assert!(html.contains(part), "site/{page} has no `{part}`:\n{html}");
    }

    /// The site must have exactly these pages.
    #[track_caller]
    pub(crate) fn check_site(&self, pages: &[&str]) {
        let site = self.site();
        let found: Vec<&str> = site.paths().filter(|path| path.ends_with(".html")).collect();
        assert_eq!(found, pages);
    }
}

/// What a command said and how it ended.
#[derive(Debug)]
pub(crate) struct Run {
    /// Exit code; `None` where a signal ended it.
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Run {
    pub(crate) fn of(output: Output) -> Self {
        let run = Self {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        };
        assert!(!run.stderr.contains("panicked at"), "{}", run.stderr);
        run
    }
}
