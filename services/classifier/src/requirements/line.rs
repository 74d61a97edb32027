//! One requirement as people write it.

use anneal_proto::v1::Requirement;

use super::distributions;

/// `name[extras] specifier ; marker`, also `name=1.0` of conda; none for options, URLs and comments.
pub(super) fn requirement(line: &str, location: &str) -> Option<Requirement> {
    let line = line.split(" #").next()?.split(';').next()?.trim();
    if line.is_empty() || line.starts_with(['-', '#']) || line.contains("://") || line.starts_with("git+") {
        return None;
    }
    // `name @ url` and paths are had by no index.
    if line.contains(" @ ") || line.starts_with(['.', '/']) {
        return None;
    }
    let end = line.find(|c: char| !c.is_ascii_alphanumeric() && !"-_.".contains(c)).unwrap_or(line.len());
    let (written, rest) = line.split_at(end);
    let rest = rest.trim();
    let rest = rest.strip_prefix('[').map_or(rest, |rest| rest.split_once(']').map_or("", |(_, rest)| rest));
    let specifier: String = rest.chars().filter(|c| !c.is_whitespace() && !"()\\".contains(*c)).collect();
    let is_specifier = specifier.is_empty() || specifier.starts_with(['=', '<', '>', '~', '!']);
    // An export of conda lists the interpreter, which an index has not.
    if written == "python" {
        return None;
    }
    let begins = written.starts_with(|c: char| c.is_ascii_alphanumeric());
    (begins && is_specifier).then(|| Requirement {
        name: distributions::of_listed(written).to_owned(),
        specifier: pip_specifier(&specifier),
        location: location.to_owned(),
    })
}

/// `=1.2=py38_0` of conda is `==1.2`.
fn pip_specifier(specifier: &str) -> String {
    match specifier.strip_prefix('=') {
        Some(version) if !version.starts_with('=') => {
            let version = version.split('=').next().unwrap_or(version);
            format!("=={version}")
        }
        _ => specifier.to_owned(),
    }
}
