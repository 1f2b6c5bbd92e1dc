//! Rules of the repository that no compiler checks.

use std::fs;
use std::path::{Path, PathBuf};

mod documents;
mod sources;

/// Returns the repository's root.
fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

#[expect(clippy::disallowed_methods, reason = "the repository's own files lie outside of any root")]
fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Returns every file below a directory of the repository with one of these extensions, as sorted names such as `src/lib.rs`.
fn files(directory: &str, extensions: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    let mut directories = vec![root().join(directory)];
    while let Some(next) = directories.pop() {
        for item in fs::read_dir(&next).into_iter().flatten() {
            let path = item.unwrap().path();
            let skipped = path.file_name().is_some_and(|name| name == "node_modules");
            if path.is_dir() && !skipped {
                directories.push(path);
            } else if path.extension().is_some_and(|extension| extensions.iter().any(|wanted| extension == *wanted)) {
                found.push(path.strip_prefix(root()).unwrap().to_string_lossy().into_owned());
            }
        }
    }
    found.sort();
    found
}

/// Returns the lines of a Rust file that are code of the product, numbered: no comments and no tests.
fn code(name: &str) -> Vec<(usize, String)> {
    let text = read(&root().join(name));
    let product = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    product
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
        .map(|(index, line)| (index + 1, line.to_owned()))
        .collect()
}

/// Returns the lines of the product that hold one of these texts, other than in files whose name begins with an allowed one.
fn lines_with(texts: &[&str], allowed: &[&str]) -> Vec<String> {
    let names = files("src", &["rs"]).into_iter().filter(|name| !allowed.iter().any(|start| name.starts_with(start)));
    names
        .filter(|name| !["/tests.rs", "/samples.rs"].iter().any(|end| name.ends_with(end)) && !name.contains("/tests/"))
        .flat_map(|name| code(&name).into_iter().map(move |(number, line)| (name.clone(), number, line)))
        .filter(|(_, _, line)| texts.iter().any(|text| line.contains(text)))
        .map(|(name, number, line)| format!("{name}:{number}: {}", line.trim()))
        .collect()
}

fn none(faults: &[String], rule: &str) {
    assert!(faults.is_empty(), "{rule}:\n  {}", faults.join("\n  "));
}
