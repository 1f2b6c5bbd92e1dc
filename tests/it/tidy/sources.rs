//! How the code is laid out.

use super::{code, files, lines_with, none, read, root};
use crate::support::{TestServer, get};

/// The modules of the crate, lowest first: each uses only those of a lower rank.
const RANKS: [(&str, u8); 16] = [
    ("entry", 0),
    ("format", 1),
    ("query", 2),
    ("source", 2),
    ("scan", 3),
    ("index", 4),
    ("histogram", 5),
    ("facets", 5),
    ("channel", 5),
    ("follow", 6),
    ("cli", 7),
    ("config", 8),
    ("server", 9),
    ("client", 9),
    ("command", 10),
    ("main", 11),
];

/// Files above the limit, each with its reason.
const LONG: [(&str, &str); 1] = [("src/query/grammar.rs", "one grammar, of which a fifth are the tables of its tests")];

const LONGEST: usize = 400;

#[test]
fn modules_use_only_those_below_them() {
    let mut faults = Vec::new();
    for name in files("src", &["rs"]) {
        let module = name.trim_start_matches("src/").split(['/', '.']).next().unwrap_or_default().to_owned();
        if module == "lib" {
            continue;
        }
        let own = rank(&module).unwrap_or_else(|| panic!("{name}: its module has no rank in {}", file!()));
        for (number, line) in code(&name) {
            let uses = line.split("crate::").skip(1).filter(|rest| !rest.starts_with(&module));
            for used in uses {
                let other = used.split(|next: char| !next.is_alphanumeric() && next != '_').next().unwrap_or_default();
                if rank(other).is_some_and(|other| other >= own) {
                    faults.push(format!("{name}:{number}: {}", line.trim()));
                }
            }
        }
    }
    none(&faults, "a module uses one that stands beside or above it");
}

fn rank(module: &str) -> Option<u8> {
    RANKS.iter().find(|(name, _)| *name == module).map(|(_, rank)| *rank)
}

#[test]
fn files_are_short_or_have_a_reason() {
    let mut names = Vec::new();
    for (directory, extensions) in
        [("src", ["rs"].as_slice()), ("tests", &["rs", "js", "mjs"]), ("static", &["js", "css"]), ("benches", &["rs"])]
    {
        names.extend(files(directory, extensions));
    }
    // What others wrote, and tables of sample lines, may be as long as they are.
    names.retain(|name| !name.starts_with("static/js/lib/") && !name.ends_with("/samples.rs"));
    let length = |name: &str| read(&root().join(name)).lines().count();
    let is_waived = |name: &str| LONG.iter().any(|(waived, _)| *waived == name);
    let long: Vec<String> = names.iter().filter(|name| length(name) > LONGEST && !is_waived(name)).cloned().collect();
    none(&long, "a file is longer than 400 lines and has no reason to be");
    let short: Vec<String> =
        LONG.iter().map(|(name, _)| (*name).to_owned()).filter(|name| length(name) <= LONGEST).collect();
    none(&short, "a file no longer needs its reason to be long");
}

#[test]
fn paths_are_opened_only_through_the_root_jail() {
    let openers = [
        "File::open",
        "File::create",
        "OpenOptions",
        "fs::read",
        "openat",
        "open_ambient_dir",
        "cap_std",
        "fs::canonicalize",
    ];
    let allowed = [
        "src/source/file/",              // the jail, and what it is made of
        "src/config/",                   // the configuration file, which is no log
        "src/index/store.rs",            // what is kept in the cache directory
        "src/server/metrics/process.rs", // what the system says of this process
    ];
    none(&lines_with(&openers, &allowed), "a path is opened elsewhere than behind source::FileSource");
}

#[test]
fn addresses_are_named_only_where_routes_are() {
    let addresses = ["\"/api", "\"/view", "\"/health", "\"/metrics", "\"/static"];
    // A client asks for what the routes name; the formats hold samples of other servers' logs.
    none(
        &lines_with(&addresses, &["src/server/routes.rs", "src/client/target.rs", "src/format"]),
        "an address is named outside of server/routes.rs",
    );
}

#[test]
fn only_commands_print() {
    let printers = ["println!", "eprintln!", "print!(", "io::stdout", "io::stderr"];
    none(&lines_with(&printers, &["src/main.rs", "src/command"]), "something prints that is no command");
}

#[test]
fn the_contract_is_written_in_one_place() {
    let derives = ["derive(Serialize", ", Serialize"];
    none(&lines_with(&derives, &["src/server/wire"]), "a type of the contract stands outside of server/wire");
}

#[test]
fn nothing_is_left_for_later() {
    let left = ["TODO", "FIXME", "XXX:", "todo!(", "unimplemented!("];
    let mut faults = Vec::new();
    for name in
        files("src", &["rs"]).into_iter().chain(files("static", &["js", "css"])).chain(files("templates", &["html"]))
    {
        // What others wrote is kept as it is.
        if name.starts_with("static/js/lib") {
            continue;
        }
        let text = read(&root().join(&name));
        faults.extend(
            text.lines()
                .filter(|line| left.iter().any(|mark| line.contains(mark)))
                .map(|line| format!("{name}: {line}")),
        );
    }
    none(&faults, "a note of unfinished work");
}

#[test]
fn scripts_and_styles_are_separate_from_the_pages() {
    let mut faults = Vec::new();
    for name in files("templates", &["html"]) {
        let text = read(&root().join(&name));
        if text.contains("<head>") && text.matches("rel=\"stylesheet\"").count() != 1 {
            faults.push(format!("{name}: a page has one style"));
        }
        let inline = ["<style", " style=\"", " onclick=", " onload=", "|safe", "javascript:"];
        faults.extend(
            text.lines()
                .filter(|line| inline.iter().any(|mark| line.contains(mark)))
                .map(|line| format!("{name}: {line}")),
        );
    }
    for name in files("static/js", &["js"]).into_iter().filter(|name| !name.starts_with("static/js/lib/")) {
        let text = read(&root().join(&name));
        let unsafe_ways = ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("];
        let lines = text.lines().filter(|line| !line.trim_start().starts_with(['/', '*']));
        faults.extend(
            lines
                .filter(|line| unsafe_ways.iter().any(|mark| line.contains(mark)))
                .map(|line| format!("{name}: {line}")),
        );
    }
    none(&faults, "script or style inside of a page, or text that could become markup");
}

#[test]
fn every_asset_is_in_the_binary_and_served() {
    let server = TestServer::of(&[]);
    let page = get(&server, "/");
    let fingerprint = page.text().split("/static/").nth(1).and_then(|rest| rest.split('/').next()).unwrap().to_owned();
    let mut faults = Vec::new();
    for name in files("static", &["js", "css", "svg", "png", "ico", "woff2", "json", "md", "txt"]) {
        let answer = get(&server, &format!("/static/{fingerprint}/{}", name.trim_start_matches("static/")));
        let written = read(&root().join(&name));
        // Scripts of others, and what is neither script nor style, are served as they stand; of ours those of pages, and not their parts.
        let is_code = name.ends_with(".css") || name.ends_with(".js") && !name.starts_with("static/js/lib/");
        let is_part = is_code && name.matches('/').count() > 2;
        let is_served = match answer.status {
            404 => is_part,
            200 if is_code => !is_part && !answer.body.is_empty() && !answer.text().contains("@import"),
            status => status == 200 && answer.body == written.as_bytes(),
        };
        if !is_served {
            faults.push(format!("{name}: {}", answer.status));
        }
    }
    none(&faults, "an asset is not served, or not as build.rs makes it");
}

#[test]
fn models_know_no_document() {
    let mut faults = Vec::new();
    for name in files("static/js/models", &["js"]) {
        let text = read(&root().join(&name));
        let lines = text.lines().filter(|line| !line.trim_start().starts_with(['/', '*']));
        faults.extend(
            lines
                .filter(|line| line.contains("document.") || line.contains("HTMLElement"))
                .map(|line| format!("{name}: {line}")),
        );
    }
    none(&faults, "a model knows the document");
}
