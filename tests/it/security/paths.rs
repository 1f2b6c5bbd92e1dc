//! Names that lead out of the root, on every route that takes one.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use logbrook::source::FileSource;
use serde_json::Value;

use super::spellings::hostile;
use crate::support::{Answer, Follower, LogDir, TestServer, get, send};

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

/// Tells what a refusal must be: not understood, or missing like any other.
#[track_caller]
fn refused(answer: &Answer, missing: &Value, name: &str) {
    match answer.status {
        400 | 414 | 431 => drop(answer.problem(answer.status)),
        404 => assert_eq!(&answer.problem(404), missing, "{name:.80}"),
        status => panic!("{name:.80}: {status} {:?}", answer.text()),
    }
}

#[test]
fn c11_no_name_reaches_outside_the_root_on_any_route() {
    let (_directory, server) = hostile_directory();
    let missing = get(&server, "/api/logs/raw?file=missing.log").problem(404);
    for name in hostile() {
        let name = wire_safe(&name);
        refused(&get(&server, &format!("/api/logs/raw?file={name}")), &missing, &name);
        // What looks like a glob may find what is inside of the root.
        let is_glob = name.contains(['[', '{', '*', '?']);
        for route in ["stream", "histogram", "fields"] {
            let answer = get(&server, &format!("/api/logs/{route}?file={name}"));
            assert!(!answer.text().contains("SECRET"), "{route} {name:.80}");
            if !is_glob {
                refused(&answer, &missing, &name);
            }
        }
        assert!(!get(&server, &format!("/view?file={name}")).text().contains("SECRET"), "{name:.80}");
        let listing = get(&server, &format!("/api/logs?file={name}"));
        match listing.status {
            200 if is_glob => assert!(!listing.text().contains("secret"), "{name:.80}"),
            200 => assert_eq!(listing.json()["logs"].as_array().unwrap().len(), 0, "{name:.80}"),
            _ => refused(&listing, &missing, &name),
        }
    }
}

#[test]
fn c11_no_name_reaches_outside_the_root_on_a_socket() {
    let (_directory, server) = hostile_directory();
    // A connection takes a moment to close: several at once.
    let names = hostile();
    std::thread::scope(|scope| {
        for names in names.chunks(names.len().div_ceil(AT_ONCE)) {
            let address = server.address();
            scope.spawn(move || names.iter().for_each(|name| stays_inside(address, name)));
        }
    });
}

/// So many connections try names at once.
const AT_ONCE: usize = 16;

/// Asks for a name in the address of a socket, and by message.
fn stays_inside(server: SocketAddr, name: &str) {
    let safe = wire_safe(name);
    for parameter in ["file", "channels"] {
        match Follower::try_connect(server, &format!("{parameter}={safe}&backfill=10")) {
            Err(status) => assert!([400, 414, 431].contains(&status), "{parameter} {safe:.80}: {status}"),
            Ok(mut follower) => silent(&mut follower, &safe),
        }
    }
    if name.len() < 1_000 {
        let mut follower = Follower::connect(server, "");
        follower.send(&serde_json::json!({"type": "subscribe", "files": [name], "backfill": 10}));
        silent(&mut follower, name);
    }
}

/// Sees that a follower is told nothing but that there is no such file.
#[track_caller]
fn silent(follower: &mut Follower, name: &str) {
    loop {
        match follower.message() {
            Err(code) => return assert_eq!(code, Some(1008), "{name:.80}"),
            Ok(text) => {
                assert!(!text.contains("SECRET"), "{name:.80}: {text}");
                if text.contains("\"type\":\"error\"") || text.contains("\"type\":\"subscribed\"") {
                    assert!(!text.contains("secret.log\":"), "{name:.80}: {text}");
                    return;
                }
            }
        }
    }
}

#[test]
fn c11_only_what_may_be_a_log_is_waited_for() {
    let (_directory, server) = hostile_directory();
    let watches = || get(&server, "/health").json()["watchers"].as_u64().unwrap();
    let before = watches();
    let outside = ["/etc/new.log", "../new.log", "sub/../../new.log", "a\0b", ".new.log", "sub/.new.log"];
    for name in outside {
        let mut follower = Follower::connect(server.address(), "");
        follower.send(&serde_json::json!({"type": "subscribe", "files": [name], "create": true}));
        assert_eq!(follower.closed(), Some(1008), "{name}");
    }
    assert_eq!(watches(), before);
    let mut follower = Follower::connect(server.address(), "");
    let many: Vec<String> = (0..65).map(|number| format!("new{number}.log")).collect();
    follower.send(&serde_json::json!({"type": "subscribe", "files": many, "create": true}));
    let (code, reason) = follower.closed_because();
    assert!(code == 1013 && reason.contains("not there yet"), "{code} {reason}");
    let mut follower = Follower::connect(server.address(), "");
    follower.send(&serde_json::json!({"type": "subscribe", "files": many[1..], "create": true}));
    follower.next_of("subscribed");
}

#[test]
fn c11_no_path_reaches_a_file() {
    let (_directory, server) = hostile_directory();
    for name in hostile() {
        for prefix in
            ["/", "/static/", "/static/x/", "/api/logs/raw/", "/view/", "/api/logs/", "/api/channels/", "/login/"]
        {
            let target = format!("{prefix}{}", wire_safe(&name));
            for method in
                ["GET", "POST"].into_iter().take(if prefix.len() > 1 && prefix != "/api/channels/" { 1 } else { 2 })
            {
                let answer = send(&server, method, &target, &[("Content-Length", "0")]);
                assert!(!answer.text().contains("SECRET"), "{target:.80}");
                match answer.status {
                    // Some lead back to the list.
                    200 => assert!(answer.text().starts_with("<!doctype html>"), "{target:.80}"),
                    400 | 403 | 404 | 405 | 414 | 415 | 431 => drop(answer.problem(answer.status)),
                    status => panic!("{method} {target:.80}: {status}"),
                }
            }
        }
    }
}

#[test]
fn c12_links_that_are_swapped_lead_nowhere_outside() {
    let (directory, server) = hostile_directory();
    let link = directory.join("root/swapped.log");
    let stop = Arc::new(AtomicBool::new(false));
    let swapping = {
        let (link, stop, root) = (link.clone(), stop.clone(), directory.join("root"));
        std::thread::spawn(move || {
            let mut swaps = 0_u64;
            while !stop.load(Ordering::Relaxed) {
                for target in ["app.log", "../secret.log", "linked/secret.log", "sub/inner.log"] {
                    let new = root.join(".new");
                    std::os::unix::fs::symlink(target, &new).unwrap();
                    std::fs::rename(&new, &link).unwrap();
                    swaps += 1;
                }
            }
            swaps
        })
    };
    let mut shown = 0;
    for _ in 0..200 {
        for target in [
            "raw?file=swapped.log",
            "stream?file=swapped.log&tail=1",
            "stream?file=*",
            "stream?file=swapped.log&rotated=true",
        ] {
            let answer = get(&server, &format!("/api/logs/{target}"));
            assert!(!String::from_utf8_lossy(&answer.body).contains("SECRET"), "{target}");
            shown += usize::from(answer.status == 200);
        }
    }
    stop.store(true, Ordering::Relaxed);
    let swaps = swapping.join().unwrap();
    assert!(swaps > 1_000 && shown > 200, "{swaps} swaps, {shown} answers");
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
