//! The whole site as a zip; as a folder, [`crate::site::Site::write`] puts it down.

use super::archive::Archive;
use super::part::Finished;
use crate::error::Result;

/// The site in a zip, below one folder named after the handbook. Unpacked it works from a
/// double-clicked `index.html`, search included.
///
/// # Errors
/// Where the format cannot hold it.
pub fn zip(finished: &Finished<'_>) -> Result<Vec<u8>> {
    let folder = folder(finished);
    let mut archive = Archive::new();
    for (path, bytes) in finished.site.iter() {
        archive.put(&format!("{folder}/{path}"), bytes)?;
    }
    archive.finish()
}

/// A name for a folder: the id of the handbook, else letters and digits of its title.
fn folder(finished: &Finished<'_>) -> String {
    let id = finished.config.handbook.as_ref().map(|handbook| handbook.id.clone()).unwrap_or_default();
    let name = if id.is_empty() { finished.config.title.clone() } else { id };
    let name: String = name
        .chars()
        .map(|letter| if letter.is_ascii_alphanumeric() { letter.to_ascii_lowercase() } else { '-' })
        .collect();
    match name.trim_matches('-') {
        "" => "handbook".to_owned(),
        name => name.to_owned(),
    }
}
