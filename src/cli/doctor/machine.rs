//! Checks of the machine.

use std::ffi::OsStr;
use std::io::ErrorKind;
use std::net::{Ipv4Addr, TcpListener};
use std::path::PathBuf;

use camino::{Utf8Path, Utf8PathBuf};

use super::super::paint::shown;
use super::report::Check;
use crate::config;
use crate::fs;
use crate::release::Engine;

/// The port that `handbook serve` takes unless told otherwise.
const PORT: u16 = 3000;
/// Below this a build fails or leaves nothing to work with.
const LEAST: u64 = 50_000_000;
/// Below this a site with its editions soon fills the disk.
const LITTLE: u64 = 500_000_000;

/// A program that some commands can use.
struct Tool {
    name: &'static str,
    /// Names under which it is installed.
    programs: &'static [&'static str],
    serves: &'static str,
    get: &'static str,
}

/// How to get the engine for PDF.
const ENGINE: &str =
    "`pipx install weasyprint` gets version 70 or later from PyPI; a system's own package may be older";

const TOOLS: &[Tool] = &[
    Tool {
        name: "chromium",
        programs: &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"],
        serves: "runs the browser tests and makes pictures of the pages",
        get: "Debian's package `chromium`; readers need no particular browser",
    },
    Tool {
        name: "git",
        programs: &["git"],
        serves: "keeps the history of the text",
        get: "Debian's package `git`, or https://git-scm.com",
    },
    Tool {
        name: "ssh-keygen",
        programs: &["ssh-keygen"],
        serves: "makes keys and checks signatures outside this program",
        get: "Debian's package `openssh-client`; Windows and macOS bring it along",
    },
];

/// What the machine offers.
pub(super) fn checks(root: &Utf8Path) -> Vec<Check> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut checks = vec![folders(root), space(root), port(), engine(&path)];
    checks.extend(TOOLS.iter().map(tool));
    checks
}

fn folders(root: &Utf8Path) -> Check {
    let mut wanted: Vec<Utf8PathBuf> = vec![root.to_owned()];
    if let Ok(config) = config::load(root) {
        wanted.push(root.join(&config.value.build_dir));
        wanted.push(root.join(&config.value.search_dir));
    }
    let refused: Vec<String> = wanted
        .iter()
        .filter(|folder| !fs::is_writable(folder))
        .map(|folder| format!("`{}`", shown(folder)))
        .collect();
    if refused.is_empty() {
        let shown: Vec<String> = wanted.iter().map(|folder| format!("`{}`", shown(folder))).collect();
        return Check::ok("folders", format!("can be written: {}", shown.join(", ")));
    }
    Check::fail(
        "folders",
        format!("cannot be written: {}", refused.join(", ")),
        "give yourself the right to write there, or copy the handbook to a folder of your own",
    )
}

fn space(root: &Utf8Path) -> Check {
    let free = match fs::free_space(root) {
        Ok(Some(free)) => free,
        Ok(None) => return Check::ok("disk", "this system does not say how much is free"),
        Err(error) => {
            return Check::warn("disk", error.to_string(), "name the handbook's folder with `-C FOLDER`");
        }
    };
    let found = format!("{} MB free", free / 1_000_000);
    match free {
        0..LEAST => Check::fail("disk", found, "free at least 500 MB on the handbook's disk"),
        LEAST..LITTLE => Check::warn("disk", found, "free at least 500 MB on the handbook's disk"),
        _ => Check::ok("disk", found),
    }
}

fn port() -> Check {
    match TcpListener::bind((Ipv4Addr::LOCALHOST, PORT)) {
        Ok(_) => Check::ok("port", format!("{PORT} is free")),
        Err(error) if error.kind() == ErrorKind::AddrInUse => Check::warn(
            "port",
            format!("{PORT} is taken, perhaps by a `handbook serve` that runs already"),
            "`handbook serve --port 3001`",
        ),
        Err(error) => Check::warn("port", format!("{PORT}: {error}"), "`handbook serve --port 8080`"),
    }
}

/// The engine for PDF and its version.
fn engine(path: &OsStr) -> Check {
    const NAME: &str = "weasyprint";
    let fix = format!("if you want that: {ENGINE}");
    let Ok(engine) = Engine::find(path) else {
        return Check::warn(NAME, "not found; it makes PDF files", fix);
    };
    let program = engine.program().display();
    match engine.version() {
        Ok(version) if Engine::suffices(&version) => Check::ok(NAME, format!("{program}, version {version}")),
        Ok(version) => {
            let least = Engine::LEAST;
            Check::warn(NAME, format!("{program} is version {version}; PDF needs {least} or later"), fix)
        }
        Err(error) => Check::warn(NAME, error.to_string(), fix),
    }
}

fn tool(tool: &Tool) -> Check {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    match tool.programs.iter().find_map(|program| find(&folders, program)) {
        Some(found) => Check::ok(tool.name, found.display().to_string()),
        None => Check::warn(
            tool.name,
            format!("not found; it {}", tool.serves),
            format!("if you want that: {}", tool.get),
        ),
    }
}

fn find(folders: &[PathBuf], program: &str) -> Option<PathBuf> {
    let name = format!("{program}{}", std::env::consts::EXE_SUFFIX);
    folders.iter().map(|folder| folder.join(&name)).find(|path| fs::is_program(path))
}

#[cfg(test)]
mod tests {
    use super::super::report::Health;
    use super::*;

    /// An old engine, a new one and one that says nothing.
    #[cfg(unix)]
    #[test]
    fn the_version_of_the_engine_is_looked_at() {
        use std::os::unix::fs::PermissionsExt as _;
        let cases = [
            ("WeasyPrint version 57.2", Health::Warn, "57.2; PDF needs 70"),
            ("WeasyPrint version 70.0", Health::Ok, "version 70.0"),
            ("no number", Health::Warn, "names no version"),
        ];
        for (said, health, found) in cases {
            let folder = tempfile::tempdir().unwrap();
            let program = camino::Utf8PathBuf::try_from(folder.path().join("weasyprint")).unwrap();
            crate::fs::write_atomic(&program, format!("#!/bin/sh\necho '{said}'\n").as_bytes()).unwrap();
            std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
            let check = engine(folder.path().as_os_str());
            assert_eq!(check.health, health, "{check:?}");
            assert!(check.found.contains(found), "{check:?}");
            assert_eq!(check.fix.is_some(), health == Health::Warn);
            assert!(
                check.fix.is_none_or(|fix| fix.contains("pipx install weasyprint") && fix.contains("PyPI"))
            );
        }
        let empty = tempfile::tempdir().unwrap();
        assert_eq!(engine(empty.path().as_os_str()).health, Health::Warn);
    }

    #[test]
    fn a_file_that_cannot_run_is_no_program() {
        let folder = tempfile::tempdir().unwrap();
        let path = Utf8PathBuf::try_from(folder.path().join("tool")).unwrap();
        fs::write_atomic(&path, b"text").unwrap();
        let folders = [folder.path().to_owned()];
        assert!(cfg!(not(unix)) || find(&folders, "tool").is_none());
        assert!(find(&folders, "none").is_none());
    }
}
