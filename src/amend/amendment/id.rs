//! Ids of amendments.

/// `XX-` and sixteen letters of base 32.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AmendmentId(String);

impl std::fmt::Display for AmendmentId {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::str::FromStr for AmendmentId {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (state, rest) = text.split_once('-').ok_or(())?;
        let good = state.len() == 2
            && state.bytes().all(|byte| byte.is_ascii_uppercase())
            && rest.len() == 16
            && rest.bytes().all(|byte| byte.is_ascii_lowercase() || (b'2'..=b'7').contains(&byte));
        if good { Ok(Self(text.to_owned())) } else { Err(()) }
    }
}
