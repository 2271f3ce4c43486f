//! Faults on purpose, as SQLite tests its file layer
//! (<https://www.sqlite.org/testing.html>, "I/O Error Testing" and "Crash Testing").
//!
//! Only in builds with `debug_assertions`, the environment variable `HANDBOOK_FAULT` means:
//!
//! - `fail:N`: the Nth changing operation of the process fails with an I/O error;
//! - `kill:N`: the process aborts before the Nth changing operation;
//! - `panic:N`: the program panics before the Nth changing operation, as a bug would make it;
//! - `count:FILE`: FILE always holds the number of changing operations so far.
//!
//! A test counts first, then runs once for each N.

/// Called before every operation that changes files.
///
/// # Errors
/// The fault that `HANDBOOK_FAULT` asks for.
#[cfg(not(debug_assertions))]
#[inline]
pub(super) fn step() -> std::io::Result<()> {
    Ok(())
}

/// How many operations have changed files so far; always 0 in release builds.
#[cfg(not(debug_assertions))]
#[must_use]
pub fn steps() -> u64 {
    0
}

#[cfg(debug_assertions)]
pub(super) use planned::step;
#[cfg(debug_assertions)]
pub use planned::steps;

#[cfg(debug_assertions)]
mod planned {
    use std::io;
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicU64, Ordering};

    static STEPS: AtomicU64 = AtomicU64::new(0);
    static PLAN: OnceLock<Plan> = OnceLock::new();

    enum Plan {
        None,
        Fail(u64),
        Kill(u64),
        Panic(u64),
        Count(String),
    }

    impl Plan {
        fn read(text: &str) -> Self {
            match text.split_once(':') {
                Some(("fail", number)) => number.parse().map_or(Self::None, Self::Fail),
                Some(("kill", number)) => number.parse().map_or(Self::None, Self::Kill),
                Some(("panic", number)) => number.parse().map_or(Self::None, Self::Panic),
                Some(("count", file)) => Self::Count(file.to_owned()),
                _ => Self::None,
            }
        }
    }

    /// Called before every operation that changes files.
    pub(in super::super) fn step() -> io::Result<()> {
        let number = STEPS.fetch_add(1, Ordering::Relaxed) + 1;
        let plan =
            PLAN.get_or_init(|| std::env::var("HANDBOOK_FAULT").map_or(Plan::None, |text| Plan::read(&text)));
        match plan {
            Plan::Fail(at) if *at == number => Err(io::Error::other(format!("fault {number} on purpose"))),
            Plan::Kill(at) if *at == number => std::process::abort(),
            Plan::Panic(at) if *at == number => panic!("fault {number} on purpose"),
            #[expect(clippy::disallowed_methods, reason = "the counter must not count itself")]
            Plan::Count(file) => std::fs::write(file, number.to_string()),
            _ => Ok(()),
        }
    }

    /// How many operations have changed files so far; always 0 in release builds.
    #[must_use]
    pub fn steps() -> u64 {
        STEPS.load(Ordering::Relaxed)
    }
}
