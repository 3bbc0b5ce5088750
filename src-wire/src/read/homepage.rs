use super::email::is_domain;

/// The address of a web site in clean text without spaces, always with `http://` or `https://`;
/// nothing else gets to be a link.
#[must_use]
pub fn homepage(shown: &str) -> Option<String> {
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
    if !is_domain(&name) || !port.is_none_or(is_port) || !path.chars().all(is_plain) {
        return None;
    }
    let port = port.map(|port| format!(":{port}")).unwrap_or_default();
    let path = if path == "/" { "" } else { path };
    Some(format!("{scheme}{name}{port}{path}"))
}
