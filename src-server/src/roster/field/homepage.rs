use super::super::sheet::Cell;
use super::{Mended, Reason, email, text};

/// The address of a web site, always with `http://` or `https://`; nothing else gets to be a link.
pub(in super::super) fn mend_homepage(cell: &Cell) -> Mended<String> {
    let shown = text::compact(&text::clean(&cell.shown()));
    let shown = shown.trim_matches(['\'', ',', ';']);
    if text::is_nothing(shown) || matches!(shown, "준비중" | "공사중" | "제작중") {
        return Ok(None);
    }
    let lower = shown.to_lowercase();
    let (scheme, rest) = ["https://", "http://", "http:/", "http//", "//"]
        .iter()
        .find(|start| lower.starts_with(**start))
        .map_or(("http://", shown), |start| {
            let scheme = if *start == "https://" {
                "https://"
            } else {
                "http://"
            };
            (scheme, &shown[start.len()..])
        });
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (host, path) = rest.split_at(end);
    let (name, port) = host
        .split_once(':')
        .map_or((host, None), |(name, port)| (name, Some(port)));
    let name = name.to_lowercase();
    let is_port = |port: &str| port.parse::<u16>().is_ok() && !port.starts_with('+');
    let is_plain = |c: char| !c.is_control() && !"\"'<>\\^`{|},;".contains(c);
    if !email::is_domain(&name) || !port.is_none_or(is_port) || !path.chars().all(is_plain) {
        return Err(Reason::Homepage);
    }
    let port = port.map(|port| format!(":{port}")).unwrap_or_default();
    let path = if path == "/" { "" } else { path };
    Ok(Some(format!("{scheme}{name}{port}{path}")))
}
