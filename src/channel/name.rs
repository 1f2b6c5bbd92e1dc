//! Names of channels, and patterns of them.

use std::fmt;

use thiserror::Error;

use crate::source::{channel_of_file, file_of_channel};

/// The name of a channel: steps of letters, digits and `-_.:@+=~`, joined by `/`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(String);

/// A text that names no channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error(
    "is no name of a channel: it has 1 to 200 bytes of letters, digits and - _ . : @ + = ~ in steps joined by /, none of which \
     begins with a dot or holds .ndjson"
)]
pub struct NameError;

/// File names have 255 bytes at most, of which a rotated file needs some for its time.
const MOST_BYTES: usize = 200;

impl Name {
    /// Reads a name.
    ///
    /// # Errors
    /// The text is none.
    pub fn parse(text: &str) -> Result<Name, NameError> {
        let is_plain = |c: char| c.is_alphanumeric() || "-_.:@+=~".contains(c);
        let is_step = |step: &str| {
            !step.is_empty() && !step.starts_with('.') && step.chars().all(is_plain) && !step.contains(".ndjson")
        };
        match (1..=MOST_BYTES).contains(&text.len()) && text.split('/').all(is_step) {
            true => Ok(Name(text.to_owned())),
            false => Err(NameError),
        }
    }

    /// Returns the channel whose file, or rotated file, has a name.
    pub fn of_file(file: &str) -> Option<Name> {
        Name::parse(channel_of_file(file)?).ok()
    }

    /// Returns the name of the channel's file.
    pub fn file(&self) -> String {
        file_of_channel(&self.0)
    }

    /// Returns the name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Returns the globs of files that a glob of channels means; `a/**` means `a` and all below it.
pub fn file_globs(glob: &str) -> Vec<String> {
    if glob == "**" {
        return vec![file_of_channel("**/*")];
    }
    let Some(above) = glob.strip_suffix("/**") else { return vec![file_of_channel(glob)] };
    let below = file_of_channel(&format!("{above}/**/*"));
    // A glob of one name, since a name that is no glob must be there.
    let own = file_of_channel(above);
    let own = own.strip_suffix('n').map_or(own.clone(), |start| format!("{start}[n]"));
    vec![own, below]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::is_glob;
    use crate::scan::FileGlob;

    #[test]
    fn names_are_safe_as_paths() {
        for good in ["a", "tasks/550e8400-e29b-41d4-a716-446655440000", "trade.btc", "größe", "a:b@c+d=e~f_g", "a..b"]
        {
            assert_eq!(Name::parse(good).map(|name| name.file()), Ok(format!("channels/{good}.ndjson")));
            assert_eq!(Name::of_file(&format!("channels/{good}.ndjson")).unwrap().as_str(), good);
        }
        let long = "a".repeat(201);
        for bad in [
            "",
            "/",
            "a/",
            "/a",
            "a//b",
            ".",
            "..",
            "a/../b",
            ".a",
            "a/.b",
            "a b",
            "a\\b",
            "a\0",
            "a\n",
            "*",
            "a?",
            "[a]",
            "a,b",
            "a%2fb",
            "a.ndjson",
            "a.ndjson/b",
            "{a}",
            &long,
        ] {
            assert_eq!(Name::parse(bad), Err(NameError), "{bad:?}");
        }
    }

    #[test]
    fn globs_of_channels_are_globs_of_files() {
        for (glob, matches, others) in [
            ("tasks/42/**", vec!["tasks/42", "tasks/42/a", "tasks/42/a/b"], vec!["tasks/421", "tasks/4", "tasks"]),
            ("**", vec!["a", "a/b/c"], vec![]),
            ("*", vec!["a"], vec!["a/b"]),
            ("tasks/*", vec!["tasks/1"], vec!["tasks", "tasks/1/2"]),
            ("trade.*", vec!["trade.btc"], vec!["trade", "trade.btc/x"]),
        ] {
            let globs: Vec<_> = file_globs(glob).iter().map(|glob| FileGlob::new(glob).unwrap()).collect();
            assert!(file_globs(glob).iter().all(|glob| is_glob(glob)));
            let is_match = |name: &&str| globs.iter().any(|glob| glob.is_match(&format!("channels/{name}.ndjson")));
            assert!(matches.iter().all(is_match), "{glob}");
            assert!(!others.iter().any(is_match), "{glob}");
            assert!(globs.iter().all(|glob| !glob.is_match("channels/tasks/42.ndjson-20260123-101500.1")));
        }
    }
}
