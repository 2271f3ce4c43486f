//! `amend sign`: exactly what is signed, then the signature.

use serde_json::json;

use super::super::acting::{Act, Stop, for_programs, given, print_json};
use super::super::run::Session;
use super::options::SignArguments;
use crate::amend::{Filed, Namespace, PublicKey, Purpose, Refusal, RefusalCode};
use crate::config;
use crate::error::Error;
use crate::fs;
use crate::pipeline;

/// Signs an amendment or a review.
pub(super) fn sign(session: &Session<'_>, options: &SignArguments) -> Act {
    let bytes = given(&options.file)?;
    let text = String::from_utf8_lossy(&bytes).replace("\r\n", "\n");
    let is_review = text.starts_with("Handbook-Review:");
    let (payload, id, purpose) = if is_review {
        let of_rules = text.lines().any(|line| line == "Subject: registry" || line == "Subject: policy");
        if text.contains("-----BEGIN SSH SIGNATURE-----") {
            return Err(signed_already(options));
        }
        (text, None, if of_rules { Purpose::Registry } else { Purpose::Review })
    } else {
        let filed = Filed::read(options.file.as_str(), &bytes)?;
        if filed.signature.is_some() {
            return Err(signed_already(options));
        }
        (filed.payload().to_owned(), Some(filed.id.to_string()), Purpose::Amendment)
    };
    let handbook = match &options.handbook {
        Some(id) => id.clone(),
        None => {
            let found = config::load(&session.common.root)?.value.handbook;
            let found = found.ok_or_else(|| {
                Error::usage("this is no handbook's folder; name the handbook's id with `--handbook`")
            })?;
            found.id
        }
    };
    if session.out.for_people() {
        let shown: String =
            payload.lines().map(|line| format!("  {}\n", crate::diff::visible(line))).collect();
        session.out.remark(&format!("you sign exactly this text, for the handbook `{handbook}`:\n{shown}"));
    }
    let key = options.passphrase.open(&options.key)?;
    if let Some(named) = text_field(&payload, if is_review { "Reviewer" } else { "Author" })
        && options.handbook.is_none()
    {
        of_the_signer(session, &key.public(), named)?;
    }
    let signature = key
        .sign(&Namespace::new(purpose, &handbook), payload.as_bytes())
        .map_err(|fault| Stop::from(fault.refusal()))?;
    let output = options.output.clone().unwrap_or_else(|| options.file.clone());
    fs::write_atomic(&output, (payload + signature.armour()).as_bytes())?;
    let fingerprint = key.public().fingerprint();
    if for_programs(session) {
        print_json(
            session,
            &json!({ "version": 1, "id": id, "file": output.as_str(), "fingerprint": fingerprint }),
        );
    } else {
        let next = if is_review {
            "send it to the editors"
        } else {
            "`handbook amend submit`, then send it attached to a message"
        };
        session.out.result(&format!("signed `{output}` with {fingerprint}; next: {next}\n"));
    }
    Ok(())
}

fn text_field<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
}

/// Where the record is at hand: the key is that of the person whom the file names.
fn of_the_signer(session: &Session<'_>, key: &PublicKey, named: &str) -> Act {
    let Some(Ok(recorded)) = pipeline::recorded(&session.common.root)? else { return Ok(()) };
    match recorded.progress.registry.holder(key) {
        Some((person, _)) if person.id == named => Ok(()),
        Some((person, _)) => Err(Refusal::new(
            RefusalCode::R0062,
            format!(
                "the file names `{}` and the key is of `{}`",
                crate::diagnostic::visible(named),
                person.id
            ),
            "sign with the key of the person whom the file names, or make the file anew as your own",
        )
        .who(named.to_owned())
        .into()),
        None => Err(Refusal::new(
            RefusalCode::R0060,
            format!(
                "the key {} is not in the registry; nothing that it signs is received",
                key.fingerprint()
            ),
            "sign with the key that is registered for you; a new key is entered first, from its file `.pub`",
        )
        .who("the secretariat, for the registry")
        .into()),
    }
}

fn signed_already(options: &SignArguments) -> Stop {
    Refusal::new(
        RefusalCode::R0085,
        format!("`{}` is signed already", options.file),
        "send it; to change it, make it anew",
    )
    .in_file(options.file.as_str())
    .into()
}
