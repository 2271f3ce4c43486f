//! `handbook key`: keys of persons.

use camino::Utf8PathBuf;
use clap::{Args, Subcommand};
use serde_json::json;

use super::acting::{Act, Passphrase, ended, for_programs, given_key, print_json, write_new};
use super::run::{Ending, Session};
use crate::amend::{KeyFile, PublicKey, Refusal, RefusalCode, Rounds};
use crate::error::{Error, Result};
use crate::fs;

/// What to do with keys.
#[derive(Debug, Args)]
pub(super) struct KeyArguments {
    #[command(subcommand)]
    pub action: KeyAction,
}

/// Actions on keys.
#[derive(Debug, Subcommand)]
pub(super) enum KeyAction {
    /// Make a key: FILE, which you keep to yourself, and FILE.pub, which you give to be registered
    New {
        /// The file of the private key
        file: Utf8PathBuf,
        /// Words after the public key, for example your office
        #[arg(long, default_value = "")]
        comment: String,
        #[command(flatten)]
        passphrase: Passphrase,
        /// Make a key that whoever has the file can use
        #[arg(long, conflicts_with = "passphrase_file")]
        no_passphrase: bool,
    },
    /// The public line and the fingerprint of a key, for the registry
    Show {
        /// The private key or its public half
        file: Utf8PathBuf,
    },
    /// Copy a key to a safe place, after trying whether it can be opened
    Backup {
        /// The private key
        file: Utf8PathBuf,
        /// Where to
        #[arg(long, value_name = "FILE")]
        output: Utf8PathBuf,
        #[command(flatten)]
        passphrase: Passphrase,
    },
}

/// Runs an action on keys.
pub(super) fn run(session: &Session<'_>, arguments: &KeyArguments) -> Result<Ending> {
    let act = match &arguments.action {
        KeyAction::New { file, comment, passphrase, no_passphrase } => {
            new(session, file, comment, passphrase, *no_passphrase)
        }
        KeyAction::Show { file } => show(session, file),
        KeyAction::Backup { file, output, passphrase } => backup(session, file, output, passphrase),
    };
    ended(session, act)
}

fn new(session: &Session<'_>, file: &Utf8PathBuf, comment: &str, passphrase: &Passphrase, bare: bool) -> Act {
    for path in [file.clone(), Utf8PathBuf::from(format!("{file}.pub"))] {
        if fs::exists(&path) {
            return Err(
                Error::usage(format!("`{path}` is there already; a key is never written over")).into()
            );
        }
    }
    let words = if bare { String::new() } else { passphrase.get("Passphrase for the new key: ")? };
    if !bare && passphrase.passphrase_file.is_none() && passphrase.get("The same again: ")? != words {
        return Err(Refusal::new(
            RefusalCode::R0035,
            "the two passphrases differ",
            "run the command again and type the same words twice",
        )
        .into());
    }
    let key = match bare {
        true => KeyFile::make_bare(comment)?,
        false => KeyFile::make(comment, &words, Rounds::USUAL)?,
    };
    key.write(file, comment)?;
    public(session, key.public(), comment);
    if session.out.for_people() {
        session.out.remark(&format!(
            "wrote `{file}`: keep it to yourself and make a copy with `handbook key backup`\n\
             wrote `{file}.pub`: give it to your focal point or the secretariat for the registry\n"
        ));
        if bare {
            session.out.remark(&format!(
                "warning: the key has no passphrase: whoever copies `{file}` signs in your name; \
                 give it one with `ssh-keygen -p -f {file}`\n"
            ));
        }
    }
    Ok(())
}

/// The public half of a key, from either of its files.
pub(super) fn public_half(file: &Utf8PathBuf) -> Act<PublicKey> {
    let text = given_key(file)?;
    if text.starts_with("ssh-") {
        let line = text.lines().next().unwrap_or("");
        return Ok(PublicKey::read(line).map_err(|fault| fault.refusal().in_file(file.as_str()))?);
    }
    let read = KeyFile::read(&text).map_err(|refusal| refusal.in_file(file.as_str()))?;
    Ok(read.public().clone())
}

fn show(session: &Session<'_>, file: &Utf8PathBuf) -> Act {
    public(session, &public_half(file)?, "");
    Ok(())
}

fn public(session: &Session<'_>, key: &PublicKey, comment: &str) {
    let line = format!("{key} {comment}");
    if for_programs(session) {
        let document = json!({ "version": 1, "public": key.to_string(), "fingerprint": key.fingerprint(), "comment": comment });
        print_json(session, &document);
    } else {
        session.out.result(&format!("{}\nfingerprint {}\n", line.trim_end(), key.fingerprint()));
    }
}

fn backup(session: &Session<'_>, file: &Utf8PathBuf, output: &Utf8PathBuf, passphrase: &Passphrase) -> Act {
    let text = given_key(file)?;
    passphrase.open(file)?;
    if fs::exists(output) {
        return write_new(output, b"");
    }
    fs::write_private(output, text.as_bytes())?;
    if session.out.for_people() {
        session.out.result(&format!("the key opens; wrote a copy to `{output}`\n"));
    }
    Ok(())
}
