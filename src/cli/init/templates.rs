//! The files that `init` writes. A test holds these lists against the folders.

/// A file of a template. In its text `@title@` and `@language@` stand for quoted strings of TOML,
/// `@id@` for the quoted identifier, `@heading@` for the title as it is, `@today@` for the date.
#[derive(Clone, Copy, Debug)]
pub(super) struct TemplateFile {
    /// Path in the new handbook.
    pub path: &'static str,
    pub text: &'static str,
}

macro_rules! files {
    ($folder:literal: $($path:literal),* $(,)?) => {
        &[$(TemplateFile { path: $path, text: include_str!(concat!($folder, "/", $path)) }),*]
    };
}

/// A handbook of an invented region.
pub(super) const HANDBOOK: &[TemplateFile] = files! { "handbook":
    "README.md",
    "anchors.tsv",
    "book.toml",
    "content/SUMMARY.md",
    "content/annexes/xa.md",
    "content/annexes/xb.md",
    "content/chapters/assistance.md",
    "content/preface.md",
    "content/reference/authorities.md",
    "content/reference/compare.md",
    "content/reference/evidence.md",
    "content/reference/evidence.yaml",
    "content/reference/forms.md",
    "content/reference/forms.yaml",
    "content/reference/freshness.md",
    "content/reference/glossary.md",
    "content/reference/glossary.yaml",
    "content/reference/index-of-terms.md",
    "content/reference/instruments.md",
    "content/reference/instruments.yaml",
    "content/reference/open-points.md",
    "content/reference/route.md",
    "content/reference/route.yaml",
    "content/reference/sources.md",
    "content/reference/sources.yaml",
    "content/reference/states.yaml",
    "content/reference/treaty-status.md",
    "content/reference/treaty-status/xa.yaml",
    "content/reference/treaty-status/xb.yaml",
    "gitignore",
};

/// What a new handbook takes over from this repository's own: the forms of its data.
pub(super) const SHARED: &[TemplateFile] = files! { "../../../content":
    "reference/annex-layout.yaml",
    "schemas/annex-layout.schema.json",
    "schemas/annex.schema.json",
    "schemas/evidence.schema.json",
    "schemas/forms.schema.json",
    "schemas/glossary.schema.json",
    "schemas/instruments.schema.json",
    "schemas/route.schema.json",
    "schemas/sources.schema.json",
    "schemas/states.schema.json",
    "schemas/status-dates.schema.json",
    "schemas/treaty-status.schema.json",
};

/// A plain book.
pub(super) const BOOK: &[TemplateFile] = files! { "book":
    "book.toml",
    "gitignore",
    "src/SUMMARY.md",
    "src/chapter_1.md",
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fs;
    use camino::Utf8Path;

    fn names(files: &[TemplateFile]) -> Vec<String> {
        files.iter().map(|file| file.path.to_owned()).collect()
    }

    fn folder(path: &str) -> Vec<String> {
        let root = Utf8Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
        fs::walk(&root).unwrap().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn the_lists_are_what_lies_in_the_folders() {
        assert_eq!(names(HANDBOOK), folder("src/cli/init/handbook"));
        assert_eq!(names(BOOK), folder("src/cli/init/book"));
        let schemas: Vec<String> =
            folder("content/schemas").iter().map(|name| format!("schemas/{name}")).collect();
        let shared: Vec<String> =
            names(SHARED).into_iter().filter(|name| name.starts_with("schemas/")).collect();
        assert_eq!(shared, schemas);
    }
}
