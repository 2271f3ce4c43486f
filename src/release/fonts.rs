//! The fonts of the theme, as other forms than the site need them.

use data_encoding::BASE64;

use super::address::{Target, target};
use crate::site::Site;

/// Address of the theme's style sheet.
pub(super) const STYLES: &str = "styles/handbook.css";

/// The rules of a style sheet that name fonts, as they stand.
pub(super) fn font_faces(css: &str) -> String {
    let mut faces = String::new();
    let mut rest = css;
    while let Some(at) = rest.find("@font-face") {
        rest = &rest[at..];
        let end = rest.find('}').map_or(rest.len(), |end| end + 1);
        faces.push_str(&rest[..end]);
        faces.push('\n');
        rest = &rest[end..];
    }
    faces
}

/// The style sheet at `own` with every address in it replaced by what `place` gives for the file it
/// names, counted from the root of the site. `None` leaves the address as it is.
pub(super) fn placed(css: &str, own: &str, mut place: impl FnMut(&str) -> Option<String>) -> String {
    let mut placed = String::with_capacity(css.len());
    let mut rest = css;
    while let Some(at) = rest.find("url(") {
        let (before, after) = rest.split_at(at + 4);
        placed.push_str(before);
        let (written, after) = after.split_once(')').unwrap_or((after, ""));
        let name = written.trim().trim_matches(['"', '\'']);
        let found = match target(own, name) {
            Target::Inside { address, .. } => place(&address),
            Target::Outside => None,
        };
        placed.push_str(found.as_deref().unwrap_or(written));
        placed.push(')');
        rest = after;
    }
    placed.push_str(rest);
    placed
}

/// A file of the site as an address that carries it (RFC 2397).
pub(super) fn data_address(site: &Site, address: &str) -> Option<String> {
    let bytes = site.get(address)?;
    Some(format!("data:{};base64,{}", media_type(address), BASE64.encode(bytes)))
}

/// The media type of a file by the end of its name.
pub(super) fn media_type(address: &str) -> &'static str {
    match address.rsplit('.').next().unwrap_or_default() {
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        "otf" => "font/otf",
        "ttf" => "font/ttf",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "css" => "text/css",
        "js" => "text/javascript",
        "csv" => "text/csv",
        "html" | "xhtml" => "application/xhtml+xml",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_in_styles_are_replaced() {
        let css = "@font-face { src: url(../fonts/a.woff2); }\nb { c: url( \"x.svg\" ) }";
        assert_eq!(font_faces(css), "@font-face { src: url(../fonts/a.woff2); }\n");
        let placed = placed(css, "styles/h.css", |address| Some(format!("<{address}>")));
        assert_eq!(placed, "@font-face { src: url(<fonts/a.woff2>); }\nb { c: url(<styles/x.svg>) }");
    }
}
