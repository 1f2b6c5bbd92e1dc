//! What the documents say must be so.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use super::{files, none, read, root};
use crate::support::TestServer;

const DOCUMENTS: [&str; 7] =
    ["README.md", "ARCHITECTURE.md", "CHANGELOG.md", "SECURITY.md", "docs/api.md", "docs/deploy.md", "docs/formats.md"];

#[test]
fn paths_that_the_documents_name_exist() {
    let mut faults = Vec::new();
    for document in DOCUMENTS {
        let text = read(&root().join(document));
        let named = spans(&text).into_iter().filter(|span| is_path(span)).chain(links(&text));
        for path in named {
            let folder = Path::new(document).parent().unwrap_or(Path::new(""));
            if !root().join(&path).exists() && !root().join(folder).join(&path).exists() {
                faults.push(format!("{document}: {path}"));
            }
        }
    }
    none(&faults, "a document names a path that does not exist");
}

/// Returns what stands between single backticks outside of fenced blocks.
fn spans(text: &str) -> Vec<String> {
    let outside = text.split("\n```").step_by(2);
    outside.flat_map(|prose| prose.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>()).collect()
}

/// Tells whether a span names a file or directory of the repository: a path that begins where the repository does.
fn is_path(span: &str) -> bool {
    let places =
        ["src/", "tests/", "static/", "templates/", "docs/", "benches/", "fuzz/", "sample-logs/", "examples/", ".ci/"];
    let plain = span.chars().all(|next| next.is_ascii_alphanumeric() || "_-./".contains(next));
    let documents = [".md", ".toml", "LICENSE-MIT", "LICENSE-APACHE"];
    let config = span == "config.toml" || span.contains("/config.toml");
    plain
        && !config
        && (places.iter().any(|place| span.starts_with(place))
            || !span.contains('/') && documents.iter().any(|end| span.ends_with(end) && span != *end))
}

/// Returns the targets of links within the repository.
fn links(text: &str) -> Vec<String> {
    let targets = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    targets
        .filter(|target| !target.contains("://") && !target.starts_with('#'))
        .map(|target| target.split('#').next().unwrap_or_default().to_owned())
        .collect()
}

#[test]
fn every_module_and_dependency_stands_in_the_architecture() {
    let text = read(&root().join("ARCHITECTURE.md"));
    let modules =
        files("src", &["rs"]).into_iter().filter(|name| name.matches('/').count() == 1 && name != "src/lib.rs");
    let mut missing: Vec<String> = modules.filter(|name| !text.contains(&format!("`{name}`"))).collect();
    let manifest: toml::Table = read(&root().join("Cargo.toml")).parse().unwrap();
    for table in ["dependencies", "build-dependencies", "dev-dependencies"] {
        let names = manifest[table].as_table().unwrap().keys();
        missing.extend(names.filter(|name| !text.contains(&format!("`{name}`"))).cloned());
    }
    none(&missing, "ARCHITECTURE.md does not name");
}

#[test]
fn every_dependency_is_used() {
    let manifest: toml::Table = read(&root().join("Cargo.toml")).parse().unwrap();
    let text = |directory| files(directory, &["rs"]).iter().map(|name| read(&root().join(name))).collect::<String>();
    let (product, tests) = (text("src"), text("tests") + &text("benches"));
    let build = read(&root().join("build.rs"));
    let mut unused = Vec::new();
    for (table, places) in [
        ("dependencies", vec![&product]),
        ("build-dependencies", vec![&build]),
        ("dev-dependencies", vec![&product, &tests]),
    ] {
        for name in manifest[table].as_table().unwrap().keys() {
            let name = name.replace('-', "_");
            let uses = [format!("{name}::"), format!("use {name}")];
            let used = places.iter().any(|text| uses.iter().any(|way| text.contains(way)));
            unused.extend((!used).then_some(name));
        }
    }
    none(&unused, "Cargo.toml names a dependency that nothing uses");
}

#[test]
fn the_readme_names_every_option_of_the_server_and_no_other() {
    let help = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_logbrook")).args(arguments).output().unwrap();
        flags(&String::from_utf8(output.stdout).unwrap())
    };
    let serve = help(&["serve", "--help"]);
    let others: BTreeSet<String> =
        ["query", "follow", "send", "formats"].iter().flat_map(|command| help(&[command, "--help"])).collect();
    let named = flags(&read(&root().join("README.md")));
    let elsewhere = ["--help", "--version", "--release", "--bench", "--minutes"];
    let unknown = named
        .iter()
        .filter(|flag| !serve.contains(*flag) && !others.contains(*flag))
        .filter(|flag| !elsewhere.contains(&flag.as_str()));
    none(&unknown.cloned().collect::<Vec<_>>(), "README.md names an option that does not exist");
    let missing = serve.iter().filter(|flag| !named.contains(*flag) && !elsewhere.contains(&flag.as_str()));
    none(&missing.cloned().collect::<Vec<_>>(), "README.md lacks an option of the server");
}

/// Returns every `--word` of a text.
fn flags(text: &str) -> BTreeSet<String> {
    let rests = text.split("--").skip(1);
    let words =
        rests.map(|rest| rest.chars().take_while(|next| next.is_ascii_lowercase() || *next == '-').collect::<String>());
    words
        .filter(|word| word.starts_with(|first: char| first.is_ascii_lowercase()))
        .map(|word| format!("--{}", word.trim_end_matches('-')))
        .collect()
}

#[test]
fn the_readme_asks_for_two_commands_only() {
    let text = read(&root().join("README.md"));
    for command in ["cargo run --release -- sample-logs", "tests/run"] {
        assert!(text.lines().any(|line| line == command), "README.md lacks the line {command}");
    }
}

#[test]
fn documents_keep_to_their_subject() {
    let mut faults = Vec::new();
    for name in ["README.md", "ARCHITECTURE.md", "CHANGELOG.md"] {
        let text = read(&root().join(name));
        faults.extend(
            text.lines()
                .filter(|line| line.chars().count() > 400 && !line.starts_with('|'))
                .map(|line| format!("{name}: {line}")),
        );
        faults.extend(
            text.lines()
                .filter(|line| line.contains("/home/") || line.contains("/root/"))
                .map(|line| format!("{name}: {line}")),
        );
    }
    none(&faults, "a line too long to read, or a path of somebody's machine");
}

#[test]
fn the_documents_commands_run() {
    run(&blocks(&read(&root().join("README.md")), "sh run"));
    run(&blocks(&read(&root().join("docs/formats.md")), "sh run"));
}

#[test]
fn what_the_readme_asks_a_server_is_answered() {
    let state = tempfile::tempdir().unwrap();
    let server = TestServer::with_channels(&root().join("sample-logs"), state.path(), |_| {});
    let here = format!("http://{}/", server.address());
    let blocks = blocks(&read(&root().join("README.md")), "sh server");
    let lines = blocks.iter().flat_map(|block| block.lines()).map(|line| line.replace("curl ", "curl --fail "));
    run(&lines.map(|line| line.replace("http://127.0.0.1:7474/", &here)).collect::<Vec<_>>());
}

/// Runs scripts with the built binary in reach; each must succeed and print something.
fn run(scripts: &[String]) {
    assert!(!scripts.is_empty(), "README.md has no block of this kind");
    let binary = Path::new(env!("CARGO_BIN_EXE_logbrook"));
    let path = format!("{}:{}", binary.parent().unwrap().display(), std::env::var("PATH").unwrap_or_default());
    let mut faults = Vec::new();
    for script in scripts {
        let output =
            Command::new("sh").args(["-eu", "-c", script]).current_dir(root()).env("PATH", &path).output().unwrap();
        if !output.status.success() || output.stdout.is_empty() {
            faults.push(format!("{script}\n{}\n{}", output.status, String::from_utf8_lossy(&output.stderr)));
        }
    }
    none(&faults, "a command of the README fails or prints nothing");
}

/// Returns the blocks fenced with this word behind the fence.
fn blocks(text: &str, kind: &str) -> Vec<String> {
    let fence = format!("```{kind}\n");
    let blocks = text.split(fence.as_str()).skip(1);
    blocks.map(|block| block.split("\n```").next().unwrap_or_default().to_owned()).collect()
}
