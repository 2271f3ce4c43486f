//! The default theme, embedded in the program.

/// A file of the default theme.
#[derive(Clone, Copy, Debug)]
pub struct ThemeFile {
    /// Path in the theme.
    pub path: &'static str,
    /// Its bytes.
    pub bytes: &'static [u8],
}

macro_rules! files {
    ($($path:literal,)*) => {
        /// Every file of the default theme, by path. A test holds this list against the folder.
        pub const FILES: &[ThemeFile] =
            &[$(ThemeFile { path: $path, bytes: include_bytes!(concat!("../../themes/default/", $path)) }),*];
    };
}

files! {
    "amendment.html",
    "amendments.html",
    "changes-file.html",
    "changes.html",
    "concordance.html",
    "editions.html",
    "fonts/OFL-noto-serif-khmer.txt",
    "fonts/OFL-noto-serif-lao.txt",
    "fonts/OFL-noto-serif-thai.txt",
    "fonts/OFL-padauk.txt",
    "fonts/OFL-source-serif-4.txt",
    "fonts/noto-serif-khmer-khmer-400-normal.woff2",
    "fonts/noto-serif-khmer-khmer-700-normal.woff2",
    "fonts/noto-serif-lao-lao-400-normal.woff2",
    "fonts/noto-serif-lao-lao-700-normal.woff2",
    "fonts/noto-serif-thai-thai-400-normal.woff2",
    "fonts/noto-serif-thai-thai-700-normal.woff2",
    "fonts/padauk-myanmar-400-normal.woff2",
    "fonts/padauk-myanmar-700-normal.woff2",
    "fonts/source-serif-4-latin-400-italic.woff2",
    "fonts/source-serif-4-latin-400-normal.woff2",
    "fonts/source-serif-4-latin-700-normal.woff2",
    "fonts/source-serif-4-latin-ext-400-italic.woff2",
    "fonts/source-serif-4-latin-ext-400-normal.woff2",
    "fonts/source-serif-4-latin-ext-700-normal.woff2",
    "fonts/source-serif-4-vietnamese-400-italic.woff2",
    "fonts/source-serif-4-vietnamese-400-normal.woff2",
    "fonts/source-serif-4-vietnamese-700-normal.woff2",
    "history.html",
    "home.html",
    "icon.svg",
    "not-found.html",
    "page-changes.html",
    "page.html",
    "partials/amendments.html",
    "partials/annex.html",
    "partials/base.html",
    "partials/breadcrumbs.html",
    "partials/changes.html",
    "partials/contents.html",
    "partials/editions.html",
    "partials/footer.html",
    "partials/head.html",
    "partials/header.html",
    "partials/on-this-page.html",
    "partials/page-nav.html",
    "partials/redline.html",
    "partials/said.html",
    "partials/words.html",
    "print.html",
    "problems.html",
    "process.html",
    "scripts/compare.js",
    "scripts/docx.js",
    "scripts/draft.js",
    "scripts/find.js",
    "scripts/forms.js",
    "scripts/handbook.js",
    "scripts/live.js",
    "scripts/one-file.js",
    "scripts/route.js",
    "scripts/search.min.js",
    "scripts/status.js",
    "search.html",
    "styles/epub.css",
    "styles/handbook.css",
    "styles/pdf.css",
}
