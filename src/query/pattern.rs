//! A value with `*` for any run of characters.

/// A whole-value pattern: `*` stands for any run of characters, and case is ignored unless the pattern has an upper-case letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    parts: Vec<String>,
    ignore_case: bool,
}

impl Pattern {
    /// Makes a pattern from its text.
    pub fn new(text: &str) -> Pattern {
        Pattern {
            parts: text.split('*').map(str::to_owned).collect(),
            ignore_case: !text.chars().any(char::is_uppercase),
        }
    }

    /// Makes a pattern that stands for exactly this text, without wildcards.
    pub fn literal(text: &str) -> Pattern {
        Pattern { parts: vec![text.to_owned()], ignore_case: !text.chars().any(char::is_uppercase) }
    }

    /// Returns the text, where it has no wildcard.
    pub fn exact(&self) -> Option<&str> {
        match self.parts.as_slice() {
            [only] => Some(only),
            _ => None,
        }
    }

    /// Returns the texts between the wildcards, all of which a matching value holds.
    pub fn parts(&self) -> &[String] {
        &self.parts
    }

    /// Tells whether case is ignored.
    pub fn ignores_case(&self) -> bool {
        self.ignore_case
    }

    /// Tells whether any value matches.
    pub fn is_anything(&self) -> bool {
        self.parts.len() > 1 && self.parts.iter().all(String::is_empty)
    }

    /// Tells whether a whole value matches.
    pub fn matches(&self, value: &str) -> bool {
        if self.ignore_case && value.chars().any(char::is_uppercase) {
            return matches_parts(&self.parts, &value.to_lowercase());
        }
        matches_parts(&self.parts, value)
    }
}

fn matches_parts(parts: &[String], value: &str) -> bool {
    let (Some(first), Some(last)) = (parts.first(), parts.last()) else { return false };
    if parts.len() == 1 {
        return value == first;
    }
    let Some(mut rest) = value.strip_prefix(first.as_str()) else { return false };
    for part in &parts[1..parts.len() - 1] {
        let Some(found) = rest.find(part.as_str()) else { return false };
        rest = &rest[found + part.len()..];
    }
    rest.ends_with(last.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_whole_values_and_runs() {
        let cases = [
            ("api", "api", true),
            ("api", "API", true),
            ("API", "api", false),
            ("api", "apis", false),
            ("db.*", "db.pool", true),
            ("*pool", "db.pool", true),
            ("a*a", "a", false),
            ("a*b*c", "a-b-b-c", true),
            ("*", "", true),
            ("5*", "503", true),
        ];
        for (pattern, value, matches) in cases {
            assert_eq!(Pattern::new(pattern).matches(value), matches, "{pattern} on {value}");
        }
    }
}
