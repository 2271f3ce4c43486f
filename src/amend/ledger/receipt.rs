//! The receipt that an author keeps: a signed word that the ledger had this entry.

use std::sync::Arc;

use jiff::Timestamp;

use crate::amend::fields::{self, Fields, Second};
use crate::amend::refusal::{Refusal, RefusalCode};
use crate::amend::signature::{Namespace, PublicKey, Signature, SignatureFault, SigningKey};
use crate::amend::{AmendmentId, Digest};
use crate::diagnostic::SourceText;

/// What a receipt says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The handbook's id.
    pub handbook: String,
    /// Number of the entry.
    pub seq: u64,
    /// Digest of the entry's file.
    pub entry: Digest,
    /// The amendment that was received.
    pub subject: AmendmentId,
    /// Digest of its file as received.
    pub filed: Digest,
    /// The editors' short number.
    pub docket: String,
    /// Ledger time.
    pub time: Timestamp,
    /// Who received it.
    pub actor: String,
}

/// A receipt with its signature.
#[derive(Clone, Debug)]
pub struct SignedReceipt {
    /// What it says.
    pub receipt: Receipt,
    /// The signature.
    pub signature: Signature,
    /// Who signed, where the signature holds.
    pub signer: Result<PublicKey, SignatureFault>,
    /// The file.
    pub source: Arc<SourceText>,
}

impl Receipt {
    fn payload(&self) -> String {
        format!(
            "Handbook-Receipt: 1\nHandbook: {}\nSeq: {:06}\nEntry: {}\nSubject: {}\nFiled: {}\nDocket: {}\nTime: {}\nActor: {}\n",
            self.handbook, self.seq, self.entry, self.subject, self.filed, self.docket, self.time, self.actor
        )
    }

    /// Signs the receipt. Its first line keeps it apart from an entry, which has the same purpose.
    ///
    /// # Errors
    /// [`SignatureFault`], as [`SigningKey::sign`].
    pub fn sign(self, key: &SigningKey, namespace: &Namespace) -> Result<SignedReceipt, SignatureFault> {
        let payload = self.payload();
        let signature = key.sign(namespace, payload.as_bytes())?;
        let name = format!("{}.receipt", self.subject);
        let source = SourceText::new(name, payload + signature.armour());
        let signer = Ok(signature.claimed_key().clone());
        Ok(SignedReceipt { receipt: self, signature, signer, source })
    }
}

impl SignedReceipt {
    /// Reads a receipt and verifies its signature.
    ///
    /// # Errors
    /// [`RefusalCode::R0107`] where it is not in the form of a receipt or its signature does not
    /// hold.
    pub fn read(source: &Arc<SourceText>, namespace: &Namespace) -> Result<Self, Refusal> {
        const DIGEST: &str = "a digest, `sha256:` and 64 digits";
        let code = RefusalCode::R0107;
        let parts = fields::split(source, code)?;
        let mut fields = Fields::new(source, code, parts.payload);
        if fields.text("Handbook-Receipt")? != "1" {
            return Err(fields.fault("this version of receipts is not known"));
        }
        let receipt = Receipt {
            handbook: fields.text("Handbook")?.to_owned(),
            seq: fields.value("Seq", "a number of six digits")?,
            entry: fields.value("Entry", DIGEST)?,
            subject: fields.value("Subject", "the id of an amendment")?,
            filed: fields.value("Filed", DIGEST)?,
            docket: fields.text("Docket")?.to_owned(),
            time: fields.value::<Second>("Time", "a time in UTC as 2026-11-21T02:10:00Z")?.0,
            actor: fields.text("Actor")?.to_owned(),
        };
        fields.end(parts.payload, &receipt.payload())?;
        let signer = parts.signature.verify(namespace, parts.payload.as_bytes()).cloned();
        if let Err(fault) = &signer {
            return Err(Refusal::new(
                code,
                format!("the receipt is not as it was signed: {fault}"),
                "ask the editors for the receipt again; the ledger has its entry",
            )
            .in_file(source.path()));
        }
        Ok(Self { receipt, signature: parts.signature, signer, source: Arc::clone(source) })
    }
}
