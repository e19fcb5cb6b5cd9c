//! Snake case as the engine makes it of an API's names: the words of AWS's own command line.

/// The words of `request.nativeCasing`; the engine takes any other for `snake`.
pub const CASINGS: [&str; 4] = ["camel", "kebab", "pascal", "snake"];

/// `name` in snake case: `VpcId` is `vpc_id`, `VPCEndpoint` is `vpc_endpoint`, `ARNs` is `_arns`.
///
/// A name with `_` stays as it is. The rules are those of botocore's `xform_name`, which the engine follows.
#[must_use]
pub fn snake(name: &str) -> String {
    // Names without capitals and digits have one word.
    if name.contains('_') || name.bytes().all(|b| b.is_ascii_lowercase()) {
        return name.to_string();
    }
    let letters: Vec<char> = plural_of_capitals(name).chars().collect();
    let letters = split_before(&letters, word_after);
    let letters = split_before(&letters, |at| match at {
        [a, b, ..] if a.is_ascii_lowercase() && b.is_ascii_digit() => {
            Some(at.iter().skip(1).take_while(|c| c.is_ascii_digit()).count())
        }
        _ => None,
    });
    let letters = split_before(&letters, |at| match at {
        [a, b, ..] if (a.is_ascii_lowercase() || a.is_ascii_digit()) && b.is_ascii_uppercase() => Some(1),
        _ => None,
    });
    letters.into_iter().collect::<String>().to_lowercase()
}

/// The length of the word, a capital and lower-case letters, behind the first character.
fn word_after(at: &[char]) -> Option<usize> {
    at.get(1).filter(|c| c.is_ascii_uppercase())?;
    let small = at.iter().skip(2).take_while(|c| c.is_ascii_lowercase()).count();
    (small > 0).then_some(1 + small)
}

/// `letters` with a `_` behind each character behind which `found` finds a part, given by its length. Parts don't
/// overlap.
fn split_before(letters: &[char], found: impl Fn(&[char]) -> Option<usize>) -> Vec<char> {
    let mut split = Vec::with_capacity(letters.len() + 4);
    let mut at = letters;
    while let Some((first, rest)) = at.split_first() {
        split.push(*first);
        at = match found(at) {
            Some(length) => {
                split.push('_');
                split.extend(rest.iter().take(length));
                rest.get(length..).unwrap_or_default()
            }
            None => rest,
        };
    }
    split
}

/// A name that ends with capitals and `s`, with these as a word of their own: `listARNs` is `list_arns`.
fn plural_of_capitals(name: &str) -> String {
    let Some(stem) = name.strip_suffix('s') else { return name.to_string() };
    let start = stem.trim_end_matches(|c: char| c.is_ascii_uppercase());
    let capitals = stem.get(start.len()..).unwrap_or_default();
    if capitals.len() < 2 {
        return name.to_string();
    }
    format!("{start}_{}s", capitals.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_those_of_the_engine() {
        for (name, expected) in [
            ("VpcId", "vpc_id"),
            ("VPCId", "vpc_id"),
            ("VPCEndpoint", "vpc_endpoint"),
            ("tableName", "table_name"),
            ("ARNs", "_arns"),
            ("ListARNs", "list_arns"),
            ("EnableDnsSupport64", "enable_dns_support_64"),
            ("Ipv6CidrBlock", "ipv_6_cidr_block"),
            ("SHA256", "sha256"),
            ("already_snake", "already_snake"),
            ("Some_Thing", "Some_Thing"),
            ("id", "id"),
            ("", ""),
            ("eTag", "e_tag"),
            ("DBInstance", "db_instance"),
        ] {
            assert_eq!(snake(name), expected, "{name}");
        }
    }
}
