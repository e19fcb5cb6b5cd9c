//! Nouns in singular and plural, as far as their spelling tells.

use super::lists::lists;

/// `noun`, of which only the last word counts, in plural.
pub(super) fn plural(noun: &str) -> String {
    if noun.ends_with('s') {
        return noun.to_string();
    }
    if let Some(stem) = noun.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'i', 'o', 'u'])) {
        return format!("{stem}ies");
    }
    let ending =
        if noun.ends_with(['x']) || noun.ends_with("ch") || noun.ends_with("sh") { "es" } else { "s" };
    format!("{noun}{ending}")
}

/// `noun`, of which only the last word counts, in singular.
pub(super) fn singular(noun: &str) -> String {
    let last = noun.rsplit('_').next().unwrap_or(noun);
    if lists().singular_nouns.contains(last) {
        return noun.to_string();
    }
    if let Some(stem) = noun.strip_suffix("ies").filter(|stem| !stem.is_empty()) {
        return format!("{stem}y");
    }
    let has_es = ["sses", "xes", "ches", "shes"].iter().any(|end| noun.ends_with(end));
    let ends_in_s = ["ss", "us", "is"].iter().any(|end| noun.ends_with(end));
    let end = match (has_es, ends_in_s) {
        (true, _) => "es",
        (_, true) => "",
        _ => "s",
    };
    noun.strip_suffix(end).filter(|stem| !stem.is_empty()).unwrap_or(noun).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nouns_are_made_plural() {
        for (noun, many) in
            [("item", "items"), ("policy", "policies"), ("key", "keys"), ("box", "boxes"), ("news", "news")]
        {
            assert_eq!(plural(noun), many);
        }
    }

    #[test]
    fn nouns_are_made_singular() {
        for (noun, one) in [
            ("job_runs", "job_run"),
            ("policies", "policy"),
            ("boxes", "box"),
            ("databases", "database"),
            ("access", "access"),
            ("status", "status"),
            ("analysis", "analysis"),
            ("cloud_dns", "cloud_dns"),
            ("s", "s"),
            ("", ""),
        ] {
            assert_eq!(singular(noun), one);
        }
    }
}
