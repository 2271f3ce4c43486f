//! Editions: the text frozen, packed, signed, and proved later without a network; and a finished handbook
//! in the forms in which it is carried away: folder, zip, one HTML file, EPUB and PDF.
//!
//! An edition is a folder `editions/2026.1` that is written once. Every form is made from the pages of the
//! finished site, so that all have the same text, numbers and citations, in whatever theme. What is made
//! here is pure: files in, files out; the time is an argument.

mod address;
mod addresses;
mod archive;
mod between;
mod bundle;
mod changelog;
mod cited;
mod colophon;
mod edition;
mod epub;
mod fonts;
mod freeze;
mod history;
mod keep;
mod links;
mod listing;
mod manifest;
mod mark;
pub mod markup;
mod one_file;
mod pages;
mod paper;
mod part;
mod pdf;
mod place;
mod reading;
mod redirects;
mod renumbering;
mod seal;
mod shelf;
mod switch;
mod unpack;
mod verify;
mod whereabouts;
mod withdrawal;

pub use addresses::{ADDRESSES, Addresses};
pub use between::between;
pub use bundle::zip;
pub use changelog::Changes;
pub use colophon::colophon;
pub use edition::{EditionId, NotAnEdition};
pub use epub::epub;
pub(crate) use freeze::published;
pub use freeze::{Adoption, Freezing, Frozen, freeze, may_consent, reasons};
pub use history::{amendments, histories};
pub use keep::{Voice, keep};
pub use listing::{carried, listing, zip_name};
pub use manifest::{Listed, Manifest, Published, RootKey};
pub use one_file::one_file;
pub use part::{Finished, Part};
pub use pdf::{Engine, pdf, pdf_source};
pub use place::place;
pub use reading::Reading;
pub use redirects::{Redirects, collapse};
pub use renumbering::{Fate, Numbered, Renumbering};
pub use seal::{Seal, endorse, take_in_signature};
pub use shelf::{EXPORTS, FOLDER, Shelf, Shelved};
pub(crate) use verify::carried_zip;
pub use verify::{Carried, Fault, FaultKind, Verdict, compare, verify, withdrawn};
pub use whereabouts::{Former, Now, Seen, whereabouts};
pub use withdrawal::{Notice, Withdrawal, withdraw};
