//! Which files are rotated siblings of which, told by their names.
//!
//! The schemes are those of logrotate (`app.log.1`, `app.log-20260101`, `app-20260101.log`), log4j and logback
//! (`app-2026-01-01-1.log`, `app.1.log`), Python (`app.log.2026-01-01_10-00`), Docker (`x-json.log.1`) and pm2
//! (`app__2026-01-01_00-00-00.log`), each with or without the ending of a compression.

use std::collections::HashMap;
use std::sync::LazyLock;

use regex::Regex;

/// What the name of a file says about its place in a rotated set.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Rotated<'a> {
    /// The name of the file that is written now, if it follows the scheme.
    live: String,
    age: Age<'a>,
}

/// Orders the files of a set from the oldest to the newest.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Age<'a> {
    /// A date, digits only, and a number that rises within it.
    Dated(String, u32),
    /// A number that is larger the older the file is; kept negated.
    Numbered(i64),
    /// Anything else.
    Named(&'a str),
}

static DATED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let date = r"\d{4}-?\d{2}-?\d{2}(?:[T_.-]?\d{2}(?:[-_.:]?\d{2}(?:[-_.:]?\d{2})?)?)?|\d{10}";
    Regex::new(&format!(r"^(.+?)(\.log)?[._-]{{1,2}}({date})(?:[._-](\d{{1,10}}))?(\.log|\.txt|\.json|\.out|\.err)?$"))
        .ok()
});
static NUMBERED: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^(.+?)\.(\d{1,5})(\.log|\.txt|\.json|\.out|\.err)?$").ok());

const COMPRESSED: [&str; 9] = [".gz", ".zst", ".bz2", ".xz", ".lz4", ".GZ", ".z", ".zstd", ".lzma"];

/// Returns the rotated siblings of a file, oldest first.
pub fn siblings_of(live: &str, names: &[String]) -> Vec<String> {
    sets(names).remove(live).unwrap_or_default()
}

/// Returns the rotated siblings of every file that is written now, oldest first.
pub(super) fn sets(names: &[String]) -> HashMap<String, Vec<String>> {
    let mut sets: HashMap<String, Vec<(Age<'_>, &String)>> = HashMap::new();
    for name in names {
        if let Some(rotated) = read(name).filter(|rotated| rotated.live != *name) {
            sets.entry(rotated.live).or_default().push((rotated.age, name));
        }
    }
    let oldest_first = |(live, mut siblings): (String, Vec<(Age<'_>, &String)>)| {
        siblings.sort();
        (live, siblings.into_iter().map(|(_, name)| name.clone()).collect())
    };
    sets.into_iter().map(oldest_first).collect()
}

/// Returns the file that is written now in the set of a file; the file itself where it is no rotated one.
pub fn live_of(name: &str, names: &[String]) -> String {
    match read(name) {
        Some(rotated) if names.contains(&rotated.live) => rotated.live,
        _ => name.to_owned(),
    }
}

/// Tells whether a name is that of a compressed copy of another file.
pub fn is_packed_name(name: &str, plain: &str) -> bool {
    name.strip_prefix(plain).is_some_and(|ending| COMPRESSED.contains(&ending))
}

/// Returns the file of whose set a name is by its look, whether or not that file is there.
pub(super) fn live_name(name: &str) -> Option<String> {
    read(name).map(|rotated| rotated.live)
}

fn read(name: &str) -> Option<Rotated<'_>> {
    let plain = COMPRESSED.iter().find_map(|ending| name.strip_suffix(ending));
    let stem = plain.unwrap_or(name);
    if let Some(found) = DATED.as_ref().and_then(|regex| regex.captures(stem)) {
        let part = |index: usize| found.get(index).map_or("", |part| part.as_str());
        let date = part(3).bytes().filter(u8::is_ascii_digit).map(char::from).collect();
        let live = format!("{}{}{}", part(1), part(2), part(5));
        return Some(Rotated { live, age: Age::Dated(date, part(4).parse().unwrap_or(0)) });
    }
    if let Some(found) = NUMBERED.as_ref().and_then(|regex| regex.captures(stem)) {
        let part = |index: usize| found.get(index).map_or("", |part| part.as_str());
        let number: i64 = part(2).parse().ok()?;
        return Some(Rotated { live: format!("{}{}", part(1), part(3)), age: Age::Numbered(-number) });
    }
    plain.map(|live| Rotated { live: live.to_owned(), age: Age::Named(name) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_are_found_and_ordered_whatever_the_scheme() {
        let cases: [(&str, &[&str]); 10] = [
            ("app.log", &["app.log.10.gz", "app.log.2.gz", "app.log.1"]),
            ("app.log", &["app.log-20251231.gz", "app.log-20260101.zst", "app.log-20260102"]),
            ("app.log", &["app-2026-01-01-1.log.gz", "app-2026-01-01-2.log", "app-2026-01-02-1.log"]),
            ("app.log", &["app.log.2026-01-01_10-00", "app.log.2026-01-01_11-00"]),
            ("app.log", &["app__2026-01-01_00-00-00.log", "app__2026-01-02_00-00-00.log"]),
            ("d/abc-json.log", &["d/abc-json.log.2.gz", "d/abc-json.log.1"]),
            ("app.log", &["app.2.log", "app.1.log"]),
            ("app.log", &["app.log-2026012309", "app.log-2026012310.gz", "app.log-20260124"]),
            ("app.log", &["app.log-20260123-1769122800.gz", "app.log-20260123-1769166000"]),
            ("app.log", &["app.log.2026-01-22", "app.log.2026-01-23.zst"]),
        ];
        for (live, siblings) in cases {
            let mut names: Vec<String> = siblings.iter().rev().map(|name| (*name).to_owned()).collect();
            names.extend([live.to_owned(), "other.log.1".to_owned(), "app.log.old".to_owned()]);
            assert_eq!(siblings_of(live, &names), siblings);
            for name in siblings {
                assert_eq!(live_of(name, &names), live);
            }
        }
        assert_eq!(live_of("app-2026-01-01.log", &["app-2026-01-01.log".to_owned()]), "app-2026-01-01.log");
    }
}
