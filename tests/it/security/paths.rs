//! Names that lead out of the root, on every route that takes one.

use std::sync::Arc;
use std::time::Duration;

use logbrook::source::FileSource;

use crate::support::{LogDir, TestServer, get};

/// Spellings of what stands outside of the root, as the value of `file=`.
const HOSTILE: &[&str] = &[
    "../secret.log",
    "../../secret.log",
    "..",
    "../",
    ".",
    "./",
    "/",
    "//",
    "/etc/passwd",
    "//etc/passwd",
    "///etc/passwd",
    "/./etc/passwd",
    "file:///etc/passwd",
    "~/secret.log",
    "~root",
    "./../secret.log",
    ".//../secret.log",
    "sub/../../secret.log",
    "sub/../app.log",
    "sub/./../../secret.log",
    "./app.log",
    "app.log/",
    "app.log/.",
    "app.log/..",
    "app.log/../../secret.log",
    "app.log//",
    "sub//inner.log",
    "/app.log",
    "%2e%2e%2fsecret.log",
    "%2e%2e/secret.log",
    "..%2fsecret.log",
    "..%2Fsecret.log",
    "%2E%2E%2Fsecret.log",
    "%2e%2e%5csecret.log",
    "%252e%252e%252fsecret.log",
    "%252e%252e/secret.log",
    "..%252fsecret.log",
    "..%255csecret.log",
    "%25252e%25252e%25252fsecret.log",
    "%c0%ae%c0%ae/secret.log",
    "%c0%ae%c0%ae%c0%afsecret.log",
    "%e0%80%ae%e0%80%ae/secret.log",
    "%f0%80%80%ae/secret.log",
    "..%c0%afsecret.log",
    "..%c1%9csecret.log",
    "%uff0e%uff0e/secret.log",
    "..\\secret.log",
    "..\\..\\secret.log",
    "..%5csecret.log",
    "\\etc\\passwd",
    "C:\\secret.log",
    "C:/secret.log",
    "\\\\host\\share\\x",
    "sub\\inner.log",
    "....//secret.log",
    "..../secret.log",
    "...//secret.log",
    "..;/secret.log",
    "..%3b/secret.log",
    "%2e%2e;/secret.log",
    "app.log%00",
    "app.log%00.txt",
    "%00",
    "..%00/secret.log",
    "../secret.log%00.log",
    "app.log%0a",
    "app.log%0d%0a",
    "%0a../secret.log",
    "%20../secret.log",
    "../secret.log%20",
    ".hidden.log",
    "sub/.hidden.log",
    ".git/config",
    "link.log",
    "linked/secret.log",
    "absolute.log",
    "sub",
    "sub/",
    "fifo.log",
    "%EF%BC%8E%EF%BC%8E/secret.log",
    "%E2%80%A5/secret.log",
    "%E2%88%95etc%E2%88%95passwd",
    "app.log%2fx",
    "APP.LOG",
    "app.log%3f",
    "app.log%23",
    "[a]pp.log",
    "{app,x}.log",
    "proc/self/environ",
    "/proc/self/environ",
    "/proc/self/fd/0",
    "/dev/stdin",
    "/dev/zero",
    "..//secret.log",
    "%2e/%2e%2e/secret.log",
    "sub/%2e%2e/%2e%2e/secret.log",
    "sub%2f..%2f..%2fsecret.log",
    "%2f%2e%2e%2fsecret.log",
    "..%ef%bc%8fsecret.log",
    "..%01/secret.log",
    "..+/secret.log",
    "%7e/secret.log",
    "%",
    "%2",
    "%zz",
    "%ff",
    "%fe%ff",
];

fn hostile_directory() -> (LogDir, TestServer) {
    let directory = LogDir::new()
        .with("secret.log", "SECRET\n")
        .with("root/app.log", "shown\n")
        .with("root/.hidden.log", "SECRET\n")
        .with("root/sub/inner.log", "shown\n")
        .with("root/sub/.hidden.log", "SECRET\n");
    std::os::unix::fs::symlink("../secret.log", directory.join("root/link.log")).unwrap();
    std::os::unix::fs::symlink("..", directory.join("root/linked")).unwrap();
    std::os::unix::fs::symlink(directory.join("secret.log"), directory.join("root/absolute.log")).unwrap();
    rustix::fs::mknodat(
        rustix::fs::CWD,
        directory.join("root/fifo.log"),
        rustix::fs::FileType::Fifo,
        rustix::fs::Mode::from_raw_mode(0o600),
        0,
    )
    .unwrap();
    let source = FileSource::new(&[directory.join("root")]).unwrap();
    (directory, TestServer::over(Arc::new(source)))
}

#[test]
fn c11_nothing_outside_the_root_is_ever_given() {
    let (_directory, server) = hostile_directory();
    let missing = get(&server, "/api/logs/raw?file=missing.log").problem(404);
    let long = format!("{}secret.log", "../".repeat(5_000));
    for name in HOSTILE.iter().copied().chain([long.as_str(), &"a".repeat(5_000)]) {
        let answer = get(&server, &format!("/api/logs/raw?file={}", wire_safe(name)));
        match answer.status {
            400 => drop(answer.problem(400)),
            404 => assert_eq!(answer.problem(404), missing, "{name}"),
            status => panic!("{name}: {status} {:?}", answer.text()),
        }
    }
}

#[test]
fn c11_no_query_reaches_outside_the_root() {
    let (_directory, server) = hostile_directory();
    let missing = get(&server, "/api/logs/stream?file=missing.log").problem(404);
    for name in HOSTILE.iter().filter(|name| !name.contains(['[', '{'])) {
        let answer = get(&server, &format!("/api/logs/stream?file={}", wire_safe(name)));
        match answer.status {
            400 => drop(answer.problem(400)),
            404 => assert_eq!(answer.problem(404), missing, "{name}"),
            status => panic!("{name}: {status} {:?}", answer.text()),
        }
        let listing = get(&server, &format!("/api/logs?file={}", wire_safe(name)));
        match listing.status {
            400 => drop(listing.problem(400)),
            200 => assert_eq!(listing.json()["logs"].as_array().unwrap().len(), 0, "{name}"),
            status => panic!("{name}: {status}"),
        }
    }
}

#[test]
fn c11_no_path_reaches_a_file() {
    let (_directory, server) = hostile_directory();
    for name in HOSTILE {
        for prefix in ["/", "/static/", "/api/logs/raw/", "/view/", "/api/logs/"] {
            let answer = get(&server, &format!("{prefix}{}", wire_safe(name)));
            assert!(!answer.text().contains("SECRET"), "{prefix}{name}");
            match answer.status {
                // Some lead back to the list.
                200 => assert!(answer.text().starts_with("<!doctype html>"), "{prefix}{name}"),
                400 | 403 | 404 => drop(answer.problem(answer.status)),
                status => panic!("{prefix}{name}: {status}"),
            }
        }
    }
}

/// Escapes what would end the request line; everything else goes out as it is.
fn wire_safe(name: &str) -> String {
    name.replace(' ', "%20").replace('#', "%23")
}

#[test]
fn c13_what_is_no_regular_file_is_missing_at_once() {
    let (_directory, server) = hostile_directory();
    let started = std::time::Instant::now();
    for name in ["fifo.log", "sub", "link.log"] {
        get(&server, &format!("/api/logs/raw?file={name}")).problem(404);
        get(&server, &format!("/api/logs/stream?file={name}")).problem(404);
    }
    assert!(started.elapsed() < Duration::from_secs(1));
}

#[test]
fn a_problem_tells_nothing_of_the_server() {
    let (directory, server) = hostile_directory();
    let path = directory.path().to_str().unwrap().to_owned();
    for target in [
        "/api/logs/raw?file=fifo.log",
        "/api/logs/raw?file=sub",
        "/nothing",
        "/api/logs/stream?q=(",
        "/api/logs?file=[",
    ] {
        let text = get(&server, target).text().to_owned();
        for leak in [path.as_str(), "/src/", "panicked", "os error", "root"] {
            assert!(!text.contains(leak), "{target}: {text}");
        }
    }
}
