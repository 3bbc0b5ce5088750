/// An e-mail address in a clean line: the domain in lower case, the name before it as it is.
#[must_use]
pub fn email(shown: &str) -> Option<String> {
    let address = shown.replace(" @", "@").replace("@ ", "@");
    let address = strip_scheme(&address)
        .trim_matches(['<', '>', '\'', ',', ';'])
        .trim();
    let (name, domain) = address.rsplit_once('@')?;
    let domain = domain.to_lowercase();
    (is_name(name) && is_domain(&domain) && name.len() + domain.len() < 254)
        .then(|| format!("{name}@{domain}"))
}

fn strip_scheme(address: &str) -> &str {
    match address.get(..7) {
        Some(scheme) if scheme.eq_ignore_ascii_case("mailto:") => &address[7..],
        _ => address,
    }
}

fn is_name(name: &str) -> bool {
    (1..=64).contains(&name.len())
        && !name.starts_with(['.', '=', '+', '-'])
        && !name.ends_with('.')
        && !name.contains("..")
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "!#$%&*+/=?^_`{|}~.-".contains(c))
}

/// Whether it is a host name with at least two labels; letters of any script.
pub(super) fn is_domain(domain: &str) -> bool {
    let labels: Vec<&str> = domain.split('.').collect();
    labels.len() >= 2
        && domain.len() <= 253
        && labels.iter().all(|label| {
            (1..=63).contains(&label.len())
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.chars().all(|c| c.is_alphanumeric() || c == '-')
        })
        && labels.last().is_some_and(|top| {
            top.chars().count() >= 2 && top.chars().all(|c| c.is_alphabetic())
                || top.starts_with("xn--")
        })
}
