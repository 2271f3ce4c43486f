//! Files and folders: the only module that uses `std::fs`.
//!
//! A file appears under its name only when it is whole ([`write_atomic`]), and a site is replaced
//! as one folder ([`Stage`]): whoever looks, also after a kill at any moment, sees the old one or
//! the new one. Every operation that changes something passes [`fault`], so that tests can make
//! any of them fail or kill the process before it.

mod commit;
pub mod fault;
mod file;
mod lock;
mod room;
mod stage;
mod walk;

pub use commit::{commit, recover_commit};
pub use file::{
    create_dir_all, exists, full_path, is_dir, is_program, read, read_text, remove_dir_all, remove_file,
    rename, size, write_atomic, write_if_changed, write_private,
};
pub use lock::Lock;
pub use room::{free_space, is_taken, is_writable};
pub use stage::{MARKER, Stage, Written, recover};
pub use walk::{Unseen, names, remove_temporary, unseen, walk, walk_all, walk_strange};
