//! The permanent codes of findings.

use std::fmt;
use std::str::FromStr;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing; never changes the exit code.
    Note,
    /// Should be looked at; does not stop a build.
    Warning,
    /// Wrong; the build stops and the exit code is 1.
    Error,
}

impl Severity {
    /// `error`, `warning` or `note`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

macro_rules! codes {
    ($($code:ident $severity:ident $title:literal;)*) => {
        /// A permanent code. Its page is `docs/errors/<code>.md`; a code is never given a second meaning.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $(#[doc = $title] $code,)*
        }

        impl Code {
            /// Every code, in order.
            pub const ALL: &[Self] = &[$(Self::$code),*];

            /// The code as printed, for example `E0203`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$code => stringify!($code),)* }
            }

            /// What the code stands for, in a few words.
            #[must_use]
            pub const fn title(self) -> &'static str {
                match self { $(Self::$code => $title,)* }
            }

            /// The severity findings of this code have unless a command is lenient.
            #[must_use]
            pub const fn severity(self) -> Severity {
                match self { $(Self::$code => Severity::$severity,)* }
            }

            /// The page that `handbook explain` prints (Markdown).
            #[must_use]
            pub const fn page(self) -> &'static str {
                match self {
                    $(Self::$code => include_str!(concat!("../../docs/errors/", stringify!($code), ".md")),)*
                }
            }
        }
    };
}

codes! {
    // 01: files and characters
    E0101 Error "text is not valid UTF-8";
    E0102 Error "carriage return in a text";
    E0103 Error "byte-order mark in a text";
    E0104 Error "file named by SUMMARY.md is missing";
    E0105 Error "bidirectional control character";
    E0106 Error "stray invisible character";
    E0107 Error "Burmese in Zawgyi encoding";
    E0108 Error "control character";
    E0109 Warning "file under the content folder is not in SUMMARY.md";
    E0110 Error "text is not in Unicode normal form C";
    E0111 Error "line of SUMMARY.md cannot be read";
    E0112 Error "file named twice by SUMMARY.md";
    E0113 Error "file name with characters that are not allowed";
    E0114 Error "blanks at the end of a line";
    // 02: Markdown
    E0201 Error "link to a page that does not exist";
    E0202 Error "link to an anchor that does not exist";
    E0203 Error "footnote is not defined";
    E0204 Error "footnote is not used";
    E0205 Error "id used twice";
    E0206 Error "raw HTML";
    E0207 Error "link with a forbidden scheme";
    E0208 Error "footnote defined twice";
    E0209 Error "reference link is not defined";
    E0210 Error "image without a description";
    E0211 Error "page without exactly one title";
    E0212 Error "heading level skipped";
    E0213 Error "template syntax in a text";
    E0214 Error "merge conflict marker in a text";
    E0215 Error "unknown kind of admonition";
    E0216 Error "empty link text with nothing to fill it";
    E0217 Error "image from another site";
    E0218 Error "heading without an id";
    E0219 Error "paragraph number typed by hand";
    E0220 Error "image file does not exist";
    E0221 Error "content nested too deeply";
    // 03: front matter and data
    E0301 Error "YAML cannot be read";
    E0302 Error "unknown key";
    E0303 Error "missing field";
    E0304 Error "value is not one of the allowed ones";
    E0305 Error "value of the wrong form";
    E0306 Error "key used twice";
    E0307 Error "value and evidence do not agree";
    E0308 Error "unknown source";
    E0309 Error "id defined twice in the data";
    E0310 Error "file and State do not agree";
    E0311 Error "annex or State is missing";
    E0312 Error "heading of an annex is missing or out of order";
    E0313 Error "schema cannot be used";
    E0314 Error "date does not exist";
    E0315 Error "unknown instrument or State in the data";
    E0316 Error "front matter is missing or not closed";
    E0317 Error "front matter field not used by this page";
    E0318 Warning "annex not verified for a long time";
    E0320 Error "forms name something that does not exist";
    // 04: citations
    E0401 Error "citation of an unknown authority";
    E0402 Error "citation cannot be read";
    E0403 Error "citation of a provision that is not listed";
    // 05: numbers and anchors
    E0501 Error "anchors.tsv does not match the text";
    E0502 Error "line of anchors.tsv cannot be read";
    E0503 Error "anchor used twice";
    // 06: themes
    E0601 Error "template cannot be rendered";
    // 07: configuration
    E0701 Error "book.toml cannot be read";
    E0702 Error "unknown key in book.toml";
    E0703 Error "value in book.toml cannot be used";
    E0704 Error "handbook has no SUMMARY.md";
    // 08: search
    E0801 Error "search is below its floor";
}

impl fmt::Display for Code {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

impl FromStr for Code {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let wanted = text.to_ascii_uppercase();
        Self::ALL.iter().copied().find(|code| code.name() == wanted).ok_or(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The pages are read by people, and their examples are run by a test.
    #[test]
    fn every_code_has_a_page_of_the_same_form() {
        for &code in Code::ALL {
            let page = code.page();
            assert!(page.starts_with(&format!("# {code}: {}\n\n", code.title())), "{code}: title");
            let heads = ["\n## Wrong\n\n```file ", "\n## Right\n\n```file ", "\n## What to do\n\n"];
            let places: Vec<usize> = heads.iter().filter_map(|head| page.find(head)).collect();
            assert_eq!(places.len(), heads.len(), "{code}: sections");
            assert!(places.is_sorted(), "{code}: order of the sections");
            assert!(page.ends_with('\n') && !page.ends_with("\n\n"), "{code}: end");
        }
    }
}
