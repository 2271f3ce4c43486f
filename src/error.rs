//! What went wrong on the machine: a file that cannot be written, a port that is taken.

use std::fmt;
use std::net::{IpAddr, SocketAddr};

/// What kind of failure an [`Error`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The file system refused.
    File,
    /// Another process holds the lock.
    Locked,
    /// The search index refused.
    Index,
    /// The network refused, for example a port that is taken.
    Network,
    /// A program that this one calls is missing or refused.
    Program,
    /// The command was used wrongly.
    Usage,
}

#[derive(Debug, thiserror::Error)]
enum Cause {
    #[error("{verb} `{path}`: {source}")]
    File { verb: &'static str, path: String, source: std::io::Error },
    #[error("write `{path}`: {why}; choose another place")]
    Place { path: String, why: String },
    #[error("`{path}` is held by another run of handbook; wait until that has finished")]
    Locked { path: String },
    #[error("{verb} the search index in `{path}`: {message}")]
    Index { verb: &'static str, path: String, message: String },
    #[error("{verb} `{address}`: {source}")]
    Network { verb: &'static str, address: String, source: std::io::Error },
    #[error(
        "port {port} of {host} is taken by another program; choose another with `--port`, for example \
         `--port {other}`, or let the system choose with `--port 0`"
    )]
    PortTaken { host: IpAddr, port: u16, other: u16 },
    #[error("{message}")]
    Program { message: String },
    #[error("{message}")]
    Usage { message: String },
}

/// The machine or the command line failed; wrong content is a [`crate::diagnostic::Diagnostic`].
///
/// One word wide; [`Error::kind`] tells the kind, the display names verb and path.
pub struct Error(Box<Cause>);

/// Result with this crate's [`Error`].
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// A file operation failed: `verb` is what was tried ("write"), `path` on what.
    pub fn file(verb: &'static str, path: impl AsRef<str>, source: std::io::Error) -> Self {
        Self(Box::new(Cause::File { verb, path: path.as_ref().to_owned(), source }))
    }

    /// Nothing can be written at `path`: `why` says what is in the way.
    pub fn place(path: impl AsRef<str>, why: impl Into<String>) -> Self {
        Self(Box::new(Cause::Place { path: path.as_ref().to_owned(), why: why.into() }))
    }

    /// A lock file is held by another process.
    pub fn locked(path: impl AsRef<str>) -> Self {
        Self(Box::new(Cause::Locked { path: path.as_ref().to_owned() }))
    }

    /// The search index in `path` failed at `verb`.
    pub fn index(verb: &'static str, path: impl AsRef<str>, message: impl fmt::Display) -> Self {
        Self(Box::new(Cause::Index { verb, path: path.as_ref().to_owned(), message: message.to_string() }))
    }

    /// A network operation failed.
    pub fn network(verb: &'static str, address: impl AsRef<str>, source: std::io::Error) -> Self {
        Self(Box::new(Cause::Network { verb, address: address.as_ref().to_owned(), source }))
    }

    /// Another program listens at this port.
    pub fn port_taken(address: SocketAddr) -> Self {
        let port = address.port();
        let other = if port < 65_535 { port + 1 } else { 3000 };
        Self(Box::new(Cause::PortTaken { host: address.ip(), port, other }))
    }

    /// A program that this one calls is missing or refused; the message says what to do.
    pub fn program(message: impl Into<String>) -> Self {
        Self(Box::new(Cause::Program { message: message.into() }))
    }

    /// The command line asked for something that cannot be done.
    pub fn usage(message: impl Into<String>) -> Self {
        Self(Box::new(Cause::Usage { message: message.into() }))
    }

    /// What kind of failure this is.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        match *self.0 {
            Cause::File { .. } | Cause::Place { .. } => ErrorKind::File,
            Cause::Locked { .. } => ErrorKind::Locked,
            Cause::Index { .. } => ErrorKind::Index,
            Cause::Network { .. } | Cause::PortTaken { .. } => ErrorKind::Network,
            Cause::Program { .. } => ErrorKind::Program,
            Cause::Usage { .. } => ErrorKind::Usage,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source()
    }
}
