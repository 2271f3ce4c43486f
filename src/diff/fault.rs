//! What is wrong with a patch, and where.

use std::fmt;

use super::visible::visible;

/// One thing wrong with a patch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Line, counted from 1: of the patch when reading it, of the base text when applying it.
    pub line: u32,
    /// Column in characters, counted from 1.
    pub column: u32,
    /// The rule that is broken.
    pub kind: FaultKind,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}: {}", self.line, self.column, self.kind)
    }
}

impl std::error::Error for Fault {}

/// The rules of a patch, one variant a rule.
///
/// The written form of each is a sentence without a full stop, with nothing in it that a terminal
/// could mistake for a command.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FaultKind {
    /// More bytes than a patch may have.
    TooLong,
    /// More texts than a patch may change.
    TooManyFiles,
    /// More changed places than a patch may have.
    TooManyHunks,
    /// There is no patch where one should begin.
    NoPatch,
    /// The patch does not end in a line end.
    NoFinalLineEnd,
    /// A carriage return: line ends are line feeds alone.
    CarriageReturn,
    /// A character that has no place in a text, such as a control character.
    Control(char),
    /// A character that hides or changes the direction of the text, in a line that is inserted.
    Hidden(char),
    /// A header that is neither `--- a/PATH` nor `--- /dev/null`.
    Header,
    /// A header of git that says more than which text is changed: mode, rename, copy, index.
    GitHeader(String),
    /// A change of bytes rather than lines.
    Binary,
    /// A patch of another form: context diff, ed script, combined diff.
    OtherForm,
    /// The line is preceded by a blank, as some mail programs do.
    SpaceStuffed,
    /// `--- ` without `+++ ` on the next line.
    HeaderAlone,
    /// The two headers name two texts.
    TwoPaths,
    /// Both headers are `/dev/null`.
    Nowhere,
    /// A path that is not allowed, with the reason.
    Path(PathFault),
    /// A text that the patch has changed before.
    SamePath,
    /// A text without a changed place.
    NoHunk,
    /// A line that should be `@@ -a,b +c,d @@` and is not.
    HunkHeader,
    /// A number that is too large for a line.
    Number,
    /// A span of lines written in another than the one form: `+1,1`, `01`.
    NumberForm,
    /// A hunk of no line.
    EmptyHunk,
    /// The hunk ends before its counts are used up.
    TooShort,
    /// The hunk goes on after its counts are used up.
    TooManyLines,
    /// A line of a hunk that begins with none of blank, `-`, `+`.
    Sign,
    /// A blank line of context written with a blank.
    BlankContext,
    /// An insertion before a deletion in one change.
    Order,
    /// A deletion and an insertion that are the same.
    Idle,
    /// A hunk in which nothing changes.
    NoChange,
    /// More or fewer than three lines of context, without being at the end of the text.
    Context,
    /// The hunk is not after the one before, or so near that the two should be one.
    Overlap,
    /// The line in the new text does not follow from that in the old one.
    Position,
    /// `\ No newline at end of file` where the text does not end.
    BareMiddle,
    /// A line that begins with `\` and is not `\ No newline at end of file`.
    BareForm,
    /// A text that is created has lines before, or one that is removed has lines after.
    NotAll,
    /// Text after the patch.
    Trailing,
    /// The text to change does not exist.
    BaseMissing,
    /// The text to create exists.
    BaseExists,
    /// The hunk is beyond the end of the text.
    PastEnd,
    /// A line of the text is not the one that the patch expects.
    Differs {
        /// What the patch expects.
        expected: String,
        /// What stands in the text.
        found: String,
    },
    /// The line has a line end where the patch expects none, or the reverse.
    LineEnd,
    /// The change stands in the text already.
    AlreadyApplied,
    /// A text that is removed has more lines than the patch removes.
    LeftOver,
}

/// Why a path is not allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PathFault {
    /// No path at all, or a part of it is empty.
    Empty,
    /// In quotation marks, with escapes.
    Quoted,
    /// From the root of the disk, or with the letter of a drive.
    Absolute,
    /// `.` or `..`.
    Climbs,
    /// A name that begins with a point.
    Hidden,
    /// A character other than small Latin letters, digits, `-`, `_`, `.`.
    Character(char),
    /// A name that Windows reserves, or that ends in a point.
    Reserved,
    /// Not under `content/`.
    Outside,
    /// Longer than 200 characters.
    TooLong,
}

impl fmt::Display for FaultKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong => f.write_str("the patch is longer than 2 MiB"),
            Self::TooManyFiles => f.write_str("the patch changes more than 32 texts"),
            Self::TooManyHunks => f.write_str("the patch has more than 2,000 changed places"),
            Self::NoPatch => f.write_str("there is no change here; it should begin with `--- a/content/...`"),
            Self::NoFinalLineEnd => f.write_str("the last line of the patch has no line end"),
            Self::CarriageReturn => {
                f.write_str("the line has a carriage return; lines end in a line feed alone")
            }
            Self::Control(character) => {
                write!(f, "the character {} has no place in a text", code_point(*character))
            }
            Self::Hidden(character) => write!(
                f,
                "the inserted line has the character {}, which hides or turns text around",
                code_point(*character)
            ),
            Self::Header => f.write_str("this should be `--- a/` and the path of a text, or `--- /dev/null`"),
            Self::GitHeader(line) => {
                write!(f, "`{}` is not allowed; a patch names the text it changes and no more", visible(line))
            }
            Self::Binary => f.write_str("a patch changes lines of text, not bytes of a file"),
            Self::OtherForm => f.write_str("this form of patch is not read; a unified diff is"),
            Self::SpaceStuffed => {
                f.write_str("a mail program has put a blank before the line; send the patch as an attachment")
            }
            Self::HeaderAlone => f.write_str("`---` should be followed by `+++` with the same path"),
            Self::TwoPaths => f.write_str("the two headers name two texts; they must name one"),
            Self::Nowhere => f.write_str("a text cannot come from nowhere and go nowhere"),
            Self::Path(fault) => fault.fmt(f),
            Self::SamePath => f.write_str("the patch changes this text already, further up"),
            Self::NoHunk => f.write_str("no change follows for this text"),
            Self::HunkHeader => {
                f.write_str("this should be `@@ -line,count +line,count @@` and nothing more")
            }
            Self::Number => f.write_str("the number of a line is too large"),
            Self::NumberForm => f.write_str("numbers have no zero in front, and a count of 1 is left out"),
            Self::EmptyHunk => f.write_str("the changed place has no line"),
            Self::TooShort => f.write_str("lines are missing: the counts in `@@` promise more"),
            Self::TooManyLines => f.write_str("there are more lines than the counts in `@@` promise"),
            Self::Sign => f.write_str("the line should begin with a blank, `-` or `+`"),
            Self::BlankContext => {
                f.write_str("a blank line that does not change is written as an empty line")
            }
            Self::Order => f.write_str("in one change, deleted lines stand before inserted lines"),
            Self::Idle => f.write_str("a line is deleted and inserted again unchanged"),
            Self::NoChange => f.write_str("nothing changes in this place"),
            Self::Context => f.write_str("three unchanged lines stand before and after a change"),
            Self::Overlap => {
                f.write_str("the changed place is not after the one before, or too near to it to stand apart")
            }
            Self::Position => f.write_str("the second line number does not follow from the first"),
            Self::BareMiddle => {
                f.write_str("`\\ No newline at end of file` stands where the text does not end")
            }
            Self::BareForm => f.write_str("this should be `\\ No newline at end of file`"),
            Self::NotAll => {
                f.write_str("a text is created with its lines alone, and removed with all its lines")
            }
            Self::Trailing => f.write_str("text follows that is no part of the patch"),
            Self::BaseMissing => f.write_str("the text to change does not exist"),
            Self::BaseExists => f.write_str("the text to create exists already"),
            Self::PastEnd => f.write_str("the text ends before the changed place"),
            Self::Differs { expected, found } => {
                write!(
                    f,
                    "the text reads `{}` where the patch expects `{}`",
                    visible(found),
                    visible(expected)
                )
            }
            Self::LineEnd => {
                f.write_str("only one of the text and the patch has a line end after this last line")
            }
            Self::AlreadyApplied => f.write_str("the change stands in the text already"),
            Self::LeftOver => f.write_str("the text has more lines than the patch removes"),
        }
    }
}

impl fmt::Display for PathFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("a part of the path is empty"),
            Self::Quoted => f.write_str("the path is in quotation marks; it is written as it is"),
            Self::Absolute => f.write_str("the path begins at the root of a disk; it begins with `content/`"),
            Self::Climbs => f.write_str("the path has `.` or `..` in it"),
            Self::Hidden => f.write_str("a name in the path begins with a point"),
            Self::Character(character) => write!(
                f,
                "{} is not allowed in a path; small letters, digits, `-`, `_` and `.` are",
                code_point(*character)
            ),
            Self::Reserved => f.write_str("a name in the path cannot be used on every computer"),
            Self::Outside => f.write_str("the path is not under `content/`"),
            Self::TooLong => f.write_str("the path is longer than 200 characters"),
        }
    }
}

/// A character, and its code point where it would not show.
fn code_point(character: char) -> String {
    if character.is_ascii_graphic() {
        format!("`{character}`")
    } else {
        format!("U+{:04X}", u32::from(character))
    }
}
