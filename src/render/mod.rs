//! A book and a theme to a site; pure, and parallel over pages.
//!
//! Each page lists the entries of the tables that it read, so that an edit elsewhere redoes only
//! the pages that it can change.

mod altered;
mod annex;
mod authorities;
mod between;
mod body;
mod comparison;
mod context;
mod csv;
mod editions;
mod embedded;
mod escape;
mod feed;
mod forms;
mod freshness;
mod generated;
mod index;
mod inline;
mod interface;
mod lists;
mod metadata;
mod missing;
mod navigation;
mod open_points;
mod record;
mod route;
mod shell;
mod site;
mod terms;
mod theme;
mod treaties;

pub use between::between_file;
pub use body::{Form, Writer, slug};
pub use context::{
    FacetContext, Facets, FindingContext, HitContext, NoteContext, ProblemsContext, SearchContext,
    SnippetPart, StateChoice, Suggestion,
};
pub use embedded::{FILES as DEFAULT_THEME, ThemeFile};
pub use escape::escape;
pub use interface::InterfaceWords;
pub use shell::{Shell, problems_page};
pub use site::{Rendered, Rendering, site};
pub use theme::Theme;
