//! `handbook demo`.

use std::collections::BTreeMap;

use serde_json::json;

use super::acting::{Act, ended, for_programs, print_json, stopped};
use super::options::DemoArguments;
use super::paint::shown;
use super::run::{Ending, Session};
use crate::amend::record::founding_files;
use crate::clock;
use crate::config;
use crate::error::{Error, Result};
use crate::fs;
use crate::pipeline;

/// Writes the demonstration.
pub(super) fn run(session: &Session<'_>, options: &DemoArguments) -> Result<Ending> {
    let act = write(session, options);
    ended(session, act)
}

fn write(session: &Session<'_>, options: &DemoArguments) -> Act {
    let root = &session.common.root;
    let folder = &options.folder;
    if fs::exists(folder) || fs::is_dir(folder) {
        return Err(Error::usage(format!("`{folder}` is there already; name a folder that is not")).into());
    }
    let now = clock::moment(Some(&options.at), None)?;
    let config = config::load(root)?.value;
    if config.handbook.is_none() {
        return Err(
            Error::usage("this is no handbook's folder; go to one or name it with `-C FOLDER`").into()
        );
    }
    let theme = root.join(&config.theme_dir);
    let text: crate::amend::record::Files = founding_files(root)?
        .into_iter()
        .filter(|(path, _)| path.starts_with("content/") || path == crate::amend::record::ANCHORS)
        .collect();
    let mut more = BTreeMap::from([(config::FILE.to_owned(), fs::read(&root.join(config::FILE))?)]);
    if fs::is_dir(&theme) {
        for path in fs::walk(&theme)? {
            if !path.as_str().starts_with("default/") {
                more.insert(format!("{}/{path}", config.theme_dir), fs::read(&theme.join(&path))?);
            }
        }
    }
    let files = match pipeline::demo(&config, text, &more, folder, now)? {
        Ok(files) => files,
        Err(reasons) => return Err(stopped(session, reasons)),
    };
    if for_programs(session) {
        print_json(session, &json!({ "version": 1, "folder": folder.as_str(), "files": files }));
    } else {
        let folder = shown(folder);
        session.out.result(&format!(
            "wrote a demonstration of {} files to `{folder}`; its people, amendments and editions are invented,\n\
             and so are earlier dates of verification of two annexes, for what their States report later\n\
             next: `handbook check -C {folder}` proves its record, `handbook serve -C {folder} --open` shows it\n",
            files
        ));
    }
    Ok(())
}
