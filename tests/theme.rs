//! Themes: overridden file by file, and a fault in a template is placed.

use crate::support::{Handbook, difference, repository};

#[test]
fn a_template_is_overridden_by_itself() {
    let handbook = Handbook::region();
    handbook.succeed(&["build"]);
    let before = handbook.site();
    handbook.file(
        "themes/partials/footer.html",
        "<footer><p>{{ book.short_title }}, our own footer</p></footer>\n",
    );
    handbook.succeed(&["build"]);
    let after = handbook.site();
    for (path, bytes) in after.files().filter(|(path, _)| path.ends_with(".html")) {
        let html = String::from_utf8_lossy(bytes);
        assert!(html.contains("League Handbook, our own footer"), "{path}");
        assert!(html.contains("<header"), "{path}: the rest is that of the default theme");
    }
    let others: Vec<String> =
        difference(&before, &after).into_iter().filter(|path| !path.ends_with(".html")).collect();
    assert_eq!(others, [] as [&str; 0]);
}

#[test]
fn styles_and_new_files_of_the_theme_are_copied() {
    let handbook = Handbook::region();
    handbook.file("themes/styles/handbook.css", "body { color: black }\n");
    handbook.file("themes/styles/more.css", "p { margin: 0 }\n");
    handbook.file("themes/README.md", "notes for authors\n");
    handbook.succeed(&["build"]);
    let site = handbook.site();
    assert_eq!(site.text("styles/handbook.css"), "body { color: black }\n");
    assert_eq!(site.text("styles/more.css"), "p { margin: 0 }\n");
    assert!(site.get("README.md").is_none());
    assert!(site.get("scripts/handbook.js").is_some());
}

#[test]
fn a_fault_in_a_template_names_file_and_line_and_stops_the_build() {
    let handbook = Handbook::region();
    handbook.succeed(&["build"]);
    let before = handbook.site();
    let faults = [
        ("themes/page.html", "<p>\n\n{{ page.titel }}\n</p>\n", "themes/page.html:3:4", "undefined"),
        ("themes/page.html", "<p>\n{% for x in %}\n</p>\n", "themes/page.html:2:", "syntax error"),
        (
            "themes/partials/footer.html",
            "a\nb\n{{ book.nothing.more }}\n",
            "themes/partials/footer.html:3:",
            "undefined",
        ),
        ("themes/home.html", "{% extends \"no-such.html\" %}\n", "themes/home.html:1:", "no-such.html"),
        ("themes/search.html", "{{ 1 | no_such_filter }}\n", "themes/search.html:1:", "no_such_filter"),
    ];
    for (path, text, place, words) in faults {
        let spoilt = handbook.copy();
        spoilt.file(path, text);
        for verb in ["build", "check"] {
            let run = spoilt.run(&[verb, "--format", "short"]);
            assert_eq!(run.code, Some(1), "{path}: {}", run.stderr);
            let line = run.stderr.lines().find(|line| line.starts_with(place));
            let line = line.unwrap_or_else(|| panic!("{place} is not in\n{}", run.stderr));
            assert!(line.contains("error[E0601]") && line.contains(words), "{line}");
            assert!(run.stderr.lines().count() <= 3, "one fault is told once: {}", run.stderr);
        }
        assert_eq!(before, spoilt.site(), "the site stays as it was");
    }
}

#[test]
fn values_are_escaped_in_every_template() {
    let handbook = Handbook::region();
    let nasty = "<script>alert(\"x\")</script> & 'more'";
    handbook.edit("content/SUMMARY.md", "[Preface](preface.md)", "[A <b> & \"c\"](preface.md)");
    let quoted = format!("short-title = \"{}\"", nasty.replace('"', "\\\""));
    handbook.edit("book.toml", "short-title = \"League Handbook\"", &quoted);
    handbook.edit(
        "content/reference/glossary.yaml",
        "term: Surrender",
        "term: \"Sur<img src=x onerror=alert(1)>render\"",
    );
    handbook.edit(
        "content/annexes/xa.md",
        "address: Lighthouse Quay 1",
        "address: \"<svg onload=alert(1)>\"",
    );
    handbook.succeed(&["build"]);
    for (path, bytes) in handbook.site().files().filter(|(path, _)| path.ends_with(".html")) {
        let html = String::from_utf8_lossy(bytes);
        for bad in ["<script>alert", "<img src=x", "<svg onload"] {
            assert!(!html.contains(bad), "{path}: {bad}");
        }
    }
}

#[test]
fn the_readme_of_the_theme_names_every_template() {
    let readme = std::fs::read_to_string(repository().join("themes/default/README.md")).unwrap();
    for file in handbook::render::DEFAULT_THEME.iter().filter(|file| file.path.ends_with(".html")) {
        let name = file.path.rsplit('/').next().unwrap();
        assert!(readme.contains(name) || readme.contains(file.path), "{}", file.path);
    }
}

#[test]
fn the_page_for_what_is_missing_brings_its_styles_and_leads_home_from_any_depth() {
    let handbook = Handbook::region();
    handbook.succeed(&["build"]);
    let html = handbook.read("site/404.html");
    assert!(html.contains("<style>") && html.contains("--accent"), "{html}");
    for other in ["<link rel=\"stylesheet\"", "<script", "@font-face", "url("] {
        assert!(!html.contains(other), "{other}");
    }
    let book = handbook.read("book.toml");
    let setting = "[output.html]\nsite-url = \"https://example.org/league\"\n";
    assert!(book.contains("[output.html]\n"));
    handbook.file("book.toml", book.replacen("[output.html]\n", setting, 1));
    handbook.succeed(&["build"]);
    let html = handbook.read("site/404.html");
    let links: Vec<&str> = html
        .split("<a ")
        .skip(1)
        .filter_map(|rest| rest.split("href=\"").nth(1)?.split('"').next())
        .collect();
    assert!(links.contains(&"https://example.org/league/chapters/surrender.html"), "{links:?}");
    let astray = |link: &&&str| !link.starts_with('#') && !link.starts_with("https://example.org/league/");
    assert_eq!(links.iter().filter(astray).collect::<Vec<_>>(), [] as [&&str; 0]);
    // A sheet that would end the style element, or that needs other files, stays a file.
    handbook.file("themes/styles/handbook.css", "/* </style> */ body { color: black }\n");
    handbook.succeed(&["build"]);
    handbook.check_page(
        "404.html",
        "<link rel=\"stylesheet\" href=\"https://example.org/league/styles/handbook.css\">",
    );
}

#[test]
fn what_scripts_say_stands_with_the_other_words() {
    let theme = repository().join("themes/default");
    let words = std::fs::read_to_string(theme.join("partials/words.html")).unwrap();
    let mut count = 0;
    for name in ["handbook", "one-file", "route", "compare", "status", "forms", "editions", "switch"] {
        let group = words.split(&format!("  \"{name}\": {{\n")).nth(1).unwrap();
        let group = group.split("\n  }").next().unwrap();
        // Those of the editions stand at the root of the site, made by the program.
        let folder = match name {
            "editions" | "switch" => repository().join("src/release"),
            _ => theme.join("scripts"),
        };
        let mut script = std::fs::read_to_string(folder.join(format!("{name}.js"))).unwrap();
        if name == "forms" {
            script += &std::fs::read_to_string(theme.join("scripts/draft.js")).unwrap();
        }
        if name == "one-file" {
            // What the program puts into the one file before the script runs.
            for part in ["search", "routes"] {
                let path = repository().join(format!("src/release/one_file/{part}.rs"));
                script +=
                    &std::fs::read_to_string(path).unwrap().replace("word(\"", "word('").replace("\")", "')");
            }
        }
        let known: Vec<&str> = group.lines().filter_map(|line| line.trim().split('"').nth(1)).collect();
        for asked in script.split("word('").skip(1).filter_map(|rest| rest.split('\'').next()) {
            assert!(known.contains(&asked), "{name}.js asks for `{asked}`");
            count += 1;
        }
        for key in known {
            assert!(
                script.contains(&format!("'{key}'")) || script.contains(&format!("data-word-{key}")),
                "{name}: `{key}` is said nowhere"
            );
        }
    }
    assert!(count > 60, "{count}");
}
