//! What is said when the program itself is at fault.

use std::panic::PanicHookInfo;
use std::sync::Once;

use super::report::Out;
use crate::diagnostic::visible;

static TOLD: Once = Once::new();

/// Has panics reported as what they are: bugs, with the way to report them. The trace of calls is
/// printed only where `RUST_BACKTRACE` asks for it.
pub(super) fn install(out: Out) {
    let default = std::panic::take_hook();
    let traced = std::env::var_os("RUST_BACKTRACE").is_some_and(|value| value != "0");
    std::panic::set_hook(Box::new(move |info| {
        out.remark(&headline(info));
        if traced {
            default(info);
        }
        TOLD.call_once(|| out.remark(&advice()));
    }));
}

fn headline(info: &PanicHookInfo<'_>) -> String {
    let message = info
        .payload()
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| info.payload().downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "no message".to_owned());
    let place = info.location().map_or_else(String::new, |at| format!(" ({}:{})", at.file(), at.line()));
    format!("bug: {}{place}\n", visible(&message))
}

fn advice() -> String {
    let arguments: Vec<String> = std::env::args_os()
        .skip(1)
        .map(|argument| visible(&argument.to_string_lossy()).into_owned())
        .collect();
    format!(
        "This is a fault of the program, not of your text. Published files are whole: the old ones or the new ones.\n\
         Please report it to those who gave you the program, with these lines and the output of `handbook doctor`:\n  \
         handbook {} on {} {}\n  \
         command: handbook {}\n\
         RUST_BACKTRACE=1 prints more for the report.\n",
        env!("CARGO_PKG_VERSION"),
        std::env::consts::OS,
        std::env::consts::ARCH,
        arguments.join(" ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_advice_names_version_and_command() {
        let text = advice();
        assert!(text.contains(env!("CARGO_PKG_VERSION")) && text.contains("handbook doctor"), "{text}");
    }
}
