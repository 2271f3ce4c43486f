//! The build killed, and the disk refusing, at every single change of a file: the published site
//! is the old one or the new one, whole, and the next build mends everything.

use crate::support::{Handbook, Run, Tree};

/// From one edition of the text to the next: a page changed, one gone, one new, a file copied.
fn edit(handbook: &Handbook) {
    handbook.edit("content/chapters/surrender.md", "ends after sixty days", "ends after ninety days");
    handbook.edit(
        "content/SUMMARY.md",
        "- [Glossary](reference/glossary.md)\n",
        "- [New](chapters/new.md)\n",
    );
    handbook.remove("content/reference/glossary.md");
    handbook.file("content/chapters/new.md", "# New {#new}\n\nA new page.\n");
    handbook.file("content/files/map.txt", "a file that is copied\n");
}

/// The handbook as the first edition left it, its text being that of the second; and both sites.
fn between_editions() -> (Handbook, Tree, Tree) {
    let handbook = Handbook::region();
    handbook.succeed(&["build"]);
    let old = handbook.site();
    edit(&handbook);
    let other = handbook.copy();
    other.succeed(&["build"]);
    let new = other.site();
    assert_ne!(old, new);
    (handbook, old, new)
}

/// How many times a build of this handbook changes a file.
fn steps(handbook: &Handbook) -> usize {
    let copy = handbook.copy();
    let counter = Handbook::empty();
    let file = counter.root().join("steps");
    let mut command = copy.command(&["build", "--threads", "1"]);
    assert!(command.env("HANDBOOK_FAULT", format!("count:{file}")).output().unwrap().status.success());
    counter.read("steps").parse().unwrap()
}

/// What may lie in the handbook's folder after a build.
fn leftovers(handbook: &Handbook) -> Vec<String> {
    let tree = handbook.tree();
    let strange = |path: &&str| {
        path.contains(".handbook-write-")
            || path.contains(".new-")
            || path.starts_with(".handbook-site.stage")
            || path.starts_with(".handbook-site.old")
    };
    tree.paths().filter(strange).map(str::to_owned).collect()
}

/// Indexes that are kept: the published one and the one before it.
fn indexes(handbook: &Handbook) -> usize {
    let folder = handbook.root().join("search-index");
    folder.read_dir_utf8().unwrap().filter(|entry| entry.as_ref().unwrap().path().is_dir()).count()
}

fn at_every_step(plan: &str) {
    let (start, old, new) = between_editions();
    let steps = steps(&start);
    assert!(steps > 40, "{steps}");
    let (mut saw_old, mut saw_new) = (false, false);
    for step in 1..=steps {
        let handbook = start.copy();
        let mut command = handbook.command(&["build", "--threads", "1"]);
        let output = command.env("HANDBOOK_FAULT", format!("{plan}:{step}")).output().unwrap();
        match plan {
            "kill" => assert_eq!(output.status.code(), None, "step {step} was not reached"),
            _ => {
                let run = Run::of(output);
                // The site stands already where only the removal of the old one fails.
                assert_eq!(run.code, Some(3), "step {step}: {}", run.stderr);
                assert!(run.stderr.contains("on purpose"), "step {step}: {}", run.stderr);
            }
        }
        let site = handbook.site();
        saw_old |= site == old;
        saw_new |= site == new;
        assert!(
            site == old || site == new,
            "{plan} at step {step}: the site is neither the old nor the new one"
        );
        handbook::search::Searcher::open(&handbook.root().join("search-index"))
            .unwrap_or_else(|error| panic!("{plan} at step {step}: {error}"));

        handbook.succeed(&["build"]);
        assert!(handbook.site() == new, "after {plan} at step {step} the next build differs");
        assert_eq!(leftovers(&handbook), [] as [&str; 0], "{plan} at step {step}");
        assert!(indexes(&handbook) <= 2, "{plan} at step {step}");
    }
    // One thread: with more, two may both find a folder missing, and the steps differ by one.
    assert!(saw_old && saw_new, "both sides of the exchange were met");
}

#[test]
fn a_killed_build_leaves_the_old_site_or_the_new_one() {
    at_every_step("kill");
}

#[test]
fn a_disk_that_refuses_leaves_the_old_site_or_the_new_one() {
    at_every_step("fail");
}

#[test]
fn a_first_build_that_is_killed_leaves_no_site_or_a_whole_one() {
    let start = Handbook::region();
    let whole = start.copy();
    whole.succeed(&["build"]);
    let (whole, steps) = (whole.site(), steps(&start));
    // Every seventh step and the last ones, where the folder gets its name.
    for step in (1..=steps).filter(|step| step % 7 == 1 || steps - step < 4) {
        let handbook = start.copy();
        let mut command = handbook.command(&["build", "--threads", "1"]);
        command.env("HANDBOOK_FAULT", format!("kill:{step}")).output().unwrap();
        let site = handbook.site();
        assert!(site == Tree::default() || site == whole, "step {step}");
        handbook.succeed(&["build"]);
        assert!(handbook.site() == whole, "step {step}");
        assert_eq!(leftovers(&handbook), [] as [&str; 0], "step {step}");
    }
}

#[test]
fn killed_updates_of_the_anchors_leave_the_old_file_or_the_new_one() {
    let start = Handbook::region();
    start.append("content/chapters/surrender.md", "\nA new paragraph.\n");
    let old = start.read("anchors.tsv");
    let updated = start.copy();
    updated.succeed(&["anchors", "update"]);
    let new = updated.read("anchors.tsv");
    for step in 1..=3 {
        let handbook = start.copy();
        let mut command = handbook.command(&["anchors", "update"]);
        command.env("HANDBOOK_FAULT", format!("kill:{step}")).output().unwrap();
        let found = handbook.read("anchors.tsv");
        assert!(found == old || found == new, "step {step}");
        handbook.succeed(&["anchors", "update"]);
        assert_eq!(handbook.read("anchors.tsv"), new);
        if found == old {
            assert_eq!(leftovers(&handbook), [] as [&str; 0], "step {step}");
        }
    }
}

/// Sends the signal of Ctrl-C.
#[cfg(unix)]
fn interrupt(process: u32) {
    let sent = std::process::Command::new("kill").args(["-INT", &process.to_string()]).status().unwrap();
    assert!(sent.success());
}

#[cfg(unix)]
#[test]
fn serving_that_is_interrupted_ends_with_130() {
    use std::io::{BufRead, BufReader};
    let handbook = Handbook::region();
    let mut command = handbook.command(&["serve", "--port", "0"]);
    let mut child =
        command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::null()).spawn().unwrap();
    let mut said = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    said.read_line(&mut line).unwrap();
    assert!(line.starts_with("serving http://127.0.0.1:"), "{line}");
    interrupt(child.id());
    assert_eq!(child.wait().unwrap().code(), Some(130));
}

/// The build waits for its text, which comes through a pipe that nobody fills: there it is stopped.
#[cfg(unix)]
#[test]
fn a_build_that_is_interrupted_leaves_the_old_site_and_the_shell_sees_130() {
    use std::os::unix::process::ExitStatusExt;
    let handbook = Handbook::region();
    handbook.succeed(&["build"]);
    let old = handbook.site();
    let text = handbook.read("book.toml");
    handbook.remove("book.toml");
    let pipe = handbook.root().join("book.toml");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let mut child = handbook.command(&["build"]).spawn().unwrap();
    // Opening succeeds when the build has opened the other end.
    let open = std::fs::OpenOptions::new().write(true).open(&pipe).unwrap();
    interrupt(child.id());
    let status = child.wait().unwrap();
    drop(open);
    // The signal ends the process; every shell reports that as 128 + 2.
    assert_eq!(status.signal(), Some(2), "{status}");
    assert!(handbook.site() == old);
    handbook.remove("book.toml").file("book.toml", text);
    handbook.succeed(&["build"]);
    assert!(handbook.site() == old);
}

/// Two builds at once: one wins, the other says that it has to wait; neither mixes.
#[test]
fn two_builds_at_once_do_not_mix() {
    let handbook = Handbook::real();
    let children: Vec<_> = (0..3)
        .map(|_| {
            let mut command = handbook.command(&["build", "--threads", "1"]);
            command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped()).spawn().unwrap()
        })
        .collect();
    let runs: Vec<Run> =
        children.into_iter().map(|child| Run::of(child.wait_with_output().unwrap())).collect();
    assert!(runs.iter().any(|run| run.code == Some(0)), "{runs:?}");
    for run in &runs {
        let waits = run.code == Some(3) && run.stderr.contains("another run of handbook");
        assert!(run.code == Some(0) || waits, "{run:?}");
    }
    let alone = Handbook::real();
    alone.succeed(&["build"]);
    assert!(alone.site() == handbook.site());
}
